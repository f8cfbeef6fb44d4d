//! The settings of a new store, put in force.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use aws::{SettingsStore, Table};
use intake::StoreId;
use jiff::Timestamp;
use queue::HintQueue;
use sync::Settings;
use sync::settings::StoreSettings;

use crate::settings::{file, push};

/// How a line begins that needs a person.
pub(super) const OPEN: &str = "# ?";

/// What a push would do.
pub(super) enum Plan {
    /// These settings would be put in force: what is in force, and the new store.
    Push(Box<Settings>),
    /// The store is in force with these very settings, in this version.
    InForce(u64),
}

/// Looks whether a file's store can be put in force. It says no, and what remains to be done, to a
/// store that is in force with other settings and to a file that still needs a person.
pub(super) async fn plan(table: &Table, id: &StoreId, path: &Path) -> Result<Plan> {
    let in_force = SettingsStore::new(table.clone()).current().await;
    let in_force = in_force.context("cannot read the settings in force")?;
    let version = in_force.as_ref().map(|current| current.version);
    let in_force = in_force.map(|current| Settings::from_value(current.settings));
    let in_force = in_force.transpose().context(
        "the settings in force cannot be read: push good ones with `woosync settings push`",
    )?;
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    if let (Some(before), Some(version)) = (&in_force, version)
        && let Some(store) = before.stores.get(id)
    {
        let same = file::read(path).is_ok_and(|file| is_same(store, file.stores.get(id)));
        ensure!(
            same,
            "store {id} is in force already, with other settings than {}: change them with `woosync \
             settings push`",
            path.display()
        );
        return Ok(Plan::InForce(version));
    }
    let open = open_lines(&text);
    if !open.is_empty() {
        let mut said = format!("{} still needs a person:", path.display());
        for (number, line) in &open {
            let _ = write!(said, " line {number}: {line};");
        }
        bail!("{said} answer each, take its line away, and run this again");
    }
    let file = file::read(path)?;
    let Some(before) = in_force else {
        return Ok(Plan::Push(Box::new(file)));
    };
    Ok(Plan::Push(Box::new(joined(before, file, id)?)))
}

/// Puts planned settings in force.
pub(super) async fn push(table: &Table, queue: &HintQueue, settings: Settings) -> Result<String> {
    let now = Timestamp::now();
    let pushed = desk::push(table, queue, settings, &push::user(), false, now).await?;
    Ok(format!(
        "the settings are in force: {}",
        push::told(&pushed)
    ))
}

/// The lines of a proposal that need a person, with their numbers.
pub(super) fn open_lines(text: &str) -> Vec<(usize, &str)> {
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(number, line)| {
            let question = line.trim_start().strip_prefix(OPEN)?;
            Some((number + 1, question.trim()))
        })
        .collect()
}

/// The day from which payments are written is set by the first push where a file leaves it open.
fn is_same(in_force: &StoreSettings, file: Option<&StoreSettings>) -> bool {
    let Some(mut file) = file.cloned() else {
        return false;
    };
    file.go_live = file.go_live.or(in_force.go_live);
    file == *in_force
}

/// What is in force with one more store. Of Perfex only what is not named yet is added: the other
/// stores live by the rest.
fn joined(mut before: Settings, mut file: Settings, id: &StoreId) -> Result<Settings> {
    let store = file
        .stores
        .remove(id)
        .with_context(|| format!("the settings file has no store {id}: name it [stores.{id}]"))?;
    if before.perfex.url != file.perfex.url {
        return Err(anyhow!(
            "the stores in force write to another Perfex, {}: one stack has one",
            before.perfex.url
        ));
    }
    let known = &mut before.perfex;
    for (code, currency) in file.perfex.currencies {
        known.currencies.entry(code).or_insert(currency);
    }
    for (method, mode) in file.perfex.payment_modes {
        known.payment_modes.entry(method).or_insert(mode);
    }
    before.stores.insert(id.clone(), store);
    Ok(Settings::from_value(serde_json::to_value(&before)?)?)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn settings(store: &str, index: u16, crm: &str, currency: &str) -> Settings {
        let value = json!({
            "version": 1,
            "perfex": {"url": crm, "flavour": "themesic-3", "default_payment_mode": "1",
                       "currencies": {"EUR": 2, currency: 3}, "payment_modes": {currency: "4"}},
            "stores": {store: {"index": index, "url": "https://shop.example.com", "number_offset": 1}},
        });
        Settings::from_value(value).unwrap()
    }

    const CRM: &str = "https://crm.example.com";

    #[test]
    fn a_second_store_joins_the_first_and_changes_nothing_of_it() {
        let id = "second".parse().unwrap();
        let mut before = settings("main", 1, CRM, "EUR");
        before.perfex.currencies.insert("JPY".to_owned(), 9);
        let joined = joined(before.clone(), settings("second", 2, CRM, "JPY"), &id).unwrap();
        let main = "main".parse().unwrap();
        assert_eq!(joined.stores[&main], before.stores[&main]);
        assert_eq!(joined.stores[&id].index, 2);
        assert_eq!(joined.perfex.currencies["JPY"], 9, "what is in force stays");
        assert_eq!(
            joined.perfex.payment_modes["JPY"], "4",
            "what is new is added"
        );
    }

    #[test]
    fn a_second_store_needs_its_own_index_and_the_same_perfex() {
        let id = "second".parse().unwrap();
        for (index, crm, says) in [
            (1, CRM, "is taken by store"),
            (2, "https://other.example.com", "write to another Perfex"),
        ] {
            let file = settings("second", index, crm, "EUR");
            let said = joined(settings("main", 1, CRM, "EUR"), file, &id).unwrap_err();
            assert!(said.to_string().contains(says), "{said}");
        }
    }

    #[test]
    fn only_a_marked_line_needs_a_person() {
        let text = "# plain\na = 1\n# ? choose one\n  # ? indented\n# b = 1\n";
        assert_eq!(open_lines(text), [(3, "choose one"), (4, "indented")]);
    }
}
