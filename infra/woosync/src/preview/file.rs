//! Orders and refunds from files. Whatever is no order is told with what it seems to be, and a
//! field that cannot be read with its path.

use std::io;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail, ensure};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use woocommerce::{Order, Refund};

/// The order of a file.
pub(super) fn order(path: &Path) -> Result<Order> {
    read(path)
        .and_then(|text| parse_order(&text))
        .with_context(|| path.display().to_string())
}

/// The refunds of a file. Those of other orders are left out, and noted.
pub(super) fn refunds(path: &Path, order: &Order, notes: &mut Vec<String>) -> Result<Vec<Refund>> {
    read(path)
        .and_then(|text| parse_refunds(&text))
        .and_then(|refunds| refunds_of(order, refunds, notes))
        .with_context(|| path.display().to_string())
}

fn read(path: &Path) -> Result<String> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::Read::read_to_end(&mut io::stdin(), &mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    let bytes = bytes.context("cannot be read")?;
    String::from_utf8(bytes).map_err(|_| anyhow!("is no text in UTF-8"))
}

fn parse_order(text: &str) -> Result<Order> {
    let json = json_of(text)?;
    let (json, value) = match one_or_many(json)?.as_slice() {
        [(json, value)] => (*json, value.clone()),
        [] => bail!("holds an empty list: an order is needed"),
        many => bail!("holds a list of {}: give one order by itself", many.len()),
    };
    let Value::Object(fields) = &value else {
        bail!("holds no JSON object: an order is needed");
    };
    let has = |name: &str| fields.contains_key(name);
    if let Some(code) = error_code(&value) {
        bail!("is an error answer of the store ({code}), no order");
    }
    if fields.len() == 1 && has("id") {
        bail!(
            "is the body of an order.deleted delivery, which names the id {} and nothing more",
            fields["id"]
        );
    }
    if has("amount") && !has("status") {
        bail!("is a refund, no order: give it as --refunds-file beside its order");
    }
    if has("role") && !has("line_items") {
        bail!("is a customer, no order");
    }
    let order = decode(json)?;
    // The list may be empty; without it the order was cut down and its sums would not add up.
    ensure!(has("line_items"), "line_items: is missing");
    Ok(order)
}

fn parse_refunds(text: &str) -> Result<Vec<Refund>> {
    let json = json_of(text)?;
    let is_list = json.starts_with('[');
    let mut refunds = Vec::new();
    for (place, (json, value)) in one_or_many(json)?.into_iter().enumerate() {
        let place = if is_list {
            format!("[{place}]")
        } else {
            String::new()
        };
        if let Some(code) = error_code(&value) {
            bail!("is an error answer of the store ({code}), no refund");
        }
        ensure!(value.is_object(), "{place} holds no JSON object");
        let is_order = value.get("status").is_some() && value.get("billing").is_some();
        ensure!(!is_order, "{place} is an order, no refund");
        let short = value.get("total").is_some() && value.get("amount").is_none();
        ensure!(
            !short,
            "{place}.amount: is missing; an order names its refunds without details, \
             the list is `GET /orders/ID/refunds`"
        );
        refunds.push(decode(json).with_context(|| format!("refund {place}"))?);
    }
    Ok(refunds)
}

fn refunds_of(
    order: &Order,
    mut refunds: Vec<Refund>,
    notes: &mut Vec<String>,
) -> Result<Vec<Refund>> {
    let others = |refund: &Refund| refund.parent_id != 0 && refund.parent_id != order.id;
    let all = refunds.len();
    if let Some(other) = refunds.iter().find(|refund| others(refund)) {
        ensure!(
            !refunds.iter().all(others),
            "parent_id: refund {} is of order {}, not of {}",
            other.id,
            other.parent_id,
            order.id
        );
        refunds.retain(|refund| !others(refund));
        notes.push(format!(
            "{} refunds of other orders were left out",
            all - refunds.len()
        ));
    }
    for refund in &refunds {
        if order.refunds.iter().all(|named| named.id != refund.id) {
            notes.push(format!(
                "refund {} is used although the order does not name it: one of the two is older",
                refund.id
            ));
        }
    }
    Ok(refunds)
}

fn json_of(text: &str) -> Result<&str> {
    let json = text.trim_start_matches('\u{feff}').trim();
    ensure!(!json.is_empty(), "is empty");
    ensure!(!json.starts_with('<'), "is a web page, no JSON");
    ensure!(
        !json.starts_with("webhook_id="),
        "is the body of a ping, which names a webhook and no order"
    );
    Ok(json)
}

/// The elements of a list, or the one value. Numbers keep their digits, so that no amount becomes a
/// binary fraction.
fn one_or_many(json: &str) -> Result<Vec<(&str, Value)>> {
    let no_json = |error: serde_json::Error| anyhow!("is no JSON: {error}");
    let elements: Vec<&RawValue> = if json.starts_with('[') {
        serde_json::from_str(json).map_err(no_json)?
    } else {
        vec![serde_json::from_str(json).map_err(no_json)?]
    };
    elements
        .into_iter()
        .map(|raw| Ok((raw.get(), serde_json::from_str(raw.get()).map_err(no_json)?)))
        .collect()
}

fn error_code(value: &Value) -> Option<&str> {
    let is_error = value.get("message").is_some() && value.get("id").is_none();
    value.get("code").filter(|_| is_error)?.as_str()
}

fn decode<T: DeserializeOwned>(json: &str) -> Result<T> {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let problem = error.inner().to_string();
        let problem = without_value(problem.split(" at line ").next().unwrap_or_default());
        let path = Some(error.path().to_string()).filter(|path| path != ".");
        let missing = problem.strip_prefix("missing field `");
        match (missing.map(|field| field.trim_end_matches('`')), path) {
            (Some(field), Some(path)) => anyhow!("{path}.{field}: is missing"),
            (Some(field), None) => anyhow!("{field}: is missing"),
            (None, path) => anyhow!("{}: {problem}", path.unwrap_or_default()),
        }
    })
}

/// `invalid type: string "Jane", expected …` without the text, which may be a person's.
fn without_value(problem: &str) -> String {
    match (problem.find('"'), problem.rfind('"')) {
        (Some(first), Some(last)) if first < last => {
            format!("{}{}", problem[..first].trim_end(), &problem[last + 1..])
        }
        _ => problem.to_owned(),
    }
}
