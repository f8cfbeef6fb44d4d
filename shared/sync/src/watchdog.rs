//! Whether the store still tells us of changes.
//!
//! WooCommerce disables a webhook after some failed deliveries in a row and tells nobody
//! (<https://github.com/woocommerce/woocommerce/issues/28860>). Making it active again keeps its count
//! of failures, so that the next failure disables it anew. Hence it is made afresh, and the old one
//! deleted.

use intake::Topic;
use secrecy::SecretString;
use serde::Serialize;
use transport::Transport;
use woocommerce::{Client, Error, Webhook};

/// What a look at a store's webhooks found and did. Topics by name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Watched {
    /// Whether any webhook of the store delivers to us. If none does it was never set up, or to
    /// another address, and nothing is made.
    pub set_up: bool,
    /// Those that were disabled or gone and were made afresh.
    pub mended: Vec<&'static str>,
    /// Those that were deleted, since another one of their topic delivers too.
    pub doubles: usize,
    /// Those that a person paused: they are left alone.
    pub paused: Vec<&'static str>,
    /// Those that could not be mended: the store's webhook secret is not in Secrets Manager, or its
    /// key has no write access.
    pub broken: Vec<&'static str>,
}

impl Watched {
    /// Whether every topic is delivered.
    pub fn is_healthy(&self) -> bool {
        self.set_up && self.paused.is_empty() && self.broken.is_empty()
    }

    /// What is wrong and how to mend it, in one line; empty if nothing is.
    pub fn problem(&self) -> String {
        if !self.set_up {
            return "no webhook of the store delivers to us: create them in WooCommerce > Settings > \
                    Advanced > Webhooks"
                .to_owned();
        }
        let mut said = Vec::new();
        if !self.paused.is_empty() {
            said.push(format!(
                "paused: {} (set them to active)",
                self.paused.join(", ")
            ));
        }
        if !self.broken.is_empty() {
            said.push(format!(
                "missing or disabled: {} (create them anew, or give the store's key write access)",
                self.broken.join(", ")
            ));
        }
        said.join("; ")
    }
}

/// Looks at the store's webhooks, of which ours deliver to `delivery_url`, and mends them. Without the
/// store's webhook secret it only looks.
pub async fn watch<T: Transport>(
    store: &Client<T>,
    delivery_url: &str,
    secret: Option<&SecretString>,
) -> Result<Watched, Error> {
    let mut ours = store.webhooks().await?;
    ours.retain(|hook| hook.delivery_url == delivery_url);
    let mut watched = Watched {
        set_up: !ours.is_empty(),
        ..Watched::default()
    };
    if !watched.set_up {
        return Ok(watched);
    }
    for topic in Topic::NAMES {
        let of_topic = |hook: &&Webhook| hook.topic == topic;
        let hooks: Vec<&Webhook> = ours.iter().filter(of_topic).collect();
        let with = |status: &'static str| hooks.iter().filter(move |hook| hook.status == status);
        let is_made = if with("active").next().is_some() {
            false
        } else if with("paused").next().is_some() {
            watched.paused.push(topic);
            continue;
        } else if made(store, topic, delivery_url, secret).await? {
            watched.mended.push(topic);
            true
        } else {
            watched.broken.push(topic);
            continue;
        };
        // One delivers now. The others of this topic are left from before, or from a lost answer.
        let active = with("active").skip(usize::from(!is_made));
        for hook in active.chain(with("disabled")) {
            match store.delete_webhook(hook.id).await {
                Ok(()) => watched.doubles += usize::from(!is_made),
                // Gone already, or not for us to delete: it does no harm.
                Err(Error::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(watched)
}

/// Makes a webhook; false if that is not for us to do.
async fn made<T: Transport>(
    store: &Client<T>,
    topic: &str,
    delivery_url: &str,
    secret: Option<&SecretString>,
) -> Result<bool, Error> {
    let Some(secret) = secret else {
        return Ok(false);
    };
    match store.create_webhook(topic, delivery_url, secret).await {
        Ok(_) => Ok(true),
        Err(Error::Refused { code, .. }) => {
            tracing::warn!(topic, code, "the webhook was not made");
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
