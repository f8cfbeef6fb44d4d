//! When the stores were last heard of, and how their webhooks are. Two functions write to one row,
//! each its own attribute, and the later note stands: nothing is read before.

use aws_sdk_dynamodb::types::AttributeValue;
use intake::StoreId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::ports::{Pulses, TableError};
use sync::pulse::{Heard, Pulse, WebhooksSeen};

use crate::errors::unavailable;
use crate::key::Key;
use crate::row::{self, Row};
use crate::table::Table;

const HEARD: &str = "heard";
const WEBHOOKS: &str = "webhooks";

impl Pulses for Table {
    async fn note_heard(&self, store: &StoreId, heard: Heard) -> Result<(), TableError> {
        self.note(store, HEARD, &heard).await
    }
}

impl Table {
    /// Notes how a store's webhooks were found.
    pub async fn note_webhooks(
        &self,
        store: &StoreId,
        seen: &WebhooksSeen,
    ) -> Result<(), TableError> {
        self.note(store, WEBHOOKS, seen).await
    }

    async fn note<T: Serialize>(
        &self,
        store: &StoreId,
        name: &str,
        value: &T,
    ) -> Result<(), TableError> {
        let key = Key::pulse(store);
        self.client
            .update_item()
            .table_name(&self.name)
            .set_key(Some(key.attributes()))
            .update_expression("SET #name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", AttributeValue::S(row::json(&key, value)?))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        Ok(())
    }
}

/// What a row tells. A note that this version cannot read counts as none.
pub(crate) fn decode(row: &Row) -> Pulse {
    Pulse {
        heard: read(row, HEARD),
        webhooks: read(row, WEBHOOKS),
    }
}

fn read<T: DeserializeOwned>(row: &Row, name: &str) -> Option<T> {
    serde_json::from_str(row::text(row, name)?).ok()
}
