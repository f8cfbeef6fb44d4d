//! Hints that wait for a store or the CRM.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use intake::Hint;
use jiff::Timestamp;
use sync::breaker::Side;
use sync::ports::{TableError, WaitingRoom};
use sync::waiting::Waiting;

use crate::errors::unavailable;
use crate::key::{Key, waiting_for};
use crate::row::{self, Row};
use crate::table::Table;

/// The attribute that says since when a hint waits. Unlike other rows these have no version: a hint
/// never changes, and whoever keeps one again only means that it waits from now on.
const SINCE: &str = "since";

impl WaitingRoom for Table {
    async fn keep(&self, waiting: &Waiting) -> Result<(), TableError> {
        let mut row = Key::waiting(&waiting.side, &waiting.hint).attributes();
        let doc = AttributeValue::S(waiting.hint.to_json());
        row.insert("doc".to_owned(), doc);
        row.insert(SINCE.to_owned(), since(waiting));
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(row))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(())
    }

    async fn oldest(&self, side: &Side, limit: usize) -> Result<Vec<Waiting>, TableError> {
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("pk = :side")
            .expression_attribute_values(":side", AttributeValue::S(waiting_for(side)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        let rows = answer.items.unwrap_or_default();
        // One that this version cannot read must not hold up the others behind it.
        let read = |row| {
            let read = read(side, row);
            read.inspect_err(|error| tracing::error!(%error, "a waiting hint is left"))
                .ok()
        };
        Ok(rows.iter().filter_map(read).collect())
    }

    async fn forget(&self, waiting: &Waiting) -> Result<(), TableError> {
        let sent = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(
                Key::waiting(&waiting.side, &waiting.hint).attributes(),
            ))
            .condition_expression("#since = :since")
            .expression_attribute_names("#since", SINCE)
            .expression_attribute_values(":since", since(waiting))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) => match error.as_service_error() {
                // Kept again, or forgotten already: both are as they should be.
                Some(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(()),
                _ => Err(unavailable(&error)),
            },
        }
    }
}

fn since(waiting: &Waiting) -> AttributeValue {
    row::number(waiting.since.as_millisecond().into())
}

fn read(side: &Side, row: &Row) -> Result<Waiting, TableError> {
    let key = Key::of(row)?;
    let unreadable = |what: &str| TableError::Unreadable(format!("{key}: {what}"));
    let hint =
        Hint::from_json(row::doc(&key, row)?).map_err(|error| unreadable(&error.to_string()))?;
    let since = row
        .get(SINCE)
        .and_then(|value| value.as_n().ok())
        .and_then(|digits| digits.parse().ok())
        .and_then(|at| Timestamp::from_millisecond(at).ok())
        .ok_or_else(|| unreadable("no since"))?;
    Ok(Waiting {
        side: side.clone(),
        hint,
        since,
    })
}
