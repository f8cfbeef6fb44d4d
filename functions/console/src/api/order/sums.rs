//! The sums of an order on both sides.

use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// A sum on both sides.
#[derive(Serialize, ToSchema)]
pub(crate) struct SumRow {
    /// `net`, `tax`, `rounding`, `total`, `refunded`.
    name: &'static str,
    /// In WooCommerce; null where it has none or was not shown.
    shop: Option<String>,
    /// In Perfex; null likewise.
    perfex: Option<String>,
    /// Whether both are the same; null where the two are not to be compared.
    equal: Option<bool>,
}

/// The sums of the order as the store shows it beside those of its first document and of its credit notes.
pub(super) fn sums(
    shop: Option<&woocommerce::Order>,
    document: Option<&perfex::Document>,
    credited: Option<Decimal>,
) -> Vec<SumRow> {
    let row = |name, shop: Option<Decimal>, perfex: Option<Decimal>, compared: bool| SumRow {
        name,
        equal: shop.zip(perfex).filter(|_| compared).map(|(a, b)| a == b),
        shop: shop.map(desk::shown),
        perfex: perfex.map(desk::shown),
    };
    let refunded = shop.map(|order| {
        let refunds = order.refunds.iter();
        refunds.map(|refund| refund.total.abs()).sum::<Decimal>()
    });
    let credited = credited.filter(|_| document.is_some());
    let mut rows = vec![
        row(
            "net",
            shop.map(|order| order.total - order.total_tax),
            document.map(|document| document.subtotal),
            false,
        ),
        row(
            "tax",
            shop.map(|order| order.total_tax),
            document.map(|document| document.total_tax),
            false,
        ),
        row(
            "rounding",
            None,
            document.map(|document| document.adjustment),
            false,
        ),
        row(
            "total",
            shop.map(|order| order.total),
            document.map(|document| document.total),
            true,
        ),
    ];
    let has_refunds = [refunded, credited].into_iter().flatten();
    if has_refunds.sum::<Decimal>() > Decimal::ZERO {
        rows.push(row("refunded", refunded, credited, true));
    }
    rows
}
