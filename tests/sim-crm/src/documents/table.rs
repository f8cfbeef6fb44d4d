//! The columns of the three tables. What is no column of its table is an SQL error.

use super::DocumentKind::{self, CreditNote, Estimate, Invoice};
use crate::wire::Column;

const ALL: &[DocumentKind] = &DocumentKind::ALL;
const SOLD: &[DocumentKind] = &[Invoice, Estimate];
const REFERRED: &[DocumentKind] = &[Estimate, CreditNote];

/// The columns that a caller may write as they are.
const PLAIN: [(&str, Column, &[DocumentKind]); 32] = [
    ("clientid", Column::Whole, ALL),
    ("number", Column::Whole, ALL),
    ("date", Column::Day, ALL),
    ("duedate", Column::Day, &[Invoice]),
    ("expirydate", Column::Day, &[Estimate]),
    ("currency", Column::Whole, ALL),
    ("subtotal", Column::Amount, ALL),
    ("total", Column::Amount, ALL),
    ("adjustment", Column::Amount, ALL),
    ("discount_percent", Column::Amount, ALL),
    ("discount_total", Column::Amount, ALL),
    ("discount_type", Column::Text(30), ALL),
    ("status", Column::Whole, ALL),
    ("billing_street", Column::Text(200), ALL),
    ("billing_city", Column::Text(100), ALL),
    ("billing_state", Column::Text(100), ALL),
    ("billing_zip", Column::Text(100), ALL),
    ("billing_country", Column::Whole, ALL),
    ("shipping_street", Column::Text(200), ALL),
    ("shipping_city", Column::Text(100), ALL),
    ("shipping_state", Column::Text(100), ALL),
    ("shipping_zip", Column::Text(100), ALL),
    ("shipping_country", Column::Whole, ALL),
    ("adminnote", Column::Note, ALL),
    ("clientnote", Column::Note, ALL),
    ("terms", Column::Note, ALL),
    ("reference_no", Column::Text(100), REFERRED),
    ("sale_agent", Column::Whole, SOLD),
    ("project_id", Column::Whole, ALL),
    ("show_quantity_as", Column::Whole, ALL),
    ("recurring", Column::Whole, &[Invoice]),
    ("cycles", Column::Whole, &[Invoice]),
];

/// What the code before the database makes columns or other rows of.
const TAKEN: [(&str, &[DocumentKind]); 10] = [
    ("newitems", ALL),
    ("custom_fields", ALL),
    ("save_and_send", ALL),
    ("include_shipping", ALL),
    ("show_shipping_on_invoice", &[Invoice]),
    ("show_shipping_on_estimate", &[Estimate]),
    ("show_shipping_on_credit_note", &[CreditNote]),
    ("tags", SOLD),
    ("allowed_payment_modes", &[Invoice]),
    ("cancel_overdue_reminders", &[Invoice]),
];

/// The plain columns of a kind.
pub(super) fn plain(kind: DocumentKind) -> impl Iterator<Item = (&'static str, Column)> {
    PLAIN
        .into_iter()
        .filter(move |(_, _, kinds)| kinds.contains(&kind))
        .map(|(name, column, _)| (name, column))
}

/// The plain column of this name.
pub(crate) fn column(kind: DocumentKind, name: &str) -> Option<Column> {
    plain(kind).find_map(|(known, column)| (known == name).then_some(column))
}

/// Whether a create may name this key.
pub(super) fn takes(kind: DocumentKind, key: &str) -> bool {
    column(kind, key).is_some()
        || TAKEN
            .into_iter()
            .any(|(known, kinds)| known == key && kinds.contains(&kind))
        || (kind == Invoice && key == "save_as_draft")
}

/// Whether an update may name this key.
pub(super) fn takes_on_update(kind: DocumentKind, key: &str) -> bool {
    takes(kind, key) || matches!(key, "items" | "removed_items")
}

/// The flag that prints the shipping address.
pub(super) fn shows_shipping(kind: DocumentKind) -> &'static str {
    match kind {
        Invoice => "show_shipping_on_invoice",
        Estimate => "show_shipping_on_estimate",
        CreditNote => "show_shipping_on_credit_note",
    }
}
