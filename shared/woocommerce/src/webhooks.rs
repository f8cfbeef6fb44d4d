//! Webhooks, the only thing that is written in a store.

use http::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use transport::Transport;

use crate::client::Client;
use crate::error::Error;
use crate::model::Webhook;

impl<T: Transport> Client<T> {
    /// `GET /webhooks`: all of them, other people's too.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        self.all("webhooks", "orderby=id&order=asc").await
    }

    /// `POST /webhooks`: an active one. The key needs write access. Tried once: if the answer is lost
    /// there may be one more, which [`webhooks`](Self::webhooks) shows.
    pub async fn create_webhook(
        &self,
        topic: &str,
        delivery_url: &str,
        secret: &SecretString,
    ) -> Result<Webhook, Error> {
        let body = json!({
            "name": format!("WooSync {topic}"),
            "topic": topic,
            "delivery_url": delivery_url,
            "secret": secret.expose_secret(),
            "status": "active",
        });
        self.write(Method::POST, "webhooks", "", &body)
            .await?
            .decode()
    }

    /// `DELETE /webhooks/{id}`, for good: webhooks have no trash.
    pub async fn delete_webhook(&self, id: u64) -> Result<(), Error> {
        let route = format!("webhooks/{id}");
        let none = Value::Object(serde_json::Map::new());
        self.write(Method::DELETE, &route, "force=true", &none)
            .await?;
        Ok(())
    }
}
