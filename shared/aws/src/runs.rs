//! Runs of a full sync, and the tally of what became of what they sent.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem, Update};
use intake::StoreId;
use jiff::{SignedDuration, Timestamp};
use sync::full_sync::{ActiveRow, Ended, Item, Run, RunId, Step, Tally};
use sync::ports::{Runs, TableError};

use crate::book;
use crate::errors::unavailable;
use crate::key::{Key, TALLY};
use crate::row::{self, Row};
use crate::table::{Table, unbuilt};

/// How long it is kept which items were counted. No message lives longer than 14 days.
const ITEMS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A transaction takes a hundred writes, of which one is the tally's.
const ITEMS_IN_A_TRANSACTION: usize = 99;

impl Runs for Table {
    async fn active_run(&self, store: &StoreId) -> Result<ActiveRow, TableError> {
        let key = Key::active_run(store);
        let (version, run) = match self.read(&key).await? {
            Some(row) => row::decode(&key, &row)?,
            None => (0, None),
        };
        Ok(ActiveRow {
            store: store.clone(),
            version,
            run,
        })
    }

    async fn save_active_run(&self, row: &mut ActiveRow) -> Result<(), TableError> {
        let key = Key::active_run(&row.store);
        let doc = row::json(&key, &row.run)?;
        row.version = self.write(&key, row.version, &doc, &[]).await?;
        Ok(())
    }

    async fn keep_run(&self, store: &StoreId, run: &Run) -> Result<(), TableError> {
        let key = Key::past_run(store, &run.id);
        let doc = row::json(&key, run)?;
        // Whoever keeps it keeps the same: it has ended.
        self.client
            .put_item()
            .table_name(&self.name)
            .set_item(Some(row::encode(&key, 1, &doc, &[])))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(())
    }

    async fn past_run(&self, store: &StoreId, id: &RunId) -> Result<Option<Run>, TableError> {
        let key = Key::past_run(store, id);
        match self.read(&key).await? {
            Some(row) => Ok(Some(row::decode(&key, &row)?.1)),
            None => Ok(None),
        }
    }

    async fn past_runs(&self, store: &StoreId, limit: usize) -> Result<Vec<Run>, TableError> {
        Ok(self.runs_page(store, None, limit).await?.runs)
    }

    async fn tally(&self, store: &StoreId, run: &RunId) -> Result<Tally, TableError> {
        let key = Key::tally(store, run);
        let row = self.read(&key).await?.unwrap_or_default();
        tally(&key, &row)
    }

