//! What there is to see of a store.

use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use sync::Settings;
use transport::Transport;
use woocommerce::{Among, Client, Error, Fields, Front, Listed, ListedOrder, NextPage, OrderList};

use super::webhooks::{webhooks, write_access};
use super::{About, Finding, Findings};

/// How far the store's clock may be off, and how old an answer may be.
const CLOCK_OFF: SignedDuration = SignedDuration::from_mins(2);

/// Looks at a store. `webhook_url` is where its webhooks have to deliver to; without it they are not
/// looked at.
pub async fn store<T: Transport>(
    settings: &Settings,
    id: &StoreId,
    client: &Client<T>,
    webhook_url: Option<&str>,
) -> Vec<Finding> {
    let mut found = Findings::about(About::Store);
    if let Some(store) = settings.stores.get(id) {
        match store.url.scheme() {
            "https" => found.good("https", "the store is reached over HTTPS"),
            _ => found.note("https", "plain HTTP, which is for this machine only"),
        }
    }
    // Everything else would fail in the same way: one line about it is enough.
    if let Err(error) = client.answers().await {
        found.problem("answers", error.to_string());
        return found.found;
    }
    found.good(
        "answers",
        "the REST API answers, the key is accepted and nothing stands in its way",
    );
    front(client, &mut found).await;
    orders(client, &mut found).await;
    match client.tax_rates().await {
        Ok(rates) => found.good(
            "taxes",
            format!("the key may read tax rates: {}", rates.len()),
        ),
        Err(error) => found.problem("taxes", format!("tax rates cannot be read: {error}")),
    }
    let may_write = write_access(client, &mut found).await;
    if let Some(url) = webhook_url {
        webhooks(client, url, may_write, &mut found).await;
    }
    match client.version().await {
        Ok(Some(version)) => found.good("version", format!("WooCommerce {version}")),
        Ok(None) | Err(_) => found.note(
            "version",
            "the store does not tell its version to this key; nothing depends on it",
        ),
    }
    found.found
}

/// The same address was asked for a moment before, so a cache that keeps answers of the API has it.
async fn front<T: Transport>(client: &Client<T>, found: &mut Findings) {
    match client.front().await {
        Ok(Front {
            cached_by: Some(header),
            ..
        }) => found.problem(
            "cache",
            format!(
                "a cache answers in the store's place (its header {header} says so), so orders would be \
                 read as they were: exclude /wp-json/ from it"
            ),
        ),
        Ok(Front {
            behind: Some(what), ..
        }) => found.note(
            "cache",
            format!(
                "{what} stands in front of the store and did not cache the API; see that it never does, \
                 and that its bot check lets /wp-json/wc/ and the webhooks pass"
            ),
        ),
        Ok(_) => found.good("cache", "no cache answers in the store's place"),
        Err(error) => found.note("cache", format!("it could not be told: {error}")),
    }
}

async fn orders<T: Transport>(client: &Client<T>, found: &mut Findings) {
    let first = match page(client, None).await {
        Ok(first) => first,
        Err(error) => {
            found.problem("orders", format!("orders cannot be listed: {error}"));
            return;
        }
    };
    let total = first.total.unwrap_or(first.items.len() as u64);
    found.good("orders", format!("the key may list orders: {total}"));
    if first.after_noise {
        found.problem(
            "noise",
            "the store writes something before its JSON: look at its PHP error log",
        );
    }
    clock(first.store_time, found);
    match zone(client, &first).await {
        Ok(Some(true)) => found.good("time_zone", "changes can be asked for in UTC"),
        Ok(None) => found.note("time_zone", "it can be told once there is an order"),
        Ok(Some(false)) => found.problem(
            "time_zone",
            "the store does not take dates in UTC (dates_are_gmt): update WooCommerce, or look for a \
             plugin that changes the order list; changes may be seen late until then",
        ),
        Err(error) => found.note("time_zone", format!("it could not be told: {error}")),
    }
}

fn clock(store_time: Option<Timestamp>, found: &mut Findings) {
    let Some(store_time) = store_time else {
        found.problem(
            "clock",
            "the store's answers bear no Date header: let the host pass it on",
        );
        return;
    };
    let off = Timestamp::now().duration_since(store_time);
    if off.abs() <= CLOCK_OFF {
        found.good(
            "clock",
            "the store's clock is right, and its answers are fresh",
        );
    } else {
        found.problem(
            "clock",
            format!(
                "the store's answer is dated {} s from now: set its clock, or exclude /wp-json/ from the \
                 cache in front of it",
                off.as_secs()
            ),
        );
    }
}

/// Whether dates are taken as UTC; none without an order to ask for. What changed since the second
/// before the oldest order begins with it, and what changed since its own second does not. West of UTC
/// the one would be wrong, east of it the other.
async fn zone<T: Transport>(
    client: &Client<T>,
    first: &Listed<ListedOrder>,
) -> Result<Option<bool>, Error> {
    let Some(oldest) = first.items.first().and_then(|order| order.modified_gmt) else {
        return Ok(None);
    };
    let before = first_since(client, oldest - SignedDuration::from_secs(1)).await?;
    let after = first_since(client, oldest).await?;
    Ok(Some(before == Some(oldest) && after != Some(oldest)))
}

async fn first_since<T: Transport>(
    client: &Client<T>,
    since: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let page = page(client, Some(since)).await?;
    Ok(page.items.first().and_then(|order| order.modified_gmt))
}

async fn page<T: Transport>(
    client: &Client<T>,
    after: Option<Timestamp>,
) -> Result<Listed<ListedOrder>, Error> {
    let list = OrderList::changes(Among::Kept, Fields::Key);
    client.list(list, NextPage { after, offset: 0 }, 1).await
}
