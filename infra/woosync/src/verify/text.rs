//! The report for people.

use std::fmt::Write as _;
use std::path::Path;

use domain::money::Currency;
use intake::StoreId;
use rust_decimal::Decimal;
use sync::verify::{Finding, FindingKind, Report, Row};

use crate::columns::columns;

/// The months, what was found, and the first of it line by line.
pub(crate) fn render(report: &Report, store: &StoreId, csv: Option<&Path>) -> String {
    let orders = counted(report.orders, "order");
    let mut text = format!("Store {store} and Perfex, {orders} compared\n");
    if !report.rows.is_empty() {
        text.push('\n');
        text.push_str(&months(report));
        text.push('\n');
    }
    if report.lists_left_out {
        text.push_str(
            "\nPerfex's list is too large for one answer: documents that no link names were not \
             looked for.\n",
        );
    }
    if report.agrees() {
        text.push_str("\nBoth sides agree, to the cent.");
        return text;
    }
    text.push('\n');
    for kind in FindingKind::ALL {
        let count = report.count_of(kind);
        if count > 0 {
            let code = kind.code();
            let _ = writeln!(text, "{count:>6}  {code:<15} {}", meaning(kind));
        }
    }
    text.push('\n');
    text.push_str(&lines(report));
    let more = report.count() - report.findings.len() as u64;
    if more > 0 {
        let _ = write!(text, "\nand {more} more");
        if csv.is_none() {
            text.push_str(": --csv FILE writes all of them");
        }
    }
    if let Some(path) = csv {
        let _ = write!(text, "\nAll of them are in {}.", path.display());
    }
    text
}

fn months(report: &Report) -> String {
    let header = [
        "month",
        "currency",
        "document",
        "in store",
        "total",
        "in Perfex",
        "total",
        "difference",
        "found",
    ];
    let mut lines = vec![header.map(str::to_owned).to_vec()];
    for (key, row) in &report.rows {
        let mut cells: Vec<String> = key.splitn(3, ' ').map(str::to_owned).collect();
        let currency = cells.get(1).cloned().unwrap_or_default();
        cells.extend([
            row.store.count.to_string(),
            shown(row.store.total, &currency),
            row.perfex.count.to_string(),
            shown(row.perfex.total, &currency),
            shown(row.difference(), &currency),
            found(row).to_string(),
        ]);
        lines.push(cells);
    }
    columns(&lines, 3)
}

fn found(row: &Row) -> u64 {
    row.found.values().sum()
}

/// The findings in columns, each with its sentence below.
fn lines(report: &Report) -> String {
    let header = [
        "finding", "order", "document", "number", "day", "currency", "store", "Perfex",
    ];
    let mut cells = vec![header.map(str::to_owned).to_vec()];
    cells.extend(report.findings.iter().map(line));
    let table = columns(&cells, 6);
    let mut rows = table.lines();
    let mut lines: Vec<String> = rows.next().map(str::to_owned).into_iter().collect();
    for (row, finding) in rows.zip(&report.findings) {
        lines.push(row.to_owned());
        lines.push(format!("    {}", finding.detail));
    }
    lines.join("\n")
}

fn line(finding: &Finding) -> Vec<String> {
    let amount = |amount: Option<Decimal>| {
        amount.map_or_else(|| "-".to_owned(), |sum| shown(sum, &finding.currency))
    };
    let order = match (finding.order, finding.refund) {
        (0, Some(refund)) => format!("refund {refund}"),
        (order, Some(refund)) => format!("{order} refund {refund}"),
        (order, None) => order.to_string(),
    };
    let number = finding
        .document_number
        .map_or_else(|| "-".to_owned(), |number| number.to_string());
    vec![
        finding.kind.code().to_owned(),
        order,
        finding.document_code().to_owned(),
        number,
        finding.day.to_string(),
        finding.currency.clone(),
        amount(finding.store_total),
        amount(finding.perfex_total),
    ]
}

/// An amount with its currency's decimals; no digit is left out.
fn shown(amount: Decimal, currency: &str) -> String {
    let decimals = Currency::from_code(currency).map_or(2, Currency::decimals);
    let mut amount = amount.normalize();
    if amount.scale() < decimals {
        amount.rescale(decimals);
    }
    amount.to_string()
}

/// What a person has to know about a kind.
fn meaning(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::SecondInvoice => {
            "an invoice of an order that has another, or none of ours yet"
        }
        FindingKind::Extra => "in Perfex, and nothing in the store for it",
        FindingKind::Missing => "should stand in Perfex and does not",
        FindingKind::TotalDiffers => "stands with another total or currency",
        FindingKind::StatusDiffers => "called off on one side only",
        FindingKind::NotPaid => "paid in the store, not in Perfex",
        FindingKind::Parked => "waits for a person or a setting, for the reason told",
        FindingKind::Behind => "changed and not handled yet: time cures it",
    }
}

/// `1 order`, `2 orders`.
pub(super) fn counted(count: u64, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    fn report(findings: u64) -> Report {
        let finding = json!({
            "kind": "missing", "store": "main", "order": 183, "document": "invoice",
            "day": "2026-11-23", "currency": "EUR", "store_total": "63.65",
            "detail": "it was never written",
        });
        let side = |count: u64, total: &str| json!({"count": count, "total": total});
        serde_json::from_value(json!({
            "orders": 1200, "gone": 0,
            "rows": {
                "2026-11 EUR invoice": {
                    "store": side(1100, "12345.6"), "perfex": side(1099, "12281.95"),
                    "found": {"missing": findings},
                },
                "2026-11 JPY invoice": {
                    "store": side(1, "1785"), "perfex": side(1, "1785"), "found": {},
                },
            },
            "found": {"missing": findings},
            "findings": if findings == 0 { json!([]) } else { json!([finding]) },
        }))
        .unwrap()
    }

    #[test]
    fn months_have_both_sides_and_findings_both_sums() {
        let store = "main".parse().unwrap();
        let expected = "\
Store main and Perfex, 1200 orders compared

month    currency  document  in store     total  in Perfex     total  difference  found
2026-11  EUR       invoice       1100  12345.60       1099  12281.95      -63.65      3
2026-11  JPY       invoice          1      1785          1      1785           0      0

     3  missing         should stand in Perfex and does not

finding  order  document  number  day         currency  store  Perfex
missing  183    invoice   -       2026-11-23  EUR       63.65       -
    it was never written
and 2 more: --csv FILE writes all of them";
        assert_eq!(render(&report(3), &store, None), expected);
        let agreed = render(&report(0), &store, None);
        assert!(
            agreed.ends_with("\n\nBoth sides agree, to the cent."),
            "{agreed}"
        );
    }
}
