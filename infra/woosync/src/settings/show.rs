//! `woosync settings show`

use anyhow::{Context, Result, bail};
use aws::{SettingsStore, SettingsVersion};

use crate::target::TableArgument;

pub(crate) async fn run(table: TableArgument) -> Result<String> {
    let store = SettingsStore::new(table.open().await);
    match store.current().await.context("cannot read the settings")? {
        Some(current) => write(&current),
        None => bail!(
            "no settings were pushed yet: `woosync settings push FILE --table NAME --queue URL`"
        ),
    }
}

fn write(current: &SettingsVersion) -> Result<String> {
    let SettingsVersion {
        version,
        by,
        at,
        settings,
    } = current;
    let toml = toml::to_string(settings).context("the settings cannot be written as TOML")?;
    Ok(format!(
        "# version {version}, pushed by {by} at {at}\n{toml}"
    ))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_shown_can_be_pushed_again() {
        let settings = json!({
            "stores": {"main": {"taxes": {"1": "MwSt. 19%|19.00"}, "index": 1}},
            "perfex": {"currencies": {"EUR": 2}, "may_mail": false, "countries": {}},
            "version": 1,
        });
        let shown = write(&SettingsVersion {
            version: 4,
            by: "jane".to_owned(),
            at: "2026-11-23T04:26:13Z".to_owned(),
            settings: settings.clone(),
        });
        let shown = shown.unwrap();
        assert!(shown.starts_with("# version 4, pushed by jane at 2026-11-23T04:26:13Z\n"));
        assert_eq!(toml::from_str::<Value>(&shown).unwrap(), settings);
    }
}
