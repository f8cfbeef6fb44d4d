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
    /// Both are cut where they quote a value of any length.
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: cut(field.into()),
            problem: cut(problem.into()),
        }
    }
}

/// The longest field and the longest problem, in characters.
const LONGEST: usize = 300;

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}
