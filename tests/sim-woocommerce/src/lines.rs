//! Lines of an order that a request changes, adds or removes.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::ids::{Ids, next};
use crate::rates::{self, Place};
use crate::refusal::Refusal;
use crate::store::Store;
use crate::{amounts, meta};

/// The lists of lines that can be written.
pub(crate) const KINDS: [&str; 3] = ["line_items", "shipping_lines", "fee_lines"];

/// What of a line can be set beside its amounts.
const SETTABLE: [&str; 7] = [
    "name",
    "tax_class",
    "tax_status",
    "method_title",
    "method_id",
    "instance_id",
    "variation_id",
];

/// A line goes by a quantity of 0, or by a `null` where one of these stands.
const NAMES: [&str; 5] = ["product_id", "method_id", "method_title", "name", "code"];

/// Applies the lines of a request to an order. Totals and taxes are left as they are.
pub(crate) fn apply(store: &mut Store, order: &mut Value, set: &Value) -> Result<(), Refusal> {
    for kind in KINDS {
        for given in set[kind].as_array().into_iter().flatten() {
            if removes(given) {
                remove(order, kind, given)?;
            } else if given["id"].as_u64().is_some_and(|id| id > 0) {
                change(&mut store.ids, order, kind, given)?;
            } else {
                add(store, order, kind, given)?;
            }
        }
    }
    Ok(())
}

fn removes(given: &Value) -> bool {
    given["quantity"] == 0
        || NAMES
            .iter()
            .any(|name| given.get(name).is_some_and(Value::is_null))
}

fn remove(order: &mut Value, kind: &str, given: &Value) -> Result<(), Refusal> {
    let place = place(order, kind, given)?;
    if let Some(lines) = order[kind].as_array_mut() {
        lines.remove(place);
    }
    Ok(())
}

fn place(order: &Value, kind: &str, given: &Value) -> Result<usize, Refusal> {
    let lines = order[kind].as_array();
    let place = lines.and_then(|lines| lines.iter().position(|line| line["id"] == given["id"]));
    place.ok_or_else(|| {
        Refusal::new(
            400,
            "woocommerce_rest_invalid_item_id",
            "Order item ID provided is not associated with order.",
        )
    })
}

fn change(ids: &mut Ids, order: &mut Value, kind: &str, given: &Value) -> Result<(), Refusal> {
    let place = place(order, kind, given)?;
    set_fields(&mut order[kind][place], given, &mut ids.line_meta);
    Ok(())
}

fn add(store: &mut Store, order: &mut Value, kind: &str, given: &Value) -> Result<(), Refusal> {
    let needed = match kind {
        "shipping_lines" => (
            "method_id",
            "invalid_shipping_item",
            "Shipping method ID is required.",
        ),
        "fee_lines" => ("name", "invalid_fee_item", "Fee name is required."),
        _ => ("", "", ""),
    };
    if !needed.0.is_empty() && given[needed.0].as_str().is_none_or(str::is_empty) {
        let code = format!("woocommerce_rest_{}", needed.1);
        return Err(Refusal::new(400, &code, needed.2));
    }
    let id = next(&mut store.ids.line);
    let mut line = match kind {
        "line_items" => item(store, order, id, given)?,
        "shipping_lines" => json!({
            "id": id, "method_title": "", "method_id": "", "instance_id": "", "total": "0",
            "total_tax": "0", "taxes": [], "tax_status": "taxable", "meta_data": [],
        }),
        _ => json!({
            "id": id, "name": "", "tax_class": "", "tax_status": "taxable", "amount": "",
            "total": "0", "total_tax": "0", "taxes": [], "meta_data": [],
        }),
    };
    set_fields(&mut line, given, &mut store.ids.line_meta);
    if let Some(lines) = order[kind].as_array_mut() {
        lines.push(line);
    }
    Ok(())
}

