//! What stands in Perfex for an order.

use jiff::civil::Date;
use perfex::{DocumentId, DocumentKind};
use serde::Serialize;
use sync::Settings;
use sync::link::{Link, LinkedDocument};
use utoipa::ToSchema;

use crate::api::links;
use crate::console::Console;

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
    /// Its total as it was written.
    total: String,
    /// Its page.
    url: String,
    /// `shown`, `gone`, or `unavailable`; `unasked` for all but the first document.
    state: &'static str,
    /// Why it is not shown, and what to do.
    problem: String,
}

/// What stands, and the first of it as Perfex shows it now.
pub(super) async fn in_perfex(
    console: &Console,
    settings: &Settings,
    link: &Link,
) -> (Vec<DocumentView>, Option<perfex::Document>) {
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
    let mut views: Vec<DocumentView> = written
        .iter()
        .map(|(kind, document)| view(settings, *kind, document))
        .collect();
    let (Some((kind, document)), Some(view)) = (written.first(), views.first_mut()) else {
        return (views, None);
    };
    let crm = match console.crm(settings).await {
        Ok(crm) => crm,
        Err(problem) => {
            (view.state, view.problem) = ("unavailable", problem);
            return (views, None);
        }
    };
    let read = crm.document(*kind, DocumentId(document.id)).await;
    let (state, problem, shown) = match read {
        Ok(Some(shown)) => ("shown", String::new(), Some(shown)),
        Ok(None) => ("gone", "It was deleted in Perfex.".to_owned(), None),
        Err(error) => ("unavailable", error.to_string(), None),
    };
    (view.state, view.problem) = (state, problem);
    (views, shown)
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
        url: links::perfex(settings, page, document.id),
        state: "unasked",
        problem: String::new(),
    }
}
