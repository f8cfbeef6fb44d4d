//! Refunds and what they do to their order.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::amounts::{self, fixed};
use crate::ids::next;
use crate::refund_lines::{self, Given};
use crate::refusal::Refusal;
use crate::store::{SITE, Store};
use crate::{dates, edit, stock};

/// Payment methods of WooCommerce itself: none of them can give money back.
const WITHOUT_REFUNDS: [&str; 3] = ["bacs", "cheque", "cod"];

/// A refund that is asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) amount: Decimal,
    pub(crate) reason: String,
    pub(crate) lines: Vec<Given>,
    /// Whether the payment gateway is to give the money back.
    pub(crate) by_gateway: bool,
    /// Whether the pieces go back to the stock.
    pub(crate) restock: bool,
    pub(crate) meta: Vec<Value>,
}

impl Asked {
    /// The refund of a request; without an amount it is what its lines add up to.
    pub(crate) fn read(body: &Value) -> Self {
        let lines = refund_lines::read(&body["line_items"]);
        let flag = |name: &str| body[name] != false;
        Self {
            amount: match &body["amount"] {
                Value::Null => lines.iter().map(Given::amount).sum(),
                given => amounts::of(given),
            },
            reason: body["reason"].as_str().unwrap_or_default().to_owned(),
            by_gateway: flag("api_refund"),
            restock: flag("api_restock"),
            meta: body["meta_data"].as_array().cloned().unwrap_or_default(),
            lines,
        }
    }
}

/// Gives money of an order back. Gives the refund.
///
/// The order is saved and announced once; its total stays. When nothing is left to give back it
/// gets the status `refunded`.
pub(crate) fn create(
    store: &mut Store,
    id: u64,
    asked: &Asked,
    now: Timestamp,
) -> Result<Value, Refusal> {
    let Some(order) = store.orders.get(&id) else {
        let code = "woocommerce_rest_invalid_order_id";
        return Err(Refusal::with_bare_status(404, code, "Invalid order ID."));
    };
    if asked.amount < Decimal::ZERO {
        let code = "woocommerce_rest_invalid_order_refund";
        let message = "Refund amount must be greater than zero.";
        return Err(Refusal::with_bare_status(400, code, message));
    }
    let left = left(store, id);
    let gateway = order.text("payment_method");
    let problem = if asked.amount > left {
        Some("Invalid refund amount.")
    } else if asked.by_gateway && gateway.is_empty() {
        Some("The payment gateway for this order does not exist.")
    } else if asked.by_gateway && WITHOUT_REFUNDS.contains(&gateway) {
        Some("The payment gateway for this order does not support automatic refunds.")
    } else {
        None
    };
    if let Some(problem) = problem {
        let code = "woocommerce_rest_cannot_create_order_refund";
        return Err(Refusal::with_bare_status(500, code, problem));
    }
    let refund = book(store, id, asked, asked.amount == left, now);
    if asked.restock {
        for line in &asked.lines {
            stock::put_back(store, id, line.id, line.quantity);
        }
    }
    let set = if asked.amount == left {
        json!({"status": "refunded"})
    } else {
        json!({})
    };
    edit::save(store, id, &set, edit::Saving::Known, now);
    Ok(refund)
}

/// What an order that gets the status `refunded` has left is given back.
pub(crate) fn whole(store: &mut Store, id: u64, now: Timestamp) {
    let amount = left(store, id);
    if amount > Decimal::ZERO {
        let asked = Asked {
            amount,
            reason: "Order fully refunded.".to_owned(),
            ..Asked::default()
        };
        book(store, id, &asked, true, now);
    }
}

/// Removes a refund. Nobody is told: neither a webhook nor the order's date.
pub(crate) fn delete(store: &mut Store, order: u64, id: u64) -> Option<Value> {
    let refunds = store.refunds.get_mut(&order)?;
    let place = refunds.iter().position(|refund| refund["id"] == id)?;
    let refund = refunds.remove(place);
    name(store, order);
    Some(refund)
}

/// What is left to give back of an order.
pub(crate) fn left(store: &Store, id: u64) -> Decimal {
    let total = store
        .orders
        .get(&id)
        .map(|order| amounts::of(&order.body["total"]));
    let refunds = store.refunds.get(&id).into_iter().flatten();
    let back: Decimal = refunds.map(|refund| amounts::of(&refund["amount"])).sum();
    total.unwrap_or_default() - back
}

fn book(store: &mut Store, id: u64, asked: &Asked, all: bool, now: Timestamp) -> Value {
    let order = store
        .orders
        .get(&id)
        .map(|order| order.body.clone())
        .unwrap_or_default();
    let decimals = amounts::decimals(&order["total"]);
    let number = next(&mut store.ids.order);
    let lines = refund_lines::of(&order, &asked.lines, store);
    let kind = if all { "full" } else { "partial" };
    let mut meta = vec![json!({
        "id": next(&mut store.ids.meta), "key": "_refund_type", "value": kind,
    })];
    for entry in &asked.meta {
        let id = next(&mut store.ids.meta);
        meta.push(json!({"id": id, "key": entry["key"], "value": entry["value"]}));
    }
    let base = format!("{SITE}wp-json/wc/v3/orders/{id}");
    let refund = json!({
        "id": number, "parent_id": id,
        "date_created": dates::naive(now, &store.zone),
        "date_created_gmt": dates::naive(now, &jiff::tz::TimeZone::UTC),
        "amount": fixed(asked.amount, decimals), "reason": asked.reason, "refunded_by": 1,
        "refunded_payment": asked.by_gateway, "meta_data": meta,
        "line_items": lines["line_items"], "shipping_lines": lines["shipping_lines"],
        "tax_lines": lines["tax_lines"], "fee_lines": lines["fee_lines"],
        "_links": {
            "self": [{"href": format!("{base}/refunds/{number}"),
                "targetHints": {"allow": ["GET", "DELETE"]}}],
            "collection": [{"href": format!("{base}/refunds")}],
            "up": [{"href": base}],
        },
    });
    store
        .refunds
        .entry(id)
        .or_default()
        .insert(0, refund.clone());
    name(store, id);
    refund
}

/// An order names its refunds, the newest first, with negative totals.
pub(crate) fn name(store: &mut Store, id: u64) {
    let refunds = store.refunds.get(&id).into_iter().flatten();
    let named = refunds.map(|refund| {
        let amount = refund["amount"].as_str().unwrap_or_default();
        json!({"id": refund["id"], "reason": refund["reason"], "total": format!("-{amount}")})
    });
    if let Some(order) = store.orders.get_mut(&id) {
        order.body["refunds"] = named.collect();
    }
}
