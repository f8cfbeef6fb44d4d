//! Writing settings. Every version is kept.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use jiff::Timestamp;
use serde_json::Value;
use sync::Settings;
use sync::ports::TableError;

use crate::errors::unavailable;
use crate::key::{Key, SETTINGS, SETTINGS_VERSION};
use crate::row::{self, Row};
use crate::table::Table;

/// The settings in force and all before them.
#[derive(Debug, Clone)]
pub struct SettingsStore {
    table: Table,
}

/// What a push did.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// The version that is in force now.
    pub version: u64,
    /// What was in force before. It is plain JSON, since a push must also be able to replace
    /// settings that this program cannot read.
    pub before: Option<Value>,
    /// Whether a new version was written: the same settings again are not.
    pub written: bool,
}

/// A version of the settings.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingsVersion {
    /// Its number, from 1.
    pub version: u64,
    /// Who pushed it.
    pub by: String,
    /// When, in RFC 3339.
    pub at: String,
    /// The settings as they were written.
    pub settings: Value,
}

impl SettingsStore {
    /// The settings in a table.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The version in force, `None` if none was pushed yet.
    pub async fn current(&self) -> Result<Option<SettingsVersion>, TableError> {
        let key = Key::current_settings();
        match self.table.read(&key).await? {
            Some(row) => decode(&key, &row).map(Some),
            None => Ok(None),
        }
    }

    /// Puts checked settings in force. The version and its history are written together or not at
    /// all; someone else's push in between is a [`TableError::Conflict`].
    pub async fn push(
        &self,
        settings: &Settings,
        by: &str,
        now: Timestamp,
    ) -> Result<Pushed, TableError> {
        let current = self.current().await?;
        let seen = current.as_ref().map_or(0, |current| current.version);
        let before = current.map(|current| current.settings);
        let key = Key::current_settings();
        let doc = row::json(&key, settings)?;
        if before.is_some() && serde_json::from_str(&doc).ok() == before {
            return Ok(Pushed {
                version: seen,
                before,
                written: false,
            });
        }
        let version = seen + 1;
        let at = now.to_string();
        let texts = [("by", by), ("at", at.as_str())];
        let current_row = row::encode(&key, version, &doc, &texts);
        let history_row = row::encode(&Key::settings_version(version), version, &doc, &texts);
        self.write_both(seen, current_row, history_row).await?;
        Ok(Pushed {
            version,
            before,
            written: true,
        })
    }

    async fn write_both(&self, seen: u64, current: Row, history: Row) -> Result<(), TableError> {
        let mut request = self.table.client.transact_write_items();
        for put in [self.table.put(current, seen)?, self.table.put(history, 0)?] {
            request = request.transact_items(TransactWriteItem::builder().put(put).build());
        }
        // The SDK sends one token with every attempt, so a repeated request is carried out once.
        request.send().await.map_err(|error| refusal(&error))?;
        Ok(())
    }

    /// The newest versions, at most `limit`, newest first.
    pub async fn newest(&self, limit: i32) -> Result<Vec<SettingsVersion>, TableError> {
        let answer = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression("pk = :settings AND begins_with(sk, :version)")
            .expression_attribute_values(":settings", AttributeValue::S(SETTINGS.to_owned()))
            .expression_attribute_values(":version", AttributeValue::S(SETTINGS_VERSION.to_owned()))
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(limit)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        let rows = answer.items().iter();
        rows.map(|row| {
            let key = Key::settings_version(row::version(&Key::current_settings(), row)?);
            decode(&key, row)
        })
        .collect()
    }

    /// A version, `None` if there is none of this number.
    pub async fn version(&self, version: u64) -> Result<Option<SettingsVersion>, TableError> {
        let key = Key::settings_version(version);
        match self.table.read(&key).await? {
            Some(row) => decode(&key, &row).map(Some),
            None => Ok(None),
        }
    }

    /// All versions, newest first.
    pub async fn history(&self) -> Result<Vec<SettingsVersion>, TableError> {
        let mut pages = self
            .table
            .client
            .query()
            .table_name(&self.table.name)
            .key_condition_expression("pk = :settings AND begins_with(sk, :version)")
            .expression_attribute_values(":settings", AttributeValue::S(SETTINGS.to_owned()))
            .expression_attribute_values(":version", AttributeValue::S(SETTINGS_VERSION.to_owned()))
            .consistent_read(true)
            .scan_index_forward(false)
            .into_paginator()
            .items()
            .send();
        let mut versions = Vec::new();
        while let Some(row) = pages.next().await {
            let row = row.map_err(|error| unavailable(&error))?;
            let key = Key::settings_version(row::version(&Key::current_settings(), &row)?);
            versions.push(decode(&key, &row)?);
        }
        Ok(versions)
    }
}

fn decode(key: &Key, row: &Row) -> Result<SettingsVersion, TableError> {
    let (version, settings) = row::decode(key, row)?;
    Ok(SettingsVersion {
        version,
        by: row::text(row, "by").unwrap_or_default().to_owned(),
        at: row::text(row, "at").unwrap_or_default().to_owned(),
        settings,
    })
}

/// A transaction is cancelled as a whole, with one reason for each of its rows.
fn refusal<R: std::fmt::Debug + 'static>(
    error: &SdkError<TransactWriteItemsError, R>,
) -> TableError {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return unavailable(error);
    };
    let conflict = cancelled
        .cancellation_reasons()
        .iter()
        .filter_map(|reason| reason.code())
        .any(|code| matches!(code, "ConditionalCheckFailed" | "TransactionConflict"));
    if conflict {
        TableError::Conflict
    } else {
        unavailable(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::CancellationReason;
    use aws_sdk_dynamodb::types::error::TransactionCanceledException;

    fn cancelled(code: &str) -> TableError {
        let cancelled = TransactionCanceledException::builder()
            .cancellation_reasons(CancellationReason::builder().code("None").build())
            .cancellation_reasons(CancellationReason::builder().code(code).build())
            .build();
        refusal(&SdkError::<_, ()>::service_error(
            TransactWriteItemsError::TransactionCanceledException(cancelled),
            (),
        ))
    }

    #[test]
    fn a_push_of_someone_else_is_a_conflict_and_throttling_is_not() {
        assert!(matches!(
            cancelled("ConditionalCheckFailed"),
            TableError::Conflict
        ));
        assert!(matches!(
            cancelled("TransactionConflict"),
            TableError::Conflict
        ));
        assert!(matches!(
            cancelled("ThrottlingError"),
            TableError::Unavailable(_)
        ));
    }
}
