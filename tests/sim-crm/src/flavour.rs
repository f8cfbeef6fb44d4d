use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which generation of the Themesic module answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flavour {
    /// The legacy module 2.x: forms only, no ids on create, odd status codes.
    #[serde(rename = "themesic-2")]
    Themesic2,
    /// The module 3.x of 2026: ids, pagination, `Idempotency-Key`, a 422 envelope.
    #[serde(rename = "themesic-3")]
    Themesic3,
}

impl Flavour {
    /// Whether this is the legacy generation.
    pub fn is_2(self) -> bool {
        self == Self::Themesic2
    }

    /// The name that the command line and the JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Themesic2 => "themesic-2",
            Self::Themesic3 => "themesic-3",
        }
    }
}

impl FromStr for Flavour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "themesic-2" => Ok(Self::Themesic2),
            "themesic-3" => Ok(Self::Themesic3),
            other => Err(format!(
                "unknown flavour `{other}`, expected themesic-2 or themesic-3"
            )),
        }
    }
}
