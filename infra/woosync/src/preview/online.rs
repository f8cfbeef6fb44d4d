//! A preview of an order as its store shows it now.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use aws::Table;
use clap::Args;
use domain::OrderId;
use intake::StoreId;
use jiff::Timestamp;
use serde_json::Value;
use sync::ports::{Links, SettingsSource};
use sync::preview::Preview;
use sync::{Link, Reading, Settings, read};
use transport::{HttpTransport, Limits};
use woocommerce::{Client, Connection};

use super::{Shown, given};
use crate::bad_input::BadInput;
use crate::secrets::Vault;

/// The largest answer that is read: an order of thousands of lines, with room.
const LARGEST_ANSWER_BYTES: usize = 32 * 1024 * 1024;

#[derive(Args)]
pub(super) struct FromStore {
    /// An order id (not an order number). The order is read from its store.
    #[arg(
        long,
        value_name = "N",
        requires_all = ["table", "secret_id"],
        conflicts_with_all = ["order_file", "refunds_file"]
    )]
    pub(super) order: Option<u64>,
    #[arg(
        long,
        value_name = "NAME",
        env = "TABLE_NAME",
        help = "Name of the DynamoDB table, the stack's output TableName"
    )]
    table: Option<String>,
    #[arg(
        long,
        value_name = "ARN",
        env = "STORE_KEYS_ARN",
        help = "ARN or name of the secret with the stores' API keys, the stack's output StoreKeysArn"
    )]
    secret_id: Option<String>,
}

pub(super) async fn preview(
    store: StoreId,
    order: u64,
    arguments: FromStore,
    file: Option<&Path>,
) -> Result<Shown> {
    let table = arguments.table.context("name the table with --table")?;
    let secret = arguments.secret_id.context("name it with --secret-id")?;
    let table = Table::new(&aws::sdk_config().await, table);
    let settings = match file {
        Some(path) => given::settings(path)?,
        None => settings_in_force(&table).await?,
    };
    let store = given::store_of(&settings, Some(store))?;
    let rules = given::rules_of(&settings, &store)?;
    let link = table
        .link(&store, OrderId(order))
        .await
        .context("cannot read what is known of the order")?;
    let link = link.unwrap_or_else(|| Link::new(store.clone(), OrderId(order), Timestamp::now()));
    let client = client(&settings, &store, secret).await?;
    let preview = match reading(&client, order).await? {
        Reading::Found(found) => Preview::of(&found.order, &found.refunds, &link, &rules),
        Reading::Unreadable(detail) => Preview::unreadable(&detail),
        Reading::Deleted if link.estimate.is_none() && link.invoice.is_none() => {
            return Err(BadInput::of(anyhow!(
                "the store has no order with the id {order}: an order's number may be another"
            )));
        }
        Reading::Deleted => Preview::of_deleted(&link),
        Reading::Retry { reason, .. } => {
            bail!("the store cannot be read now ({})", reason.code())
        }
    };
    Ok(Shown { store, preview })
}

async fn settings_in_force(table: &Table) -> Result<Settings> {
    let settings = table.settings().await.context("cannot read the settings")?;
    settings.context("no settings were pushed yet: `woosync settings push FILE --table NAME`")
}

async fn reading(client: &Client<HttpTransport>, order: u64) -> Result<Reading> {
    let statuses = match read::statuses(client).await {
        Ok(statuses) => statuses,
        Err(reading) => return Ok(reading),
    };
    let mut readings = read::orders(client, &statuses, &[order]).await;
    readings
        .remove(&order)
        .context("the store's answer does not mention the order")
}

async fn client(
    settings: &Settings,
    store: &StoreId,
    secret: String,
) -> Result<Client<HttpTransport>> {
    let keys = Vault::open(secret).await.read().await?;
    let key = |name: &str| {
        let key = keys.get(store.as_str()).and_then(|store| store.get(name));
        key.and_then(Value::as_str)
            .map(str::to_owned)
            .with_context(|| {
                format!("the secret has no {name} of store {store}: `woosync secrets set-store`")
            })
    };
    let connection = Connection {
        base: settings.stores[store].url.clone(),
        consumer_key: key("consumer_key")?,
        consumer_secret: key("consumer_secret")?.into(),
    };
    let transport = HttpTransport::new(Limits {
        connect_timeout: Duration::from_secs(5),
        timeout: Duration::from_secs(30),
        max_body_bytes: LARGEST_ANSWER_BYTES,
    })?;
    Client::new(transport, connection).context("the store's address cannot be used")
}
