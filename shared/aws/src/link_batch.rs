//! Many links at once, for people who look at orders.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_dynamodb::types::KeysAndAttributes;
use domain::OrderId;
use intake::StoreId;
use sync::Link;
use sync::ports::TableError;
use tokio::time::sleep;

use crate::errors::{Problem, unavailable};
use crate::key::{Key, LINK, ORDER};
use crate::links::decode;
use crate::row::{self, Row};
use crate::table::Table;

/// What one request may ask for.
pub(crate) const KEYS_IN_A_REQUEST: usize = 100;
/// How often `DynamoDB` is asked again for the rows that it left out of an answer.
const ROUNDS: u32 = 6;
/// The pause before the second round; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

impl Table {
    /// The links of these orders, read consistently. An order without a row is missing from the
    /// answer; a row that cannot be read is told apart, so that it does not hide the others.
    pub async fn links(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, Result<Link, TableError>>, TableError> {
        let keys: Vec<(OrderId, Key)> = orders
            .iter()
            .map(|order| (*order, Key::link(store, *order)))
            .collect();
        let mut links = BTreeMap::new();
        for chunk in keys.chunks(KEYS_IN_A_REQUEST) {
            let rows = self.read_many(chunk.iter().map(|(_, key)| key)).await?;
            for (order, key) in chunk {
                let row = rows.iter().find(|row| row::has_key(row, key));
                if let Some(row) = row {
                    links.insert(*order, decode(key, row));
                }
            }
        }
        Ok(links)
    }

    /// Hands out every link of a store, in no order. The table is read from end to end; a link that
    /// cannot be read ends it, since whoever counts must not count without it.
    pub async fn each_link(
        &self,
        store: &StoreId,
        mut each: impl FnMut(Link),
    ) -> Result<(), TableError> {
        let filter = "begins_with(pk, :orders) AND sk = :link";
        let values = [
            (":orders", format!("{ORDER}{store}#")),
            (":link", LINK.to_owned()),
        ];
        self.scan(filter, values, |row| {
            each(decode(&Key::of(row)?, row)?);
            Ok(())
        })
        .await
    }

    /// The rows of these keys, read consistently; at most a hundred.
    pub(crate) async fn read_many(
        &self,
        keys: impl Iterator<Item = &Key>,
    ) -> Result<Vec<Row>, TableError> {
        let keys: Vec<Row> = keys.map(Key::attributes).collect();
        // DynamoDB refuses a request for nothing.
        if keys.is_empty() {
            return Ok(vec![]);
        }
        let wanted = KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .consistent_read(true)
            .build()
            .map_err(|error| TableError::Unavailable(error.to_string()))?;
        let mut wanted = Some(wanted);
        let mut rows = Vec::new();
        for round in 0..ROUNDS {
            let Some(keys) = wanted.take() else {
                return Ok(rows);
            };
            if round > 0 {
                sleep(FIRST_PAUSE * 2_u32.pow(round - 1)).await;
            }
            let answer = self
                .client
                .batch_get_item()
                .request_items(&self.name, keys)
                .send()
                .await
                .map_err(|error| unavailable(&error))?;
            rows.extend(answer.responses.unwrap_or_default().into_values().flatten());
            // Rows that were throttled or exceeded the answer's 16 MB are named, not sent.
            wanted = answer
                .unprocessed_keys
                .unwrap_or_default()
                .into_values()
                .next();
        }
        match wanted {
            None => Ok(rows),
            Some(_) => Err(Problem::Throttled("UnprocessedKeys".to_owned()).into()),
        }
    }
}
