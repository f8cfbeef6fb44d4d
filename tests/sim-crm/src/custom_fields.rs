//! Values of custom fields: kept by the field's id, shown by its label.

use serde_json::{Value, json};

use crate::crm::Crm;
use crate::row::Row;
use crate::wire::{Input, shown as escaped};

/// The values that an input names for this owner. Ids are not checked, as in Perfex.
pub(crate) fn sent(input: &Input, owner: &str) -> Row {
    let fields = input.get("custom_fields").and_then(|all| all.get(owner));
    fields
        .map(Input::entries)
        .unwrap_or_default()
        .iter()
        .map(|(id, value)| (id.clone(), value.as_text().unwrap_or_default().to_owned()))
        .collect()
}

/// The values as records show them: labels, no ids. A value of no installed field is not shown.
pub(crate) fn shown(crm: &Crm, owner: &str, values: &Row) -> Value {
    crm.installed
        .custom_fields_of(owner)
        .filter_map(|field| {
            let value = values.get(&field["custom_field_id"])?;
            Some(json!({"label": escaped(&field["label"]), "value": escaped(value)}))
        })
        .collect()
}

/// The values that a search looks through.
pub(crate) fn searched<'row>(
    crm: &'row Crm,
    owner: &str,
    values: &'row Row,
) -> impl Iterator<Item = &'row str> {
    let values = crm
        .installed
        .custom_fields_of(owner)
        .filter_map(|field| values.get(&field["custom_field_id"]));
    values.map(String::as_str)
}
