//! Every recorded body is read, and no amount changes by it.
#![allow(clippy::unwrap_used)]

mod script;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use woocommerce::{Customer, LineTax, Order, Refund, RefundLine, Status, TaxRate, Webhook};

use script::{body, names};

fn read<T: DeserializeOwned>(json: &str, place: &str) -> T {
    let mut reader = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut reader)
        .unwrap_or_else(|error| panic!("{place}: {}: {}", error.path(), error.inner()))
}

/// What stands in a recording, by WooCommerce's own text; nothing for an empty one or none.
fn written(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    (!text.is_empty()).then(|| text.parse().unwrap())
}

fn lines(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn same_taxes(taxes: &[LineTax], json: &Value, place: &str) {
    assert_eq!(taxes.len(), lines(json).len(), "{place}");
    for (tax, json) in taxes.iter().zip(lines(json)) {
        assert_eq!(Some(tax.id), json["id"].as_u64(), "{place}");
        assert_eq!(tax.total, written(&json["total"]), "{place}");
    }
}

/// Compares the amounts of two lists of lines, name by name.
macro_rules! same_lines {
    ($lines:expr, $json:expr, $place:expr, $($required:ident)* ; $($optional:ident)*) => {
        assert_eq!($lines.len(), lines($json).len(), "{}", $place);
        for (line, json) in $lines.iter().zip(lines($json)) {
            $(assert_eq!(Some(line.$required), written(&json[stringify!($required)]), "{}: {}", $place, stringify!($required));)*
            $(assert_eq!(line.$optional, written(&json[stringify!($optional)]), "{}: {}", $place, stringify!($optional));)*
        }
    };
}

fn same_order(order: &Order, json: &Value, place: &str) {
    assert_eq!(Some(order.total), written(&json["total"]), "{place}");
    assert_eq!(
        Some(order.total_tax),
        written(&json["total_tax"]),
        "{place}"
    );
    same_lines!(order.line_items, &json["line_items"], place, quantity total; subtotal total_tax);
    same_lines!(order.shipping_lines, &json["shipping_lines"], place, total; total_tax);
    same_lines!(order.fee_lines, &json["fee_lines"], place, total; total_tax);
    same_lines!(order.coupon_lines, &json["coupon_lines"], place, ; discount);
    same_lines!(order.tax_lines, &json["tax_lines"], place, ; tax_total shipping_tax_total rate_percent);
    same_lines!(order.refunds, &json["refunds"], place, total ;);
    let taxes = order.line_items.iter().map(|line| &line.taxes);
    let taxes = taxes.chain(order.shipping_lines.iter().map(|line| &line.taxes));
    let taxes = taxes.chain(order.fee_lines.iter().map(|line| &line.taxes));
    let written = ["line_items", "shipping_lines", "fee_lines"];
    let written = written.iter().flat_map(|kind| lines(&json[*kind]));
    for (taxes, json) in taxes.zip(written) {
        same_taxes(taxes, &json["taxes"], place);
    }
    assert_eq!(
        order.date_modified_gmt.map(|time| time.to_string()),
        json["date_modified_gmt"]
            .as_str()
            .map(|time| format!("{time}Z")),
        "{place}"
    );
    assert_eq!(
        order.date_paid.map(|time| time.to_string()).as_deref(),
        json["date_paid"].as_str(),
        "{place}"
    );
}

/// Whether it is an order with all its fields, and not what `_fields` left of one.
fn is_whole_order(json: &Value) -> bool {
    json["line_items"].is_array() && json["status"].is_string() && json["total"].is_string()
}

#[test]
fn every_recorded_order_is_read_and_its_amounts_survive() {
    let mut read_orders = 0;
    for folder in ["webhooks", "rest"] {
        for name in names(folder) {
            let body = body(folder, &name);
            let list: Vec<&RawValue> = serde_json::from_slice(&body)
                .or_else(|_| serde_json::from_slice(&body).map(|one| vec![one]))
                .unwrap_or_default();
            for json in list {
                let value: Value = serde_json::from_str(json.get()).unwrap();
                if is_whole_order(&value) {
                    same_order(&read(json.get(), &name), &value, &name);
                    read_orders += 1;
                }
            }
        }
    }
    assert!(read_orders > 300, "{read_orders} orders");
}

#[test]
fn every_recorded_refund_is_read_and_its_amounts_survive() {
    fn same_refund_lines(lines: &[RefundLine], json: &Value, place: &str) {
        same_lines!(lines, json, place, total; quantity);
        for (line, json) in lines.iter().zip(self::lines(json)) {
            same_taxes(&line.taxes, &json["taxes"], place);
        }
    }
    let mut read_refunds = 0;
    for name in names("rest")
        .iter()
        .filter(|name| name.starts_with("refunds-"))
    {
        let body = String::from_utf8(body("rest", name)).unwrap();
        let refunds: Vec<Refund> = read(&body, name);
        let json: Vec<Value> = serde_json::from_str(&body).unwrap();
        for (refund, json) in refunds.iter().zip(&json) {
            assert_eq!(Some(refund.amount), written(&json["amount"]), "{name}");
            assert!(refund.amount > Decimal::ZERO, "{name}");
            same_refund_lines(&refund.line_items, &json["line_items"], name);
            same_refund_lines(&refund.shipping_lines, &json["shipping_lines"], name);
            same_refund_lines(&refund.fee_lines, &json["fee_lines"], name);
            read_refunds += 1;
        }
    }
    assert!(read_refunds >= 8, "{read_refunds} refunds");
}

#[test]
fn every_recorded_customer_is_read() {
    let mut emails = Vec::new();
    for name in names("rest")
        .iter()
        .filter(|name| name.starts_with("customer"))
    {
        let body = String::from_utf8(body("rest", name)).unwrap();
        let customers: Vec<Customer> = if body.starts_with('[') {
            read(&body, name)
        } else {
            vec![read(&body, name)]
        };
        emails.extend(customers.into_iter().map(|customer| customer.email));
    }
    for name in names("webhooks")
        .iter()
        .filter(|name| name.contains("customer."))
    {
        let body = String::from_utf8(body("webhooks", name)).unwrap();
        emails.push(read::<Customer>(&body, name).email);
    }
    assert!(
        emails
            .iter()
            .any(|email| email == "jose.garcia@example.com")
    );
}

#[test]
fn rates_webhooks_and_statuses_are_read() {
    let of = |name: &str| String::from_utf8(body("rest", name)).unwrap();
    let rates: Vec<TaxRate> = read(&of("taxes"), "taxes");
    let json: Vec<Value> = serde_json::from_str(&of("taxes")).unwrap();
    for (rate, json) in rates.iter().zip(&json) {
        assert_eq!(Some(rate.rate), written(&json["rate"]));
    }
    assert!(rates.iter().any(|rate| rate.compound));
    let webhooks: Vec<Webhook> = read(&of("webhooks"), "webhooks");
    assert_eq!(webhooks.len(), 7);
    read::<Webhook>(&of("webhook"), "webhook");
    let statuses: Vec<Status> = read(&of("order-statuses"), "order-statuses");
    assert!(
        statuses
            .iter()
            .any(|status| status.slug == "checkout-draft")
    );
}

#[test]
fn an_amount_that_no_binary_fraction_can_hold_is_read_to_its_last_digit() {
    let order = |rate: &str, total: &str| {
        let json = format!(
            r#"{{"id":1,"status":"pending","currency":"EUR","total":{total},"total_tax":null,
                "tax_lines":[{{"rate_id":1,"rate_percent":{rate}}}]}}"#
        );
        serde_json::from_str::<Order>(&json.replace("null", "\"0.00\"")).unwrap()
    };
    for exact in [
        "12345678901234567.89",
        "0.1000000000000000055511",
        "19.60",
        "-4",
    ] {
        let order = order(exact, exact);
        assert_eq!(order.total.to_string(), exact);
        assert_eq!(order.tax_lines[0].rate_percent.unwrap().to_string(), exact);
    }
    assert_eq!(order("1.0E-2", "1e2").total, Decimal::from(100));
    assert_eq!(
        order("1.0E-2", "1").tax_lines[0].rate_percent,
        Some(Decimal::new(1, 2))
    );
    assert_eq!(order("\"\"", "1").tax_lines[0].rate_percent, None);
}

#[test]
fn meta_data_of_any_shape_is_kept() {
    for value in [
        "1",
        "\"1\"",
        "null",
        "[]",
        "{\"a\":[1,{\"b\":null}]}",
        "1.5",
    ] {
        let json = format!(
            r#"{{"id":1,"status":"pending","currency":"EUR","total":"1.00","total_tax":"0.00",
                "meta_data":[{{"id":1,"key":"k","value":{value}}}],"line_items":null,"image":{{"id":""}},
                "number":null,"date_paid":null,"date_paid_gmt":"","new_in_some_version":[true]}}"#
        );
        let order: Order = serde_json::from_str(&json).unwrap();
        assert_eq!(
            order.meta_data[0].value,
            serde_json::from_str::<Value>(value).unwrap()
        );
    }
}
