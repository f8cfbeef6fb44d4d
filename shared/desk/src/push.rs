//! Settings put in force.

use aws::{SettingsStore, Table};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use queue::HintQueue;
use serde_json::{Value, json};
use sync::Settings;

use crate::DeskError;
use crate::changes::{changes, moved_stores};
use crate::release::release;

/// What a push did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// The version in force now.
    pub version: u64,
    /// What changed, two levels deep; empty if these settings were in force already.
    pub changed: Vec<String>,
    /// Parked orders and customers that are tried again.
    pub released: usize,
}

/// Puts checked settings in force and has everything parked tried again that they may cure. A store
/// that is new begins today, unless the settings say otherwise. Unless `change_index`, a store keeps
/// its index.
pub async fn push(
    table: &Table,
    queue: &HintQueue,
    mut settings: Settings,
    by: &str,
    change_index: bool,
    now: Timestamp,
) -> Result<Pushed, DeskError> {
    let store = SettingsStore::new(table.clone());
    let before = store
        .current()
        .await
        .map_err(DeskError::table("cannot read the settings in force"))?;
    let before = before.map_or_else(|| json!({}), |current| current.settings);
    begin_today(&mut settings, &before, now);
    let after = serde_json::to_value(&settings).unwrap_or_default();
    let moved = moved_stores(&before, &after);
    if !change_index && !moved.is_empty() {
        return Err(DeskError::Moved(moved.join(", ")));
    }
    let pushed = store
        .push(&settings, by, now)
        .await
        .map_err(DeskError::table("the settings were not pushed"))?;
    let changed = if pushed.written {
        changes(&pushed.before.unwrap_or_else(|| json!({})), &after)
    } else {
        vec![]
    };
    // Also where nothing changed: an earlier push may have ended before this.
    let released = release(table, queue, &settings, pushed.version, now).await?;
    Ok(Pushed {
        version: pushed.version,
        changed,
        released,
    })
}

/// Payments are written from the first push on, unless the settings say otherwise.
fn begin_today(settings: &mut Settings, before: &Value, now: Timestamp) {
    for (id, store) in &mut settings.stores {
        let known = before
            .pointer(&format!("/stores/{id}/go_live"))
            .and_then(Value::as_str)
            .and_then(|day| day.parse().ok());
        let today = || now.to_zoned(TimeZone::UTC).date();
        store.go_live = store.go_live.or(known).or_else(|| Some(today()));
    }
}
