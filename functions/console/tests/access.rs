//! Who sees what, and what every answer bears.

#![expect(clippy::unwrap_used)]

mod shop;

use serde_json::json;
use shop::Shop;

#[tokio::test]
async fn nobody_sees_data_without_signing_in_or_without_a_group() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for path in [
        "/session",
        "/stores/main/orders",
        "/settings",
        "/openapi.json",
        "/nothing",
    ] {
        let stranger = shop.send("GET", path, None, None).await;
        assert_eq!(stranger.status, 401, "{path}");
        let type_ = stranger.headers["content-type"].to_str().unwrap();
        assert_eq!(type_, "application/problem+json");
        for groups in ["", "[]", "[operators]"] {
            let outsider = shop.call("GET", path, groups, None).await;
            assert_eq!(outsider.status, 403, "{path} {groups}");
        }
    }
}

#[tokio::test]
async fn who_may_look_changes_nothing() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for (method, path) in [
        ("PUT", "/settings"),
        ("POST", "/settings/restore"),
        ("POST", "/stores/main/orders/183/sync"),
        ("POST", "/stores/main/parked/retry"),
        ("POST", "/stores/main/parked/dismiss"),
    ] {
        let refused = shop.call(method, path, "[look]", Some(json!({}))).await;
        assert_eq!(refused.status, 403, "{path}");
    }
    assert!(shop.aws.receive(&shop.queue).is_empty());
    let told = shop.get("/session").await;
    assert_eq!(told["name"], "jane");
    assert_eq!(told["role"], "look");
    assert_eq!(told["stores"][0]["id"], "main");
    let sent = shop
        .call(
            "POST",
            "/stores/main/orders/183/sync",
            "[look operate]",
            None,
        )
        .await;
    assert_eq!(sent.status, 202);
    let [hint] = &shop.aws.receive(&shop.queue)[..] else {
        panic!("one hint");
    };
    assert_eq!(
        (&hint["id"], &hint["source"]),
        (&json!(183), &json!("operator"))
    );
}

#[tokio::test]
async fn before_there_are_settings_the_page_learns_that_and_nothing_fails() {
    let Some(shop) = Shop::open().await else {
        return;
    };
    assert_eq!(shop.get("/session").await["stores"], json!([]));
    assert_eq!(shop.get("/settings").await["settings"], json!(null));
    let refused = shop
        .send("GET", "/stores/main/overview", Some("[look]"), None)
        .await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("woosync settings push"));
}

#[tokio::test]
async fn a_store_without_orders_fails_no_screen() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for screen in [
        "overview",
        "orders",
        "parked",
        "customers",
        "revenue",
        "pipeline",
        "diagnostics",
    ] {
        shop.get(&format!("/stores/main/{screen}")).await;
    }
    let settings = shop.get("/settings?choices_of=main").await;
    assert_eq!(settings["choices"]["problems"].as_array().unwrap().len(), 2);
    let of_none = shop.get("/settings?choices_of=elsewhere").await;
    assert_eq!(of_none["choices"], serde_json::Value::Null);
}

#[tokio::test]
async fn the_page_is_public_holds_no_data_and_lets_nothing_in_from_elsewhere() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let index = shop.send("GET", "/console/index.html", None, None).await;
    assert_eq!(index.status, 200);
    for short in ["/console", "/console/"] {
        let moved = shop.send("GET", short, None, None).await;
        assert_eq!(moved.headers["location"], "/console/index.html");
    }
    let policy = index.headers["content-security-policy"].to_str().unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'self';",
        "style-src 'self';",
        "connect-src 'self' https://sign-in.example.com;",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe"));
    assert_eq!(index.headers["x-content-type-options"], "nosniff");
    assert!(!index.text.contains("<script>") && !index.text.contains(" style="));
    let mut wanted = vec!["app.js".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let file = shop
            .send("GET", &format!("/console/{name}"), None, None)
            .await;
        assert_eq!(file.status, 200, "{name}");
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        for import in file.text.split("from \"").skip(1) {
            let path = import.split('"').next().unwrap();
            assert!(path.starts_with('.'), "{name} imports {path}");
            let whole = format!("{folder}/{path}");
            let mut parts: Vec<&str> = Vec::new();
            for part in whole.split('/') {
                match part {
                    "" | "." => {}
                    ".." => drop(parts.pop()),
                    part => parts.push(part),
                }
            }
            wanted.push(parts.join("/"));
        }
    }
    assert!(seen.len() > 12, "{seen:?}");
    assert_eq!(
        shop.send("GET", "/console/../main.rs", None, None)
            .await
            .status,
        404
    );
    let config = shop
        .send("GET", "/console/config.json", None, None)
        .await
        .json();
    assert_eq!(
        config,
        json!({"sign_in_url": "https://sign-in.example.com", "client": "client"})
    );
    let data = shop.send("GET", "/session", Some("[look]"), None).await;
    assert_eq!(data.headers["cache-control"], "no-store");
    assert_eq!(data.headers["content-security-policy"], policy);
}

#[tokio::test]
async fn a_method_that_an_address_does_not_take_is_told_with_those_that_it_takes() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    for (path, takes) in [
        ("/stores/main/orders", "GET,HEAD"),
        ("/settings", "GET,HEAD,PUT"),
    ] {
        let refused = shop.call("DELETE", path, "[operate]", None).await;
        assert_eq!(refused.status, 405, "{path}");
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        assert_eq!(refused.headers["allow"], takes);
        assert!(refused.json()["detail"].as_str().unwrap().contains("Allow"));
    }
}

#[tokio::test]
async fn settings_that_cannot_be_read_any_more_can_be_seen_and_so_mended() {
    let Some(shop) = Shop::set_up().await else {
        return;
    };
    let row = json!({"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"}, "version": {"N": "1"},
        "doc": {"S": r#"{"version":9}"#}});
    let broken = json!({"TableName": "woosync", "Item": row});
    shop.aws.call("DynamoDB_20120810.PutItem", &broken);
    let told = shop.get("/settings?choices_of=main").await;
    assert!(told["settings"].is_object(), "{told}");
    assert!(told["choices"].is_null(), "{told}");
}
