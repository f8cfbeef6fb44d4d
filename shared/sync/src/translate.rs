//! From WooCommerce's wire model to a checked order, or the field that cannot be read.

use domain::address::Address;
use domain::money::Currency;
use domain::{
    Card, Coupon, Customer, Line, LineKind, LineTax, Order, OrderId, OrderStatus, ParkReason,
    Parked, Refund, TaxRate,
};
use rust_decimal::Decimal;

/// The checked order with its refunds.
pub fn translate(
    wire: &woocommerce::Order,
    refunds: &[woocommerce::Refund],
) -> Result<Order, Parked> {
    let currency = Currency::from_code(&wire.currency).ok_or_else(|| {
        Parked::new(
            ParkReason::CurrencyNotMapped,
            format!("`{}` is no currency of ISO 4217", wire.currency),
        )
    })?;
    let mut refunds: Vec<Refund> = refunds.iter().map(refund).collect();
    refunds.sort_by_key(|refund| refund.id);
    Ok(Order {
        id: OrderId(wire.id),
        number: wire.number.clone(),
        status: OrderStatus::from(wire.status.clone()),
        currency,
        total: wire.total,
        total_tax: wire.total_tax,
        modified_gmt: wire.date_modified_gmt,
        created_gmt: wire.date_created_gmt,
        modified_on: wire.date_modified.map(jiff::civil::DateTime::date),
        created_on: wire.date_created.map(jiff::civil::DateTime::date),
        // WooCommerce sets both at once; the GMT one is the witness, the local one gives the day.
        paid_on: wire
            .date_paid_gmt
            .and(wire.date_paid)
            .map(jiff::civil::DateTime::date),
        completed_on: wire.date_completed.map(jiff::civil::DateTime::date),
        customer: Customer {
            id: Some(wire.customer_id).filter(|id| *id != 0),
            email: wire.billing.email.clone(),
            phone: wire.billing.phone.clone(),
            billing: address(&wire.billing),
        },
        shipping: Some(address(&wire.shipping)).filter(|address| !address.is_empty()),
        payment_method: wire.payment_method.clone(),
        payment_method_title: wire.payment_method_title.clone(),
        transaction_id: wire.transaction_id.clone(),
        lines: lines(wire),
        tax_rates: wire.tax_lines.iter().map(rate).collect(),
        coupons: wire
            .coupon_lines
            .iter()
            .map(|coupon| Coupon {
                code: coupon.code.clone(),
                discount: coupon.discount.unwrap_or_default(),
            })
            .collect(),
        meta: wire
            .meta_data
            .iter()
            .filter_map(|meta| Some((meta.key.clone(), meta.plain_value()?)))
            .collect(),
        refunds,
    })
}

fn lines(wire: &woocommerce::Order) -> Vec<Line> {
    let items = wire.line_items.iter().map(|item| Line {
        kind: LineKind::Item,
        name: item.name.clone(),
        details: item_details(item),
        quantity: item.quantity,
        total: item.total,
        taxes: taxes(&item.taxes),
        tax_class: item.tax_class.clone(),
    });
    let shipping = wire.shipping_lines.iter().map(|shipping| Line {
        kind: LineKind::Shipping,
        name: shipping.method_title.clone(),
        details: vec![],
        quantity: Decimal::ONE,
        total: shipping.total,
        taxes: taxes(&shipping.taxes),
        tax_class: String::new(),
    });
    let fees = wire.fee_lines.iter().map(|fee| Line {
        kind: LineKind::Fee,
        name: fee.name.clone(),
        details: vec![],
        quantity: Decimal::ONE,
        total: fee.total,
        taxes: taxes(&fee.taxes),
        tax_class: fee.tax_class.clone(),
    });
    items.chain(shipping).chain(fees).collect()
}

/// What was given back. WooCommerce writes its lines negative, a credit note has them positive.
fn refund(wire: &woocommerce::Refund) -> Refund {
    let kinds = [
        (LineKind::Item, &wire.line_items),
        (LineKind::Shipping, &wire.shipping_lines),
        (LineKind::Fee, &wire.fee_lines),
    ];
    let lines = kinds
        .into_iter()
        .flat_map(|(kind, lines)| lines.iter().map(move |line| refunded_line(kind, line)));
    Refund {
        id: wire.id,
        amount: wire.amount,
        made_on: wire.date_created.map(jiff::civil::DateTime::date),
        lines: lines.collect(),
    }
}

fn refunded_line(kind: LineKind, line: &woocommerce::RefundLine) -> Line {
    let sku = line.sku.iter().filter(|sku| !sku.is_empty());
    Line {
        kind,
        name: line.name.clone(),
        details: sku.map(|sku| format!("SKU {sku}")).collect(),
        // Without a quantity it is a part of the price that was given back.
        quantity: match line.quantity {
            Some(quantity) if !quantity.is_zero() => quantity.abs(),
            _ => Decimal::ONE,
        },
        total: -line.total,
        taxes: taxes(&line.taxes),
        tax_class: line.tax_class.clone(),
    }
}

/// SKU and variation attributes. A meta key with a leading underscore is private by WordPress's
/// own rule.
fn item_details(item: &woocommerce::LineItem) -> Vec<String> {
    let sku = item
        .sku
        .iter()
        .filter(|sku| !sku.is_empty())
        .map(|sku| format!("SKU {sku}"));
    let attributes = item
        .meta_data
        .iter()
        .filter(|meta| !meta.key.starts_with('_'))
        .filter_map(|meta| {
            let (key, value) = (meta.display_key()?, meta.display_value()?);
            Some(format!("{key}: {value}"))
        });
    sku.chain(attributes).collect()
}

/// The taxes that were levied: WooCommerce leaves an empty entry for a rate that was not.
fn taxes(taxes: &[woocommerce::LineTax]) -> Vec<LineTax> {
    taxes
        .iter()
        .filter_map(|tax| {
            Some(LineTax {
                rate_id: tax.id,
                total: tax.total?,
            })
        })
        .collect()
}

fn rate(line: &woocommerce::TaxLine) -> TaxRate {
    TaxRate {
        id: line.rate_id,
        code: line.rate_code.clone(),
        label: line.label.clone(),
        percent: line.rate_percent.unwrap_or_default(),
        compound: line.compound,
    }
}

/// The card of a registered customer. An account that never ordered has names of its own only.
pub fn card(wire: &woocommerce::Customer, vat_meta_keys: &[String]) -> Card {
    let mut billing = address(&wire.billing);
    if billing.full_name().is_empty() {
        billing.first_name.clone_from(&wire.first_name);
        billing.last_name.clone_from(&wire.last_name);
    }
    let meta = |key: &String| wire.meta_data.iter().find(|meta| meta.key == *key);
    let vat = vat_meta_keys
        .iter()
        .filter_map(|key| meta(key)?.plain_value())
        .map(|value| value.trim().to_owned())
        .find(|value| !value.is_empty());
    Card {
        email: wire.email.trim().to_owned(),
        phone: wire.billing.phone.trim().to_owned(),
        vat: vat.unwrap_or_default(),
        billing,
        customer: Some(wire.id),
        as_of: wire.date_modified_gmt.or(wire.date_created_gmt),
    }
}

fn address(wire: &woocommerce::Address) -> Address {
    let street = [wire.address_1.trim(), wire.address_2.trim()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    Address {
        first_name: wire.first_name.clone(),
        last_name: wire.last_name.clone(),
        company: wire.company.clone(),
        street,
        city: wire.city.clone(),
        state: wire.state.clone(),
        postcode: wire.postcode.clone(),
        country: wire.country.to_uppercase(),
    }
}