    async fn count(
        &self,
        store: &StoreId,
        run: &RunId,
        items: &[(Item, Ended)],
    ) -> Result<(), TableError> {
        for chunk in items.chunks(ITEMS_IN_A_TRANSACTION) {
            let mut uncounted = chunk.to_vec();
            // Each round leaves out what turned out to be counted: there cannot be more.
            for _ in 0..=chunk.len() {
                if uncounted.is_empty() {
                    break;
                }
                let writes = self.writes(store, run, &uncounted)?;
                match self.transact(writes).await {
                    Ok(()) => break,
                    Err(refused) => {
                        let counted = book::refused_places(&refused);
                        if counted.is_empty() {
                            return Err(book::refusal(&refused));
                        }
                        let mut place = 0;
                        uncounted.retain(|_| {
                            place += 1;
                            !counted.contains(&(place - 1))
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

/// A page of runs that ended, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunsPage {
    /// The runs.
    pub runs: Vec<Run>,
    /// What became of what they sent, and of what the run that is under way did.
    pub tallies: BTreeMap<RunId, Tally>,
    /// Where the next page begins: before this run. None after the last page.
    pub next: Option<RunId>,
}

impl Table {
    /// A page of the runs of a store that ended, in one request: those before the run `before`, at
    /// most `limit`.
    pub async fn runs_page(
        &self,
        store: &StoreId,
        before: Option<&RunId>,
        limit: usize,
    ) -> Result<RunsPage, TableError> {
        let active = Key::active_run(store);
        // Ids of runs begin with a year, so this leaves out the one that is under way.
        let end = before.map_or_else(|| active.sk().to_owned(), RunId::to_string);
        // A run has a row of its own and one for its tally, which comes first.
        let rows = limit.saturating_mul(2).saturating_add(1);
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .scan_index_forward(false)
            .key_condition_expression("pk = :runs AND sk < :end")
            .expression_attribute_values(":runs", AttributeValue::S(active.pk().to_owned()))
            .expression_attribute_values(":end", AttributeValue::S(end))
            .limit(i32::try_from(rows).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        let mut page = RunsPage::default();
        let mut is_cut = answer.last_evaluated_key().is_some();
        for row in answer.items() {
            let key = Key::of(row)?;
            if let Some(run) = key.sk().strip_suffix(TALLY) {
                if let Ok(run) = run.parse() {
                    page.tallies.insert(run, tally(&key, row)?);
                }
            } else if page.runs.len() < limit {
                page.runs.push(row::decode(&key, row)?.1);
            } else {
                is_cut = true;
            }
        }
        page.next = page
            .runs
            .last()
            .filter(|_| is_cut)
            .map(|run| run.id.clone());
        Ok(page)
    }

    /// A row for each item, which must not be there yet, and what they add to the tally.
    fn writes(
        &self,
        store: &StoreId,
        run: &RunId,
        items: &[(Item, Ended)],
    ) -> Result<Vec<TransactWriteItem>, TableError> {
        let expires_at = Timestamp::now()
            .saturating_add(ITEMS_KEPT)
            .unwrap_or(Timestamp::MAX)
            .as_second();
        let row = |(item, ended): &(Item, Ended)| {
            let mut row: Row = Key::counted(store, run, item).attributes();
            row.insert(
                "ended".to_owned(),
                AttributeValue::S(ended.name().to_owned()),
            );
            row.insert("expires_at".to_owned(), row::number(expires_at.into()));
            row
        };
        let mut writes = Vec::with_capacity(items.len() + 1);
        for item in items {
            let put = Put::builder()
                .table_name(&self.name)
                .set_item(Some(row(item)))
                .condition_expression("attribute_not_exists(pk)")
                .build()
                .map_err(|error| unbuilt(&error))?;
            writes.push(TransactWriteItem::builder().put(put).build());
        }
        let mut added = Vec::new();
        let mut update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(Key::tally(store, run).attributes()));
        for (step, ended, count) in Tally::of_items(items).figures() {
            let name = figure(step, ended);
            added.push(format!("#{name} :{name}"));
            update = update
                .expression_attribute_names(format!("#{name}"), &name)
                .expression_attribute_values(format!(":{name}"), row::number(count.into()));
        }
        let update = update
            .update_expression(format!("ADD {}", added.join(", ")))
            .build()
            .map_err(|error| unbuilt(&error))?;
        writes.push(TransactWriteItem::builder().update(update).build());
        Ok(writes)
    }
}

/// The figures of a row.
fn tally(key: &Key, row: &Row) -> Result<Tally, TableError> {
    let mut tally = Tally::default();
    for step in Step::ALL {
        for ended in Ended::ALL {
            let count = row::amount(key, row, &figure(step, ended))?;
            tally.add(step, ended, count.try_into().unwrap_or(0));
        }
    }
    Ok(tally)
}

/// The attribute of a figure.
fn figure(step: Step, ended: Ended) -> String {
    format!("{}_{}", step.name(), ended.name())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_run_is_apart_from_its_tally_and_from_what_was_counted() {
        let store = "main".parse().unwrap();
        let run: RunId = "20261128T173012-9f3a1c2b".parse().unwrap();
        let item = "orders.183.1795500000".parse().unwrap();
        for (key, says) in [
            (Key::active_run(&store), "RUN#main ACTIVE"),
            (
                Key::past_run(&store, &run),
                "RUN#main 20261128T173012-9f3a1c2b",
            ),
            (
                Key::tally(&store, &run),
                "RUN#main 20261128T173012-9f3a1c2b#TALLY",
            ),
            (
                Key::counted(&store, &run, &item),
                "RUN#main#20261128T173012-9f3a1c2b orders.183.1795500000",
            ),
        ] {
            assert_eq!(key.to_string(), says);
        }
    }
}
