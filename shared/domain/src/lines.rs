//! From the lines of an order to the lines of a document.
//!
//! The amount of a line is its net total after discounts, so coupons are counted once and the tax
//! stays exact per rate. Perfex keeps two decimals of a price: where the price of one has more,
//! the line is written as one piece with its quantity in words.

use rust_decimal::Decimal;

use crate::document::DocumentLine;
use crate::money::{PERFEX_DECIMALS, fits_perfex, round};
use crate::order::{Line, LineKind, Order};
use crate::reason::Parked;
use crate::taxes::{TaxMap, TaxName};
use crate::text::plain;

/// The lines of a document, in the order's sequence.
pub fn document_lines(order: &Order, taxes: &TaxMap) -> Result<Vec<DocumentLine>, Parked> {
    written(&order.lines, order, taxes)
}

/// These lines, with the taxes that the order's rates are mapped to.
pub(crate) fn written(
    lines: &[Line],
    order: &Order,
    taxes: &TaxMap,
) -> Result<Vec<DocumentLine>, Parked> {
    let taxes = taxes.of_lines(lines, &order.tax_rates)?;
    let lines = lines.iter().zip(taxes);
    Ok(lines
        .map(|(line, taxes)| document_line(line, taxes))
        .collect())
}

/// What the lines lost, tax included, because Perfex keeps two decimals and WooCommerce six: ten
/// lines of 8.394958 are 83.95 in the shop and 83.90 here. It is known exactly, so it is no
/// difference that anybody has to explain.
pub(crate) fn lost(lines: &[Line], written: &[DocumentLine]) -> Decimal {
    let pairs = lines.iter().zip(written);
    pairs
        .map(|(line, written)| {
            let percent: Decimal = written.taxes.iter().map(TaxName::percent).sum();
            (line.total - written.amount()) * (Decimal::ONE + percent / Decimal::ONE_HUNDRED)
        })
        .sum()
}

fn document_line(line: &Line, taxes: Vec<TaxName>) -> DocumentLine {
    let total = round(line.total, PERFEX_DECIMALS);
    let mut texts: Vec<String> = line.details.iter().map(|text| plain(text)).collect();
    let (quantity, rate) = if let Some(price) = price_of_one(total, line.quantity) {
        (line.quantity, price)
    } else {
        if line.quantity != Decimal::ONE {
            texts.insert(0, format!("{} ×", line.quantity.normalize()));
        }
        (Decimal::ONE, total)
    };
    DocumentLine {
        description: description(line),
        long_description: texts.join("\n"),
        quantity: quantity.normalize(),
        rate: rate.normalize(),
        taxes,
    }
}

/// The price of one if Perfex can hold it and multiplies back to the same amount.
fn price_of_one(total: Decimal, quantity: Decimal) -> Option<Decimal> {
    if quantity <= Decimal::ZERO || !fits_perfex(quantity) {
        return None;
    }
    let price = total.checked_div(quantity)?;
    (fits_perfex(price) && price * quantity == total).then_some(price)
}

fn description(line: &Line) -> String {
    let name = plain(&line.name);
    let name = if name.is_empty() {
        "Without a name"
    } else {
        &name
    };
    match line.kind {
        LineKind::Shipping => format!("Shipping: {name}"),
        LineKind::Item | LineKind::Fee => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_decimal::dec;

    fn line(quantity: Decimal, total: Decimal) -> DocumentLine {
        document_line(
            &Line {
                kind: LineKind::Item,
                name: "Mug &amp; Co".into(),
                details: vec!["SKU MUG-1".into()],
                quantity,
                total,
                taxes: vec![],
                tax_class: String::new(),
            },
            vec![],
        )
    }

    #[test]
    fn an_even_price_keeps_its_quantity() {
        let line = line(dec!(2), dec!(19.98));
        assert_eq!((line.quantity, line.rate), (dec!(2), dec!(9.99)));
        assert_eq!(line.long_description, "SKU MUG-1");
    }

    #[test]
    fn an_uneven_price_is_written_as_one_piece() {
        let line = line(dec!(3), dec!(25.18));
        assert_eq!((line.quantity, line.rate), (dec!(1), dec!(25.18)));
        assert_eq!(line.long_description, "3 ×\nSKU MUG-1");
    }

    #[test]
    fn a_zero_quantity_and_a_negative_total_survive() {
        assert_eq!(line(dec!(0), dec!(0)).amount(), dec!(0));
        assert_eq!(line(dec!(1), dec!(-3.00)).amount(), dec!(-3));
        assert_eq!(line(dec!(0.5), dec!(5)).rate, dec!(10));
    }
}
