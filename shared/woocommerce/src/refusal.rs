//! The API's own refusals, and what to do about each.

/// What a refusal of the API means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such route.
    NoRoute,
    /// The key was not recognised, or it never arrived.
    NotRecognised,
    /// The key was recognised and refused.
    KeyRefused,
    /// A parameter is not taken.
    Parameter,
    /// Something else.
    Other,
}

impl Refusal {
    /// By WooCommerce's code, or the status if the code is another.
    pub(crate) fn of(status: u16, code: &str) -> Self {
        match code {
            "rest_no_route" => Self::NoRoute,
            "woocommerce_rest_authentication_error" => Self::KeyRefused,
            "rest_invalid_param" => Self::Parameter,
            _ if matches!(status, 401 | 403) => Self::NotRecognised,
            _ => Self::Other,
        }
    }

    /// One line that says what to do.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoRoute => {
                "Check that WooCommerce is switched on and that the store's permalinks are not plain"
            }
            Self::NotRecognised => {
                "Check that the key exists, that its user may see orders, and that the host passes the Authorization header on"
            }
            Self::KeyRefused => "Check the key's secret and that the key may read",
            Self::Parameter => "Look for a plugin that was switched off or changes the REST API",
            Self::Other => "Look at the store's PHP error log",
        }
    }
}
