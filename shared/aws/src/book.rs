//! A link and what it adds to the ledger, in one transaction: both or neither.

use std::borrow::Cow;
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, CancellationReason, TransactWriteItem, Update};
use backon::{ExponentialBuilder, Retryable};
use domain::Ledger;
use domain::ledger::{Account, Figure, Sums};
use intake::StoreId;
use rust_decimal::Decimal;
use sync::ports::TableError;
use uuid::Uuid;

use crate::errors::{Problem, unavailable};
use crate::key::Key;
use crate::row::{self, Row};
use crate::spenders::{CUSTOMERS_OF, customers_of};
use crate::table::{Table, is_own_write, unbuilt};

/// The orders of a day all add to one row, and `DynamoDB` lets one transaction at a time have it.
/// Some 2 to 4 s in all: then the order is left to a later try.
const CROWDED: ExponentialBuilder = ExponentialBuilder::new()
    .with_min_delay(Duration::from_millis(20))
    .with_max_delay(Duration::from_millis(400))
    .with_max_times(9)
    .with_jitter();

impl Table {
    /// The additions to the rows of a store's ledger.
    pub(crate) fn additions(
        &self,
        store: &StoreId,
        booking: &Ledger,
    ) -> Result<Vec<TransactWriteItem>, TableError> {
        let accounts = booking.accounts();
        accounts
            .map(|(account, sums)| {
                let update = self.addition(store, account, sums)?;
                Ok(TransactWriteItem::builder().update(update).build())
            })
            .collect()
    }

    fn addition(
        &self,
        store: &StoreId,
        account: &Account,
        sums: &Sums,
    ) -> Result<Update, TableError> {
        let figures = sums.iter().map(|(figure, sum)| (figure.name(), sum));
        let version = (Cow::Borrowed("version"), Decimal::ONE);
        let of = customers_of(store, account);
        // The index `customers` holds rows that have it only, and an order may come to nothing.
        let spent = Figure::TotalSpent;
        let nothing = of.is_some() && sums.of(spent).is_zero();
        let nothing = nothing.then(|| (spent.name(), Decimal::ZERO));
        let mut added = Vec::new();
        let mut update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(Key::account(store, account).attributes()));
        // The version tells whoever verifies the row that it was added to meanwhile.
        for (place, (name, amount)) in figures.chain(nothing).chain([version]).enumerate() {
            update = update
                .expression_attribute_names(format!("#n{place}"), name)
                .expression_attribute_values(format!(":n{place}"), row::number(amount));
            added.push(format!("#n{place} :n{place}"));
        }
        let mut expression = format!("ADD {}", added.join(", "));
        if let Some(of) = of {
            expression.push_str(" SET #of = :of");
            update = update
                .expression_attribute_names("#of", CUSTOMERS_OF)
                .expression_attribute_values(":of", AttributeValue::S(of));
        }
        let update = update.update_expression(expression);
        update.build().map_err(|error| unbuilt(&error))
    }

    /// Writes a row as [`Table::write`] does, and makes the additions if it is written.
    pub(crate) async fn write_and_add(
        &self,
        key: &Key,
        seen: u64,
        doc: &str,
        texts: &[(&str, &str)],
        additions: Vec<TransactWriteItem>,
    ) -> Result<u64, TableError> {
        let version = seen + 1;
        let put = self.put(row::encode(key, version, doc, texts), seen)?;
        let mut items = vec![TransactWriteItem::builder().put(put).build()];
        items.extend(additions);
        match self.transact(items).await {
            Ok(()) => Ok(version),
            Err(error) if is_own_write(key, version, doc, standing(&error)) => Ok(version),
            Err(error) => Err(refusal(&error)),
        }
    }

    /// Carries out a transaction, again while others are at its rows.
    pub(crate) async fn transact(
        &self,
        items: Vec<TransactWriteItem>,
    ) -> Result<(), SdkError<TransactWriteItemsError>> {
        // With one token for all tries, one that follows on a lost answer is told the success of
        // the one before. After ten minutes the token is forgotten; then the conditions hold.
        let token = Uuid::new_v4().to_string();
        let write = async || {
            let request = self.client.transact_write_items();
            let request = request.client_request_token(&token);
            request.set_transact_items(Some(items.clone())).send().await
        };
        write.retry(CROWDED).when(is_crowded).await.map(|_| ())
    }
}

