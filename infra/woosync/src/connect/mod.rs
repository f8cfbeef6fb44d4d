//! `woosync connect` and `woosync disconnect`

mod answers;
mod authorize;
mod facts;
mod force;
mod hooks;
mod look;
mod propose;

use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use aws::{SettingsStore, Table};
use clap::Args;
use intake::StoreId;
use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use crate::bad_input::BadInput;
use crate::secrets::{Vault, merge};
use crate::settings::file;
use crate::target::{QueueArgument, TableArgument};
use answers::{Answers, Both};
use authorize::Approval;
use facts::Facts;
use force::Plan;
use sync::Settings;

#[derive(Args)]
pub(crate) struct Connect {
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    approval: Approval,
    /// Perfex's address, without /api. Asked for if it is not given.
    #[arg(long, value_name = "URL", env = "WOOSYNC_CRM_URL")]
    crm_url: Option<Url>,
    /// Perfex's API token. In the environment it does not show in the list of processes; asked for,
    /// unseen, if it is not there.
    #[arg(
        long,
        value_name = "TOKEN",
        env = "WOOSYNC_CRM_TOKEN",
        hide_env_values = true
    )]
    crm_token: Option<SecretString>,
    #[arg(
        long,
        value_name = "ARN",
        env = "STORE_KEYS_ARN",
        help = "ARN or name of the secret for the stores' API keys, the stack's output StoreKeysArn"
    )]
    store_keys_secret: String,
    #[arg(
        long,
        value_name = "ARN",
        env = "WEBHOOK_SECRETS_ARN",
        help = "ARN or name of the secret for webhook secrets, the stack's output WebhookSecretsArn"
    )]
    webhook_secrets_secret: String,
    #[arg(
        long,
        value_name = "ARN",
        env = "CRM_TOKEN_ARN",
        help = "ARN or name of the secret for Perfex's token, the stack's output CrmTokenArn"
    )]
    crm_token_secret: String,
    /// Number of the store, different for each: it is part of the mark on every document.
    #[arg(long, value_name = "N", default_value_t = 1)]
    index: u16,
    /// Where to write the proposed settings. A file that is there already is left alone, and the
    /// proposal printed instead.
    #[arg(long, value_name = "FILE", default_value = "woosync.toml")]
    settings: PathBuf,
    /// Put the settings of that file in force at once, if the store is not in force yet and no line
    /// begins with `# ?`; otherwise it says what remains to be done, and fails. Other stores in force
    /// stay as they are. Needs --table and --queue. On a terminal it is asked for.
    #[arg(long, requires = "table", requires = "queue")]
    push: bool,
    #[command(flatten)]
    deployment: Deployment,
}

/// The stack's part in AWS, as far as it is to be used.
#[derive(Args)]
struct Deployment {
    #[arg(
        long,
        value_name = "NAME",
        env = "TABLE_NAME",
        help = "Name of the DynamoDB table, the stack's output TableName"
    )]
    table: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        env = "QUEUE_URL",
        help = "Address of the queue of changes, the stack's output QueueUrl"
    )]
    queue: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        env = "BACKFILL_URL",
        help = "Address of the queue of full syncs, the stack's output BackfillUrl: the doctor looks at it"
    )]
    backfill: Option<String>,
    #[arg(
        long,
        value_name = "URL",
        env = "DLQ_URL",
        help = "Address of the dead-letter queue, the stack's output DlqUrl: the doctor looks at it"
    )]
    dlq: Option<String>,
}

