//! What was given cannot be used.

/// What was given cannot be used: the command ends with 2 instead of 1, as it does for a wrong
/// argument, so that a script can tell it from an outage.
#[derive(Debug)]
pub(crate) struct BadInput(anyhow::Error);

impl BadInput {
    pub(crate) fn of(error: anyhow::Error) -> anyhow::Error {
        Self(error).into()
    }
}

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl std::error::Error for BadInput {}