/// The places in a transaction whose conditions failed.
pub(crate) fn refused_places<R>(error: &Refused<R>) -> Vec<usize> {
    let reasons = reasons(error).iter().enumerate();
    let refused = reasons.filter(|(_, reason)| reason.code() == Some("ConditionalCheckFailed"));
    refused.map(|(place, _)| place).collect()
}

type Refused<R> = SdkError<TransactWriteItemsError, R>;

/// The reasons of a cancellation, one for each item of the transaction. The first is the link's.
fn reasons<R>(error: &Refused<R>) -> &[CancellationReason] {
    match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
            cancelled.cancellation_reasons()
        }
        _ => &[],
    }
}

fn codes<R>(error: &Refused<R>) -> impl Iterator<Item = &str> {
    let codes = reasons(error).iter().filter_map(CancellationReason::code);
    codes.filter(|code| *code != "None")
}

/// The row that made the link's condition fail.
fn standing<R>(error: &Refused<R>) -> Option<&Row> {
    reasons(error).first()?.item()
}

/// Whether nothing was written only because others write at the same time.
fn is_crowded<R>(error: &Refused<R>) -> bool {
    let mut codes = codes(error).peekable();
    codes.peek().is_some()
        && codes.all(|code| {
            matches!(
                code,
                "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"
            )
        })
}

/// Only rows that are put have a condition.
pub(crate) fn refusal<R: std::fmt::Debug + 'static>(error: &Refused<R>) -> TableError {
    if codes(error).any(|code| code == "ConditionalCheckFailed") {
        return TableError::Conflict;
    }
    let mut codes: Vec<&str> = codes(error).collect();
    codes.dedup();
    if is_crowded(error) {
        return Problem::Throttled(codes.join(", ")).into();
    }
    match error.code() {
        Some(code) if !codes.is_empty() => {
            Problem::Answered(format!("{code} ({})", codes.join(", "))).into()
        }
        _ => unavailable(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_sdk_dynamodb::error::ErrorMetadata;
    use aws_sdk_dynamodb::types::error::TransactionCanceledException;

    fn cancelled(codes: &[&str]) -> Refused<()> {
        let reason = |code: &&str| CancellationReason::builder().code(*code).build();
        let cancelled = TransactionCanceledException::builder()
            .set_cancellation_reasons(Some(codes.iter().map(reason).collect()))
            .meta(
                ErrorMetadata::builder()
                    .code("TransactionCanceledException")
                    .build(),
            )
            .build();
        let cancelled = TransactWriteItemsError::TransactionCanceledException(cancelled);
        SdkError::service_error(cancelled, ())
    }

    #[test]
    fn a_crowd_is_told_apart_from_a_conflict_and_from_everything_else() {
        for (codes, crowded, says) in [
            (
                &["None", "TransactionConflict", "None"][..],
                true,
                "the table is not available: AWS asks for patience (TransactionConflict): \
                 try again in a while",
            ),
            (
                &["ThrottlingError", "ProvisionedThroughputExceeded"],
                true,
                "the table is not available: AWS asks for patience \
                 (ThrottlingError, ProvisionedThroughputExceeded): try again in a while",
            ),
            (
                &["ConditionalCheckFailed", "None"],
                false,
                "the row was changed by another writer",
            ),
            (
                &["ConditionalCheckFailed", "TransactionConflict"],
                false,
                "the row was changed by another writer",
            ),
            (
                &["None", "ValidationError"],
                false,
                "the table is not available: AWS answered TransactionCanceledException \
                 (ValidationError)",
            ),
            (
                &[],
                false,
                "the table is not available: AWS answered TransactionCanceledException",
            ),
        ] {
            let error = cancelled(codes);
            assert_eq!(is_crowded(&error), crowded, "{codes:?}");
            assert_eq!(refusal(&error).to_string(), says);
        }
        let late = SdkError::<TransactWriteItemsError, ()>::timeout_error("late");
        assert!(!is_crowded(&late), "it may have been carried out");
        assert!(matches!(refusal(&late), TableError::Unavailable(_)));
    }
}
