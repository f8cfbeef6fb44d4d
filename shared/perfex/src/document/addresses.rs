//! The addresses of a document as Perfex gives them back.

use serde::Deserialize;

use crate::{Address, lenient};

/// The addresses of a document as Perfex gives them back, texts decoded.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Addresses {
    #[serde(default, deserialize_with = "lenient::text")]
    billing_street: String,
    #[serde(default, deserialize_with = "lenient::text")]
    billing_city: String,
    #[serde(default, deserialize_with = "lenient::text")]
    billing_state: String,
    #[serde(default, deserialize_with = "lenient::text")]
    billing_zip: String,
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    billing_country: Option<u64>,
    #[serde(default, deserialize_with = "lenient::text")]
    shipping_street: String,
    #[serde(default, deserialize_with = "lenient::text")]
    shipping_city: String,
    #[serde(default, deserialize_with = "lenient::text")]
    shipping_state: String,
    #[serde(default, deserialize_with = "lenient::text")]
    shipping_zip: String,
    #[serde(default, deserialize_with = "lenient::optional_whole")]
    shipping_country: Option<u64>,
    #[serde(default, deserialize_with = "lenient::flag")]
    include_shipping: bool,
}

impl Addresses {
    /// The billing address.
    pub fn billing(&self) -> Address {
        Address {
            street: self.billing_street.clone(),
            city: self.billing_city.clone(),
            state: self.billing_state.clone(),
            zip: self.billing_zip.clone(),
            country: self.billing_country.filter(|id| *id != 0),
        }
    }

    /// The shipping address, where the document includes one.
    pub fn shipping(&self) -> Option<Address> {
        self.include_shipping.then(|| Address {
            street: self.shipping_street.clone(),
            city: self.shipping_city.clone(),
            state: self.shipping_state.clone(),
            zip: self.shipping_zip.clone(),
            country: self.shipping_country.filter(|id| *id != 0),
        })
    }
}
