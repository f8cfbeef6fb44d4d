//! `woosync settings history`

use anyhow::{Context, Result, bail};
use aws::{SettingsStore, SettingsVersion};
use serde_json::json;

use crate::target::TableArgument;
use desk::changes;

pub(crate) async fn run(table: TableArgument) -> Result<String> {
    let store = SettingsStore::new(table.open().await);
    let versions = store.history().await.context("cannot read the history")?;
    if versions.is_empty() {
        bail!("no settings were pushed yet: `woosync settings push FILE --table NAME --queue URL`");
    }
    Ok(list(&versions))
}

/// One line for each version, with what it changed.
fn list(versions: &[SettingsVersion]) -> String {
    let nothing = json!({});
    let before = versions.iter().skip(1).map(|version| &version.settings);
    let lines = versions
        .iter()
        .zip(before.chain([&nothing]))
        .map(|(version, before)| {
            let changed = changes(before, &version.settings).join(", ");
            format!(
                "{} {} {}: {changed}",
                version.version, version.at, version.by
            )
        });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_is_told_with_what_it_changed() {
        let version = |version, offset: u32| SettingsVersion {
            version,
            by: "jane".to_owned(),
            at: "2026-11-23".to_owned(),
            settings: json!({"stores": {"main": {"number_offset": offset}}}),
        };
        assert_eq!(
            list(&[version(2, 7), version(1, 6)]),
            "2 2026-11-23 jane: stores.main\n1 2026-11-23 jane: stores (new)"
        );
    }
}
