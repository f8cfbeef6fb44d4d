//! Our webhooks in a store.

use anyhow::{Context, Result};
use intake::Topic;
use secrecy::SecretString;
use url::Url;
use woocommerce::{Client, Error, Webhook};

use crate::site::Wire;

/// Makes a webhook for each topic that has no active one of ours. One that signs with a secret that
/// is not known any more is replaced.
pub(super) async fn set_up(
    store: &Client<Wire>,
    delivery_url: &Url,
    secret: &SecretString,
    secret_is_new: bool,
) -> Result<String> {
    let ours = ours(store, delivery_url).await?;
    let mut made = 0;
    for topic in Topic::NAMES {
        let of_topic: Vec<&Webhook> = ours.iter().filter(|hook| hook.topic == topic).collect();
        let delivers = of_topic.iter().any(|hook| hook.status == "active");
        if delivers && !secret_is_new {
            continue;
        }
        let created = store
            .create_webhook(topic, delivery_url.as_str(), secret)
            .await;
        created.map_err(|error| refused(topic, error))?;
        made += 1;
        // A new one delivers now; the others would deliver a second time, or with another secret.
        for hook in of_topic {
            store.delete_webhook(hook.id).await?;
        }
    }
    let kept = Topic::NAMES.len() - made;
    Ok(format!(
        "webhooks that deliver to {delivery_url}: {made} made, {kept} kept"
    ))
}

/// Deletes all that deliver to us; gives how many.
pub(super) async fn remove(store: &Client<Wire>, delivery_url: &Url) -> Result<usize> {
    let ours = ours(store, delivery_url).await?;
    for hook in &ours {
        let deleted = store.delete_webhook(hook.id).await;
        deleted.with_context(|| format!("webhook {} was not deleted", hook.id))?;
    }
    Ok(ours.len())
}

async fn ours(store: &Client<Wire>, delivery_url: &Url) -> Result<Vec<Webhook>> {
    let mut hooks = store.webhooks().await.context(
        "the store does not show its webhooks: does the key have read and write access?",
    )?;
    hooks.retain(|hook| hook.delivery_url == delivery_url.as_str());
    Ok(hooks)
}

fn refused(topic: &str, error: Error) -> anyhow::Error {
    let what = format!(
        "the webhook {topic} was not made: give the key read and write access, or create it in \
         WooCommerce > Settings > Advanced > Webhooks"
    );
    anyhow::Error::from(error).context(what)
}
