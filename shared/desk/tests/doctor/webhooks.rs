//! What is found of a store's webhooks, and of the key that may mend them.

use desk::doctor::{Finding, Verdict};
use intake::Topic;
use secrecy::SecretString;
use sim_woocommerce::Permissions;

use crate::find;
use crate::host::{Host, Hosted};

const OURS: &str = "https://api.example.test/webhooks/main";

/// A store with a webhook of ours for each topic, by their ids.
async fn connected() -> (Hosted, Vec<u64>) {
    let hosted = Hosted::by(Host::LetsPass);
    let client = hosted.wire.client();
    let secret = SecretString::from("a-secret-of-the-shop");
    let mut ids = Vec::new();
    for topic in Topic::NAMES {
        let hook = client.create_webhook(topic, OURS, &secret).await.unwrap();
        ids.push(hook.id);
    }
    (hosted, ids)
}

async fn look(hosted: &Hosted) -> Finding {
    find(&hosted.look(Some(OURS)).await, "webhooks").clone()
}

#[tokio::test]
async fn a_store_of_which_no_webhook_is_ours_is_told_where_to_make_them() {
    // It has seven of somebody else.
    let webhooks = look(&Hosted::by(Host::LetsPass)).await;
    assert_eq!(webhooks.verdict, Verdict::Problem);
    assert!(webhooks.said.contains("WebhookUrl"), "{webhooks:?}");
}

#[tokio::test]
async fn a_webhook_that_is_not_active_is_named_with_who_mends_it() {
    let (hosted, ids) = connected().await;
    assert_eq!(look(&hosted).await.verdict, Verdict::Good);

    hosted.wire.change_webhook(ids[1], "disabled");
    let webhooks = look(&hosted).await;
    assert_eq!(webhooks.verdict, Verdict::Problem);
    assert_eq!(
        webhooks.said,
        format!(
            "no webhook is active for {}: the next scheduled look makes them afresh",
            Topic::NAMES[1]
        )
    );

    // The look leaves alone what a person has paused.
    hosted.wire.change_webhook(ids[1], "paused");
    let webhooks = look(&hosted).await;
    assert_eq!(webhooks.verdict, Verdict::Problem);
    let paused = format!("the webhook is paused for {}: set it", Topic::NAMES[1]);
    assert!(webhooks.said.starts_with(&paused), "{webhooks:?}");

    hosted.wire.change_webhook(ids[1], "disabled");
    hosted.wire.store().set_permissions(Permissions::Read);
    let webhooks = look(&hosted).await;
    assert!(!webhooks.said.contains("afresh"), "{webhooks:?}");
    assert!(webhooks.said.contains("set them to active"), "{webhooks:?}");
}

#[tokio::test]
async fn a_key_that_may_only_read_is_told_and_nothing_is_written_to_find_out() {
    for (permissions, expected) in [
        (Permissions::Read, Verdict::Note),
        (Permissions::ReadWrite, Verdict::Good),
    ] {
        let hosted = Hosted::by(Host::LetsPass);
        hosted.wire.store().set_permissions(permissions);
        let all =
            || ["orders", "customers", "webhooks", "waiting"].map(|what| hosted.wire.shown(what));
        let before = all();
        let found = hosted.look(None).await;
        let access = find(&found, "write_access");
        assert_eq!(access.verdict, expected, "{access:?}");
        let is_mended = access.said.contains("give the key Read/Write");
        assert_eq!(is_mended, expected == Verdict::Note, "{access:?}");
        assert_eq!(all(), before);
    }
}

#[tokio::test]
async fn where_a_host_answers_for_the_store_whether_the_key_may_write_is_left_open() {
    for host in [Host::RefusesWrites, Host::ReadsOnly] {
        let found = Hosted::by(host).look(None).await;
        let access = find(&found, "write_access");
        assert_eq!(access.verdict, Verdict::Note, "{host:?}");
        assert!(access.said.contains("could not be told"), "{access:?}");
    }
}
