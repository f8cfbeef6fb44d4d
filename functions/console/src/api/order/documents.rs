//! What stands in Perfex for an order.

use futures::{StreamExt as _, stream};
use jiff::civil::Date;
use perfex::{Document, DocumentId, DocumentKind, status};
use rust_decimal::Decimal;
use serde::Serialize;
use sync::Settings;
use sync::link::{Link, LinkedDocument};
use utoipa::ToSchema;

use crate::api::links;
use crate::console::Console;

/// How many documents are asked for, and how many at once: an order of many refunds takes no more calls than
/// Perfex's limit leaves to the work.
const MOST_ASKED: usize = 10;
const AT_ONCE: usize = 4;

/// A document in Perfex.
#[derive(Serialize, ToSchema)]
pub(crate) struct DocumentView {
    /// `invoice`, `estimate` or `credit note`.
    kind: String,
    /// Perfex's id.
    id: u64,
    /// Its number.
    number: u32,
    /// Its date.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Its total as Perfex shows it now, else as it was written.
    total: String,
    /// Its status in Perfex in words, `paid` or `unpaid` for example; null where it is not shown.
    status: Option<&'static str>,
    /// The sum of the payments of an invoice; null likewise.
    paid: Option<String>,
    /// Its page.
    url: String,
    /// `shown`, `gone`, or `unavailable`; `unasked` for all but the first ten.
    state: &'static str,
    /// Why it is not shown, and what to do.
    problem: String,
}

/// What stands in Perfex.
pub(super) struct Standing {
    /// All of it, for the page.
    pub(super) views: Vec<DocumentView>,
    /// The first as Perfex shows it now.
    pub(super) first: Option<Document>,
    /// What the credit notes that Perfex shows now come to, void ones left out; none if one could not be read.
    pub(super) credited: Option<Decimal>,
}

/// What our link names, as Perfex shows it now: the invoice or else the estimate, then credit notes.
pub(super) async fn in_perfex(console: &Console, settings: &Settings, link: &Link) -> Standing {
    let mut written: Vec<(DocumentKind, &LinkedDocument)> = Vec::new();
    written.extend(
        link.invoice
            .iter()
            .map(|one| (DocumentKind::Invoice, &one.document)),
    );
    written.extend(
        link.estimate
            .iter()
            .map(|one| (DocumentKind::Estimate, &one.document)),
    );
    let notes = link.credit_notes.values();
    written.extend(notes.map(|note| (DocumentKind::CreditNote, note)));
    let mut standing = Standing {
        views: written
            .iter()
            .map(|(kind, document)| view(settings, *kind, document))
            .collect(),
        first: None,
        credited: None,
    };
    let Some(first) = standing.views.first_mut() else {
        return standing;
    };
    let crm = match console.crm(settings).await {
        Ok(crm) => crm,
        Err(problem) => {
            (first.state, first.problem) = ("unavailable", problem);
            return standing;
        }
    };
    let mut asked = Vec::new();
    for (kind, document) in written.iter().take(MOST_ASKED) {
        asked.push(crm.document(*kind, DocumentId(document.id)));
    }
    let answers: Vec<_> = stream::iter(asked).buffered(AT_ONCE).collect().await;
    let mut credited = (answers.len() == written.len()).then_some(Decimal::ZERO);
    for (place, (answer, view)) in answers.into_iter().zip(&mut standing.views).enumerate() {
        let (kind, _) = written[place];
        let shown = view.show(kind, answer);
        if kind == DocumentKind::CreditNote {
            let counts = shown
                .as_ref()
                .filter(|note| note.status != status::CREDIT_NOTE_VOID);
            let is_known = view.state != "unavailable";
            let total = counts.map_or(Decimal::ZERO, |note| note.total);
            credited = credited
                .filter(|_| is_known)
                .map(|credited| credited + total);
        }
        if place == 0 {
            standing.first = shown;
        }
    }
    standing.credited = credited;
    standing
}

impl DocumentView {
    /// Fills in what Perfex said; gives the document.
    fn show(
        &mut self,
        kind: DocumentKind,
        answer: Result<Option<Document>, perfex::Error>,
    ) -> Option<Document> {
        match answer {
            Ok(Some(shown)) => {
                self.state = "shown";
                self.status = Some(in_words(kind, shown.status));
                self.total = desk::shown(shown.total);
                if kind == DocumentKind::Invoice {
                    let paid = shown.payments.iter().map(|payment| payment.amount);
                    self.paid = Some(desk::shown(paid.sum()));
                }
                Some(shown)
            }
            Ok(None) => {
                (self.state, self.problem) = ("gone", "It was deleted in Perfex.".to_owned());
                None
            }
            Err(error) => {
                (self.state, self.problem) = ("unavailable", error.to_string());
                None
            }
        }
    }
}

/// Perfex's status codes as its own pages name them.
fn in_words(kind: DocumentKind, code: u8) -> &'static str {
    match (kind, code) {
        (DocumentKind::Invoice, status::INVOICE_UNPAID) => "unpaid",
        (DocumentKind::Invoice, status::INVOICE_PAID) => "paid",
        (DocumentKind::Invoice, status::INVOICE_PARTIALLY_PAID) => "partially paid",
        (DocumentKind::Invoice, status::INVOICE_OVERDUE) => "overdue",
        (DocumentKind::Invoice, status::INVOICE_CANCELLED) => "cancelled",
        (DocumentKind::Invoice, status::INVOICE_DRAFT)
        | (DocumentKind::Estimate, status::ESTIMATE_DRAFT) => "draft",
        (DocumentKind::Estimate, status::ESTIMATE_SENT) => "sent",
        (DocumentKind::Estimate, status::ESTIMATE_DECLINED) => "declined",
        (DocumentKind::Estimate, status::ESTIMATE_ACCEPTED) => "accepted",
        (DocumentKind::Estimate, status::ESTIMATE_EXPIRED) => "expired",
        (DocumentKind::CreditNote, status::CREDIT_NOTE_OPEN) => "open",
        (DocumentKind::CreditNote, status::CREDIT_NOTE_CLOSED) => "closed",
        (DocumentKind::CreditNote, status::CREDIT_NOTE_VOID) => "void",
        _ => "unknown",
    }
}

fn view(settings: &Settings, kind: DocumentKind, document: &LinkedDocument) -> DocumentView {
    let page = match kind {
        DocumentKind::Invoice => "invoices/list_invoices",
        DocumentKind::Estimate => "estimates/list_estimates",
        DocumentKind::CreditNote => "credit_notes/list_credit_notes",
    };
    DocumentView {
        kind: kind.to_string(),
        id: document.id,
        number: document.number,
        date: document.date,
        total: desk::shown(document.total),
        status: None,
        paid: None,
        url: links::perfex(settings, page, document.id),
        state: "unasked",
        problem: String::new(),
    }
}
