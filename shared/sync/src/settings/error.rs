//! A setting that is wrong.

/// The settings were refused whole; nothing of them is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct SettingsError {
    /// The field, as a path: `stores.main.taxes.1`.
    pub field: String,
    /// What is wrong with it and what is allowed.
    pub problem: String,
}

impl SettingsError {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }
}
