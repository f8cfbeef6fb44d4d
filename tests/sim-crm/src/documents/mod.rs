//! Invoices, estimates and credit notes.

mod columns;
mod create;
mod kind;
mod line;
mod rules;
mod show;
mod status;
mod table;
mod update;

use http::Method;

use crate::answer::{Answer, message, nothing, rows, unknown_method};
use crate::crm::Crm;
use crate::request::ApiCall;
use crate::row::{Row, text};
use crate::table::Table;
use crate::{lists, search};

pub use kind::DocumentKind;
pub(crate) use line::Line;
pub(crate) use show::{formatted_number, row};
pub(crate) use status::{recalculate, recalculate_credit_note};
pub(crate) use table::column;

/// A document as the database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) id: u64,
    pub(crate) columns: Row,
    pub(crate) lines: Vec<Line>,
    pub(crate) tags: Vec<String>,
    /// Values of custom fields by the field's id.
    pub(crate) custom: Row,
    /// The sums as they were sent last. The database does not keep them.
    pub(crate) sent: Row,
}

impl Document {
    pub(crate) fn text(&self, column: &str) -> &str {
        text(&self.columns, column)
    }
}

/// The three tables and the counters of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Documents {
    tables: [Table<Document>; 3],
    taken_numbers: [u64; 3],
}

impl Documents {
    pub(crate) fn of(&self, kind: DocumentKind) -> &Table<Document> {
        &self.tables[kind as usize]
    }

    pub(crate) fn of_mut(&mut self, kind: DocumentKind) -> &mut Table<Document> {
        &mut self.tables[kind as usize]
    }

    pub(crate) fn get(&self, kind: DocumentKind, id: u64) -> Option<&Document> {
        self.of(kind).get(id, |document| document.id)
    }

    pub(crate) fn get_mut(&mut self, kind: DocumentKind, id: u64) -> Option<&mut Document> {
        self.of_mut(kind).get_mut(id, |document| document.id)
    }

    /// The number that the CRM itself would give next.
    pub(crate) fn next_number(&self, kind: DocumentKind) -> u64 {
        self.taken_numbers[kind as usize] + 1
    }

    pub(crate) fn take_number(&mut self, kind: DocumentKind) -> u64 {
        self.taken_numbers[kind as usize] += 1;
        self.taken_numbers[kind as usize]
    }

    /// Removes a document; the last one gives its number back.
    pub(crate) fn remove(&mut self, kind: DocumentKind, id: u64) -> Option<Document> {
        let table = self.of_mut(kind);
        let place = table.iter().position(|document| document.id == id)?;
        if place + 1 == table.len() {
            let taken = &mut self.taken_numbers[kind as usize];
            *taken = taken.saturating_sub(1);
        }
        Some(self.of_mut(kind).remove(place))
    }
}

pub(crate) fn answer(crm: &mut Crm, kind: DocumentKind, call: &ApiCall) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) => {
            let documents = crm.documents.of(kind);
            lists::answer(crm, call, documents, column_of, |document| {
                row(crm, kind, document)
            })
        }
        (&Method::GET, [_, "search", key]) => rows(search::documents(crm, kind, key)),
        (&Method::GET, [_, _])
            if kind == DocumentKind::Invoice
                && crm.flavour.is_2()
                && crm.setup.invoice_by_id_is_fatal =>
        {
            Answer::Page(500)
        }
        (&Method::GET, [_, id]) => {
            let found = id.parse().ok().and_then(|id| crm.documents.get(kind, id));
            found.map_or_else(nothing, |document| {
                Answer::Json(200, show::record(crm, kind, document))
            })
        }
        (&Method::POST, [_]) => create::create(crm, kind, call),
        (&Method::PUT, [_, id]) => update::update(crm, kind, id, call),
        (&Method::DELETE, [_, id]) => delete(crm, kind, id),
        _ => unknown_method(),
    }
}

/// A column, as a list is sorted by it.
fn column_of(document: &Document, column: &str) -> String {
    match column {
        "id" => document.id.to_string(),
        _ => document.text(column).to_owned(),
    }
}

/// By default only the last document of its kind may be deleted.
fn delete(crm: &mut Crm, kind: DocumentKind, id: &str) -> Answer {
    let last = crm
        .documents
        .of(kind)
        .iter()
        .next_back()
        .map(|last| last.id);
    let fits = |id: &u64| !crm.setup.deletes_only_last || last == Some(*id);
    let id = id.parse().ok().filter(fits);
    match id.filter(|id| crm.remove_document(kind, *id)) {
        Some(_) => message(200, &format!("{} Deleted Successfully", kind.title())),
        None => message(404, &format!("{} Delete Fail", kind.title())),
    }
}
