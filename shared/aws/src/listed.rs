//! Orders in the order in which they were made: the indexes `orders`, `buyers` and `numbers`.
//!
//! What a list shows stands in attributes beside the link's document and goes along into the
//! indexes, so that a page of a list is one request and reads no document.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use rust_decimal::Decimal;
use sync::Link;
use sync::ports::TableError;
use woocommerce::Span;

use crate::errors::unavailable;
use crate::key::{Key, ORDER};
use crate::row::{Row, text};
use crate::table::Table;

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

/// How many orders one request looks at where a filter leaves some out, and how many requests are
/// made for a page: together below a megabyte.
const LOOKED_AT: i32 = 800;
const ROUNDS: usize = 3;
/// How many of the newest orders one request reads: below a megabyte, and read in less than 50 ms of a processor.
const NEWEST: i32 = 2_000;

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

impl Table {
    /// A page of a store's orders, at most `limit`, after the place where the page before ended.
    pub async fn orders(
        &self,
        store: &StoreId,
        filter: &OrderFilter,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<OrdersPage, TableError> {
        let mut page = OrdersPage {
            orders: vec![],
            next: after.cloned(),
        };
        let is_filtered = filter.status.is_some() || filter.outcome.is_some();
        let rounds = if is_filtered { ROUNDS } else { 1 };
        let reads = if is_filtered { LOOKED_AT } else { count(limit) };
        for _ in 0..rounds {
            let query = self.orders_query(store, filter).limit(reads);
            let query = query.set_exclusive_start_key(page.next.as_ref().and_then(|place| {
                let (_, order) = parts(place.as_str())?;
                Some(start(store, order, [(ORDERS_OF, store.to_string())], place))
            }));
            let answer = query.send().await.map_err(|error| unavailable(&error))?;
            for row in answer.items() {
                page.orders.extend(listed(row));
            }
            page.next = answer.last_evaluated_key().and_then(place_of);
            if page.orders.len() > limit {
                page.orders.truncate(limit);
                page.next = page.orders.last().map(place);
            }
            if page.next.is_none() || page.orders.len() >= limit {
                break;
            }
        }
        Ok(page)
    }

    /// The orders made since then, newest first, three thousand at most in one request. The next place
    /// says that there are more.
    pub async fn newest_orders(
        &self,
        store: &StoreId,
        since: Timestamp,
    ) -> Result<OrdersPage, TableError> {
        let filter = OrderFilter {
            from: Some(since),
            ..OrderFilter::default()
        };
        let query = self.orders_query(store, &filter).limit(NEWEST);
        let answer = query.send().await.map_err(|error| unavailable(&error))?;
        Ok(OrdersPage {
            orders: answer.items().iter().filter_map(listed).collect(),
            next: answer.last_evaluated_key().and_then(place_of),
        })
    }

    /// The keys of the orders that were made in a span, both ends exclusive.
    pub(crate) fn orders_made(&self, store: &StoreId, span: Span) -> QueryFluentBuilder {
        // All orders of a second sort behind its text and before `$`, which follows on `#`.
        let begin = span
            .after
            .map_or_else(|| "0".to_owned(), |after| format!("{}$", day_key(after)));
        let end = span.before.map_or_else(|| ":".to_owned(), day_key);
        self.client
            .query()
            .table_name(&self.name)
            .index_name(ORDERS)
            .key_condition_expression("#of = :of AND #at BETWEEN :begin AND :end")
            .projection_expression("pk")
            .expression_attribute_names("#of", ORDERS_OF)
            .expression_attribute_names("#at", ORDERS_AT)
            .expression_attribute_values(":of", AttributeValue::S(store.to_string()))
            .expression_attribute_values(":begin", AttributeValue::S(begin))
            .expression_attribute_values(":end", AttributeValue::S(end))
    }

    fn orders_query(&self, store: &StoreId, filter: &OrderFilter) -> QueryFluentBuilder {
        let begin = filter.from.map_or_else(|| "0".to_owned(), day_key);
        let end = filter.to.map_or_else(|| ":".to_owned(), day_key);
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(ORDERS)
            .scan_index_forward(false)
            .key_condition_expression("#of = :of AND #at BETWEEN :begin AND :end")
            .expression_attribute_names("#of", ORDERS_OF)
            .expression_attribute_names("#at", ORDERS_AT)
            .expression_attribute_values(":of", AttributeValue::S(store.to_string()))
            .expression_attribute_values(":begin", AttributeValue::S(begin))
            .expression_attribute_values(":end", AttributeValue::S(end));
        let mut conditions = Vec::new();
        for (name, wanted) in [("status", &filter.status), ("outcome", &filter.outcome)] {
            if let Some(wanted) = wanted {
                conditions.push(format!("#{name} = :{name}"));
                query = query
                    .expression_attribute_names(format!("#{name}"), name)
                    .expression_attribute_values(
                        format!(":{name}"),
                        AttributeValue::S(wanted.clone()),
                    );
            }
        }
        if conditions.is_empty() {
            query
        } else {
            query.filter_expression(conditions.join(" AND "))
        }
    }

    /// A page of a buyer's orders in a store, the newest first or the oldest first.
    pub async fn orders_of_buyer(
        &self,
        store: &StoreId,
        buyer: &str,
        newest_first: bool,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<OrdersPage, TableError> {
        let of = format!("{store}#{buyer}");
        let from = after.and_then(|place| {
            let (_, order) = parts(place.as_str())?;
            Some(start(store, order, [(BUYER, of.clone())], place))
        });
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(BUYERS)
            .scan_index_forward(!newest_first)
            .key_condition_expression("#of = :of")
            .expression_attribute_names("#of", BUYER)
            .expression_attribute_values(":of", AttributeValue::S(of))
            .set_exclusive_start_key(from)
            .limit(count(limit))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(OrdersPage {
            orders: answer.items().iter().filter_map(listed).collect(),
            next: answer.last_evaluated_key().and_then(place_of),
        })
    }

    /// The ids of the orders that bear this number, which is not their id.
    pub async fn orders_numbered(
        &self,
        store: &StoreId,
        number: &str,
    ) -> Result<Vec<OrderId>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(NUMBERS)
            .key_condition_expression("#of = :of")
            .expression_attribute_names("#of", NUMBERED)
            .expression_attribute_values(":of", AttributeValue::S(format!("{store}#{number}")))
            .limit(20)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(answer.items().iter().filter_map(order_of).collect())
    }
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

/// The key of the row at a place, as a query of the index takes it.
fn start<const N: usize>(
    store: &StoreId,
    order: OrderId,
    own: [(&str, String); N],
    place: &Place,
) -> Row {
    let mut key = Key::link(store, order).attributes();
    let own = own.into_iter().chain([(ORDERS_AT, place.0.clone())]);
    key.extend(own.map(|(name, value)| (name.to_owned(), AttributeValue::S(value))));
    key
}

fn day_key(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn count(limit: usize) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX)
}
