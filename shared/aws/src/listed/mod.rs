//! Orders in the order in which they were made: the indexes `orders`, `buyers` and `numbers`.
//!
//! What a list shows stands in attributes beside the link's document and goes along into the
//! indexes, so that a page of a list is one request and reads no document.

mod pages;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::OrderId;
use jiff::Timestamp;
use rust_decimal::Decimal;
use sync::Link;

use crate::key::ORDER;
use crate::row::{Row, text};

/// The index of a store's orders by when they were made, and the attribute of the store.
const ORDERS: &str = "orders";
const ORDERS_OF: &str = "orders_of";
/// The attribute of when an order was made and of its id.
const ORDERS_AT: &str = "orders_at";
/// The index of a buyer's orders, and the attribute of store and buyer.
const BUYERS: &str = "buyers";
const BUYER: &str = "buyer";
/// The index of orders whose number is not their id, and the attribute of store and number. In a
/// shop without such a plugin it is empty.
const NUMBERS: &str = "numbers";
const NUMBERED: &str = "numbered";

/// An order as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrder {
    /// Its id.
    pub id: OrderId,
    /// Its number as customers know it.
    pub number: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its status when it was handled last.
    pub status: String,
    /// How that ended.
    pub outcome: String,
    /// Why, if there is a reason.
    pub reason: String,
    /// ISO 4217 code, empty if it was never read.
    pub currency: String,
    /// Its total; none if it was never read.
    pub total: Option<Decimal>,
    /// What stands for it in Perfex: `invoice 100183`, `estimate 100183`, or nothing.
    pub document: String,
}

/// Which orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderFilter {
    /// Only those of this status.
    pub status: Option<String>,
    /// Only those whose handling ended so.
    pub outcome: Option<String>,
    /// Only those made at this moment or later.
    pub from: Option<Timestamp>,
    /// Only those made before this moment.
    pub to: Option<Timestamp>,
}

/// Where a page of a list ended. Its text is for the next request only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(String);

impl Place {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// When the last order that was looked at was made.
    pub fn made_at(&self) -> Option<Timestamp> {
        parts(&self.0).map(|(at, _)| at)
    }

    /// A place of this text; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let (at, id) = parts(text)?;
        (sort_key(at, id.0) == text).then(|| Self(text.to_owned()))
    }
}

/// A page of orders, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrdersPage {
    /// The orders.
    pub orders: Vec<ListedOrder>,
    /// Where the next page begins; none after the last one. A page may hold few orders or none and
    /// have a next one all the same, where the filter leaves out nearly all.
    pub next: Option<Place>,
}

impl OrderFilter {
    /// Whether an order is among those that are wanted.
    pub fn fits(&self, order: &ListedOrder) -> bool {
        let is = |wanted: &Option<String>, is: &str| wanted.as_deref().is_none_or(|it| it == is);
        is(&self.status, &order.status)
            && is(&self.outcome, &order.outcome)
            && self.from.is_none_or(|from| order.made_at >= from)
            && self.to.is_none_or(|to| order.made_at < to)
    }
}

/// What the row of an order bears for its lists.
pub(crate) fn attributes(link: &Link) -> Vec<(&'static str, String)> {
    let made_at = link.seen.as_ref().and_then(|seen| seen.created_gmt);
    let mut bears = vec![
        (ORDERS_OF, link.store.to_string()),
        (
            ORDERS_AT,
            sort_key(made_at.unwrap_or(link.updated_at), link.order),
        ),
        ("status", link.status.clone()),
        ("document", document(link)),
    ];
    if let Some(seen) = &link.seen {
        bears.push(("number", seen.number.clone()));
        bears.push(("currency", seen.currency.clone()));
        bears.push(("total", seen.total.to_string()));
        if seen.number != link.order.to_string() && !seen.number.is_empty() {
            bears.push((NUMBERED, format!("{}#{}", link.store, seen.number)));
        }
        if let Some(buyer) = &seen.buyer {
            bears.push((BUYER, format!("{}#{buyer}", link.store)));
        }
    }
    bears
}

fn document(link: &Link) -> String {
    match (&link.invoice, &link.estimate) {
        (Some(invoice), _) => format!("invoice {}", invoice.document.number),
        (None, Some(estimate)) => format!("estimate {}", estimate.document.number),
        (None, None) => String::new(),
    }
}

/// In whole seconds, so that all are of one length and sort as the moments do.
fn sort_key(at: Timestamp, order: u64) -> String {
    format!("{}#{order:020}", at.strftime("%Y-%m-%dT%H:%M:%SZ"))
}

fn parts(sort_key: &str) -> Option<(Timestamp, OrderId)> {
    let (at, id) = sort_key.split_once('#')?;
    Some((at.parse().ok()?, OrderId(id.parse().ok()?)))
}

impl ListedOrder {
    /// The order of a link, as the lists show it.
    pub fn of(link: &Link) -> Self {
        let seen = link.seen.as_ref();
        Self {
            id: OrderId(link.order),
            number: seen.map_or_else(|| link.order.to_string(), |seen| seen.number.clone()),
            made_at: seen
                .and_then(|seen| seen.created_gmt)
                .unwrap_or(link.updated_at),
            status: link.status.clone(),
            outcome: link.outcome.name.clone(),
            reason: link.outcome.reason.clone(),
            currency: seen.map_or_else(String::new, |seen| seen.currency.clone()),
            total: seen.map(|seen| seen.total),
            document: document(link),
        }
    }
}

/// An order of an index; one whose keys are not ours is none.
fn listed(row: &Row) -> Option<ListedOrder> {
    let (made_at, id) = parts(text(row, ORDERS_AT)?)?;
    let own = |name: &str| text(row, name).unwrap_or_default().to_owned();
    let number = text(row, "number").map_or_else(|| id.to_string(), str::to_owned);
    Some(ListedOrder {
        id,
        number,
        made_at,
        status: own("status"),
        outcome: own("outcome"),
        reason: own("reason"),
        currency: own("currency"),
        total: text(row, "total").and_then(|total| total.parse().ok()),
        document: own("document"),
    })
}

fn place(order: &ListedOrder) -> Place {
    Place(sort_key(order.made_at, order.id.0))
}

fn place_of(key: &HashMap<String, AttributeValue>) -> Option<Place> {
    Place::read(text(key, ORDERS_AT)?)
}

pub(crate) fn order_of(row: &Row) -> Option<OrderId> {
    let (_, id) = text(row, "pk")?.strip_prefix(ORDER)?.rsplit_once('#')?;
    Some(OrderId(id.parse().ok()?))
}
