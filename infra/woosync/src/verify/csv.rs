//! Findings as a table for a spreadsheet.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result};
use rust_decimal::Decimal;
use sync::verify::Finding;

const HEADER: [&str; 13] = [
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

/// A file of findings.
pub(super) struct Csv(csv::Writer<File>);

impl Csv {
    /// Begins the file with its header.
    pub(super) fn create(path: &Path) -> Result<Self> {
        let file =
            File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut writer = csv::Writer::from_writer(file);
        writer.write_record(HEADER)?;
        Ok(Self(writer))
    }

    /// Adds a line.
    pub(super) fn write(&mut self, finding: &Finding) -> Result<()> {
        let record = self.0.write_record(cells(finding));
        record.context("the file of findings is not whole")
    }

    /// Ends the file.
    pub(super) fn end(mut self) -> Result<()> {
        self.0.flush().context("the file of findings is not whole")
    }
}

fn cells(finding: &Finding) -> [String; 13] {
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
        assert_eq!(cells(&finding).join("|"), line);
    }
}
