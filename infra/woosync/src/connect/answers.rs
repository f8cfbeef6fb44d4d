//! What is given, and what has to be asked for.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret as _, SecretString};
use transport::{HttpTransport, Limits};
use url::Url;
use woocommerce::{Client, Connection};

use super::{StoreArguments, authorize};
use crate::bad_input::BadInput;
use crate::secrets::input::{self, StoreKey};
use crate::site::Wire;

/// The largest answer that is read.
const LARGEST_ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// How one side is reached.
pub(super) struct Answers {
    url: Url,
    key: String,
    secret: SecretString,
}

impl Answers {
    /// The store. A person who has to type its key is told where one is made.
    pub(super) fn store(given: StoreArguments) -> Result<Self> {
        let url = store_url(given.url)?;
        if given.key.is_none() && io::stdin().is_terminal() {
            authorize::tell_by_hand(&url)?;
        }
        Ok(Self {
            url,
            key: given.key.map_or_else(
                || asked("The consumer key of its REST API (ck_…)", "--key"),
                Ok,
            )?,
            secret: given
                .secret
                .map_or_else(|| unseen("Its secret (cs_…)", "WOOSYNC_STORE_SECRET"), Ok)?,
        })
    }

    /// The store with a key that nobody had to type.
    pub(super) fn with_key(url: Url, key: StoreKey) -> Self {
        Self {
            url,
            key: key.consumer_key,
            secret: key.consumer_secret.into(),
        }
    }

    /// Perfex.
    pub(super) fn crm(address: Option<Url>, token: Option<SecretString>) -> Result<Self> {
        let url = url(address, "Perfex's address", "--crm-url")?;
        let secret = token.map_or_else(|| unseen("Perfex's API token", "WOOSYNC_CRM_TOKEN"), Ok)?;
        input::token(secret.expose_secret()).map_err(BadInput::of)?;
        Ok(Self {
            url,
            key: String::new(),
            secret,
        })
    }

    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn token(&self) -> &str {
        self.secret.expose_secret().trim()
    }

    /// Key and secret as they are kept.
    pub(super) fn key(&self) -> Result<StoreKey> {
        let lines = format!("{}\n{}", self.key, self.secret.expose_secret());
        input::store_key(&lines).map_err(BadInput::of)
    }

    /// A client of the store.
    pub(super) fn client(&self) -> Result<Client<Wire>> {
        let key = self.key()?;
        let connection = Connection {
            base: self.url.clone(),
            consumer_key: key.consumer_key,
            consumer_secret: key.consumer_secret.into(),
        };
        Client::new(wire()?, connection)
            .map_err(|error| BadInput::of(anyhow::Error::from(error).context("--url")))
    }
}

/// Clients of both sides.
pub(super) struct Both {
    pub(super) store: Client<Wire>,
    crm: Answered,
}

struct Answered {
    url: Url,
    token: SecretString,
    wire: Wire,
}

impl Both {
    pub(super) fn open(store: &Answers, crm: &Answers) -> Result<Self> {
        Ok(Self {
            store: store.client()?,
            crm: Answered {
                url: crm.url.clone(),
                token: crm.token().to_owned().into(),
                wire: wire()?,
            },
        })
    }

    /// A client of Perfex, for a generation of its API module.
    pub(super) fn crm(&self, flavour: perfex::Flavour) -> perfex::Client<Wire> {
        let connection = perfex::Connection {
            base: self.crm.url.clone(),
            token: self.crm.token.clone(),
            flavour,
        };
        perfex::Client::new(Arc::clone(&self.crm.wire), connection)
    }
}

fn wire() -> Result<Wire> {
    Ok(Arc::new(HttpTransport::new(Limits {
        connect_timeout: Duration::from_secs(10),
        timeout: Duration::from_mins(1),
        max_body_bytes: LARGEST_ANSWER_BYTES,
    })?))
}

/// The store's address.
pub(super) fn store_url(given: Option<Url>) -> Result<Url> {
    url(given, "The store's address", "--url")
}

fn url(given: Option<Url>, question: &str, flag: &str) -> Result<Url> {
    if let Some(url) = given {
        return Ok(url);
    }
    let answer = asked(question, flag)?;
    let url = answer
        .parse()
        .with_context(|| format!("`{answer}` is no address"));
    url.map_err(BadInput::of)
}

/// Asks for a yes, which has to be typed.
pub(super) fn agreed(question: &str) -> Result<bool> {
    let answer = asked(&format!("{question} [y/N]"), "--push")?;
    Ok(["y", "yes"].contains(&answer.to_lowercase().as_str()))
}

/// Asks on the terminal.
fn asked(question: &str, flag: &str) -> Result<String> {
    on_a_terminal(flag)?;
    let mut errors = io::stderr();
    write!(errors, "{question}: ")?;
    errors.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// Asks on the terminal, which does not show what is typed.
fn unseen(question: &str, variable: &str) -> Result<SecretString> {
    on_a_terminal(variable)?;
    let answer = rpassword::prompt_password(format!("{question}: "));
    Ok(answer
        .context("nothing could be read")?
        .trim()
        .to_owned()
        .into())
}

fn on_a_terminal(name: &str) -> Result<()> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    let missing = || -> Result<()> { bail!("there is no terminal to ask on: give {name}") };
    missing().map_err(BadInput::of)
}
