//! A store that is about to be set up by `woosync connect`.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::path::PathBuf;

use behaviour::stand_in::StandIn;
use sim_crm::Flavour;

use crate::run::{Ran, woosync};
use crate::site::Site;

pub(crate) const WEBHOOK_URL: &str = "https://api.example.test/webhooks/{store}";

pub(crate) struct SetUp<'a> {
    pub(crate) site: Site<'a>,
    pub(crate) settings: PathBuf,
}

impl<'a> SetUp<'a> {
    pub(crate) async fn new(stand_in: &'a StandIn, flavour: Flavour) -> Self {
        let site = Site::open_without_keys(stand_in, flavour).await;
        let port = site.store_url.rsplit(':').next().unwrap();
        let file = format!("woosync-connect-{}-{port}.toml", std::process::id());
        let settings = std::env::temp_dir().join(file);
        let _ = std::fs::remove_file(&settings);
        Self { site, settings }
    }

    /// What a person has in the environment who sets up, but for the store's key.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mut environment = self.site.environment();
        environment.extend([
            ("WOOSYNC_STORE_URL", self.site.store_url.clone()),
            ("WOOSYNC_CRM_URL", self.site.crm_url.clone()),
            ("WOOSYNC_CRM_TOKEN", self.site.token.clone()),
            ("WEBHOOK_URL", WEBHOOK_URL.to_owned()),
        ]);
        environment
    }

    pub(crate) fn run(&self, command: &str, secret: &str) -> Ran {
        self.run_with(command, secret, &[])
    }

    /// The same with the store's key and more arguments.
    pub(crate) fn run_with(&self, command: &str, secret: &str, more: &[&str]) -> Ran {
        let mut environment = self.environment();
        environment.extend([
            ("WOOSYNC_STORE_KEY", "ck_12345".to_owned()),
            ("WOOSYNC_STORE_SECRET", secret.to_owned()),
        ]);
        let file = self.settings.to_str().unwrap();
        let arguments = match command {
            "connect" => vec!["connect", "--settings", file],
            other => vec![other],
        };
        woosync(&[&arguments[..], more].concat(), "", &environment)
    }

    /// Topics of the webhooks that deliver to us.
    pub(crate) fn hooks(&self) -> Vec<String> {
        let hooks = self.site.webhooks();
        let ours = hooks
            .iter()
            .filter(|hook| hook["delivery_url"] == "https://api.example.test/webhooks/main");
        let mut topics: Vec<String> = ours
            .map(|hook| hook["topic"].as_str().unwrap().to_owned())
            .collect();
        topics.sort();
        topics
    }
}

impl Drop for SetUp<'_> {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.settings);
    }
}

/// What a run said that ended well.
pub(crate) fn good(ran: &Ran) -> &str {
    assert_eq!((ran.code, ran.errors.as_str()), (Some(0), ""));
    &ran.output
}
