//! Parked orders and customers that other settings may cure, tried again.

use aws::Table;
use domain::ParkReason;
use intake::{Hint, Source};
use jiff::Timestamp;
use queue::HintQueue;
use sync::Settings;

use crate::DeskError;

/// Puts a hint on the queue for each of them. Done twice, each is read twice and no more.
pub async fn release(
    table: &Table,
    queue: &HintQueue,
    settings: &Settings,
    version: u64,
    now: Timestamp,
) -> Result<usize, DeskError> {
    let mut released = 0;
    for store in settings.stores.keys() {
        let parked = table.parked(store).await;
        let parked = parked.map_err(DeskError::table("cannot list what is parked"))?;
        for row in &parked {
            if !is_cured_by_settings(&row.reason) {
                continue;
            }
            let mut hint = Hint {
                store: store.clone(),
                resource: row.resource,
                id: row.id,
                topic: "settings.changed".to_owned(),
                source: Source::Settings,
                run: None,
                received_at: now,
                trace: String::new(),
            };
            hint.trace = format!("settings-v{version}-{}", hint.group_id());
            queue
                .send(&hint, &hint.trace)
                .await
                .map_err(|error| DeskError::Queue {
                    sent: released,
                    wanted: parked.len(),
                    error,
                })?;
            released += 1;
        }
    }
    Ok(released)
}

/// Whether other settings may cure what is parked for the reason of this code, which is then tried by
/// itself. A reason of a newer version of this program is tried too.
pub fn is_cured_by_settings(code: &str) -> bool {
    let reason: Result<ParkReason, _> = serde_json::from_value(code.into());
    reason.map_or(true, ParkReason::is_cured_by_settings)
}
