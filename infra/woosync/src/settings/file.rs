//! A settings file.

use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;
use sync::Settings;

/// Reads and checks a file. An error names the file and the line or field.
pub(crate) fn read(path: &Path) -> Result<Settings> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    parse(&text).with_context(|| path.display().to_string())
}

/// Reads a file that may not be good yet: what it says, without a check of the whole.
pub(crate) fn read_unchecked(path: &Path) -> Result<Settings> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(serde_json::from_value(value(&text)?)?)
}

fn parse(text: &str) -> Result<Settings> {
    Ok(Settings::from_value(value(text)?)?)
}

fn value(text: &str) -> Result<Value> {
    let value: toml::Value = toml::from_str(text).map_err(|error| {
        let message = error.message().replace('\n', ", ");
        match error.span() {
            Some(span) => anyhow!("line {}: {message}", line_of(text, span.start)),
            None => anyhow!(message),
        }
    })?;
    Ok(json(value))
}

/// The same in JSON. TOML has days of its own, JSON writes them as texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json).collect(),
        toml::Value::Table(table) => {
            let fields = table.into_iter().map(|(key, value)| (key, json(value)));
            Value::Object(fields.collect())
        }
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
    }
}

/// The line of a place in a text, from 1.
fn line_of(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    before.filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    const EXAMPLE: &str = include_str!("../../../woosync.example.toml");

    #[test]
    fn the_example_is_good() {
        let settings = parse(EXAMPLE).unwrap();
        assert_eq!(settings.stores.len(), 1);
    }

    #[test]
    fn a_day_may_stand_with_or_without_quotes() {
        let quoted = parse(EXAMPLE).unwrap();
        let bare = EXAMPLE.replace(r#""2026-11-24""#, "2026-11-24");
        assert_ne!(bare, EXAMPLE);
        assert_eq!(parse(&bare).unwrap(), quoted);
    }

    #[test]
    fn the_example_names_every_setting() {
        let example: Value = toml::from_str(EXAMPLE).unwrap();
        let all = serde_json::to_value(parse(EXAMPLE).unwrap()).unwrap();
        for section in ["", "/perfex", "/stores/main"] {
            let named = example.pointer(section).unwrap();
            for field in all.pointer(section).unwrap().as_object().unwrap().keys() {
                assert!(
                    named.get(field).is_some(),
                    "{section}/{field} is not in the example"
                );
            }
        }
        // It has no default, so the settings do not name it by themselves.
        assert!(example["perfex"].get("client_marker_field").is_some());
    }

    #[test]
    fn a_syntax_error_names_its_line() {
        let said = parse("version = 1\n\n[perfex\n").unwrap_err().to_string();
        assert!(said.starts_with("line 3: "), "{said}");
        assert!(!said.contains('\n'), "{said}");
    }

    #[test]
    fn a_wrong_setting_is_named_by_its_path() {
        for (from, to, begins) in [
            ("index = 1", "index = 0", "stores.main.index: "),
            (
                "number_offset = 100000",
                "number_offset = \"x\"",
                "stores.main.number_offset: ",
            ),
            ("EUR = 2", "EUR = 2026-01-01", "perfex.currencies.EUR: "),
            ("open_orders", "open_order", "stores.main"),
        ] {
            assert!(EXAMPLE.contains(from), "{from}");
            let said = parse(&EXAMPLE.replacen(from, to, 1))
                .unwrap_err()
                .to_string();
            assert!(said.starts_with(begins), "{to}: {said}");
        }
    }
}
