//! Which buyers have one and the same client in Perfex: a person with several e-mails, or two people
//! whom a rule of the settings took for one. A row for each client, kept beside the claims of its
//! e-mails, so that a page of buyers asks for all of them at once.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use sync::claim::{Claim, ClaimState};
use sync::ports::TableError;

use crate::errors::{Problem, unavailable};
use crate::key::Key;
use crate::row::{self, Row};
use crate::table::Table;

/// The attribute of the buyers.
const BUYERS: &str = "buyers";
/// How many buyers of a client are remembered. A client of more is one for many, and no hint.
const MOST: u32 = 50;

impl Table {
    /// The buyers of each of these clients, as far as they are remembered. At most a hundred clients.
    pub async fn sharers(
        &self,
        clients: &BTreeSet<u64>,
    ) -> Result<BTreeMap<u64, BTreeSet<String>>, TableError> {
        let keys: Vec<(u64, Key)> = clients
            .iter()
            .map(|client| (*client, Key::buyers(*client)))
            .collect();
        let rows = self.read_many(keys.iter().map(|(_, key)| key)).await?;
        let mut sharers = BTreeMap::new();
        for (client, key) in keys {
            if let Some(row) = rows.iter().find(|row| row::has_key(row, &key)) {
                sharers.insert(client, buyers(row));
            }
        }
        Ok(sharers)
    }

    /// Notes whose client a claim names after it was written, `before` it was this row. It is a hint
    /// for people, so an order does not fail over it.
    pub(crate) async fn note_sharer(&self, claim: &Claim, before: Option<&Row>) {
        let buyer = &claim.client_key;
        let now = client_of(claim);
        let before = before.and_then(|row| {
            let (_, claim) = row::decode::<Claim>(&Key::of(row).ok()?, row).ok()?;
            client_of(&claim)
        });
        if !is_buyer(buyer) || now == before {
            return;
        }
        if let Some(client) = before {
            let update = self.sharer(client, "DELETE #buyers :buyer", buyer);
            noted(client, update.send().await.err());
        }
        if let Some(client) = now {
            let update = self
                .sharer(client, "ADD #buyers :buyer", buyer)
                .condition_expression("attribute_not_exists(#buyers) OR size(#buyers) < :most")
                .expression_attribute_values(":most", row::number(MOST.into()));
            noted(client, update.send().await.err());
        }
    }

    /// Takes a buyer out of those of a client.
    pub(crate) async fn forget_sharer(&self, client: u64, buyer: &str) -> Result<(), TableError> {
        let update = self.sharer(client, "DELETE #buyers :buyer", buyer);
        update.send().await.map_err(|error| unavailable(&error))?;
        Ok(())
    }

    fn sharer(&self, client: u64, change: &str, buyer: &str) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(Key::buyers(client).attributes()))
            .update_expression(change)
            .expression_attribute_names("#buyers", BUYERS)
            .expression_attribute_values(":buyer", AttributeValue::Ss(vec![buyer.to_owned()]))
    }
}

fn noted(client: u64, error: Option<SdkError<UpdateItemError>>) {
    let Some(error) = error else {
        return;
    };
    let refused = error.as_service_error();
    // A client of very many has enough of them.
    if refused.is_some_and(UpdateItemError::is_conditional_check_failed_exception) {
        return;
    }
    let problem = Problem::of(&error);
    tracing::warn!(client, %problem, "a client's buyer was not noted");
}

/// The buyers that a row names.
pub(crate) fn buyers(row: &Row) -> BTreeSet<String> {
    let buyers = row.get(BUYERS).and_then(|value| value.as_ss().ok());
    buyers.into_iter().flatten().cloned().collect()
}

/// Digests of e-mails bear no name of a rule before them, as those of VAT numbers and phones do.
fn is_buyer(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn client_of(claim: &Claim) -> Option<u64> {
    match claim.state {
        ClaimState::Linked { client, .. } => Some(client),
        _ => None,
    }
}
