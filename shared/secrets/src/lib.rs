//! One secret of AWS Secrets Manager, read once and kept.
//!
//! - [`Secret`]: a JSON secret as a type of ours, cached; read again on demand, at most once a
//!   minute
//! - [`SecretSource`]: where its text comes from; [`SecretsManager`] is the real one
//! - [`SecretError`]: names the secret by its purpose, never its content
#![warn(missing_docs)]

mod decode;
mod error;
mod secret;
mod secrets_manager;

pub use error::SecretError;
pub use secret::{REREAD_INTERVAL, Secret};
pub use secrets_manager::SecretsManager;

/// Where the text of a secret comes from.
pub trait SecretSource: Send + Sync {
    /// Reads the secret's current text. The error is a text for the log and holds no part of it.
    fn read(&self) -> impl Future<Output = Result<String, String>> + Send;
}
