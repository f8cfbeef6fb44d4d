//! A registered customer.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Address, MetaData};
use crate::wire;

/// A registered customer. Guests are not in the store's list.
#[derive(Clone, Deserialize)]
pub struct Customer {
    /// Its id.
    pub id: u64,
    /// Registration.
    #[serde(default, deserialize_with = "wire::gmt")]
    pub date_created_gmt: Option<Timestamp>,
    /// Last change.
    #[serde(default, deserialize_with = "wire::gmt")]
    pub date_modified_gmt: Option<Timestamp>,
    /// E-mail of the account.
    #[serde(default, deserialize_with = "wire::text")]
    pub email: String,
    /// First name.
    #[serde(default, deserialize_with = "wire::text")]
    pub first_name: String,
    /// Last name.
    #[serde(default, deserialize_with = "wire::text")]
    pub last_name: String,
    /// WordPress role.
    #[serde(default, deserialize_with = "wire::text")]
    pub role: String,
    /// Billing address.
    #[serde(default)]
    pub billing: Address,
    /// Shipping address.
    #[serde(default)]
    pub shipping: Address,
    /// Meta data.
    #[serde(default, deserialize_with = "wire::list")]
    pub meta_data: Vec<MetaData>,
}

impl std::fmt::Debug for Customer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Customer")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
