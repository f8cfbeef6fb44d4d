//! What the step `verify` found.

use domain::money::Currency;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;
use sync::verify::{Finding, FindingKind, Report, Row};
use utoipa::ToSchema;

use crate::api::customers::amount;

/// What the comparison of both sides came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Verified {
    /// How many orders were compared.
    orders: u64,
    /// Whether both sides agree, to the cent.
    agrees: bool,
    /// How many findings there are of each kind, the gravest first.
    found: Vec<FoundCount>,
    /// The sums of both sides.
    months: Vec<MonthRow>,
    /// The first findings.
    findings: Vec<FindingRow>,
    /// How many more there are than those.
    more: u64,
    /// Whether one of Perfex's lists was too large for one answer, so that documents which no link
    /// names were not looked for.
    lists_left_out: bool,
}

/// How many findings there are of a kind.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundCount {
    /// The code of the kind: `missing`, `extra`, `second_invoice`, `total_differs`,
    /// `status_differs`, `not_paid`, `parked`, `behind`.
    kind: &'static str,
    /// How many.
    count: u64,
}

/// The sums of one month, currency and kind of document.
#[derive(Serialize, ToSchema)]
pub(crate) struct MonthRow {
    /// Month of the documents' dates, as `2026-11`.
    month: String,
    /// ISO 4217 code, `#ID` for a Perfex currency that the settings do not name.
    currency: String,
    /// `invoice`, `estimate`, `credit_note`.
    document: String,
    /// How many should stand, by the store.
    store_count: u64,
    /// Their total.
    store_total: String,
    /// How many stand.
    perfex_count: u64,
    /// Their total.
    perfex_total: String,
    /// What Perfex has more than the store.
    difference: String,
    /// How many findings there are.
    findings: u64,
}

/// A disagreement.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingRow {
    /// The code of its kind.
    kind: &'static str,
    /// The order's id; 0 if the store has none.
    order: u64,
    /// The refund's id, where a credit note is at stake.
    refund: Option<u64>,
    /// `invoice`, `estimate`, `credit_note`.
    document: &'static str,
    /// Its number in Perfex.
    document_number: Option<u64>,
    /// The day under which it counts.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// ISO 4217 code, or `#ID`.
    currency: String,
    /// What the store says.
    store_total: Option<String>,
    /// What Perfex holds.
    perfex_total: Option<String>,
    /// What it is, or why it is parked.
    detail: String,
}

impl Verified {
    pub(super) fn of(report: &Report) -> Self {
        let counts = FindingKind::ALL.map(|kind| FoundCount {
            kind: kind.code(),
            count: report.count_of(kind),
        });
        Self {
            orders: report.orders,
            agrees: report.agrees(),
            found: counts.into_iter().filter(|one| one.count > 0).collect(),
            months: report.rows.iter().map(month).collect(),
            findings: report.findings.iter().map(FindingRow::of).collect(),
            more: report.count() - report.findings.len() as u64,
            lists_left_out: report.lists_left_out,
        }
    }
}

fn month((key, row): (&String, &Row)) -> MonthRow {
    let mut parts = key.splitn(3, ' ').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (month, currency, document) = (part(), part(), part());
    MonthRow {
        month,
        document,
        store_count: row.store.count,
        store_total: shown(row.store.total, &currency),
        perfex_count: row.perfex.count,
        perfex_total: shown(row.perfex.total, &currency),
        difference: shown(row.difference(), &currency),
        findings: row.found.values().sum(),
        currency,
    }
}

impl FindingRow {
    fn of(finding: &Finding) -> Self {
        let total = |total: Option<Decimal>| total.map(|total| shown(total, &finding.currency));
        Self {
            kind: finding.kind.code(),
            order: finding.order,
            refund: finding.refund,
            document: finding.document_code(),
            document_number: finding.document_number,
            day: finding.day,
            currency: finding.currency.clone(),
            store_total: total(finding.store_total),
            perfex_total: total(finding.perfex_total),
            detail: finding.detail.clone(),
        }
    }
}

/// With the decimals of its currency; one that is not known is shown as it is.
fn shown(total: Decimal, currency: &str) -> String {
    match Currency::from_code(currency) {
        Some(currency) => amount(total, currency),
        None => total.to_string(),
    }
}
