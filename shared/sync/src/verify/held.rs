//! What Perfex holds, from its lists or read by id.

use std::collections::BTreeMap;

use domain::Rules;
use jiff::civil::Date;
use perfex::{Document, DocumentId, DocumentKind, DocumentRow, status};
use rust_decimal::Decimal;
use transport::Transport;

use super::Verifier;
use super::calls::patiently;
use crate::link::LinkedDocument;

/// How much of a note is kept.
const NOTE_CHARS: usize = 160;

/// What of a document a comparison needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub id: u64,
    /// Its number.
    pub number: Option<u64>,
    /// Its date.
    pub date: Option<Date>,
    /// Its total.
    pub total: Decimal,
    /// Perfex's id of its currency.
    pub currency: u64,
    /// One of [`perfex::status`].
    pub status: u8,
    /// The invoice that a person made of it, if it is an estimate.
    pub converted_to: Option<u64>,
    /// Its client.
    pub client: Option<u64>,
    /// Its reference, if it is an estimate or a credit note.
    pub reference: String,
    /// How the note for staff begins, where connectors leave their marks.
    pub note: String,
}

impl Held {
    /// The first line of its note, where our marker stands.
    pub(crate) fn marker(&self) -> &str {
        self.note.lines().next().unwrap_or_default().trim()
    }

    /// Whether it is in force: neither cancelled nor declined nor void.
    pub(crate) fn is_in_force(&self, kind: DocumentKind) -> bool {
        let off = match kind {
            DocumentKind::Invoice => status::INVOICE_CANCELLED,
            DocumentKind::Estimate => status::ESTIMATE_DECLINED,
            DocumentKind::CreditNote => status::CREDIT_NOTE_VOID,
        };
        self.status != off
    }

    /// The code of its currency.
    pub(crate) fn currency(&self, rules: &Rules) -> String {
        let known = rules
            .currencies
            .iter()
            .find(|(_, id)| u64::from(**id) == self.currency);
        known.map_or_else(|| format!("#{}", self.currency), |(code, _)| code.clone())
    }
}

impl From<Document> for Held {
    fn from(read: Document) -> Self {
        Self {
            id: read.id.0,
            number: read.number,
            date: read.date,
            total: read.total,
            currency: read.currency,
            status: read.status,
            converted_to: read.converted_to.map(|id| id.0),
            client: Some(read.client.0),
            note: beginning(&read.adminnote),
            reference: read.reference_no,
        }
    }
}

/// A row that does not tell all that is needed is no use: the document is read by its id.
fn of_row(row: &DocumentRow) -> Option<Held> {
    Some(Held {
        id: row.id.0,
        number: row.number,
        date: row.date,
        total: row.total?,
        currency: row.currency?,
        status: u8::try_from(row.status?).ok()?,
        converted_to: row.converted_to.map(|id| id.0),
        client: row.client.map(|id| id.0),
        reference: row.reference_no.clone(),
        note: beginning(&row.adminnote),
    })
}

/// Enough for a marker, an order number and what stands around them.
fn beginning(note: &str) -> String {
    note.trim().chars().take(NOTE_CHARS).collect()
}

/// Perfex's lists: some 300 bytes a document.
#[derive(Debug, Default)]
pub struct Lists {
    documents: BTreeMap<(DocumentKind, u64), Held>,
}

impl Lists {
    /// Reads all lists, page by page where this Perfex has pages; 2.x sends each in one answer, which
    /// can be larger than the transport takes ([`perfex::Error::TooLarge`]).
    pub async fn read<T: Transport>(crm: &perfex::Client<T>) -> Result<Self, perfex::Error> {
        let mut lists = Self::default();
        for kind in [
            DocumentKind::Invoice,
            DocumentKind::Estimate,
            DocumentKind::CreditNote,
        ] {
            for page in 1.. {
                let listed = patiently(|| crm.documents_page(kind, page)).await?;
                let held = listed.rows.iter().filter_map(of_row);
                lists
                    .documents
                    .extend(held.map(|held| ((kind, held.id), held)));
                if listed.is_last {
                    break;
                }
            }
        }
        Ok(lists)
    }

    /// What the list showed of a document.
    pub(super) fn get(&self, kind: DocumentKind, id: u64) -> Option<&Held> {
        self.documents.get(&(kind, id))
    }

    /// All documents, by kind and id.
    pub fn documents(&self) -> impl Iterator<Item = (DocumentKind, &Held)> {
        self.documents.iter().map(|((kind, _), held)| (*kind, held))
    }
}

impl<S: Transport, T: Transport, B> Verifier<'_, S, T, B> {
    /// What Perfex holds of a document that a link names. The list is believed where it says what the
    /// link does and `agrees`: that this is what the store says too.
    pub(super) async fn held(
        &self,
        kind: DocumentKind,
        linked: &LinkedDocument,
        agrees: bool,
    ) -> Result<Option<Held>, perfex::Error> {
        let listed = self.lists.and_then(|lists| lists.get(kind, linked.id));
        let quiet = |held: &&Held| {
            let usual = match kind {
                DocumentKind::Invoice => held.status == status::INVOICE_PAID,
                _ => held.is_in_force(kind) && held.converted_to.is_none(),
            };
            agrees && held.total == linked.total && usual
        };
        match listed.filter(quiet) {
            Some(held) => Ok(Some(held.clone())),
            None => read(self.crm, kind, linked.id).await,
        }
    }
}

/// Reads a document by its id.
pub(super) async fn read<T: Transport>(
    crm: &perfex::Client<T>,
    kind: DocumentKind,
    id: u64,
) -> Result<Option<Held>, perfex::Error> {
    let read = patiently(|| crm.document(kind, DocumentId(id))).await?;
    Ok(read.map(Held::from))
}
