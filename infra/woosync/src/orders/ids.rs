//! Order ids as they are listed.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use domain::OrderId;

/// One id a line. Empty lines and lines that begin with `#` are passed over.
pub(crate) fn parse(text: &str) -> Result<BTreeSet<OrderId>> {
    let mut ids = BTreeSet::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let id = line
            .parse()
            .with_context(|| format!("line {}: `{line}` is no order id", index + 1))?;
        ids.insert(OrderId(id));
    }
    ensure!(!ids.is_empty(), "no order ids were given");
    Ok(ids)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_line_is_an_id_and_each_id_counts_once() {
        let ids = parse("183\n\n# paid by card\n 12 \r\n183\n").unwrap();
        assert_eq!(ids, BTreeSet::from([OrderId(12), OrderId(183)]));
    }

    #[test]
    fn a_line_that_is_no_id_is_named() {
        for (text, begins) in [
            ("183\nabc\n", "line 2: `abc` is no order id"),
            ("-1", "line 1: `-1` is no order id"),
            ("# nothing\n", "no order ids were given"),
        ] {
            assert_eq!(parse(text).unwrap_err().to_string(), begins);
        }
    }
}
