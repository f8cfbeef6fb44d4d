//! A webhook that the store has disabled or lost is made afresh, and nobody else's is touched.
#![expect(clippy::unwrap_used)]

use behaviour::clock::StandingClock;
use behaviour::store_wire::StoreWire;
use intake::Topic;
use secrecy::SecretString;
use sim_woocommerce::{Fault, FaultKind, Permissions};
use sync::watchdog::{Watched, watch};
use woocommerce::{Client, Webhook};

const OURS: &str = "https://api.example.test/webhooks/main";

struct Shop {
    wire: StoreWire,
    client: Client<StoreWire>,
    secret: SecretString,
}

impl Shop {
    /// A store with a webhook of ours for each topic, beside those that it had.
    async fn set_up() -> Self {
        let clock = StandingClock::at("2026-11-24T12:00:00Z".parse().unwrap());
        let wire = StoreWire::to_the_recorded(clock);
        let client = wire.client();
        let secret = SecretString::from("a-secret-of-the-shop");
        for topic in Topic::NAMES {
            client.create_webhook(topic, OURS, &secret).await.unwrap();
        }
        Self {
            wire,
            client,
            secret,
        }
    }

    async fn watch(&self) -> Watched {
        let watched = watch(&self.client, OURS, Some(&self.secret)).await;
        watched.unwrap()
    }

    async fn hooks(&self) -> Vec<Webhook> {
        self.client.webhooks().await.unwrap()
    }

    async fn ours(&self) -> Vec<Webhook> {
        let mut hooks = self.hooks().await;
        hooks.retain(|hook| hook.delivery_url == OURS);
        hooks
    }

    async fn set(&self, topic: &str, status: &str) {
        let hooks = self.ours().await;
        let hook = hooks.iter().find(|hook| hook.topic == topic).unwrap();
        self.wire.change_webhook(hook.id, status);
    }

    /// Every topic is delivered to us, and by one webhook only.
    async fn is_whole(&self) -> bool {
        let ours = self.ours().await;
        let active = ours.iter().filter(|hook| hook.status == "active");
        let mut topics: Vec<String> = active.map(|hook| hook.topic.clone()).collect();
        topics.sort();
        let mut wanted = Topic::NAMES.map(str::to_owned);
        wanted.sort();
        topics == wanted && ours.len() == wanted.len()
    }
}

#[tokio::test]
async fn healthy_webhooks_cost_one_request() {
    let shop = Shop::set_up().await;
    let before = shop.wire.store().calls().len();
    let watched = shop.watch().await;
    assert!(watched.is_healthy());
    assert_eq!((watched.mended.len(), watched.doubles), (0, 0));
    assert_eq!(shop.wire.store().calls().len(), before + 1);
}

#[tokio::test]
async fn a_disabled_webhook_is_made_afresh_with_its_failures_forgotten() {
    let shop = Shop::set_up().await;
    let others = shop.hooks().await.len() - Topic::NAMES.len();
    let old: Vec<u64> = shop.ours().await.iter().map(|hook| hook.id).collect();
    shop.set("order.updated", "disabled").await;
    let watched = shop.watch().await;
    assert_eq!(watched.mended, ["order.updated"]);
    assert!(watched.is_healthy() && shop.is_whole().await);
    let new = shop.ours().await;
    let new = new
        .iter()
        .find(|hook| hook.topic == "order.updated")
        .unwrap();
    assert!(
        !old.contains(&new.id),
        "the old one keeps its count of failures"
    );
    assert_eq!(shop.hooks().await.len(), Topic::NAMES.len() + others);
    assert_eq!(shop.watch().await.mended.len(), 0);
}

#[tokio::test]
async fn a_webhook_that_is_gone_is_made_again() {
    let shop = Shop::set_up().await;
    let ours = shop.ours().await;
    shop.client.delete_webhook(ours[2].id).await.unwrap();
    assert_eq!(shop.watch().await.mended, [ours[2].topic.as_str()]);
    assert!(shop.is_whole().await);
}

#[tokio::test]
async fn what_a_person_paused_is_left_alone_and_told() {
    let shop = Shop::set_up().await;
    shop.set("customer.created", "paused").await;
    let watched = shop.watch().await;
    assert_eq!(watched.paused, ["customer.created"]);
    assert!(!watched.is_healthy() && watched.mended.is_empty());
}

#[tokio::test]
async fn a_store_that_was_never_set_up_gets_nothing() {
    let shop = Shop::set_up().await;
    let elsewhere = "https://api.example.test/webhooks/other";
    let before = shop.hooks().await.len();
    let watched = watch(&shop.client, elsewhere, Some(&shop.secret)).await;
    assert_eq!(watched.unwrap(), Watched::default());
    assert_eq!(shop.hooks().await.len(), before);
}

#[tokio::test]
async fn without_secret_or_write_access_it_is_told_and_nothing_is_deleted() {
    let shop = Shop::set_up().await;
    shop.set("order.created", "disabled").await;
    let watched = watch(&shop.client, OURS, None).await.unwrap();
    assert_eq!(watched.broken, ["order.created"]);
    shop.wire.store().set_permissions(Permissions::Read);
    let watched = shop.watch().await;
    assert_eq!(watched.broken, ["order.created"]);
    assert_eq!(shop.ours().await.len(), Topic::NAMES.len());
}

#[tokio::test]
async fn a_lost_answer_leaves_no_double_behind() {
    let shop = Shop::set_up().await;
    shop.set("order.deleted", "disabled").await;
    shop.wire.store().fail(Fault {
        kind: FaultKind::Drop,
        path_prefix: Some("/wp-json/wc/v3/webhooks".to_owned()),
        times: Some(1),
        delay_ms: 0,
    });
    // The list is read again; then it is the creation whose answer is lost.
    assert!(shop.watch().await.is_healthy());
    shop.set("order.deleted", "disabled").await;
    shop.wire.lose_the_answer_to_a_write();
    assert!(watch(&shop.client, OURS, Some(&shop.secret)).await.is_err());
    assert!(!shop.is_whole().await);
    assert!(shop.watch().await.is_healthy());
    assert!(shop.is_whole().await);
}
