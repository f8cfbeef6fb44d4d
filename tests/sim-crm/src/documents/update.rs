use super::columns::columns;
use super::create::{sent, tags, write_sums};
use super::status::recalculate;
use super::{Document, DocumentKind, Line, rules, table};
use crate::answer::{Answer, message, nothing, refused};
use crate::crm::Crm;
use crate::custom_fields;
use crate::request::ApiCall;
use crate::row::{Row, set};
use crate::wire::{DoesNotFit, Input};

/// An update writes the whole document: columns that it leaves out are reset.
pub(super) fn update(crm: &mut Crm, kind: DocumentKind, id: &str, call: &ApiCall) -> Answer {
    let input = call.input();
    let found = id.parse().ok().and_then(|id| crm.documents.get(kind, id));
    let Some(before) = found.cloned() else {
        return nothing();
    };
    let mut errors = rules::on_update(crm, kind, input);
    let own_refused =
        crm.flavour.is_2() && crm.setup.own_number_refused && kind == DocumentKind::Invoice;
    let taken = !call.race && rules::is_taken(&crm.documents, kind, input, Some(before.id));
    if taken || own_refused {
        errors.push(rules::number_taken(kind));
    }
    if !errors.is_empty() {
        return refused(crm.flavour, 409, &errors);
    }
    let Ok(after) = changed(crm, kind, &before, input) else {
        return Answer::Page(500);
    };
    let same = Document {
        sent: before.sent.clone(),
        ..after.clone()
    } == before;
    if same && crm.flavour.is_2() {
        return message(404, &format!("{} Update Fail", kind.title()));
    }
    if let Some(document) = crm.documents.get_mut(kind, before.id) {
        *document = after;
    }
    if input.has("save_and_send") {
        crm.mails.push(kind.relation());
    }
    if kind == DocumentKind::Invoice {
        recalculate(crm, before.id, call.now);
    }
    message(200, &format!("{} Updated Successfully", kind.title()))
}

fn changed(
    crm: &mut Crm,
    kind: DocumentKind,
    before: &Document,
    input: &Input,
) -> Result<Document, DoesNotFit> {
    let unknown = |(key, _): &(String, Input)| !table::takes_on_update(kind, key);
    if crm.flavour.is_2() && input.entries().iter().any(unknown) {
        return Err(DoesNotFit);
    }
    let mut columns = columns(kind, input, crm.setup.strict_database)?;
    let lines = changed_lines(crm, before, input)?;
    keep(before, input, &mut columns);
    let honoured = kind != DocumentKind::Invoice || crm.setup.honours_cancel;
    if !input.has("status") || !honoured {
        set(&mut columns, "status", before.text("status"));
    }
    if crm.setup.drops_adjustment {
        set(&mut columns, "adjustment", "0.00");
    }
    write_sums(crm, &lines, &mut columns);
    let custom = custom_fields::sent(input, kind.relation());
    Ok(Document {
        id: before.id,
        columns,
        lines,
        // What lies in other tables is touched only where it is named.
        tags: if input.has("tags") {
            tags(input)
        } else {
            before.tags.clone()
        },
        custom: before.custom.clone().into_iter().chain(custom).collect(),
        sent: sent(input),
    })
}

/// Columns that no caller writes stay.
fn keep(before: &Document, input: &Input, columns: &mut Row) {
    for (name, value) in &before.columns {
        let unnamed = name == "expirydate" && !input.has(name);
        if unnamed || !columns.contains_key(name) {
            set(columns, name, value.clone());
        }
    }
}

/// A named line is written anew, its taxes too; one that is neither named nor removed stays.
fn changed_lines(crm: &mut Crm, before: &Document, input: &Input) -> Result<Vec<Line>, DoesNotFit> {
    let strict = crm.setup.strict_database;
    let removed = input.texts("removed_items");
    let items = input.get("items").map(Input::entries).unwrap_or_default();
    let mut lines = Vec::new();
    for line in &before.lines {
        let id = line.id.to_string();
        let sent = items
            .iter()
            .find(|(_, item)| item.text("itemid") == Some(&id));
        match sent {
            _ if removed.contains(&id.as_str()) => {}
            Some((_, item)) => {
                let mut written = Line::read(item, line.id, strict)?;
                let custom = std::mem::take(&mut written.custom);
                written.custom = line.custom.clone().into_iter().chain(custom).collect();
                lines.push(written);
            }
            None => lines.push(line.clone()),
        }
    }
    for (_, item) in input
        .get("newitems")
        .map(Input::entries)
        .unwrap_or_default()
    {
        lines.push(Line::read(item, crm.next_id(), strict)?);
    }
    Ok(lines)
}
