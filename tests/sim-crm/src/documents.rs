//! Invoices, estimates and credit notes.

use http::Method;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::answer::{Answer, created, message, nothing, refused, rows};
use crate::clients::shown;
use crate::crm::{ApiCall, Crm, Row};
use crate::lines::Line;
use crate::search;
use crate::totals::{text, total_tax};
use crate::wire::{Input, filter_xss, nl2br, shown as escaped};

/// A document as the database keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub(crate) id: u64,
    pub(crate) columns: Row,
    pub(crate) lines: Vec<Line>,
}

/// Text columns and their lengths.
const TEXTS: [(&str, usize); 13] = [
    ("billing_street", 200),
    ("billing_city", 100),
    ("billing_state", 100),
    ("billing_zip", 100),
    ("shipping_street", 200),
    ("shipping_city", 100),
    ("shipping_state", 100),
    ("shipping_zip", 100),
    ("adminnote", 65_535),
    ("clientnote", 65_535),
    ("terms", 65_535),
    ("reference_no", 100),
    ("discount_type", 50),
];

/// Keys of a form that are no text columns and known all the same.
const OTHERS: [&str; 26] = [
    "clientid",
    "number",
    "date",
    "duedate",
    "currency",
    "newitems",
    "items",
    "removed_items",
    "subtotal",
    "total",
    "adjustment",
    "allowed_payment_modes",
    "billing_country",
    "shipping_country",
    "include_shipping",
    "show_shipping_on_invoice",
    "show_shipping_on_estimate",
    "discount_percent",
    "discount_total",
    "save_as_draft",
    "cancel_overdue_reminders",
    "tags",
    "sale_agent",
    "project_id",
    "status",
    "custom_fields",
];

pub(crate) fn answer(crm: &mut Crm, kind: &str, call: &ApiCall, race: bool) -> Answer {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    let input = call.input.as_ref().unwrap_or(&Input::Null);
    match (&call.method, parts.as_slice()) {
        (&Method::GET, [_]) => list(crm, kind, call),
        (&Method::GET, [_, "search", key]) => rows(search::documents(crm, kind, key)),
        (&Method::GET, [_, _]) if kind == "invoices" && crm.setup.invoice_by_id_is_fatal => {
            Answer::Page(500)
        }
        (&Method::GET, [_, id]) => {
            match crm.documents[kind].iter().find(|d| d.id.to_string() == *id) {
                Some(document) => Answer::Json(200, record(crm, kind, document, call)),
                None => nothing(),
            }
        }
        (&Method::POST, [_]) => create(crm, kind, input, call, race),
        (&Method::PUT, [_, id]) => update(crm, kind, id, input, call),
        _ => Answer::Json(405, json!({"status": false, "error": "Unknown method"})),
    }
}

/// 3.x pages where it is asked to; 2.x gives all rows.
fn list(crm: &Crm, kind: &str, call: &ApiCall) -> Answer {
    let mut all: Vec<Value> = crm.documents[kind]
        .iter()
        .map(|document| row(document, kind))
        .collect();
    let number = |name: &str, or: usize| {
        call.query
            .get(name)
            .and_then(|t| t.parse().ok())
            .unwrap_or(or)
    };
    if crm.flavour.is_2()
        || !(call.query.contains_key("page") || call.query.contains_key("per_page"))
    {
        return rows(all);
    }
    if call.query.get("sort").is_some_and(|sort| sort == "-id") {
        all.reverse();
    }
    let (page, per_page) = (
        number("page", 1).max(1),
        number("per_page", 25).clamp(1, 100),
    );
    let total = all.len();
    let data: Vec<Value> = all
        .into_iter()
        .skip((page - 1) * per_page)
        .take(per_page)
        .collect();
    let pages = total.div_ceil(per_page);
    Answer::Json(
        200,
        json!({"data": data, "meta": {
            "page": page, "per_page": per_page, "total": total, "total_pages": pages, "has_more": page < pages,
        }}),
    )
}

