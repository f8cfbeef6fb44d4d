//! Pages of a store's orders and of a buyer's.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use sync::ports::TableError;
use woocommerce::Span;

use super::{
    BUYER, BUYERS, NUMBERED, NUMBERS, ORDERS, ORDERS_AT, ORDERS_OF, OrderFilter, OrdersPage, Place,
    listed, order_of, parts, place, place_of,
};
use crate::errors::unavailable;
use crate::key::Key;
use crate::row::Row;
use crate::table::Table;

/// How many orders one request looks at where a filter leaves some out, and how many requests are
/// made for a page: together below a megabyte.
const LOOKED_AT: i32 = 800;
const ROUNDS: usize = 3;
/// How many of the newest orders one request reads: below a megabyte, and read in less than 50 ms of a processor.
const NEWEST: i32 = 2_000;

/// The orders under one key of an index that is sorted by when they were made.
struct Listing {
    index: &'static str,
    attribute: &'static str,
    of: String,
}

impl Listing {
    fn of_store(store: &StoreId) -> Self {
        Self {
            index: ORDERS,
            attribute: ORDERS_OF,
            of: store.to_string(),
        }
    }

    fn of_buyer(store: &StoreId, buyer: &str) -> Self {
        Self {
            index: BUYERS,
            attribute: BUYER,
            of: format!("{store}#{buyer}"),
        }
    }
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
        let of = Listing::of_store(store);
        self.page_of(store, &of, filter, after, limit).await
    }

    /// A page of a buyer's orders in a store, likewise.
    pub async fn orders_of_buyer(
        &self,
        store: &StoreId,
        buyer: &str,
        filter: &OrderFilter,
        after: Option<&Place>,
        limit: usize,
    ) -> Result<OrdersPage, TableError> {
        let of = Listing::of_buyer(store, buyer);
        self.page_of(store, &of, filter, after, limit).await
    }

    async fn page_of(
        &self,
        store: &StoreId,
        of: &Listing,
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
            let query = self.query_of(of, filter).limit(reads);
            let query = query.set_exclusive_start_key(page.next.as_ref().and_then(|place| {
                let (_, order) = parts(place.as_str())?;
                Some(start(store, order, of, place))
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
        let of = Listing::of_store(store);
        let query = self.query_of(&of, &filter).limit(NEWEST);
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

    fn query_of(&self, of: &Listing, filter: &OrderFilter) -> QueryFluentBuilder {
        let begin = filter.from.map_or_else(|| "0".to_owned(), day_key);
        let end = filter.to.map_or_else(|| ":".to_owned(), day_key);
        let mut query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(of.index)
            .scan_index_forward(false)
            .key_condition_expression("#of = :of AND #at BETWEEN :begin AND :end")
            .expression_attribute_names("#of", of.attribute)
            .expression_attribute_names("#at", ORDERS_AT)
            .expression_attribute_values(":of", AttributeValue::S(of.of.clone()))
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

/// The key of the row at a place, as a query of the index takes it.
fn start(store: &StoreId, order: OrderId, of: &Listing, place: &Place) -> Row {
    let mut key = Key::link(store, order).attributes();
    let own = [(of.attribute, &of.of), (ORDERS_AT, &place.0)];
    key.extend(own.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.clone()))));
    key
}

fn day_key(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn count(limit: usize) -> i32 {
    i32::try_from(limit).unwrap_or(i32::MAX)
}
