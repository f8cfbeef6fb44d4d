//! What is parked, with the words for a person.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use aws::{ParkedRow, Table};
use domain::{OrderId, Parked};
use intake::{Resource, StoreId};
use rust_decimal::Decimal;
use serde::Serialize;
use sync::ports::Customers as _;

/// Something parked. Sums are decimal strings, null where they do not matter.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Item {
    pub(crate) reason: String,
    pub(crate) resource: Resource,
    pub(crate) id: u64,
    order_total: Option<String>,
    document_total: Option<String>,
    /// One line that says what to do.
    detail: String,
}

/// Everything parked of a store, by reason and id; only that of one reason if it is named.
pub(crate) async fn all(table: &Table, store: &StoreId, reason: Option<&str>) -> Result<Vec<Item>> {
    let mut rows = table
        .parked(store)
        .await
        .context("cannot list what is parked")?;
    rows.retain(|row| reason.is_none_or(|reason| row.reason == reason));
    rows.sort_by(|a, b| {
        (&a.reason, a.resource.name(), a.id).cmp(&(&b.reason, b.resource.name(), b.id))
    });
    let orders: BTreeSet<OrderId> = rows
        .iter()
        .filter(|row| row.resource == Resource::Order)
        .map(|row| OrderId(row.id))
        .collect();
    let links = table
        .links(store, &orders)
        .await
        .context("cannot read the parked orders")?;
    let mut items = Vec::new();
    for row in rows {
        let parked = match row.resource {
            Resource::Order => match links.get(&OrderId(row.id)) {
                Some(Ok(link)) => Ok(link.outcome.parked.clone()),
                Some(Err(error)) => Err(error.to_string()),
                None => Ok(None),
            },
            Resource::Customer => match table.customer(store, row.id).await {
                Ok(link) => Ok(link.and_then(|link| link.parked().cloned())),
                Err(error) => Err(error.to_string()),
            },
        };
        items.extend(Item::of(row, parked));
    }
    Ok(items)
}

impl Item {
    /// None if it is parked no more: the index is a moment behind the table. What cannot be read is
    /// shown with the reason for that.
    fn of(row: ParkedRow, parked: Result<Option<Parked>, String>) -> Option<Self> {
        let (reason, detail, order, document) = match parked {
            Ok(None) => return None,
            Ok(Some(parked)) => (
                parked.reason.code().to_owned(),
                parked.detail,
                parked.order_total,
                parked.document_total,
            ),
            Err(unreadable) => (row.reason, unreadable, None, None),
        };
        Some(Self {
            reason,
            resource: row.resource,
            id: row.id,
            order_total: order.map(shown),
            document_total: document.map(shown),
            detail,
        })
    }

    /// For people.
    pub(crate) fn line(&self) -> String {
        let sums = match (&self.order_total, &self.document_total) {
            (None, None) => String::new(),
            (order, document) => format!(
                "  order {}, Perfex {}",
                order.as_deref().unwrap_or("unknown"),
                document.as_deref().unwrap_or("nothing"),
            ),
        };
        format!(
            "{}  {} {}{sums}  {}",
            self.reason,
            self.resource.name(),
            self.id,
            self.detail
        )
    }
}

/// An amount with two decimals at least, and no digit left out.
fn shown(amount: Decimal) -> String {
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
    use domain::ParkReason;
    use rust_decimal::dec;

    fn row() -> ParkedRow {
        ParkedRow {
            reason: "totals_differ".to_owned(),
            resource: Resource::Order,
            id: 183,
        }
    }

    #[test]
    fn both_sides_sums_stand_in_the_line() {
        let parked = Parked::new(ParkReason::TotalsDiffer, "check the tax map")
            .with_totals(dec!(119.9), dec!(119.0000));
        let item = Item::of(row(), Ok(Some(parked))).unwrap();
        assert_eq!(
            item.line(),
            "totals_differ  order 183  order 119.90, Perfex 119.00  check the tax map"
        );
        let plain = Parked::new(ParkReason::NoEmail, "add one");
        let item = Item::of(row(), Ok(Some(plain))).unwrap();
        assert_eq!(item.line(), "no_email  order 183  add one");
    }

    #[test]
    fn what_is_parked_no_more_is_left_out_and_what_is_unreadable_is_not() {
        assert_eq!(Item::of(row(), Ok(None)), None);
        let broken = Item::of(row(), Err("a row is not readable".to_owned())).unwrap();
        assert_eq!(broken.reason, "totals_differ");
        assert!(broken.line().ends_with("a row is not readable"));
    }
}
