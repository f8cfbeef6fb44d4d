//! Which generation of the REST API module a Perfex runs.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The generation of Themesic's "REST API for Perfex CRM" module. It is a setting: the module
/// does not tell it in its answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Flavour {
    /// 2.x: form bodies on POST, no pages, a create returns no id.
    #[serde(rename = "themesic-2")]
    Themesic2,
    /// 3.x: pages, `Idempotency-Key`, 422 for validation, a create returns `record_id`.
    #[serde(rename = "themesic-3")]
    Themesic3,
}

/// The text is neither `themesic-2` nor `themesic-3`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no flavour of the Perfex API: write themesic-2 or themesic-3")]
pub struct UnknownFlavour(String);

impl Flavour {
    /// The name used in settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Themesic2 => "themesic-2",
            Self::Themesic3 => "themesic-3",
        }
    }
}

impl fmt::Display for Flavour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Flavour {
    type Err = UnknownFlavour;

    fn from_str(text: &str) -> Result<Self, UnknownFlavour> {
        [Self::Themesic2, Self::Themesic3]
            .into_iter()
            .find(|flavour| flavour.name() == text)
            .ok_or_else(|| UnknownFlavour(text.to_owned()))
    }
}
