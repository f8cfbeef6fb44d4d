//! What there is to see of a store's webhooks, and whether its key may mend them.

use std::collections::BTreeSet;

use intake::Topic;
use transport::Transport;
use woocommerce::{Client, Webhook};

use super::Findings;

const WHERE: &str = "WooCommerce > Settings > Advanced > Webhooks";

/// Whether the key may write, if it can be told. It is needed for nothing but webhooks.
pub(super) async fn write_access<T: Transport>(
    client: &Client<T>,
    found: &mut Findings,
) -> Option<bool> {
    let may_write = client.may_write().await;
    match &may_write {
        Ok(true) => found.good(
            "write_access",
            "the key may write, so webhooks that the store disables can be made afresh",
        ),
        Ok(false) => found.note(
            "write_access",
            "the key may only read, so webhooks that the store disables stay so until a person sets \
             them to active: give the key Read/Write under WooCommerce > Settings > Advanced > REST API",
        ),
        Err(error) => found.note(
            "write_access",
            format!("whether the key may write could not be told: {error}"),
        ),
    }
    may_write.ok()
}

/// Ours are those that deliver to `url`.
pub(super) async fn webhooks<T: Transport>(
    client: &Client<T>,
    url: &str,
    may_write: Option<bool>,
    found: &mut Findings,
) {
    let mut ours = match client.webhooks().await {
        Ok(hooks) => hooks,
        Err(error) => {
            found.problem("webhooks", format!("webhooks cannot be read: {error}"));
            return;
        }
    };
    ours.retain(|hook| hook.delivery_url == url);
    if ours.is_empty() {
        found.problem(
            "webhooks",
            format!(
                "no webhook delivers to us: create them in {WHERE}, with the stack's output WebhookUrl"
            ),
        );
        return;
    }
    let (active, paused) = (topics(&ours, "active"), topics(&ours, "paused"));
    let missing = Topic::NAMES.iter().filter(|topic| !active.contains(*topic));
    let (paused, missing): (Vec<&str>, Vec<&str>) =
        missing.partition(|topic| paused.contains(*topic));
    let mut said = Vec::new();
    if !missing.is_empty() {
        let mend = match may_write {
            Some(true) => "the next scheduled look makes them afresh".to_owned(),
            Some(false) => format!("set them to active in {WHERE}"),
            None => format!(
                "the next scheduled look makes them afresh if the key may write, else set them to \
                 active in {WHERE}"
            ),
        };
        said.push(format!(
            "no webhook is active for {}: {mend}",
            missing.join(", ")
        ));
    }
    if !paused.is_empty() {
        // A person did that, so it is left to a person.
        said.push(format!(
            "the webhook is paused for {}: set it to active in {WHERE}",
            paused.join(", ")
        ));
    }
    if said.is_empty() {
        found.good(
            "webhooks",
            "a webhook is active for each of the seven topics",
        );
    } else {
        found.problem("webhooks", said.join("; "));
    }
}

fn topics<'hooks>(hooks: &'hooks [Webhook], status: &str) -> BTreeSet<&'hooks str> {
    let of_status = hooks.iter().filter(|hook| hook.status == status);
    of_status.map(|hook| hook.topic.as_str()).collect()
}
