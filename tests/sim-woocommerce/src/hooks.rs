//! `/webhooks` and `/webhooks/{id}`.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::auth;
use crate::ids::next;
use crate::paging::{self, Kind, Page};
use crate::params::Problems;
use crate::refusal::Refusal;
use crate::reply::{json as json_answer, set};
use crate::routes::Asked;
use crate::store::{SITE, Store};
use crate::webhook::{Webhook, is_topic};

const STATUSES: [&str; 3] = ["active", "paused", "disabled"];

/// The list, the newest first unless asked otherwise.
pub(crate) fn list(store: &Store, asked: Asked<'_>) -> Response<Bytes> {
    let mut problems = Problems::default();
    let mut page = Page::read(asked.query, &mut problems);
    page.read_offset(asked.query, &mut problems);
    problems.word(asked.query, "order", &["asc", "desc"], "desc");
    problems.word(asked.query, "orderby", &["date", "id", "title"], "date");
    let known = ["all", "active", "paused", "disabled"];
    let status = problems.word(asked.query, "status", &known, "all");
    if !problems.is_empty() {
        return problems.answer(asked.now);
    }
    let wanted = store
        .webhooks
        .iter()
        .filter(|hook| status == "all" || hook.status == status);
    let mut found: Vec<Value> = wanted.map(|hook| hook.shown(&store.zone)).collect();
    found.sort_by_key(|hook| hook["id"].as_u64());
    // Those of one second, as a connector makes them, come by id whatever the order is.
    let by_date = asked.query.get("orderby").unwrap_or("date") == "date";
    if asked.query.get("order") != Some("asc") {
        if by_date {
            found.sort_by(|a, b| date(b).cmp(date(a)));
        } else {
            found.reverse();
        }
    }
    page.answer(&found, Kind::Others, asked)
}

fn date(hook: &Value) -> &str {
    hook["date_created_gmt"].as_str().unwrap_or_default()
}

/// `POST /webhooks`. A ping follows at once; that it fails stops nothing.
pub(crate) fn create(store: &mut Store, asked: Asked<'_>) -> Response<Bytes> {
    let text = |field: &str| asked.body[field].as_str().unwrap_or_default().to_owned();
    let (topic, url) = (text("topic").to_lowercase(), text("delivery_url"));
    if !is_topic(&topic) {
        let message = "Webhook topic is required and must be valid.";
        return refused("invalid_topic", message).answer(asked.now);
    }
    if !is_url(&url) {
        return bad_url().answer(asked.now);
    }
    let id = next(&mut store.ids.webhook);
    let name = text("name");
    let mut hook = Webhook::new(id, &topic, &text("secret"), asked.now);
    hook.delivery_url = Some(url);
    hook.pending = true;
    if !name.is_empty() {
        hook.name = name;
    }
    if let Some(status) = asked.body["status"].as_str() {
        status.clone_into(&mut hook.status);
    }
    if hook.secret.is_empty() {
        // A random one, which nobody gets to see.
        hook.secret = format!("{id}-{}", asked.now.as_nanosecond());
    }
    let shown = hook.shown(&store.zone);
    store.webhooks.push(hook);
    store.ping(id);
    let mut response = json_answer(201, &shown, asked.now);
    let location = format!("{SITE}wp-json/wc/v3/webhooks/{id}");
    set(response.headers_mut(), "location", &location);
    response
}

/// `GET`, `PUT` and `DELETE` of one webhook.
pub(crate) fn one(store: &mut Store, id: u64, asked: Asked<'_>) -> Response<Bytes> {
    let zone = store.zone.clone();
    let Some(place) = store.webhooks.iter().position(|hook| hook.id == id) else {
        let code = "woocommerce_rest_shop_webhook_invalid_id";
        let status = if auth::is_read(asked.method) || *asked.method == Method::DELETE {
            404
        } else {
            400
        };
        return Refusal::new(status, code, "ID is invalid.").answer(asked.now);
    };
    let shown = store.webhooks[place].shown(&zone);
    if auth::is_read(asked.method) {
        return json_answer(200, &paging::alone(&shown, asked.query), asked.now);
    }
    if *asked.method == Method::DELETE {
        if !asked.flag("force") {
            let code = "woocommerce_rest_trash_not_supported";
            let message = "Webhooks do not support trashing.";
            return Refusal::new(501, code, message).answer(asked.now);
        }
        store.webhooks.remove(place);
        return json_answer(200, &shown, asked.now);
    }
    match change(&mut store.webhooks[place], asked) {
        Ok(moved) => {
            if moved {
                store.ping(id);
            }
            json_answer(200, &store.webhooks[place].shown(&zone), asked.now)
        }
        Err(refusal) => refusal.answer(asked.now),
    }
}

/// Changes a webhook. Gives whether it delivers to another address now. The count of failures stays
/// as it is, even when the webhook is made active again.
fn change(hook: &mut Webhook, asked: Asked<'_>) -> Result<bool, Refusal> {
    let text = |field: &str| asked.body[field].as_str().filter(|text| !text.is_empty());
    if let Some(topic) = text("topic") {
        if !is_topic(&topic.to_lowercase()) {
            return Err(refused("invalid_topic", "Webhook topic must be valid."));
        }
        hook.topic = topic.to_lowercase();
    }
    let url = text("delivery_url");
    if url.is_some_and(|url| !is_url(url)) {
        return Err(bad_url());
    }
    let moved = url.is_some_and(|url| hook.delivery_url.as_deref() != Some(url));
    if let (Some(url), true) = (url, moved) {
        hook.delivery_url = Some(url.to_owned());
        hook.pending = true;
    }
    if let Some(secret) = text("secret") {
        secret.clone_into(&mut hook.secret);
    }
    if let Some(status) = text("status") {
        if !STATUSES.contains(&status) {
            return Err(refused("invalid_status", "Webhook status must be valid."));
        }
        status.clone_into(&mut hook.status);
    }
    if let Some(name) = text("name") {
        name.clone_into(&mut hook.name);
    }
    hook.modified = asked.now;
    Ok(moved)
}

fn refused(what: &str, message: &str) -> Refusal {
    Refusal::new(
        400,
        &format!("woocommerce_rest_shop_webhook_{what}"),
        message,
    )
}

fn bad_url() -> Refusal {
    let message = "Webhook delivery URL must be a valid URL starting with http:// or https://.";
    refused("invalid_delivery_url", message)
}

fn is_url(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && url::Url::parse(text).is_ok()
}