fn create(crm: &mut Crm, kind: &str, input: &Input, call: &ApiCall, race: bool) -> Answer {
    let lines_key = if crm.setup.line_key_items && !crm.flavour.is_2() {
        "items"
    } else {
        "newitems"
    };
    let mut errors = required(crm, kind, input, lines_key);
    if !race && taken(crm, kind, input, None) {
        errors.push((
            "number".into(),
            format!("The {} number is already in use", title(kind)),
        ));
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 404, &errors);
    }
    let unknown = input.entries().iter().any(|(key, _)| {
        !OTHERS.contains(&key.as_str()) && !TEXTS.iter().any(|(column, _)| column == key)
    });
    let wrong_column =
        kind == "estimates" && (input.has("duedate") || input.has("allowed_payment_modes"));
    let Some(mut columns) = columns(input) else {
        return Answer::Page(500);
    };
    if crm.flavour.is_2() && (unknown || wrong_column) || !input.has("discount_type") {
        return Answer::Page(500);
    }
    if input.has("save_and_send") {
        crm.mails += 1;
    }
    if crm.setup.drops_adjustment {
        columns.insert("adjustment".into(), "0.00".into());
    }
    let id = crm.next_id();
    let lines: Vec<Line> = input
        .get(lines_key)
        .map(Input::entries)
        .unwrap_or_default()
        .iter()
        .map(|(_, line)| Line::read(line, crm.next_id()))
        .collect();
    let draft = kind == "invoices" && input.has("save_as_draft") && crm.setup.honours_draft;
    if draft {
        columns.insert("number".into(), "1000000000".into());
    }
    let status = match kind {
        "estimates" => input.text("status").unwrap_or("1").to_owned(),
        "invoices" if draft => "6".into(),
        _ => "1".into(),
    };
    columns.insert("status".into(), status);
    columns.insert("total_tax".into(), text(total_tax(&lines)));
    columns.insert("hash".into(), format!("{id:032x}"));
    columns.insert(
        "datecreated".into(),
        call.now.strftime("%Y-%m-%d %H:%M:%S").to_string(),
    );
    if let Some(documents) = crm.documents.get_mut(kind) {
        documents.push(Document { id, columns, lines });
    }
    recalculate(crm, id, call);
    let title = match kind {
        "invoices" => "Invoice Added Successfully",
        "estimates" => "Estimate Added Successfully",
        _ => "Credit Note Added Successfully",
    };
    created(crm.flavour, title, id)
}

/// An update writes the whole document: what it leaves out is reset.
fn update(crm: &mut Crm, kind: &str, id: &str, input: &Input, call: &ApiCall) -> Answer {
    let Some(place) = crm.documents[kind]
        .iter()
        .position(|document| document.id.to_string() == id)
    else {
        return nothing();
    };
    let before = crm.documents[kind][place].clone();
    let mut errors = required(crm, kind, input, "items");
    if taken(crm, kind, input, Some(before.id))
        || (crm.flavour.is_2() && crm.setup.own_number_refused && kind == "invoices")
    {
        errors.push((
            "number".into(),
            format!("The {} number is already in use", title(kind)),
        ));
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 409, &errors);
    }
    let Some(mut columns) = columns(input) else {
        return Answer::Page(500);
    };
    let mut lines: Vec<Line> = Vec::new();
    let removed = input.texts("removed_items");
    let items = input.get("items").map(Input::entries).unwrap_or_default();
    for line in &before.lines {
        let sent = items
            .iter()
            .find(|(_, item)| item.text("itemid") == Some(line.id.to_string().as_str()));
        match sent {
            _ if removed.contains(&line.id.to_string().as_str()) => {}
            Some((_, item)) => lines.push(Line::read(item, line.id)),
            None => lines.push(line.clone()),
        }
    }
    for (_, item) in input
        .get("newitems")
        .map(Input::entries)
        .unwrap_or_default()
    {
        let line = crm.next_id();
        lines.push(Line::read(item, line));
    }
    for kept in ["hash", "datecreated"] {
        columns.insert(kept.into(), before.columns[kept].clone());
    }
    let status = input
        .text("status")
        .filter(|_| kind != "invoices" || crm.setup.honours_cancel);
    columns.insert(
        "status".into(),
        status.unwrap_or(&before.columns["status"]).to_owned(),
    );
    columns.insert("total_tax".into(), text(total_tax(&lines)));
    if crm.setup.drops_adjustment {
        columns.insert("adjustment".into(), "0.00".into());
    }
    let after = Document {
        id: before.id,
        columns,
        lines,
    };
    if after == before && crm.flavour.is_2() {
        return message(404, &format!("{} Update Fail", title(kind)));
    }
    if let Some(documents) = crm.documents.get_mut(kind) {
        documents[place] = after;
    }
    recalculate(crm, before.id, call);
    message(200, &format!("{} Updated Successfully", title(kind)))
}

