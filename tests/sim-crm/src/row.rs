use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// One row of a table: columns by name. Everything reads back as text.
pub(crate) type Row = BTreeMap<String, String>;

/// A row with what belongs to it in other tables.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Record {
    pub(crate) columns: Row,
    /// Values of custom fields by the field's id.
    pub(crate) custom: Row,
    /// Groups of a client, permissions of a contact.
    pub(crate) ids: Vec<String>,
}

impl Record {
    pub(crate) fn text(&self, column: &str) -> &str {
        text(&self.columns, column)
    }
}

/// A column, empty if the row has none of this name.
pub(crate) fn text<'row>(row: &'row Row, column: &str) -> &'row str {
    row.get(column).map_or("", String::as_str)
}

/// A column as a number, zero if it is none.
pub(crate) fn amount(row: &Row, column: &str) -> Decimal {
    text(row, column).parse().unwrap_or_default()
}

pub(crate) fn set(row: &mut Row, column: &str, value: impl Into<String>) {
    row.insert(column.to_owned(), value.into());
}
