//! A deployment and one of its stores, with the clients of both sides.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use aws::Table;
use clap::Args;
use domain::Rules;
use intake::StoreId;
use serde_json::Value;
use sync::ports::SettingsSource;
use sync::stores::{CrmToken, StoreKeys};
use sync::{Settings, stores};
use transport::{HttpTransport, Limits};

use crate::preview::given;
use crate::secrets::Vault;
use crate::target::TableArgument;

/// The largest answer that is read: the whole list of documents of a 2.x, with room.
const LARGEST_ANSWER_BYTES: usize = 256 * 1024 * 1024;

/// How long one call may take. A large list takes its time.
const CALL_TIMEOUT: Duration = Duration::from_mins(2);

#[derive(Args)]
pub(crate) struct SiteArguments {
    #[command(flatten)]
    table: TableArgument,
    /// Id of the store, as in the settings. Without it, the only one there is.
    #[arg(long, value_name = "ID")]
    store: Option<StoreId>,
    #[arg(
        long,
        value_name = "ARN",
        env = "STORE_KEYS_ARN",
        help = "ARN or name of the secret with the stores' API keys, the stack's output StoreKeysArn"
    )]
    store_keys: String,
    #[arg(
        long,
        value_name = "ARN",
        env = "CRM_TOKEN_ARN",
        help = "ARN or name of the secret with Perfex's token, the stack's output CrmTokenArn"
    )]
    crm_token: String,
    /// A settings file to use instead of the settings in force.
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

/// What a client speaks over.
pub(crate) type Wire = Arc<HttpTransport>;

/// A deployment and one of its stores.
pub(crate) struct Site {
    pub(crate) id: StoreId,
    pub(crate) settings: Settings,
    pub(crate) rules: Rules,
    pub(crate) table: Table,
    pub(crate) store: woocommerce::Client<Wire>,
    /// Every status of the store.
    pub(crate) statuses: Vec<String>,
    pub(crate) crm: perfex::Client<Wire>,
}

impl SiteArguments {
    /// Opens the table, reads settings and secrets, and asks the store for its statuses.
    pub(crate) async fn open(self) -> Result<Site> {
        let table = self.table.open().await;
        let settings = match &self.settings {
            Some(path) => given::settings(path)?,
            None => table
                .settings()
                .await
                .context("cannot read the settings")?
                .context(
                    "no settings were pushed yet: `woosync settings push FILE --table NAME`",
                )?,
        };
        let id = given::store_of(&settings, self.store)?;
        let rules = given::rules_of(&settings, &id)?;
        let wire: Wire = Arc::new(HttpTransport::new(Limits {
            connect_timeout: Duration::from_secs(10),
            timeout: CALL_TIMEOUT,
            max_body_bytes: LARGEST_ANSWER_BYTES,
        })?);
        let keys = Vault::open(self.store_keys).await.read().await?;
        let keys: BTreeMap<StoreId, StoreKeys> = serde_json::from_value(Value::Object(keys))
            .context(
                "the secret of the stores' keys has another form: `woosync secrets set-store`",
            )?;
        let mut clients = stores::clients(&settings, &keys, &wire);
        let store = clients.remove(&id).with_context(|| {
            format!("there is no key of store {id}: `woosync secrets set-store --store {id}`")
        })?;
        let token = Vault::open(self.crm_token).await.read().await?;
        let token: CrmToken = serde_json::from_value(Value::Object(token))
            .context("there is no token of Perfex: `woosync secrets set-crm`")?;
        let statuses = store
            .statuses()
            .await
            .context("the store does not answer")?;
        Ok(Site {
            crm: stores::crm(&settings, &token, wire),
            rules,
            table,
            store,
            statuses: statuses.into_iter().map(|status| status.slug).collect(),
            settings,
            id,
        })
    }
}