/// The rules of the form; 2.x insists on a decimal point and an amount above zero.
fn required(crm: &Crm, kind: &str, input: &Input, lines_key: &str) -> Vec<(String, String)> {
    let mut missing: Vec<&str> = vec![
        "clientid",
        "number",
        "date",
        "currency",
        "subtotal",
        "total",
        "billing_street",
    ];
    if kind == "estimates" && crm.flavour.is_2() {
        missing.push("status");
    }
    if kind == "credit_notes" && crm.flavour.is_2() {
        missing.retain(|field| *field != "billing_street");
    }
    missing.retain(|field| {
        input
            .text(field)
            .is_none_or(|value| value.trim().is_empty())
    });
    if kind == "invoices"
        && input
            .get("allowed_payment_modes")
            .is_none_or(Input::is_empty)
    {
        missing.push("allowed_payment_modes");
    }
    if input.get(lines_key).is_none_or(Input::is_empty) {
        missing.push(lines_key);
    }
    let mut errors: Vec<(String, String)> = missing
        .into_iter()
        .map(|field| (field.to_owned(), format!("The {field} field is required")))
        .collect();
    for field in ["subtotal", "total"] {
        let Some(value) = input.text(field) else {
            continue;
        };
        let amount: Option<Decimal> = value.parse().ok();
        let above = amount.is_some_and(|amount| amount > Decimal::ZERO);
        let zero_taken = !crm.flavour.is_2() && crm.setup.accepts_zero_total;
        if amount.is_none() || (crm.flavour.is_2() && !value.contains('.')) {
            errors.push((
                field.to_owned(),
                format!("The {field} field must contain a decimal number."),
            ));
        } else if !above && !zero_taken {
            errors.push((
                field.to_owned(),
                format!("The {field} field must contain a number greater than 0."),
            ));
        }
    }
    if input
        .text("number")
        .is_some_and(|number| number.parse::<i32>().is_err())
    {
        errors.push((
            "number".into(),
            "The number field must contain only numbers.".into(),
        ));
    }
    errors
}

/// A number is unique in the year of its date.
fn taken(crm: &Crm, kind: &str, input: &Input, own: Option<u64>) -> bool {
    let year = |date: &str| date.get(..4).map(str::to_owned);
    let number = input
        .text("number")
        .unwrap_or_default()
        .trim_start_matches('0')
        .to_owned();
    let in_year = year(input.text("date").unwrap_or_default());
    crm.documents[kind].iter().any(|document| {
        Some(document.id) != own
            && document.columns["number"] == number
            && year(&document.columns["date"]) == in_year
    })
}

