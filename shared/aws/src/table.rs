//! The table: reading a row and writing it on condition.

use std::collections::HashMap;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{
    AttributeValue, Put, ReturnValue, ReturnValuesOnConditionCheckFailure,
};
use sync::ports::TableError;

use crate::errors::unavailable;
use crate::key::Key;
use crate::row::{self, Row};

/// The table. A clone shares its connections.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) client: Client,
    pub(crate) name: String,
}

impl Table {
    /// The table of this name in the configuration's account and region.
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        Self::with_client(Client::new(config), name)
    }

    /// The table of this name over a client that is there already.
    pub fn with_client(client: Client, name: impl Into<String>) -> Self {
        Self {
            client,
            name: name.into(),
        }
    }

    /// Reads a row consistently: what any writer has written before is seen.
    pub(crate) async fn read(&self, key: &Key) -> Result<Option<Row>, TableError> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .consistent_read(true)
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(answer.item)
    }

    /// Writes a row if it still has the version `seen` (0: if there is none), and gives the new
    /// version.
    pub(crate) async fn write(
        &self,
        key: &Key,
        seen: u64,
        doc: &str,
        texts: &[(&str, &str)],
    ) -> Result<u64, TableError> {
        Ok(self.replace(key, seen, doc, texts).await?.0)
    }

    /// The same, and the row that stood there before. Where the answer to the first attempt was lost
    /// nobody knows that any more.
    pub(crate) async fn replace(
        &self,
        key: &Key,
        seen: u64,
        doc: &str,
        texts: &[(&str, &str)],
    ) -> Result<(u64, Option<Row>), TableError> {
        let version = seen + 1;
        let row = row::encode(key, version, doc, texts);
        match self.send_put(row, seen).await {
            Ok(before) => Ok((version, before)),
            Err(error) if is_own_write(key, version, doc, standing(&error)) => Ok((version, None)),
            Err(error) => Err(refusal(&error)),
        }
    }

    /// Writes a row of numbers if it still has the version `seen`.
    pub(crate) async fn write_numbers(&self, row: Row, seen: u64) -> Result<(), TableError> {
        let sent = self.send_put(row, seen).await;
        sent.map(drop).map_err(|error| refusal(&error))
    }

    /// Deletes a row if it still has the version that was read.
    pub(crate) async fn delete(&self, key: &Key, seen: u64) -> Result<(), TableError> {
        let sent = self
            .client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", "version")
            .expression_attribute_values(":seen", row::number(seen.into()))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) => Err(match error.as_service_error() {
                Some(
                    DeleteItemError::ConditionalCheckFailedException(_)
                    | DeleteItemError::TransactionConflictException(_),
                ) => TableError::Conflict,
                _ => unavailable(&error),
            }),
        }
    }

    /// Deletes a row, whatever it says by now.
    pub(crate) async fn delete_for_good(&self, key: &Key) -> Result<(), TableError> {
        self.client
            .delete_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(())
    }

    async fn send_put(&self, row: Row, seen: u64) -> Result<Option<Row>, SdkError<PutItemError>> {
        let condition = Condition::on(seen);
        let answer = self
            .client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(row))
            .condition_expression(condition.expression)
            .set_expression_attribute_names(condition.names)
            .set_expression_attribute_values(condition.values)
            .return_values(ReturnValue::AllOld)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await?;
        Ok(answer.attributes)
    }

    /// The same write as a part of a transaction.
    pub(crate) fn put(&self, row: Row, seen: u64) -> Result<Put, TableError> {
        let condition = Condition::on(seen);
        Put::builder()
            .table_name(&self.name)
            .set_item(Some(row))
            .condition_expression(condition.expression)
            .set_expression_attribute_names(condition.names)
            .set_expression_attribute_values(condition.values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| unbuilt(&error))
    }
}

/// The condition of a write: the row is as it was seen.
struct Condition {
    expression: &'static str,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
}

impl Condition {
    /// The row has this version; 0: there is none.
    fn on(seen: u64) -> Self {
        if seen == 0 {
            return Self {
                expression: "attribute_not_exists(pk)",
                names: None,
                values: None,
            };
        }
        let name = ("#version".to_owned(), "version".to_owned());
        let value = (":seen".to_owned(), row::number(seen.into()));
        Self {
            expression: "#version = :seen",
            names: Some([name].into()),
            values: Some([value].into()),
        }
    }
}

/// A request that this program put together wrongly.
pub(crate) fn unbuilt(error: &BuildError) -> TableError {
    TableError::Unavailable(error.to_string())
}

/// The row that made a condition fail.
fn standing<R>(error: &SdkError<PutItemError, R>) -> Option<&Row> {
    match error.as_service_error()? {
        PutItemError::ConditionalCheckFailedException(refused) => refused.item(),
        _ => None,
    }
}

/// Whether the row that made our condition fail is the one that we sent. The SDK repeats a put
/// whose answer was lost; if the first one arrived, the second meets its own row.
pub(crate) fn is_own_write(key: &Key, version: u64, doc: &str, standing: Option<&Row>) -> bool {
    standing.is_some_and(|row| {
        row::version(key, row).is_ok_and(|stands| stands == version)
            && row::doc(key, row).is_ok_and(|stands| stands == doc)
    })
}

fn refusal<R: std::fmt::Debug + 'static>(error: &SdkError<PutItemError, R>) -> TableError {
    match error.as_service_error() {
        // The second one: another worker's transaction has the row in its hands.
        Some(
            PutItemError::ConditionalCheckFailedException(_)
            | PutItemError::TransactionConflictException(_),
        ) => TableError::Conflict,
        _ => unavailable(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::types::error::{
        ConditionalCheckFailedException, TransactionConflictException,
    };

    fn refused(standing: Option<Row>) -> SdkError<PutItemError, ()> {
        let error = ConditionalCheckFailedException::builder()
            .set_item(standing)
            .build();
        SdkError::service_error(PutItemError::ConditionalCheckFailedException(error), ())
    }

    #[test]
    fn only_the_very_row_that_was_sent_counts_as_our_own_write() {
        let key = Key::claim("e3b0c4");
        let own = |standing| is_own_write(&key, 2, "{}", super::standing(&refused(standing)));
        assert!(own(Some(row::encode(&key, 2, "{}", &[]))));
        assert!(!own(Some(row::encode(&key, 2, r#"{"by":"another"}"#, &[]))));
        assert!(!own(Some(row::encode(&key, 3, "{}", &[]))));
        assert!(!own(None));
    }

    #[test]
    fn a_failed_condition_is_a_conflict_and_anything_else_an_outage() {
        assert!(matches!(refusal(&refused(None)), TableError::Conflict));
        let held = TransactionConflictException::builder().build();
        let held = PutItemError::TransactionConflictException(held);
        let held = SdkError::<_, ()>::service_error(held, ());
        assert!(matches!(refusal(&held), TableError::Conflict));
        let late = SdkError::<PutItemError, ()>::timeout_error("late");
        assert!(matches!(refusal(&late), TableError::Unavailable(_)));
    }
}