/// A new item: its product's name and price where the store knows the product.
fn item(store: &Store, order: &Value, id: u64, given: &Value) -> Result<Value, Refusal> {
    let reference = given["product_id"].as_u64().unwrap_or_default();
    let sku = given["sku"].as_str().unwrap_or_default();
    let by_sku = store
        .products
        .values()
        .find(|product| !sku.is_empty() && product["sku"] == sku);
    let product = by_sku.or_else(|| store.products.get(&reference));
    if product.is_none() && reference == 0 && given.get("name").is_none() {
        return Err(Refusal::new(
            400,
            "woocommerce_rest_required_product_reference",
            "Product ID or SKU is required.",
        ));
    }
    let mut item = json!({
        "id": id, "name": "", "product_id": reference, "variation_id": 0, "quantity": 1,
        "tax_class": "", "subtotal": "0", "subtotal_tax": "0", "total": "0", "total_tax": "0",
        "taxes": [], "meta_data": [], "sku": null, "global_unique_id": "", "price": 0,
        "image": {"id": "", "src": ""}, "parent_name": null,
    });
    let Some(product) = product else {
        return Ok(item);
    };
    for (field, of_product) in [
        ("product_id", "id"),
        ("name", "name"),
        ("tax_class", "tax_class"),
        ("sku", "sku"),
        ("global_unique_id", "global_unique_id"),
    ] {
        item[field] = product[of_product].clone();
    }
    let quantity = given.get("quantity").map_or(Decimal::ONE, amounts::of);
    let price = amounts::of(&product["price"]) * quantity;
    let taxed = product["tax_status"] == "taxable" && order["prices_include_tax"] == true;
    let class = product["tax_class"].as_str().unwrap_or_default();
    let rates = rates::find(&store.taxes, &Place::base(), class, false);
    // A gross price leaves the same net amount wherever it is sold to.
    let net = if taxed {
        rates::without(price, &rates)
    } else {
        price
    };
    item["total"] = json!(net.to_string());
    item["subtotal"] = item["total"].clone();
    Ok(item)
}

fn set_fields(line: &mut Value, given: &Value, last_meta: &mut u64) {
    for field in SETTABLE {
        if let (Some(value), true) = (given.get(field), line.get(field).is_some()) {
            line[field] = value.clone();
        }
    }
    // A fraction of a piece is cut off.
    if let (Some(quantity), true) = (given.get("quantity"), line.get("quantity").is_some()) {
        let whole = amounts::of(quantity).trunc().normalize().to_string();
        line["quantity"] = serde_json::from_str(&whole).unwrap_or(json!(0));
    }
    let text = |field: &str| given.get(field).map(|value| amounts::of(value).to_string());
    if let Some(total) = text("total") {
        // What a line cost before discounts is never less than after them.
        if line.get("subtotal").is_some()
            && amounts::of(&line["subtotal"]) < amounts::of(&given["total"])
        {
            line["subtotal"] = json!(total);
        }
        line["total"] = json!(total);
    }
    if let (Some(subtotal), true) = (text("subtotal"), line.get("subtotal").is_some()) {
        line["subtotal"] = json!(subtotal);
    }
    if let Some(entries) = given["meta_data"].as_array() {
        line["meta_data"] = meta::of_line(&line["meta_data"], entries, last_meta);
    }
    if line.get("price").is_some() {
        line["price"] = price(line);
    }
}

/// The price of one piece is a JSON number with all its digits, of the unrounded total.
pub(crate) fn price(line: &Value) -> Value {
    let number = |field: &str| amounts::of(&line[field]).to_string().parse::<f64>();
    let (Ok(total), Ok(quantity)) = (number("total"), number("quantity")) else {
        return json!(0);
    };
    let price = total / quantity;
    if !price.is_finite() {
        return json!(0);
    }
    let text = json!(price).to_string();
    let whole = text.strip_suffix(".0").unwrap_or(&text);
    serde_json::from_str(whole).unwrap_or(json!(price))
}
