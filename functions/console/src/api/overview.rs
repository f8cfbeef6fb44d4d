//! How a store is doing.

use std::collections::BTreeMap;

use aws::LedgerRow;
use axum::Json;
use axum::extract::State;
use domain::ledger::{Account, Figure, Sums};
use domain::money::Currency;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use queue::{Depth, QueueError};
use serde::{Deserialize, Serialize};
use sync::breaker;
use utoipa::{IntoParams, ToSchema};

use super::revenue::Figures;
use super::{Asked, At, OfStore, Wired, currencies};
use crate::console::Console;
use crate::problem::Problem;

/// Which day is today.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Today {
    /// The viewer's day. Default: today in UTC.
    #[param(value_type = Option<String>, format = Date)]
    today: Option<Date>,
}

/// How a store is doing.
#[derive(Serialize, ToSchema)]
pub(crate) struct Overview {
    /// The last delivery of a webhook; null if there was none. Noted once a minute at most.
    last_delivery: Option<Delivery>,
    /// When the last scheduled look at the store ended.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_look: Option<Timestamp>,
    /// How the store's webhooks were found then; null before the first look.
    webhooks: Option<Webhooks>,
    /// What waits in the queues; null if one did not say.
    queue: Option<Queue>,
    /// What waits for a person.
    parked: ParkedCount,
    /// The breakers of the store and of Perfex.
    breakers: Vec<Breaker>,
    /// Today's orders by currency.
    today: Vec<OfCurrency>,
    /// This month's.
    month: Vec<OfCurrency>,
}

/// A delivery.
#[derive(Serialize, ToSchema)]
pub(crate) struct Delivery {
    /// When it came in.
    #[schema(value_type = String, format = DateTime)]
    received_at: Timestamp,
    /// How long it took until what it told of was handled.
    lag_ms: u64,
}

/// Webhooks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Webhooks {
    /// When they were looked at.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Whether every topic is delivered.
    healthy: bool,
    /// What is wrong and how to mend it; empty if nothing is.
    problem: String,
}

/// The queues. All of them are estimates of SQS.
#[derive(Serialize, ToSchema)]
pub(crate) struct Queue {
    /// Changes that wait.
    waiting: u64,
    /// Changes at work, or asleep until their next try.
    at_work: u64,
    /// Orders of a full sync that wait, at work or asleep ones too.
    full_sync: u64,
    /// Messages that nothing can be done with.
    dead: u64,
}

/// How much is parked.
#[derive(Serialize, ToSchema)]
pub(crate) struct ParkedCount {
    /// How many.
    count: usize,
    /// Whether there are more than were counted.
    more: bool,
}

/// A breaker.
#[derive(Serialize, ToSchema)]
pub(crate) struct Breaker {
    /// `perfex` or `store`.
    side: &'static str,
    /// Whether nothing is sent there.
    open: bool,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Why, as a code.
    reason: Option<&'static str>,
}

/// Figures of one currency.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfCurrency {
    /// ISO 4217 code.
    currency: &'static str,
    /// The figures.
    #[serde(flatten)]
    figures: Figures,
}

/// How a store is doing.
#[utoipa::path(get, path = "/stores/{store}/overview", params(("store" = String, Path), Today),
    responses((status = 200, body = Overview), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(Today { today }): Asked<Today>,
) -> Result<Json<Overview>, Problem> {
    let settings = console.settings_with(&store).await?;
    let today = today.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    let currencies = currencies(&settings);
    let month = today.first_of_month();
    let health = console
        .table
        .store_health(&store, &currencies, month, today);
    let (health, parked, queue) = tokio::join!(
        health,
        console.table.parked_at_first(&store),
        queue(&console)
    );
    let (health, (parked, more)) = (health?, parked?);
    let pulse = health.pulse;
    Ok(Json(Overview {
        last_delivery: pulse.heard.map(|heard| Delivery {
            received_at: heard.received_at,
            lag_ms: heard.lag_ms(),
        }),
        last_look: health.delta.finished_at,
        webhooks: pulse.webhooks.map(|webhooks| Webhooks {
            at: webhooks.at,
            healthy: webhooks.healthy,
            problem: webhooks.problem,
        }),
        queue,
        parked: ParkedCount {
            count: parked.len(),
            more,
        },
        breakers: vec![
            breaker("store", &health.store),
            breaker("perfex", &health.crm),
        ],
        today: sums(&health.days, today),
        month: sums(&health.days, month),
    }))
}

fn breaker(side: &'static str, state: &breaker::State) -> Breaker {
    Breaker {
        side,
        open: state.open.is_some(),
        since: state.open.as_ref().map(|open| open.since),
        reason: state.open.as_ref().map(|open| open.reason.code()),
    }
}

/// The sums of the days from this one on.
fn sums(days: &[LedgerRow], from: Date) -> Vec<OfCurrency> {
    let mut sums: BTreeMap<Currency, Sums> = BTreeMap::new();
    for row in days {
        if let Account::Day { day, currency } = row.account
            && day >= from
        {
            sums.entry(currency).or_default().add_all(&row.sums);
        }
    }
    let own = sums.into_iter();
    let own = own.filter(|(_, sums)| !sums.of(Figure::OrdersCount).is_zero());
    own.map(|(currency, sums)| OfCurrency {
        currency: currency.code(),
        figures: Figures::of(&sums, currency),
    })
    .collect()
}

async fn queue(console: &Console) -> Option<Queue> {
    let (changes, full_sync, dead) = tokio::join!(
        Depth::of(&console.sqs, &console.environment.queue_url),
        Depth::of(&console.sqs, &console.environment.backfill_url),
        Depth::of(&console.sqs, &console.environment.dlq_url),
    );
    let told = |depth: Result<Depth, QueueError>| {
        depth
            .inspect_err(|error| tracing::warn!(%error, "a depth is not shown"))
            .ok()
    };
    let (changes, full_sync, dead) = (told(changes)?, told(full_sync)?, told(dead)?);
    Some(Queue {
        waiting: changes.waiting,
        at_work: changes.at_work,
        full_sync: full_sync.total(),
        dead: dead.total(),
    })
}