/// The store and how it is reached.
#[derive(Args)]
struct StoreArguments {
    /// Id of the store: part of the webhook's address and of every stored key.
    #[arg(long, value_name = "ID", default_value = "main")]
    store: StoreId,
    /// The store's address, as its home page has it. Asked for if it is not given.
    #[arg(long, value_name = "URL", env = "WOOSYNC_STORE_URL")]
    url: Option<Url>,
    /// The consumer key of its REST API, `ck_…`, with read and write access. Asked for if it is not
    /// given.
    #[arg(long, value_name = "KEY", env = "WOOSYNC_STORE_KEY")]
    key: Option<String>,
    /// Its secret, `cs_…`. In the environment it does not show in the list of processes; asked for,
    /// unseen, if it is not there.
    #[arg(
        long,
        value_name = "SECRET",
        env = "WOOSYNC_STORE_SECRET",
        hide_env_values = true
    )]
    secret: Option<SecretString>,
    #[arg(
        long,
        value_name = "URL",
        env = "WEBHOOK_URL",
        help = "Where webhooks deliver to, the stack's output WebhookUrl. Its last part becomes the store's id"
    )]
    webhook_url: Url,
}

#[derive(Args)]
pub(crate) struct Disconnect {
    #[command(flatten)]
    store: StoreArguments,
}

impl Connect {
    pub(crate) async fn run(self) -> Result<String> {
        let delivery_url = delivery_url(&self.store.webhook_url, &self.store.store)?;
        let id = self.store.store.clone();
        let keys = Vault::open(self.store_keys_secret).await;
        let mut told = Vec::new();
        let store = if self.approval.is_wanted() {
            let kept = authorize::kept(keys.read().await?.get(id.as_str()));
            let (store, said) = self.approval.store(self.store.url, kept).await?;
            told.push(said.to_owned());
            store
        } else {
            Answers::store(self.store)?
        };
        let crm = Answers::crm(self.crm_url, self.crm_token)?;
        let both = Both::open(&store, &crm)?;
        let (facts, flavour) = Facts::read(&both).await?;
        told.extend(facts.told(flavour));

        let key = store.key()?;
        keys.change(|kept| merge::set_store(kept, &id, &key))
            .await?;
        let token = Vault::open(self.crm_token_secret).await;
        token
            .change(|kept| merge::set_crm(kept, crm.token().to_owned()))
            .await?;
        told.push("the store's key and Perfex's token are in Secrets Manager".to_owned());

        let vault = Vault::open(self.webhook_secrets_secret).await;
        let (secret, is_new) = webhook_secret(&vault, &id).await?;
        told.push(hooks::set_up(&both.store, &delivery_url, &secret, is_new).await?);

        let proposed = propose::settings(&propose::Chosen {
            id: &id,
            index: self.index,
            store_url: store.url(),
            crm_url: crm.url(),
            flavour,
            facts: &facts,
        });
        told.push(put(&self.settings, &proposed)?);

        let table = match self.deployment.table.clone() {
            Some(name) => Some(TableArgument::named(name).open().await),
            None => None,
        };
        let deployment = &self.deployment;
        let pushed = settle(&id, &self.settings, self.push, deployment, table.as_ref()).await;
        let refused = match pushed {
            Ok(said) => {
                told.push(said);
                None
            }
            Err(error) => Some(error),
        };
        match seen_by_the_doctor(&id, &self.settings, table.as_ref()).await {
            Ok((settings, which)) => {
                told.push(format!("\nthe doctor, with the settings {which}:"));
                let table = table.as_ref();
                let found = look::look(&both, &settings, &id, &delivery_url, deployment, table);
                told.extend(Box::pin(found).await);
            }
            Err(error) => told.push(format!(
                "\nthe doctor cannot look yet: {error:#}. Then: woosync doctor"
            )),
        }
        let text = told.join("\n");
        let Some(refused) = refused else {
            return Ok(text);
        };
        crate::print(&text);
        Err(refused.context("the settings were not put in force"))
    }
}

