//! `woosync orders list` against a simulated store.

#![expect(clippy::unwrap_used)]

mod run;
mod shop;

use std::collections::BTreeSet;

use run::woosync;
use serde_json::Value;
use shop::serve_store;
use sim_woocommerce::{Fault, FaultKind};

/// Runs the command beside the store that this thread serves.
async fn list(address: &str, secret: &'static str, more: &[&'static str]) -> run::Ran {
    let address = address.to_owned();
    let more = more.to_vec();
    let run = move || {
        let list = ["orders", "list", "--key", "ck_12345", "--url", &address];
        let arguments = [&list, more.as_slice()].concat();
        woosync(
            &arguments,
            "",
            &[("WOOSYNC_STORE_SECRET", secret.to_owned())],
        )
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn ids(output: &str) -> Vec<u64> {
    let id = |line: &str| {
        let order: Value = serde_json::from_str(line).unwrap();
        order["id"].as_u64().unwrap()
    };
    output.lines().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_is_listed_once_in_pages_of_any_size() {
    let (_, address) = serve_store().await;
    let all = list(&address, "cs_67890", &["--fields", "key"]).await;
    assert!(all.succeeded, "{}", all.errors);
    let listed = ids(&all.output);
    let distinct: BTreeSet<u64> = listed.iter().copied().collect();
    assert_eq!(listed.len(), distinct.len());
    assert!(listed.len() > 25, "{}", listed.len());
    for concurrency in ["1", "3", "16"] {
        let small = ["--page-size", "25", "--concurrency", concurrency];
        let small = list(&address, "cs_67890", &small).await;
        let again = ids(&small.output);
        assert_eq!(again.len(), listed.len(), "{concurrency}");
        assert_eq!(again.into_iter().collect::<BTreeSet<_>>(), distinct);
    }
    let changed = ["--modified-after", "2026-01-01T00:00:00Z"];
    let changed = list(&address, "cs_67890", &changed).await;
    let changed: BTreeSet<u64> = ids(&changed.output).into_iter().collect();
    assert_eq!(changed, distinct);
    let trash = list(&address, "cs_67890", &["--trash"]).await;
    let trashed: BTreeSet<u64> = ids(&trash.output).into_iter().collect();
    assert!(!trashed.is_empty() && trashed.is_disjoint(&distinct));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_fails_or_refuses_is_told_in_one_line() {
    let (store, address) = serve_store().await;
    list(&address, "cs_wrong", &[]).await.refuses("401");
    store.lock().unwrap().fail(Fault {
        kind: FaultKind::Html,
        path_prefix: None,
        times: None,
        delay_ms: 0,
    });
    list(&address, "cs_67890", &[])
        .await
        .refuses("after 0 orders the store failed");
}
