//! What is parked, with the words for a person.

use aws::{ParkedLink, ParkedRow, Table};
use intake::{Resource, StoreId};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use sync::link::Recorded;
use sync::ports::TableError;

use crate::DeskError;

/// Something parked. Sums are decimal strings, null where they do not matter.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The code of its reason.
    pub reason: String,
    /// An order or a customer.
    pub resource: Resource,
    /// Its id in the store.
    pub id: u64,
    /// The number of an order as customers know it, null where it was never read.
    pub number: Option<String>,
    /// ISO 4217 code of the sums, null likewise.
    pub currency: Option<String>,
    /// The order's total.
    pub order_total: Option<String>,
    /// That of its documents in Perfex, written or computed.
    pub document_total: Option<String>,
    /// Since when, null for what was parked by a version that did not note it.
    pub since: Option<Timestamp>,
    /// How often it was tried since then.
    pub tries: u32,
    /// One line that says what to do.
    pub detail: String,
}

/// Everything parked of a store, by reason and id; only that of one reason if it is named.
pub async fn all(
    table: &Table,
    store: &StoreId,
    reason: Option<&str>,
) -> Result<Vec<Item>, DeskError> {
    let mut rows = table
        .parked(store)
        .await
        .map_err(DeskError::table("cannot list what is parked"))?;
    rows.retain(|row| reason.is_none_or(|reason| row.reason == reason));
    rows.sort_by(|a, b| {
        (&a.reason, a.resource.name(), a.id).cmp(&(&b.reason, b.resource.name(), b.id))
    });
    items(table, store, &rows).await
}

/// The items of these rows of the index.
pub async fn items(
    table: &Table,
    store: &StoreId,
    rows: &[ParkedRow],
) -> Result<Vec<Item>, DeskError> {
    let links = table
        .parked_links(store, rows)
        .await
        .map_err(DeskError::table("cannot read what is parked"))?;
    let item = |(row, link): (ParkedRow, Result<ParkedLink, TableError>)| match link {
        Ok(link) => {
            let item = Item::of(row, Ok(link.outcome()))?;
            Some(item.with_seen(&link))
        }
        Err(error) => Item::of(row, Err(error.to_string())),
    };
    Ok(links.into_iter().filter_map(item).collect())
}

impl Item {
    /// None if it is parked no more: the index is a moment behind the table. What cannot be read is
    /// shown with the reason for that.
    fn of(row: ParkedRow, recorded: Result<&Recorded, String>) -> Option<Self> {
        let item = Self {
            reason: row.reason,
            resource: row.resource,
            id: row.id,
            number: None,
            currency: None,
            order_total: None,
            document_total: None,
            since: None,
            tries: 0,
            detail: String::new(),
        };
        let recorded = match recorded {
            Ok(recorded) => recorded,
            Err(detail) => return Some(Self { detail, ..item }),
        };
        let parked = recorded.waits_for_a_person()?;
        Some(Self {
            reason: parked.reason.code().to_owned(),
            order_total: parked.order_total.map(shown),
            document_total: parked.document_total.map(shown),
            since: recorded.since,
            tries: recorded.tries,
            detail: parked.detail.clone(),
            ..item
        })
    }

    /// With what was read of the order.
    fn with_seen(self, link: &ParkedLink) -> Self {
        let seen = match link {
            ParkedLink::Order(link) => link.seen.as_ref(),
            ParkedLink::Customer(_) => None,
        };
        Self {
            number: seen.map(|seen| seen.number.clone()),
            currency: seen.map(|seen| seen.currency.clone()),
            ..self
        }
    }

    /// For people, with a line for each thing.
    pub fn lines(&self) -> Vec<String> {
        let unknown = || "unknown".to_owned();
        let mut lines = vec![
            format!("{} {}", self.resource.name(), self.id),
            format!("reason      {}", self.reason),
            format!("what to do  {}", self.detail),
            format!(
                "since       {}",
                self.since.map_or_else(unknown, |at| format!("{at:.0}"))
            ),
            format!("tried       {}", times(self.tries)),
        ];
        for (name, amount) in [
            ("order      ", &self.order_total),
            ("Perfex     ", &self.document_total),
        ] {
            lines.extend(amount.as_ref().map(|amount| format!("{name} {amount}")));
        }
        lines
    }

    /// For people.
    pub fn line(&self) -> String {
        let sums = match (&self.order_total, &self.document_total) {
            (None, None) => String::new(),
            (order, document) => format!(
                "  order {}, Perfex {}",
                order.as_deref().unwrap_or("unknown"),
                document.as_deref().unwrap_or("nothing"),
            ),
        };
        let since = self.since.map_or_else(String::new, |since| {
            format!("  since {since:.0}, tried {}", times(self.tries))
        });
        format!(
            "{}  {} {}{sums}{since}  {}",
            self.reason,
            self.resource.name(),
            self.id,
            self.detail
        )
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

/// An amount with two decimals at least, and no digit left out.
pub fn shown(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]
    use super::*;
    use domain::{ParkReason, Parked};
    use rust_decimal::dec;
    use sync::Outcome;

    fn row() -> ParkedRow {
        ParkedRow {
            reason: "totals_differ".to_owned(),
            resource: Resource::Order,
            id: 183,
        }
    }

    fn recorded(parked: Parked) -> Recorded {
        let since = Timestamp::constant(1_795_500_000, 0);
        Recorded::default().then(&Outcome::Parked(parked), since)
    }

    #[test]
    fn both_sides_sums_stand_in_the_line() {
        let parked = Parked::new(ParkReason::TotalsDiffer, "check the tax map")
            .with_totals(dec!(119.9), dec!(119.0000));
        let item = Item::of(row(), Ok(&recorded(parked))).unwrap();
        assert_eq!(
            item.line(),
            "totals_differ  order 183  order 119.90, Perfex 119.00  \
             since 2026-11-24T06:00:00Z, tried once  check the tax map"
        );
        let plain = Parked::new(ParkReason::NoEmail, "add one");
        let item = Item::of(row(), Ok(&recorded(plain))).unwrap();
        assert!(item.line().ends_with("tried once  add one"));
    }

    #[test]
    fn what_is_parked_no_more_is_left_out_and_what_is_unreadable_is_not() {
        let done = Recorded::from(&Outcome::Done);
        assert_eq!(Item::of(row(), Ok(&done)), None);
        let broken = Item::of(row(), Err("a row is not readable".to_owned())).unwrap();
        assert_eq!(broken.reason, "totals_differ");
        assert!(broken.line().ends_with("a row is not readable"));
    }
}
