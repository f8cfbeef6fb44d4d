//! A preview as people read it: numbers on the left, where they line up in every script, and free
//! texts last in their row.

use intake::StoreId;
use rust_decimal::Decimal;
use sync::preview::{Action, Preview, PreviewDocument, PreviewOrder, PreviewOutcome, Proposal};

/// The whole page.
pub(super) fn render(preview: &Preview, store: &StoreId) -> String {
    let mut blocks: Vec<String> = Vec::new();
    blocks.extend(preview.order.as_ref().map(order_line));
    blocks.push(outcome(preview));
    blocks.extend(preview.documents.iter().map(document));
    for off in &preview.calls_off {
        blocks.push(format!(
            "{} {} of {} becomes {}",
            titled(off.kind),
            off.number,
            off.total,
            off.status
        ));
    }
    for parked in &preview.parked {
        blocks.push(format!(
            "No credit note for refund {}: {}\n  {}",
            parked.refund,
            parked.reason,
            clean(&parked.detail)
        ));
    }
    blocks.extend(preview.proposed.as_ref().map(|map| proposal(map, store)));
    if !preview.notes.is_empty() {
        let notes = preview.notes.iter();
        let notes: Vec<String> = notes.map(|note| format!("Note: {}", clean(note))).collect();
        blocks.push(notes.join("\n"));
    }
    blocks.push("Nothing was written.".to_owned());
    blocks.join("\n\n")
}

fn order_line(order: &PreviewOrder) -> String {
    let mut parts = vec![
        format!("Order {} (id {})", clean(&order.number), order.id),
        clean(&order.status),
        if order.paid { "paid" } else { "not paid" }.to_owned(),
        format!("{} {}", clean(&order.currency), order.total),
        format!("tax {}", order.total_tax),
    ];
    if !order.refunded.is_zero() {
        parts.push(format!("refunded {}", order.refunded));
    }
    parts.join(" · ")
}

fn outcome(preview: &Preview) -> String {
    let (reason, detail) = (preview.reason, preview.detail.as_deref());
    let (reason, detail) = (
        reason.unwrap_or_default(),
        clean(detail.unwrap_or_default()),
    );
    match preview.outcome {
        PreviewOutcome::Documents if reason.is_empty() => "In Perfex there would be:".to_owned(),
        PreviewOutcome::Documents => format!(
            "In Perfex there would be what follows, and the order would then wait: {reason}\n  {detail}"
        ),
        PreviewOutcome::Park => {
            format!("Nothing would be written, the order would be parked: {reason}\n  {detail}")
        }
        PreviewOutcome::Skip => {
            format!("Nothing would be written, and nobody needs to act: {reason}\n  {detail}")
        }
    }
}

fn document(document: &PreviewDocument) -> String {
    let mut rows = vec![heading(document), String::new()];
    rows.extend(lines(document));
    rows.push(String::new());
    rows.extend(sums(document));
    let method = |method: &str| match clean(method) {
        method if method.is_empty() => method,
        method => format!(", {method}"),
    };
    let payment = document.payment.as_ref().map(|payment| {
        format!(
            "  Payment {:.2} in mode {}{}: {}",
            payment.amount,
            payment.mode,
            method(&payment.method),
            clean(&payment.note)
        )
    });
    let client_note = document.client_note.replace('\n', " · ");
    let client_note = (!client_note.is_empty())
        .then(|| format!("  Note for the client: {}", clean(&client_note)));
    let beside: Vec<String> = [payment, client_note, office(document)]
        .into_iter()
        .flatten()
        .collect();
    if !beside.is_empty() {
        rows.push(String::new());
        rows.extend(beside);
    }
    rows.join("\n")
}

/// What the office adds, in one row.
fn office(document: &PreviewDocument) -> Option<String> {
    let office = &document.office;
    let fields = office.fields.iter();
    let parts: Vec<String> = [
        (!office.tags.is_empty()).then(|| format!("tags {}", office.tags.join(", "))),
        office.sale_agent.map(|agent| format!("sale agent {agent}")),
        office.project.map(|project| format!("project {project}")),
    ]
    .into_iter()
    .flatten()
    .chain(fields.map(|field| format!("custom field {}: {}", field.id, field.value)))
    .collect();
    (!parts.is_empty()).then(|| format!("  Office: {}", clean(&parts.join(" · "))))
}

