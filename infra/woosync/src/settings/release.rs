//! Parked orders that other settings may cure, tried again.

use anyhow::{Context, Result};
use aws::Table;
use domain::ParkReason;
use intake::{Hint, Resource, Source};
use jiff::Timestamp;
use queue::HintQueue;
use sync::Settings;

/// Puts a hint on the queue for each of them. Done twice, the order is read twice and no more.
pub(crate) async fn release(
    table: &Table,
    queue: &HintQueue,
    settings: &Settings,
    version: u64,
) -> Result<usize> {
    let mut released = 0;
    for store in settings.stores.keys() {
        let parked = table.parked(store).await;
        for (order, reason) in parked.context("cannot list the parked orders")? {
            if !is_curable(&reason) {
                continue;
            }
            let trace = format!("settings-v{version}-{store}-{order}");
            let hint = Hint {
                store: store.clone(),
                resource: Resource::Order,
                id: order.0,
                topic: "settings.changed".to_owned(),
                source: Source::Settings,
                run: None,
                received_at: Timestamp::now(),
                trace: trace.clone(),
            };
            queue.send(&hint, &trace).await.context(
                "the settings are in force, but not every parked order was sent for; push again",
            )?;
            released += 1;
        }
    }
    Ok(released)
}

/// A reason of a newer version of this program is tried too.
fn is_curable(code: &str) -> bool {
    let reason: Result<ParkReason, _> = serde_json::from_value(code.into());
    reason.map_or(true, ParkReason::is_cured_by_settings)
}
