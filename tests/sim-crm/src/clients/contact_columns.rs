use crate::row::{Row, set};
use crate::wire::{Column, DoesNotFit, Input};

/// Text columns of a contact.
const TEXTS: [(&str, Column); 6] = [
    ("firstname", Column::Text(191)),
    ("lastname", Column::Text(191)),
    ("email", Column::Text(100)),
    ("title", Column::Text(100)),
    ("phonenumber", Column::Text(100)),
    ("direction", Column::Text(3)),
];

/// Checkboxes: on when they are sent, whatever they say.
const FLAGS: [&str; 8] = [
    "is_primary",
    "invoice_emails",
    "estimate_emails",
    "credit_note_emails",
    "project_emails",
    "ticket_emails",
    "task_emails",
    "contract_emails",
];

/// The column of this name.
pub(crate) fn column(name: &str) -> Option<Column> {
    let texts = TEXTS.into_iter().find(|(known, _)| *known == name);
    let is_flag = FLAGS.contains(&name) || name == "active";
    texts
        .map(|(_, column)| column)
        .or_else(|| is_flag.then_some(Column::Whole))
}

/// The columns of an input; what it does not name is empty, and every flag it does not name is off.
pub(super) fn columns(input: &Input, strict: bool) -> Result<Row, DoesNotFit> {
    let mut row = Row::new();
    for (name, column) in TEXTS {
        let text = input.text(name).unwrap_or_default();
        set(&mut row, name, column.store(text, strict)?);
    }
    for flag in FLAGS {
        set(&mut row, flag, if input.has(flag) { "1" } else { "0" });
    }
    Ok(row)
}