/// Puts the file's settings in force if that is asked for, or agreed to on the terminal; else says
/// what comes next. Fails if it was asked for and cannot be.
async fn settle(
    id: &StoreId,
    path: &Path,
    is_asked_for: bool,
    deployment: &Deployment,
    table: Option<&Table>,
) -> Result<String> {
    let next = format!(
        "go through it, then: woosync settings push {} --table TABLE_NAME --queue QUEUE_URL",
        path.display()
    );
    let may_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
    let (Some(table), Some(queue)) = (table, &deployment.queue) else {
        return Ok(next);
    };
    if !is_asked_for && !may_ask {
        return Ok(next);
    }
    let settings = match force::plan(table, id, path).await {
        Ok(Plan::InForce(version)) => {
            return Ok(format!(
                "store {id} is in force already with these settings, version {version}"
            ));
        }
        Ok(Plan::Push(settings)) => *settings,
        Err(error) if is_asked_for => return Err(error),
        Err(error) => return Ok(format!("{error:#}\n{next}")),
    };
    if is_asked_for || answers::agreed("Put these settings in force now?")? {
        let queue = QueueArgument::named(queue.clone()).open().await;
        return force::push(table, &queue, settings).await;
    }
    Ok(next)
}

/// The settings by which the doctor looks: those in force for the store, or else the file's, though
/// a person may still have to complete them.
async fn seen_by_the_doctor(
    id: &StoreId,
    path: &Path,
    table: Option<&Table>,
) -> Result<(Settings, String)> {
    if let Some(table) = table {
        let current = SettingsStore::new(table.clone()).current().await;
        let current = current.context("cannot read the settings in force")?;
        if let Some(current) = current
            && let Ok(settings) = Settings::from_value(current.settings)
            && settings.stores.contains_key(id)
        {
            return Ok((settings, format!("in force, version {}", current.version)));
        }
    }
    let settings = file::read_unchecked(path)?;
    if !settings.stores.contains_key(id) {
        return Err(anyhow!("{} has no store {id}", path.display()));
    }
    Ok((settings, format!("of {}", path.display())))
}

impl Disconnect {
    pub(crate) async fn run(self) -> Result<String> {
        let delivery_url = delivery_url(&self.store.webhook_url, &self.store.store)?;
        let id = self.store.store.clone();
        let store = Answers::store(self.store)?;
        let deleted = hooks::remove(&store.client()?, &delivery_url).await?;
        Ok(match deleted {
            0 => format!("store {id}: no webhook of it delivers to {delivery_url}"),
            _ => format!(
                "store {id}: {deleted} webhooks deleted; changes are still found every hour until \
                 the store is taken out of the settings"
            ),
        })
    }
}

/// The address with the store's id as its last part.
fn delivery_url(url: &Url, store: &StoreId) -> Result<Url> {
    let refused = || BadInput::of(anyhow::anyhow!("--webhook-url {url}: it has no path"));
    let mut url = url.clone();
    url.path_segments_mut()
        .map_err(|()| refused())?
        .pop_if_empty()
        .pop()
        .push(store.as_str());
    Ok(url)
}

/// The store's webhook secret: the one that is kept, else a new one of letters and digits, which is
/// kept before any webhook signs with it.
async fn webhook_secret(vault: &Vault, store: &StoreId) -> Result<(SecretString, bool)> {
    let mut document = vault.read().await?;
    let kept = document.get(store.as_str());
    let kept = kept.and_then(|entry| entry.get("current")?.as_str());
    if let Some(kept) = kept {
        return Ok((kept.to_owned().into(), false));
    }
    let secret = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
    merge::set_webhook(&mut document, store, &secret, false)?;
    vault.write(document).await?;
    Ok((secret.into(), true))
}

/// Writes the proposal where nothing is yet.
fn put(path: &Path, proposed: &str) -> Result<String> {
    if path.exists() {
        return Ok(format!(
            "{} is there already and was left alone. What would be proposed:\n\n{proposed}",
            path.display()
        ));
    }
    std::fs::write(path, proposed).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(format!("the settings are proposed in {}", path.display()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_last_part_of_the_address_is_the_stores_id() {
        let store = "main".parse().unwrap();
        for url in [
            "https://x.example/webhooks/{store}",
            "https://x.example/webhooks/other",
            "https://x.example/webhooks/main/",
        ] {
            let url = delivery_url(&url.parse().unwrap(), &store).unwrap();
            assert_eq!(url.as_str(), "https://x.example/webhooks/main");
        }
    }
}
