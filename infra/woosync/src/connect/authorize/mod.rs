//! A key that the store makes by itself, once somebody approves it on the store's own page.
//!
//! `WooCommerce` sends the key to a public HTTPS address. There is none of ours that takes keys, so the
//! operator brings one that forwards to this machine; without one a key is made by hand.

mod listener;
mod page;

use std::io::{self, IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use clap::Args;
use tokio::net::TcpListener;
use url::Url;
use uuid::Uuid;

use super::answers::{self, Answers};
use crate::bad_input::BadInput;
use crate::secrets::input::{self, StoreKey};
use listener::Waited;

#[derive(Args)]
pub(super) struct Approval {
    /// Have the store make the key: prints the address of its authorisation page, and waits until
    /// somebody approves there. A key that is kept already and works is used as it is.
    #[arg(long, requires = "callback_url", conflicts_with_all = ["key", "secret"])]
    authorize: bool,
    /// A public HTTPS address that forwards to --listen, by a tunnel or a reverse proxy: the store
    /// sends the key there.
    #[arg(
        long,
        value_name = "URL",
        env = "WOOSYNC_CALLBACK_URL",
        requires = "authorize"
    )]
    callback_url: Option<Url>,
    /// Where this machine listens for the key while it waits. Only on its own address, since it
    /// comes over plain HTTP there.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
    /// How many seconds it waits for the approval.
    #[arg(long, value_name = "SECONDS", default_value_t = 600,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    wait: u64,
}

impl Approval {
    /// Whether it was asked for.
    pub(super) fn is_wanted(&self) -> bool {
        self.authorize
    }

    /// The store with a key that works: the kept one, or one that is approved now.
    pub(super) async fn store(
        self,
        given: Option<Url>,
        kept: Option<StoreKey>,
    ) -> Result<(Answers, &'static str)> {
        let url = answers::store_url(given)?;
        if let Some(kept) = kept {
            let store = Answers::with_key(url.clone(), kept);
            match store.client()?.answers().await {
                Ok(()) => {
                    let said = "the key that is kept already works, so no other was asked for; to \
                                have a new one, revoke it in the store first";
                    return Ok((store, said));
                }
                Err(woocommerce::Error::Refused { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let key = self.approved(&url).await?;
        Ok((Answers::with_key(url, key), "the store sent a new key"))
    }

    async fn approved(self, store: &Url) -> Result<StoreKey> {
        let callback = self.callback_url.context("give --callback-url")?;
        page::check_callback(&callback).map_err(BadInput::of)?;
        if !self.listen.ip().is_loopback() {
            return Err(BadInput::of(anyhow!(
                "--listen {}: the key comes over plain HTTP there, so it must be 127.0.0.1 or [::1]",
                self.listen
            )));
        }
        let socket = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}: give another --listen", self.listen))?;
        let listen = socket.local_addr()?;
        // 244 bits that nobody can guess: what comes without them did not come by our page.
        let state = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        let page = page::address(store, &callback, &state)?;
        writeln!(
            io::stderr(),
            "Open this page, log in as somebody who may manage the shop, and approve:\n\n  {page}\n\n\
             Waiting {} s for the key, which the store sends to {callback}; that must forward to \
             http://{listen}. If the page is the shop's front page, its permalinks are plain: choose \
             others in Settings > Permalinks.",
            self.wait
        )?;
        open(&page);
        match listener::wait(socket, state, Duration::from_secs(self.wait)).await {
            Waited::Key(key) => Ok(key),
            Waited::Nothing { refused } => Err(anyhow!(
                "no key came in {} s{}. Make one by hand ({}) and run this again with --key, or see \
                 that {callback} forwards to http://{listen} and try again",
                self.wait,
                match refused {
                    0 => String::new(),
                    _ => format!(", and {refused} calls were refused, as not meant for this run"),
                },
                page::by_hand(store),
            )),
        }
    }
}

/// The key that is kept for a store, if it can be one.
pub(super) fn kept(entry: Option<&serde_json::Value>) -> Option<StoreKey> {
    let text = |field: &str| entry?.get(field)?.as_str();
    let (key, secret) = (text("consumer_key")?, text("consumer_secret")?);
    input::store_key(&format!("{key}\n{secret}")).ok()
}

/// Tells a person where a key is made by hand.
pub(super) fn tell_by_hand(store: &Url) -> Result<()> {
    writeln!(
        io::stderr(),
        "A key is made at {} with the permissions Read/Write. (If an HTTPS address forwards to this \
         machine, the store can send one by itself: --authorize.)",
        page::by_hand(store)
    )?;
    Ok(())
}

/// Opens the page in a browser where a person sits before one. It stands on the terminal in any case.
fn open(page: &Url) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| std::env::var_os(name).is_some())
    {
        "xdg-open"
    } else {
        return;
    };
    if !io::stderr().is_terminal() {
        return;
    }
    let mut command = Command::new(program);
    command.arg(page.as_str());
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null());
    // It may stay as long as the browser does.
    std::thread::spawn(move || command.status());
}
