//! One secret in Secrets Manager.

use anyhow::{Context, Result, bail};
use aws::Problem;
use aws_sdk_secretsmanager::Client;
use serde_json::Value;

use super::merge::Document;

/// A secret, by its ARN or name.
pub(crate) struct Vault {
    client: Client,
    secret_id: String,
}

impl Vault {
    /// The secret with the credentials of the environment.
    pub(crate) async fn open(secret_id: String) -> Self {
        Self {
            client: Client::new(&aws::sdk_config().await),
            secret_id,
        }
    }

    /// What it holds now.
    pub(crate) async fn read(&self) -> Result<Document> {
        let answer = self
            .client
            .get_secret_value()
            .secret_id(&self.secret_id)
            .send()
            .await
            .map_err(|error| Problem::of(&error))
            .with_context(|| format!("cannot read the secret {}", self.secret_id))?;
        parse(answer.secret_string().unwrap_or_default())
            .with_context(|| format!("the secret {} was not changed", self.secret_id))
    }

    /// Reads it, and writes it again if that changes anything.
    pub(crate) async fn change(&self, change: impl FnOnce(&mut Document)) -> Result<()> {
        let mut document = self.read().await?;
        let before = document.clone();
        change(&mut document);
        if document == before {
            return Ok(());
        }
        self.write(document).await
    }

    /// Replaces what it holds. Secrets Manager keeps the version before as `AWSPREVIOUS`.
    pub(crate) async fn write(&self, document: Document) -> Result<()> {
        self.client
            .put_secret_value()
            .secret_id(&self.secret_id)
            .secret_string(Value::Object(document).to_string())
            .send()
            .await
            .map_err(|error| Problem::of(&error))
            .with_context(|| format!("cannot write the secret {}", self.secret_id))?;
        Ok(())
    }
}

/// An object, or nothing yet. Anything else is someone's and is left alone.
fn parse(text: &str) -> Result<Document> {
    if text.trim().is_empty() {
        return Ok(Document::new());
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(document)) => Ok(document),
        _ => bail!("it holds something that is no JSON object; is it the right one?"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_is_no_object_is_left_alone_and_not_repeated() {
        assert!(parse("{}").unwrap().is_empty());
        assert!(parse("").unwrap().is_empty());
        assert_eq!(parse(r#"{"token":"t"}"#).unwrap()["token"], "t");
        for text in [
            "hunter2",
            r#""hunter2""#,
            r#"["hunter2"]"#,
            r#"{"token":"hunter2""#,
        ] {
            let said = parse(text).unwrap_err().to_string();
            assert!(
                said.contains("no JSON object") && !said.contains("hunter2"),
                "{said}"
            );
        }
    }
}
