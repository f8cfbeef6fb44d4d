//! The card of a client: what the shop knows of a buyer or a registered customer.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::address::Address;
use crate::marker;
use crate::order::Order;
use crate::rules::Rules;

/// What the shop knows of a client.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Card {
    /// E-mail as typed.
    pub email: String,
    /// Phone as typed.
    pub phone: String,
    /// VAT number as typed.
    pub vat: String,
    /// Names, company and address.
    pub billing: Address,
    /// The account in the store, none for a guest.
    #[serde(skip)]
    pub customer: Option<u64>,
    /// Of when it is: of two cards the newer one counts.
    #[serde(skip)]
    pub as_of: Option<Timestamp>,
}

impl Card {
    /// The card that an order bears.
    pub fn of_order(order: &Order, rules: &Rules) -> Self {
        let buyer = &order.customer;
        Self {
            email: buyer.email.trim().to_owned(),
            phone: buyer.phone.trim().to_owned(),
            vat: order
                .vat_number(&rules.vat_meta_keys)
                .unwrap_or_default()
                .to_owned(),
            billing: buyer.billing.clone(),
            customer: buyer.id,
            as_of: order.created_gmt,
        }
    }

    /// Digest of what it says.
    pub fn digest(&self) -> String {
        // A struct of texts always serialises.
        digest(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// The key of the VAT number, which is compared by its letters and digits.
    pub fn vat_key(&self) -> Option<String> {
        let vat: String = self
            .vat
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        (vat.len() >= 5).then(|| format!("vat-{}", digest(vat.to_uppercase().as_bytes())))
    }

    /// The key of the phone number, which is compared by its digits, with `+` for a leading `00`.
    pub fn phone_key(&self) -> Option<String> {
        let phone = self.phone.trim();
        let international = phone.starts_with('+') || phone.starts_with("00");
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.trim_start_matches("00");
        let plus = if international { "+" } else { "" };
        (digits.len() >= 6)
            .then(|| format!("phone-{}", digest(format!("{plus}{digits}").as_bytes())))
    }

    /// The key of name, postcode and country, none if one of them is missing.
    pub fn name_postcode_key(&self) -> Option<String> {
        let name = self.billing.full_name().to_lowercase();
        let postcode: String = self
            .billing
            .postcode
            .to_lowercase()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        if name.is_empty() || postcode.is_empty() || self.billing.country.is_empty() {
            return None;
        }
        let text = format!("{name}\n{postcode}\n{}", self.billing.country);
        Some(format!("name-{}", digest(text.as_bytes())))
    }

    /// The key of the e-mail.
    pub fn email_key(&self) -> Option<String> {
        crate::order::email_key(&self.email).map(|email| marker::client_key(&email))
    }
}

fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().take(12).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Card")
            .field("customer", &self.customer)
            .field("as_of", &self.as_of)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        Card {
            email: "jane@example.com".into(),
            phone: "+49 (30) 123-456".into(),
            vat: "DE 123.456.789".into(),
            billing: Address {
                first_name: "Jane".into(),
                last_name: "Doe".into(),
                postcode: "10115".into(),
                country: "DE".into(),
                ..Address::default()
            },
            ..Card::default()
        }
    }

    #[test]
    fn spelling_does_not_make_another_client() {
        let mut other = card();
        other.email = " JANE@example.com".into();
        other.phone = "0049 30123456".into();
        other.vat = "de123456789".into();
        other.billing.first_name = " jane".into();
        other.billing.postcode = "10 115".into();
        assert_eq!(card().email_key(), other.email_key());
        assert_eq!(card().phone_key(), other.phone_key());
        assert_eq!(card().vat_key(), other.vat_key());
        assert_eq!(card().name_postcode_key(), other.name_postcode_key());
    }

    #[test]
    fn too_little_is_no_key() {
        let empty = Card::default();
        assert_eq!(empty.email_key(), None);
        assert_eq!(empty.phone_key(), None);
        assert_eq!(empty.vat_key(), None);
        assert_eq!(empty.name_postcode_key(), None);
        let mut placeholder = card();
        placeholder.phone = "12345".into();
        placeholder.vat = "none".into();
        placeholder.billing.country = String::new();
        assert_eq!(placeholder.phone_key(), None);
        assert_eq!(placeholder.vat_key(), None);
        assert_eq!(placeholder.name_postcode_key(), None);
    }

    #[test]
    fn the_digest_is_of_what_it_says_not_of_when() {
        let mut later = card();
        later.as_of = Some(Timestamp::MAX);
        assert_eq!(card().digest(), later.digest());
        later.phone.push('1');
        assert_ne!(card().digest(), later.digest());
    }
}
