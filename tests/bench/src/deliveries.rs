//! The recorded deliveries, as API Gateway hands them to a function.

use std::path::Path;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// The store whose webhook secret is that of the recordings.
pub const STORE: &str = "main";

/// A delivery as an event of the HTTP API (payload format 2.0).
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The event.
    pub event: Bytes,
    /// Whether its signature is the store's.
    pub is_signed: bool,
}

#[derive(Deserialize)]
struct Recorded {
    headers: Vec<(String, String)>,
    #[serde(default)]
    signature_ok: Option<bool>,
}

/// Every signed delivery of the folder that names an order or a customer by its id.
///
/// # Errors
/// If the folder holds no such recordings.
pub fn recorded(folder: &Path) -> Result<Vec<Delivery>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "body")
        })
        .collect();
    paths.sort();
    let mut deliveries = vec![];
    for path in paths {
        let head = std::fs::read(path.with_extension("headers.json"))?;
        let head: Recorded =
            serde_json::from_slice(&head).with_context(|| path.display().to_string())?;
        let body = String::from_utf8(std::fs::read(&path)?)?;
        let names_something = serde_json::from_str::<Value>(&body)
            .is_ok_and(|body| body["id"].as_u64().is_some_and(|id| id > 0));
        if head.signature_ok == Some(true) && names_something {
            deliveries.push(delivery(&head, &body, deliveries.len()));
        }
    }
    anyhow::ensure!(deliveries.len() > 100, "{} deliveries", deliveries.len());
    Ok(deliveries)
}

/// The same with another signature than the store's.
pub fn badly_signed(delivery: &Delivery) -> Result<Delivery> {
    let mut event: Value = serde_json::from_slice(&delivery.event)?;
    event["headers"]["x-wc-webhook-signature"] =
        json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    Ok(Delivery {
        event: event.to_string().into(),
        is_signed: false,
    })
}

fn delivery(head: &Recorded, body: &str, place: usize) -> Delivery {
    let mut headers: Map<String, Value> = head
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), json!(value)))
        .collect();
    headers.insert("host".to_owned(), json!("api.example.test"));
    headers.insert("x-forwarded-proto".to_owned(), json!("https"));
    let path = format!("/webhooks/{STORE}");
    let event = json!({
        "version": "2.0",
        "routeKey": "POST /webhooks/{store}",
        "rawPath": path,
        "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "domainName": "api.example.test",
            "domainPrefix": "api",
            "http": {
                "method": "POST", "path": path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)",
            },
            "requestId": format!("bench-{place:06}="),
            "routeKey": "POST /webhooks/{store}",
            "stage": "$default",
            "time": "28/Nov/2026:12:00:00 +0000",
            "timeEpoch": 1_795_867_200_000_u64,
        },
        "pathParameters": { "store": STORE },
        "body": body,
        "isBase64Encoded": false,
    });
    Delivery {
        event: event.to_string().into(),
        is_signed: true,
    }
}