/// The columns of an input, or none if a value is too long for its column.
fn columns(input: &Input) -> Option<Row> {
    let mut row = Row::new();
    for (column, length) in TEXTS {
        let text = input.text(column).unwrap_or_default();
        if text.chars().count() > length {
            return None;
        }
        let text = filter_xss(text);
        let text = if column == "billing_street" {
            nl2br(&text)
        } else {
            text
        };
        row.insert(column.to_owned(), text);
    }
    for column in [
        "subtotal",
        "total",
        "adjustment",
        "discount_percent",
        "discount_total",
    ] {
        let amount: Decimal = input
            .text(column)
            .and_then(|t| t.parse().ok())
            .unwrap_or_default();
        row.insert(column.to_owned(), text(amount));
    }
    for column in [
        "clientid",
        "currency",
        "billing_country",
        "shipping_country",
        "sale_agent",
        "project_id",
    ] {
        let number: u64 = input.text(column).and_then(|t| t.parse().ok()).unwrap_or(0);
        row.insert(column.to_owned(), number.to_string());
    }
    let number = input
        .text("number")
        .unwrap_or_default()
        .trim_start_matches('0');
    row.insert("number".into(), number.to_owned());
    row.insert(
        "date".into(),
        input.text("date").unwrap_or_default().to_owned(),
    );
    row.insert(
        "duedate".into(),
        input.text("duedate").unwrap_or_default().to_owned(),
    );
    // Presence alone counts; without it the shipping address is dropped.
    let shipping = input.has("include_shipping");
    row.insert(
        "include_shipping".into(),
        if shipping { "1" } else { "0" }.into(),
    );
    if !shipping {
        for column in [
            "shipping_street",
            "shipping_city",
            "shipping_state",
            "shipping_zip",
            "shipping_country",
        ] {
            row.insert(column.to_owned(), String::new());
        }
    }
    let reminders = if input.has("cancel_overdue_reminders") {
        "1"
    } else {
        "0"
    };
    row.insert("cancel_overdue_reminders".into(), reminders.into());
    Some(row)
}

/// An invoice's status after whatever happened to it: cancelled and draft stay.
pub(crate) fn recalculate(crm: &mut Crm, invoice: u64, call: &ApiCall) {
    let paid = crate::payments::sum(crm, invoice);
    let Some(document) = crm
        .documents
        .get_mut("invoices")
        .and_then(|all| all.iter_mut().find(|document| document.id == invoice))
    else {
        return;
    };
    let status = document.columns["status"].as_str();
    if (status == "5" || status == "6") && paid.is_zero() {
        return;
    }
    let total: Decimal = document.columns["total"].parse().unwrap_or_default();
    let today = call.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let due: Option<Date> = document.columns["duedate"].parse().ok();
    let status = if paid >= total {
        "2"
    } else if paid > Decimal::ZERO {
        "3"
    } else if due.is_some_and(|due| due < today) {
        "4"
    } else {
        "1"
    };
    document.columns.insert("status".into(), status.into());
}

/// A document as a list or a search shows it.
pub(crate) fn row(document: &Document, kind: &str) -> Value {
    let mut value = shown(&document.columns);
    value["id"] = json!(document.id.to_string());
    let own = match kind {
        "invoices" => "invoiceid",
        "estimates" => "estimateid",
        _ => "credit_note_id",
    };
    value[own] = json!(document.id.to_string());
    for column in ["adminnote", "clientnote"] {
        if let Some(text) = document.columns.get(column) {
            value[column] = json!(escaped(&nl2br(text)));
        }
    }
    // Its line breaks were marked when it was stored.
    value["billing_street"] = json!(escaped(&document.columns["billing_street"]));
    value
}

/// A document as it reads by its id.
fn record(crm: &Crm, kind: &str, document: &Document, call: &ApiCall) -> Value {
    let mut value = row(document, kind);
    value["items"] = document
        .lines
        .iter()
        .map(|line| line.shown(document.id, kind))
        .collect();
    if kind == "invoices" {
        let total: Decimal = document.columns["total"].parse().unwrap_or_default();
        let left = total - crate::payments::sum(crm, document.id);
        value["total_left_to_pay"] = json!(text(left));
        value["payments"] = crate::payments::of(crm, document.id);
    }
    let client = crm
        .clients
        .iter()
        .find(|client| client["userid"] == document.columns["clientid"]);
    value["client"] = client.map_or(json!({}), shown);
    value["attachments"] = json!([]);
    value["read_at"] = json!(call.now.to_string());
    value
}

fn title(kind: &str) -> &'static str {
    match kind {
        "invoices" => "Invoice",
        "estimates" => "Estimate",
        _ => "Credit Note",
    }
}
