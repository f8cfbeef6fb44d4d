//! What `verify` found, as tables for a spreadsheet.

use rust_decimal::Decimal;
use sync::verify::{Finding, Report};

/// The titles of [`finding_cells`].
pub const FINDING_HEADER: [&str; 13] = [
    "finding",
    "store",
    "order",
    "refund",
    "document",
    "document_id",
    "document_number",
    "day",
    "currency",
    "store_total",
    "perfex_total",
    "difference",
    "detail",
];

/// The titles of [`month_cells`].
pub const MONTH_HEADER: [&str; 9] = [
    "month",
    "currency",
    "document",
    "store_count",
    "store_total",
    "perfex_count",
    "perfex_total",
    "difference",
    "findings",
];

/// A finding as a line.
pub fn finding_cells(finding: &Finding) -> [String; 13] {
    let number = |number: Option<u64>| number.map_or(String::new(), |number| number.to_string());
    let amount = |amount: Option<Decimal>| amount.map_or(String::new(), |sum| sum.to_string());
    let order = Some(finding.order).filter(|order| *order != 0);
    [
        finding.kind.code().to_owned(),
        finding.store.to_string(),
        number(order),
        number(finding.refund),
        finding.document_code().to_owned(),
        number(finding.document_id),
        number(finding.document_number),
        finding.day.to_string(),
        plain(&finding.currency),
        amount(finding.store_total),
        amount(finding.perfex_total),
        finding.difference().to_string(),
        plain(&finding.detail),
    ]
}

/// The sums of a report, a line for each month, currency and kind of document.
pub fn month_cells(report: &Report) -> impl Iterator<Item = [String; 9]> {
    report.rows.iter().map(|(key, row)| {
        let mut parts = key.splitn(3, ' ').map(plain);
        let mut part = || parts.next().unwrap_or_default();
        [
            part(),
            part(),
            part(),
            row.store.count.to_string(),
            row.store.total.to_string(),
            row.perfex.count.to_string(),
            row.perfex.total.to_string(),
            row.difference().to_string(),
            row.found.values().sum::<u64>().to_string(),
        ]
    })
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        return format!("'{text}");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;
    use serde_json::json;
    use sync::verify::FindingKind;

    #[test]
    fn a_finding_is_a_line_of_figures_and_no_formula() {
        let finding = Finding {
            kind: FindingKind::TotalDiffers,
            store: "main".parse().unwrap(),
            order: 183,
            refund: None,
            document: perfex::DocumentKind::Invoice,
            document_id: Some(12),
            document_number: Some(100_183),
            day: date(2026, 11, 23),
            currency: "=EUR".to_owned(),
            store_total: Some(dec!(63.65)),
            perfex_total: Some(dec!(63.60)),
            detail: "somebody, or something, changed it".to_owned(),
        };
        let line = "total_differs|main|183||invoice|12|100183|2026-11-23|'=EUR|63.65|63.60|-0.05|\
                    somebody, or something, changed it";
        assert_eq!(finding_cells(&finding).join("|"), line);
    }

    #[test]
    fn a_month_is_a_line_with_both_sides() {
        let report: Report = serde_json::from_value(json!({
            "orders": 3, "gone": 0, "found": {"missing": 1}, "findings": [],
            "rows": {"2026-11 EUR credit_note": {
                "store": {"count": 3, "total": "30.00"}, "perfex": {"count": 2, "total": "20.00"},
                "found": {"missing": 1},
            }},
        }))
        .unwrap();
        let lines: Vec<String> = month_cells(&report).map(|cells| cells.join("|")).collect();
        assert_eq!(lines, ["2026-11|EUR|credit_note|3|30.00|2|20.00|-10.00|1"]);
    }
}
