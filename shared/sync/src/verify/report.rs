//! What a comparison comes to.

use std::collections::BTreeMap;

use jiff::civil::Date;
use perfex::DocumentKind;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, FindingKind};
use super::kind_code;

/// How many findings a report keeps.
pub const MOST_FINDINGS: usize = 100;

/// What a comparison came to. Reports of parts add up to that of the whole, in any order; the size
/// is bounded by the months and currencies of a shop, not by its orders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Orders of the store that were looked at, carts and unsaved forms aside.
    pub orders: u64,
    /// Links whose order the store no longer has.
    pub gone: u64,
    /// Whether one of Perfex's lists was too large for one answer, so that documents which no link
    /// names were not looked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lists_left_out: bool,
    /// The sums, each line of them by `month currency kind`, as `2026-11 EUR invoice`.
    pub rows: BTreeMap<String, Row>,
    /// How many findings there are of each kind.
    pub found: BTreeMap<FindingKind, u64>,
    /// The first of them, [`MOST_FINDINGS`] at most.
    pub findings: Vec<Finding>,
}

/// The sums of one month, currency and kind of document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What should stand, by the store: of parked orders too.
    pub store: Side,
    /// What stands: neither cancelled nor declined nor void.
    pub perfex: Side,
    /// How many findings there are of each kind.
    pub found: BTreeMap<FindingKind, u64>,
}

/// One side of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// How many documents.
    pub count: u64,
    /// Their total.
    pub total: Decimal,
}

impl Side {
    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.total += other.total;
    }
}

impl Row {
    /// What Perfex has more than the store.
    pub fn difference(&self) -> Decimal {
        self.perfex.total - self.store.total
    }

    fn add(&mut self, other: &Self) {
        self.store.add(other.store);
        self.perfex.add(other.perfex);
        for (kind, count) in &other.found {
            *self.found.entry(*kind).or_default() += count;
        }
    }
}

impl Report {
    /// Whether the two sides agree. What waits for a person, or was not handled yet, is no agreement.
    pub fn agrees(&self) -> bool {
        self.found.values().all(|count| *count == 0)
    }

    /// How many findings there are.
    pub fn count(&self) -> u64 {
        self.found.values().sum()
    }

    /// How many findings of this kind there are.
    pub fn count_of(&self, kind: FindingKind) -> u64 {
        self.found.get(&kind).copied().unwrap_or_default()
    }

    /// Adds the report of another part.
    pub fn add(&mut self, other: Self) {
        self.orders += other.orders;
        self.gone += other.gone;
        self.lists_left_out |= other.lists_left_out;
        for (key, row) in &other.rows {
            self.rows.entry(key.clone()).or_default().add(row);
        }
        for (kind, count) in other.found {
            *self.found.entry(kind).or_default() += count;
        }
        let room = MOST_FINDINGS.saturating_sub(self.findings.len());
        self.findings.extend(other.findings.into_iter().take(room));
    }

    pub(super) fn should_stand(
        &mut self,
        day: Date,
        currency: &str,
        kind: DocumentKind,
        total: Decimal,
    ) {
        let side = &mut self.row(day, currency, kind).store;
        side.add(Side { count: 1, total });
    }

    pub(super) fn stands(&mut self, day: Date, currency: &str, kind: DocumentKind, total: Decimal) {
        let side = &mut self.row(day, currency, kind).perfex;
        side.add(Side { count: 1, total });
    }

    pub(super) fn find(&mut self, finding: Finding) {
        let row = self.row(finding.day, &finding.currency, finding.document);
        *row.found.entry(finding.kind).or_default() += 1;
        *self.found.entry(finding.kind).or_default() += 1;
        self.findings.push(finding);
    }

    fn row(&mut self, day: Date, currency: &str, kind: DocumentKind) -> &mut Row {
        let key = format!("{} {currency} {}", day.strftime("%Y-%m"), kind_code(kind));
        self.rows.entry(key).or_default()
    }

    /// Hands each finding out, and keeps no more than it may.
    pub(super) fn told(mut self, tell: &mut impl FnMut(&Finding)) -> Self {
        self.findings.iter().for_each(tell);
        self.findings.truncate(MOST_FINDINGS);
        self
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;
    use jiff::civil::date;
    use rust_decimal::dec;

    fn finding(order: u64) -> Finding {
        Finding {
            kind: FindingKind::Missing,
            store: "main".parse().unwrap(),
            order,
            refund: None,
            document: DocumentKind::Invoice,
            document_id: None,
            document_number: None,
            day: date(2026, 11, 23),
            currency: "EUR".to_owned(),
            store_total: Some(dec!(10)),
            perfex_total: None,
            detail: String::new(),
        }
    }

    fn part(orders: std::ops::Range<u64>, currency: &str) -> Report {
        let mut report = Report::default();
        for order in orders {
            report.orders += 1;
            let invoice = DocumentKind::Invoice;
            report.should_stand(date(2026, 11, 23), currency, invoice, dec!(0.1));
            report.find(Finding {
                currency: currency.to_owned(),
                ..finding(order)
            });
        }
        report
    }

    #[test]
    fn parts_add_up_and_currencies_stay_apart() {
        let mut whole = Report::default();
        whole.add(part(0..3, "EUR"));
        whole.add(part(3..5, "JPY"));
        whole.add(part(5..6, "EUR"));
        assert_eq!((whole.orders, whole.count()), (6, 6));
        let keys: Vec<&str> = whole.rows.keys().map(String::as_str).collect();
        assert_eq!(keys, ["2026-11 EUR invoice", "2026-11 JPY invoice"]);
        assert_eq!(whole.rows[keys[0]].store.total, dec!(0.4));
        assert_eq!(whole.rows[keys[0]].difference(), dec!(-0.4));
        assert_eq!(whole.rows[keys[1]].found[&FindingKind::Missing], 2);
        let json = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), whole);
    }

    #[test]
    fn counts_are_exact_where_findings_are_cut() {
        let mut whole = Report::default();
        let mut told = 0;
        for begin in [0, 90, 180] {
            let part = part(begin..begin + 90, "EUR").told(&mut |_| told += 1);
            whole.add(part);
        }
        assert_eq!((told, whole.count()), (270, 270));
        assert_eq!(whole.findings.len(), MOST_FINDINGS);
        let large = part(0..250, "EUR").told(&mut |_| {});
        assert_eq!((large.findings.len(), large.count()), (MOST_FINDINGS, 250));
    }
}
