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
        finding.currency.clone(),
        amount(finding.store_total),
        amount(finding.perfex_total),
        finding.difference().to_string(),
        finding.detail.clone(),
    ]
}
