use http::Method;

use super::columns::columns;
use super::status::{DRAFT_NUMBER, recalculate};
use super::{Document, DocumentKind, Line, rules, table};
use crate::answer::{Answer, created, refused};
use crate::crm::Crm;
use crate::custom_fields;
use crate::request::ApiCall;
use crate::row::{Row, set};
use crate::totals::{Totals, money};
use crate::wire::{DoesNotFit, Input};

pub(super) fn create(crm: &mut Crm, kind: DocumentKind, call: &ApiCall) -> Answer {
    debug_assert_eq!(call.method, Method::POST);
    let input = call.input();
    let lines_key = if crm.setup.line_key_items && !crm.flavour.is_2() {
        "items"
    } else {
        "newitems"
    };
    let mut errors = rules::on_create(crm, kind, input, lines_key);
    if !call.race && rules::is_taken(&crm.documents, kind, input, None) {
        errors.push(rules::number_taken(kind));
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 404, &errors);
    }
    match insert(crm, kind, lines_key, call) {
        Ok(id) => {
            let text = format!("{} Added Successfully", kind.title());
            let told = (crm.setup.tells_invoice_id && kind == DocumentKind::Invoice)
                .then_some("invoice_id");
            created(crm, &text, id, told)
        }
        Err(DoesNotFit) => Answer::Page(500),
    }
}

fn insert(
    crm: &mut Crm,
    kind: DocumentKind,
    lines_key: &str,
    call: &ApiCall,
) -> Result<u64, DoesNotFit> {
    let (input, strict) = (call.input(), crm.setup.strict_database);
    let unknown = |(key, _): &(String, Input)| !table::takes(kind, key);
    if crm.flavour.is_2() && input.entries().iter().any(unknown) {
        return Err(DoesNotFit);
    }
    // NOT NULL, and without a default.
    if strict && !input.has("discount_type") {
        return Err(DoesNotFit);
    }
    let mut columns = columns(kind, input, strict)?;
    let lines = read_lines(crm, lines_key, input)?;
    if crm.setup.drops_adjustment {
        set(&mut columns, "adjustment", "0.00");
    }
    write_status(crm, kind, input, &mut columns);
    write_sums(crm, &lines, &mut columns);
    let id = crm.next_id();
    set(&mut columns, "prefix", kind.prefix());
    set(&mut columns, "number_format", "1");
    set(&mut columns, "hash", format!("{id:032x}"));
    set(&mut columns, "datecreated", call.time());
    if kind == DocumentKind::Estimate {
        set(
            &mut columns,
            "expirydate",
            call.day_after(crm.setup.estimate_due_after_days),
        );
        set(&mut columns, "invoiceid", "");
    }
    if columns["number"] != DRAFT_NUMBER {
        // Whatever number was sent, the counter goes on by one.
        crm.documents.take_number(kind);
    }
    crm.documents.of_mut(kind).push(Document {
        id,
        columns,
        lines,
        tags: tags(input),
        custom: custom_fields::sent(input, kind.relation()),
        sent: sent(input),
    });
    if input.has("save_and_send") {
        crm.mails.push(kind.relation());
    }
    if kind == DocumentKind::Invoice {
        recalculate(crm, id, call.now);
    }
    Ok(id)
}

/// An estimate keeps the status that was sent, a credit note is open, and an invoice keeps only cancelled and draft.
fn write_status(crm: &Crm, kind: DocumentKind, input: &Input, columns: &mut Row) {
    let draft = input.has("save_as_draft") && crm.setup.honours_draft;
    let status = match (kind, columns["status"].as_str()) {
        (DocumentKind::Estimate, "0") | (DocumentKind::CreditNote, _) => "1",
        (DocumentKind::Estimate, status) => status,
        (DocumentKind::Invoice, "6") => "6",
        (DocumentKind::Invoice, _) if draft => "6",
        (DocumentKind::Invoice, "5") if crm.setup.honours_cancel => "5",
        (DocumentKind::Invoice, _) => "1",
    }
    .to_owned();
    if kind == DocumentKind::Invoice && status == "6" {
        set(columns, "number", DRAFT_NUMBER);
    }
    set(columns, "status", status);
}

/// The tax is always computed; a 3.x that says so computes the other sums too.
pub(super) fn write_sums(crm: &Crm, lines: &[Line], columns: &mut Row) {
    let totals = Totals::of(lines, columns);
    set(columns, "total_tax", money(totals.total_tax()));
    if crm.setup.recomputes_totals && !crm.flavour.is_2() {
        set(columns, "subtotal", money(totals.subtotal()));
        set(columns, "total", money(totals.total()));
    }
}

/// Some 3.x read lines under both names, and so twice where both are sent.
fn read_lines(crm: &mut Crm, lines_key: &str, input: &Input) -> Result<Vec<Line>, DoesNotFit> {
    let mut keys = vec![lines_key];
    if !crm.flavour.is_2() {
        keys = vec!["newitems", "items"];
    }
    let mut lines = Vec::new();
    for key in keys {
        for (_, line) in input.get(key).map(Input::entries).unwrap_or_default() {
            lines.push(Line::read(line, crm.next_id(), crm.setup.strict_database)?);
        }
    }
    Ok(lines)
}

pub(super) fn tags(input: &Input) -> Vec<String> {
    input
        .text("tags")
        .unwrap_or_default()
        .split(',')
        .map(|tag| tag.trim().to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

/// The sums as they were sent, for tests.
pub(super) fn sent(input: &Input) -> Row {
    ["subtotal", "total", "adjustment"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), input.text(name)?.to_owned())))
        .collect()
}