fn heading(document: &PreviewDocument) -> String {
    let number = document
        .number
        .map_or("with the next free number".to_owned(), |number| {
            number.to_string()
        });
    let action = match document.action {
        Action::Create => "to be created",
        Action::Update => "stands, to be updated",
        Action::Unchanged => "stands just so",
    };
    let refund = document
        .refund
        .map_or(String::new(), |refund| format!(" · for refund {refund}"));
    format!(
        "{} {number} · {}{refund} · {} · {action}",
        titled(document.kind).to_uppercase(),
        document.date,
        document.status
    )
}

/// Each line with its net amount and the letters of its taxes.
fn lines(document: &PreviewDocument) -> Vec<String> {
    let cells: Vec<[String; 4]> = document
        .lines
        .iter()
        .map(|line| {
            [
                line.qty.to_string(),
                format!("{:.2}", line.rate),
                format!("{:.2}", line.amount),
                letters(document, &line.taxname),
            ]
        })
        .collect();
    let head = ["Qty", "Price", "Net", "Tax"];
    let width = |column: usize| {
        let cells = cells.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].len()]).max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2), width(3)];
    let row = |[qty, price, net, tax]: [&str; 4], text: &str| {
        format!(
            "  {qty:>0$}  {price:>1$}  {net:>2$}  {tax:<3$}  {text}",
            widths[0], widths[1], widths[2], widths[3]
        )
        .trim_end()
        .to_owned()
    };
    let mut rows = vec![row(head, "Line")];
    for (cells, line) in cells.iter().zip(&document.lines) {
        rows.push(row(
            cells.each_ref().map(String::as_str),
            &clean(&line.description),
        ));
        if !line.long_description.is_empty() {
            let details: Vec<String> = line.long_description.lines().map(clean).collect();
            rows.push(row([""; 4], &details.join(" · ")));
        }
    }
    rows
}

/// Both sides' sums, row by row.
fn sums(document: &PreviewDocument) -> Vec<String> {
    let mut sums: Vec<(Option<Decimal>, Decimal, String)> =
        vec![(document.order_subtotal, document.subtotal, "net".to_owned())];
    for (place, tax) in document.taxes.iter().enumerate() {
        let text = format!("{}  {}", letter(place), clean(&tax.taxname));
        sums.push((tax.order, tax.document, text));
    }
    if document.taxes.len() > 1 {
        sums.push((
            document.order_tax,
            document.total_tax,
            "all taxes".to_owned(),
        ));
    }
    sums.push((
        None,
        document.adjustment,
        "adjustment (rounding)".to_owned(),
    ));
    let total = format!("total {}", document.currency);
    sums.push((Some(document.order_total), document.total, total));
    let (left, right) = ("WooCommerce", "Perfex");
    let width = sums
        .iter()
        .map(|(_, amount, _)| format!("{amount:.2}").len())
        .chain([right.len()])
        .max()
        .unwrap_or_default();
    let wide = width.max(left.len());
    let mut rows = vec![format!("  {left:>wide$}  {right:>width$}")];
    rows.extend(sums.into_iter().map(|(order, document, text)| {
        let order = order.map_or(String::new(), |amount| amount.to_string());
        format!("  {order:>wide$}  {document:>width$.2}  {text}")
    }));
    rows
}

/// A letter for each tax of the document, as on a till receipt.
fn letters(document: &PreviewDocument, taxes: &[String]) -> String {
    let places = taxes.iter().filter_map(|tax| {
        let mut known = document.taxes.iter();
        known.position(|sums| sums.taxname == *tax)
    });
    places.map(letter).collect::<Vec<_>>().join("+")
}

fn letter(place: usize) -> String {
    match u8::try_from(place) {
        Ok(place) if place < 26 => char::from(b'A' + place).to_string(),
        _ => (place + 1).to_string(),
    }
}

fn proposal(map: &Proposal, store: &StoreId) -> String {
    format!(
        "The settings map no taxes for this store, so these maps were made up from the order and used \
         above.\nCheck the names against Setup > Finance > Tax Rates in Perfex, then copy them into \
         woosync.toml:\n\n{}",
        map.to_toml(store.as_str())
    )
}

fn titled(kind: &str) -> &'static str {
    match kind {
        "invoice" => "Invoice",
        "estimate" => "Estimate",
        _ => "Credit note",
    }
}

/// Text of a shop in one row, without what a terminal would take for a command.
fn clean(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}
