//! `woosync doctor`

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use clap::{Args, ValueEnum};
use desk::doctor::{self, Finding, Queues, Verdict};
use intake::StoreId;
use jiff::Timestamp;
use serde_json::{Value, json};
use sync::Settings;
use sync::ports::SettingsSource as _;
use sync::stores;
use transport::{HttpTransport, Limits};

use crate::bad_input::BadInput;
use crate::secrets::Vault;
use crate::target::TableArgument;

/// The largest answer that is read.
const LARGEST_ANSWER_BYTES: usize = 8 * 1024 * 1024;

#[derive(Args)]
pub(crate) struct Doctor {
    #[command(flatten)]
    table: TableArgument,
    /// Only this store. Default: every store of the settings.
    #[arg(long, value_name = "ID")]
    store: Option<StoreId>,
    /// ARN or name of the secret with the stores' keys, the stack's output `StoreKeysArn`.
    #[arg(long, value_name = "ARN", env = "STORE_KEYS_ARN")]
    store_keys: String,
    /// ARN or name of the secret with Perfex's token, the stack's output `CrmTokenArn`.
    #[arg(long, value_name = "ARN", env = "CRM_TOKEN_ARN")]
    crm_token: String,
    /// Address of the queue of changes, the stack's output `QueueUrl`.
    #[arg(long, value_name = "URL", env = "QUEUE_URL")]
    queue: String,
    /// Address of the queue of full syncs, the stack's output `BackfillUrl`. Without it that queue is
    /// not looked at.
    #[arg(long, value_name = "URL", env = "BACKFILL_URL")]
    backfill: Option<String>,
    /// Address of the dead-letter queue, the stack's output `DlqUrl`. Without it that queue is not
    /// looked at.
    #[arg(long, value_name = "URL", env = "DLQ_URL")]
    dlq: Option<String>,
    /// Delivery address of the webhooks, the stack's output `WebhookUrl`. Without it the stores'
    /// webhooks are not looked at.
    #[arg(long, value_name = "URL", env = "WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Also writes a client to Perfex, reads it back and deletes it: whether the token may write
    /// shows only so. It needs the permissions post and delete for Customers.
    #[arg(long)]
    write_probe: bool,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    /// A line a finding.
    Text,
    /// One JSON object a finding and line.
    Json,
}

impl Doctor {
    /// Fails if something has to be mended, after everything was printed.
    pub(crate) async fn run(self) -> Result<String> {
        let config = ::aws::sdk_config().await;
        let sqs = aws_sdk_sqs::Client::new(&config);
        let table = self.table.open().await;
        let settings = table.settings().await.context("cannot read the settings")?;
        let settings = settings
            .context("no settings were pushed yet: `woosync settings push FILE --table NAME`")?;
        let chosen = chosen(&settings, self.store.as_ref())?;
        let (keys, token) = (Vault::open(self.store_keys), Vault::open(self.crm_token));
        let (keys, token) = (keys.await.read().await, token.await.read().await);
        let mut found = Vec::new();
        for store in chosen {
            let mut findings = match &keys {
                Ok(keys) => shop(&settings, &store, keys, self.webhook_url.as_deref()).await?,
                Err(error) => vec![doctor::keys_missing(&format!("{error:#}"))],
            };
            findings.extend(match &token {
                Ok(token) => office(&settings, &store, token, self.write_probe).await?,
                Err(error) => vec![doctor::token_missing(&format!("{error:#}"))],
            });
            let queues = Queues {
                changes: &self.queue,
                backfill: self.backfill.as_deref(),
                dead_letters: self.dlq.as_deref(),
            };
            findings.extend(doctor::aws(&table, &sqs, queues, &store, Timestamp::now()).await);
            found.extend(findings.into_iter().map(|finding| (store.clone(), finding)));
        }
        let problems = found.iter().filter(|(_, one)| one.is_problem()).count();
        let lines: Vec<String> = found
            .iter()
            .map(|(store, finding)| line(store, finding, self.format))
            .collect();
        let text = lines.join("\n");
        if problems == 0 {
            return Ok(text);
        }
        crate::print(&text);
        Err(anyhow!(
            "{problems} {} to be mended: each line above that begins with `problem` says how",
            if problems == 1 {
                "thing is"
            } else {
                "things are"
            }
        ))
    }
}

fn chosen(settings: &Settings, store: Option<&StoreId>) -> Result<Vec<StoreId>> {
    match store {
        None => Ok(settings.stores.keys().cloned().collect()),
        Some(store) if settings.stores.contains_key(store) => Ok(vec![store.clone()]),
        Some(store) => Err(BadInput::of(anyhow!("the settings have no store {store}"))),
    }
}

async fn shop(
    settings: &Settings,
    store: &StoreId,
    keys: &serde_json::Map<String, Value>,
    webhook_url: Option<&str>,
) -> Result<Vec<Finding>> {
    // The keys of another store may be broken: that is that store's finding.
    let own = keys.get(store.as_str()).cloned();
    let own = own.and_then(|own| serde_json::from_value(own).ok());
    let Some(own) = own else {
        return Ok(vec![doctor::keys_missing(
            "the store's keys are missing: `woosync secrets set-store` sets them",
        )]);
    };
    let keys = [(store.clone(), own)].into();
    let transport = std::sync::Arc::new(wire()?);
    let clients = stores::clients(settings, &keys, &transport);
    let Some(client) = clients.get(store) else {
        return Ok(vec![doctor::keys_missing(
            "the store's address cannot be used: it must begin with https://",
        )]);
    };
    let url = webhook_url.map(|url| url.replace("{store}", store.as_str()));
    Ok(doctor::store(settings, store, client, url.as_deref()).await)
}

async fn office(
    settings: &Settings,
    store: &StoreId,
    token: &serde_json::Map<String, Value>,
    writes: bool,
) -> Result<Vec<Finding>> {
    let Ok(token) = serde_json::from_value(Value::Object(token.clone())) else {
        return Ok(vec![doctor::token_missing(
            "Perfex's token is missing: `woosync secrets set-crm` sets it",
        )]);
    };
    let crm = stores::crm(settings, &token, wire()?);
    let mut found = doctor::perfex(settings, store, &crm).await;
    if writes {
        found.extend(doctor::write_probe(settings, &crm).await);
    }
    Ok(found)
}

fn wire() -> Result<HttpTransport> {
    Ok(HttpTransport::new(Limits {
        connect_timeout: Duration::from_secs(5),
        timeout: Duration::from_secs(20),
        max_body_bytes: LARGEST_ANSWER_BYTES,
    })?)
}

/// A finding as it is printed.
pub(crate) fn line(store: &StoreId, finding: &Finding, format: Format) -> String {
    let (about, verdict) = (finding.about.name(), finding.verdict.name());
    match format {
        Format::Text => {
            let mark = match finding.verdict {
                Verdict::Good => "good   ",
                Verdict::Note => "note   ",
                Verdict::Problem => "problem",
            };
            format!(
                "{mark}  {store} {about}.{}  {}",
                finding.check, finding.said
            )
        }
        Format::Json => json!({
            "store": store.as_str(), "about": about, "check": finding.check,
            "verdict": verdict, "said": finding.said,
        })
        .to_string(),
    }
}
