//! From what a caller sent to the columns of a document.

use std::fmt::Write as _;

use super::DocumentKind;
use super::table;
use crate::row::{Row, set};
use crate::wire::{DoesNotFit, Input, nl2br};

const SHIPPING: [&str; 5] = [
    "shipping_street",
    "shipping_city",
    "shipping_state",
    "shipping_zip",
    "shipping_country",
];

/// The columns of an input; what it does not name is empty.
pub(super) fn columns(kind: DocumentKind, input: &Input, strict: bool) -> Result<Row, DoesNotFit> {
    let mut row = Row::new();
    for (name, column) in table::plain(kind) {
        let kept = match input.text(name) {
            Some(text) if name == "number" => column.store(unpadded(text), strict)?,
            Some(text) => column.store(text, strict)?,
            None => column.empty().to_owned(),
        };
        row.insert(name.to_owned(), kept);
    }
    for street in ["billing_street", "shipping_street"] {
        let marked = nl2br(&row[street]);
        set(&mut row, street, marked);
    }
    shipping(kind, input, &mut row);
    if kind == DocumentKind::Invoice {
        let reminders = flag(input.has("cancel_overdue_reminders"));
        set(&mut row, "cancel_overdue_reminders", reminders);
        let modes = serialized(&input.texts("allowed_payment_modes"));
        set(&mut row, "allowed_payment_modes", modes);
    }
    Ok(row)
}

/// Presence alone counts, `include_shipping=0` too; without it the shipping address is dropped.
fn shipping(kind: DocumentKind, input: &Input, row: &mut Row) {
    let included = input.has("include_shipping");
    let show = table::shows_shipping(kind);
    let shown = !included || matches!(input.text(show), Some("1" | "on"));
    set(row, "include_shipping", flag(included));
    set(row, show, flag(shown));
    if !included {
        for column in SHIPPING {
            set(row, column, "");
        }
    }
}

/// Whether a column of this row is NULL rather than empty.
pub(super) fn is_null(row: &Row, column: &str) -> bool {
    let dropped = SHIPPING.contains(&column) && row["include_shipping"] == "0";
    let unset = matches!(column, "duedate" | "expirydate" | "invoiceid") && row[column].is_empty();
    dropped || unset
}

/// A number without its leading zeros.
pub(super) fn unpadded(number: &str) -> &str {
    let number = number.trim();
    match number.trim_start_matches('0') {
        "" if !number.is_empty() => "0",
        trimmed => trimmed,
    }
}

fn flag(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

/// PHP's `serialize` of a list of texts.
fn serialized(texts: &[&str]) -> String {
    let mut entries = String::new();
    for (place, text) in texts.iter().enumerate() {
        let _ = write!(entries, "i:{place};s:{}:\"{text}\";", text.len());
    }
    format!("a:{}:{{{entries}}}", texts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_before_a_number_do_not_count() {
        assert_eq!(unpadded("0057"), "57");
        assert_eq!(unpadded("000"), "0");
        assert_eq!(unpadded(""), "");
    }

    #[test]
    fn payment_modes_are_kept_as_php_writes_them() {
        assert_eq!(
            serialized(&["1", "stripe"]),
            r#"a:2:{i:0;s:1:"1";i:1;s:6:"stripe";}"#
        );
    }
}
