//! Why a secret could not be used.

/// Why a secret could not be used. `purpose` is what the secret is for ("webhook secrets").
#[derive(Debug, Clone, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager could not be reached or refused. Time or a permission cures it.
    #[error("the {purpose} could not be read: {cause}")]
    Unreadable {
        /// What the secret is for.
        purpose: &'static str,
        /// What Secrets Manager said.
        cause: String,
    },
    /// The secret's JSON is not of the form expected. A person cures it.
    #[error("the {purpose} are not of the form expected: {problem} at `{path}`")]
    Malformed {
        /// What the secret is for.
        purpose: &'static str,
        /// The field, e.g. `main.current`; `.` is the whole document.
        path: String,
        /// What is wrong with it, without its value.
        problem: String,
    },
}
