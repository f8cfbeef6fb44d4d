//! Postal addresses as the order carries them.

use serde::{Deserialize, Serialize};

/// An address. Fields are empty where the order has none; texts are as typed in the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Company.
    pub company: String,
    /// Street, both lines joined by a line break.
    pub street: String,
    /// City.
    pub city: String,
    /// State, province or county, as its code or name.
    pub state: String,
    /// Postcode.
    pub postcode: String,
    /// ISO 3166 two-letter code, upper case; empty if unknown.
    pub country: String,
}

impl Address {
    /// First and last name in one, without stray spaces.
    pub fn full_name(&self) -> String {
        [self.first_name.trim(), self.last_name.trim()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether nothing at all is filled in.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
