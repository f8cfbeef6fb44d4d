//! Whether a delivery comes from its store.

use intake::StoreId;
use secrets::SecretError;
use tracing::warn;

use crate::ports::Keyrings;

/// Whether `signature` signs `body` with a secret of `store`.
///
/// Before a delivery is refused the secrets are read again, for they may have been changed since:
/// a refused delivery is not repeated by the store. Not even a failure of that may tell an
/// unknown store from a wrong signature, so it counts as "no".
///
/// The error: the secrets were never read.
pub(crate) async fn is_authentic(
    keyrings: &impl Keyrings,
    store: Option<&StoreId>,
    body: &[u8],
    signature: Option<&str>,
) -> Result<bool, SecretError> {
    let Some(signature) = signature.and_then(|text| text.parse().ok()) else {
        return Ok(false);
    };
    if keyrings.get().await?.verifies(store, body, &signature) {
        return Ok(true);
    }
    match keyrings.refresh().await {
        Ok(Some(fresh)) => Ok(fresh.verifies(store, body, &signature)),
        Ok(None) => Ok(false),
        Err(error) => {
            warn!(%error, "the secrets kept are still in use");
            Ok(false)
        }
    }
}
