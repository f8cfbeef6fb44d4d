//! A JSON secret, cached.

use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::decode::decode;
use crate::{SecretError, SecretSource, SecretsManager};

/// A secret is read again at most once in this time, whoever asks.
///
/// A failed signature asks for it, and anybody can send one: without the bound, a stranger could
/// make every request cost a call to Secrets Manager.
pub const REREAD_INTERVAL: Duration = Duration::from_mins(1);

/// One JSON secret as a `T`, read at its first use and kept.
#[derive(Debug)]
pub struct Secret<T, S = SecretsManager> {
    purpose: &'static str,
    source: S,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    value: Option<Arc<T>>,
    reread_at: Option<Instant>,
}

impl<T: DeserializeOwned, S: SecretSource> Secret<T, S> {
    /// The secret of `source`. `purpose` names it in errors, in the plural: "webhook secrets".
    pub fn new(purpose: &'static str, source: S) -> Self {
        let state = Mutex::new(State {
            value: None,
            reread_at: None,
        });
        Self {
            purpose,
            source,
            state,
        }
    }

    /// The secret: the kept copy, else read now. A failed read is not kept: the next call tries
    /// again.
    pub async fn get(&self) -> Result<Arc<T>, SecretError> {
        let mut state = self.state.lock().await;
        if let Some(value) = &state.value {
            return Ok(Arc::clone(value));
        }
        let value = self.read().await?;
        state.value = Some(Arc::clone(&value));
        Ok(value)
    }

    /// Reads the secret again, for when the kept copy was refused: a signature that does not
    /// verify, a 401.
    ///
    /// `None` if that was done within the last [`REREAD_INTERVAL`] already; the first read does
    /// not count, so a secret that is rotated right after a cold start is found at once. The kept
    /// copy survives a failed read.
    pub async fn refresh(&self) -> Result<Option<Arc<T>>, SecretError> {
        let mut state = self.state.lock().await;
        let now = Instant::now();
        if state
            .reread_at
            .is_some_and(|before| now.duration_since(before) < REREAD_INTERVAL)
        {
            return Ok(None);
        }
        state.reread_at = Some(now);
        let value = self.read().await?;
        state.value = Some(Arc::clone(&value));
        Ok(Some(value))
    }

    async fn read(&self) -> Result<Arc<T>, SecretError> {
        let text = self
            .source
            .read()
            .await
            .map_err(|cause| SecretError::Unreadable {
                purpose: self.purpose,
                cause,
            })?;
        decode(self.purpose, &text).map(Arc::new)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::HashMap;
    use std::sync::Mutex as StdMutex;

    use super::*;

    /// Gives its answers in turn, the last one for ever, and counts.
    struct Script(StdMutex<(usize, Vec<Result<&'static str, &'static str>>)>);

    impl SecretSource for &Script {
        async fn read(&self) -> Result<String, String> {
            let mut script = self.0.lock().unwrap();
            let at = script.0.min(script.1.len() - 1);
            script.0 += 1;
            script.1[at].map(str::to_owned).map_err(str::to_owned)
        }
    }

    type Tokens = HashMap<String, String>;

    fn script(answers: &[Result<&'static str, &'static str>]) -> Script {
        Script(StdMutex::new((0, answers.to_vec())))
    }

    fn reads(script: &Script) -> usize {
        script.0.lock().unwrap().0
    }

    #[tokio::test]
    async fn it_is_read_once_and_kept() {
        let source = script(&[Ok(r#"{"token":"a"}"#)]);
        let secret = Secret::<Tokens, _>::new("CRM tokens", &source);

        assert_eq!(secret.get().await.unwrap()["token"], "a");
        assert_eq!(secret.get().await.unwrap()["token"], "a");
        assert_eq!(reads(&source), 1);
    }

    #[tokio::test]
    async fn a_failed_first_read_is_tried_again_by_the_next_call() {
        let source = script(&[Err("AccessDenied"), Ok(r#"{"token":"a"}"#)]);
        let secret = Secret::<Tokens, _>::new("CRM tokens", &source);

        let error = secret.get().await.unwrap_err().to_string();
        assert_eq!(error, "the CRM tokens could not be read: AccessDenied");
        assert_eq!(secret.get().await.unwrap()["token"], "a");
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_read_again_when_refused_and_at_most_once_a_minute() {
        let source = script(&[
            Ok(r#"{"token":"a"}"#),
            Ok(r#"{"token":"b"}"#),
            Ok(r#"{"token":"c"}"#),
        ]);
        let secret = Secret::<Tokens, _>::new("CRM tokens", &source);
        secret.get().await.unwrap();

        assert_eq!(secret.refresh().await.unwrap().unwrap()["token"], "b");
        tokio::time::advance(Duration::from_secs(59)).await;
        assert!(secret.refresh().await.unwrap().is_none());
        assert_eq!(secret.get().await.unwrap()["token"], "b");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(secret.refresh().await.unwrap().unwrap()["token"], "c");
        assert_eq!(reads(&source), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_refresh_keeps_the_copy_and_counts_for_the_minute() {
        let source = script(&[Ok(r#"{"token":"a"}"#), Err("throttled")]);
        let secret = Secret::<Tokens, _>::new("CRM tokens", &source);
        secret.get().await.unwrap();

        assert!(secret.refresh().await.is_err());
        assert!(secret.refresh().await.unwrap().is_none());
        assert_eq!(secret.get().await.unwrap()["token"], "a");
        assert_eq!(reads(&source), 2);
    }
}
