//! A console over a table, queues and secrets in a stand-in for AWS. Every answer is held against the
//! API's own description.
#![allow(dead_code, reason = "not every test needs all of it")]

pub(crate) mod counting;
pub(crate) mod described;
pub(crate) mod full;
pub(crate) mod functions;
pub(crate) mod kept;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use behaviour::stand_in::StandIn;
use console::{Console, Environment, router};
use domain::{Contribution, OrderId};
use jiff::Timestamp;
use lambda_http::request::RequestContext;
use serde_json::{Value, json};
use sync::link::Link;
use sync::ports::{Claims as _, Links as _};
use sync::{Claim, Outcome, Seen};
use tower::ServiceExt as _;

use counting::Counting;
use functions::Functions;

pub(crate) const STORE: &str = "main";

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

pub(crate) struct Shop {
    pub(crate) table: Table,
    pub(crate) counting: Counting,
    pub(crate) functions: Functions,
    pub(crate) queue: String,
    pub(crate) aws: Arc<StandIn>,
    parts: Parts,
    router: Router,
    description: OnceLock<Value>,
}

/// What a console is made of.
#[derive(Clone)]
struct Parts {
    environment: Environment,
    table: Table,
    sqs: aws_sdk_sqs::Client,
    secrets: aws_sdk_secretsmanager::Client,
    lambda: aws_sdk_lambda::Client,
}

impl Parts {
    fn router(&self) -> Router {
        let Self {
            environment,
            table,
            sqs,
            secrets,
            lambda,
        } = self.clone();
        router(Console::new(environment, table, sqs, secrets, lambda).unwrap())
    }
}

impl Shop {
    /// `None` where the stand-in is not installed.
    pub(crate) async fn open() -> Option<Self> {
        let aws = Arc::new(StandIn::start()?);
        aws.create_table("woosync");
        let queue = aws.create_queue("changes.fifo");
        let backfill = aws.create_queue("backfill.fifo");
        let dlq = aws.create_queue("changes-dlq.fifo");
        for (name, text) in [("keys", "{}"), ("token", r#"{"token":"t"}"#)] {
            let secret = json!({"Name": name, "SecretString": text});
            aws.call("secretsmanager.CreateSecret", &secret);
        }
        let counting = Counting::default();
        let endpoint = aws.endpoint();
        let credentials = Credentials::new("test", "test", None, None, "test");
        let sqs = aws_sdk_sqs::Config::builder()
            .behavior_version(aws_sdk_sqs::config::BehaviorVersion::latest())
            .region(aws_sdk_sqs::config::Region::new("eu-west-1"))
            .credentials_provider(credentials.clone())
            .endpoint_url(&endpoint)
            .build();
        let secrets = aws_sdk_secretsmanager::Config::builder()
            .behavior_version(aws_sdk_secretsmanager::config::BehaviorVersion::latest())
            .region(aws_sdk_secretsmanager::config::Region::new("eu-west-1"))
            .credentials_provider(credentials.clone())
            .endpoint_url(&endpoint)
            .build();
        let table = table_at(&endpoint, &counting);
        let functions = Functions::start(table.clone()).await;
        let lambda = aws_sdk_lambda::Config::builder()
            .behavior_version(aws_sdk_lambda::config::BehaviorVersion::latest())
            .region(aws_sdk_lambda::config::Region::new("eu-west-1"))
            .credentials_provider(credentials)
            .endpoint_url(functions.endpoint())
            .build();
        let environment = Environment {
            table_name: "woosync".into(),
            queue_url: queue.clone(),
            backfill_url: backfill,
            dlq_url: dlq,
            store_keys_arn: "keys".into(),
            crm_token_arn: "token".into(),
            full_sync_function: "full-sync".into(),
            webhook_url: "https://api.example.com/webhooks/".into(),
            sign_in_url: "https://sign-in.example.com".into(),
            sign_in_client: "client".into(),
            call_timeout: Duration::from_secs(2),
        };
        let parts = Parts {
            environment,
            table: table.clone(),
            sqs: aws_sdk_sqs::Client::from_conf(sqs),
            secrets: aws_sdk_secretsmanager::Client::from_conf(secrets),
            lambda: aws_sdk_lambda::Client::from_conf(lambda),
        };
        let shop = Self {
            table,
            counting,
            functions,
            queue,
            aws,
            router: parts.router(),
            parts,
            description: OnceLock::new(),
        };
        let described = shop
            .send("GET", "/openapi.json", Some("[look]"), None)
            .await;
        shop.description.set(described.json()).unwrap();
        Some(shop)
    }

    /// A shop whose settings are pushed by a person who may.
    pub(crate) async fn set_up() -> Option<Self> {
        let shop = Self::open().await?;
        let body = json!({"version": 0, "settings": settings()});
        let pushed = shop.call("PUT", "/settings", "[operate]", Some(body)).await;
        assert_eq!(pushed.status, 200, "{}", pushed.text);
        shop.counting.reset();
        Some(shop)
    }

    /// From now on what is read of the table comes as it came the first time, and at once.
    pub(crate) fn keep_answers(&mut self) {
        self.parts.table = table_at(&kept::start(self.aws.clone()), &self.counting);
    }

    /// A function that has kept nothing yet, and a count that begins anew.
    pub(crate) fn start_afresh(&mut self) {
        self.router = self.parts.router();
        self.counting.reset();
    }

    /// Asks as a person of these groups, and holds the answer against the description.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        groups: &str,
        body: Option<Value>,
    ) -> Answer {
        let answer = self.send(method, path, Some(groups), body).await;
        described::check(self.description.get().unwrap(), method, path, &answer);
        answer
    }

    /// Asks as a browser does, which takes a compressed answer; gives that one's size.
    pub(crate) async fn page(&self, path: &str) -> usize {
        let request = request("GET", path, Some("[look]"), None, Some("gzip"));
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let bytes = axum::body::to_bytes(response.into_body(), 8 * 1024 * 1024).await;
        bytes.unwrap().len()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.call("GET", path, "[look]", None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.call("POST", path, "[operate]", Some(body)).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        answer.json()
    }

    /// Asks as the gateway does; without groups as it does for routes that need no token.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        groups: Option<&str>,
        body: Option<Value>,
    ) -> Answer {
        let request = request(method, path, groups, body, None);
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 8 * 1024 * 1024).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Has a claim name a client.
    pub(crate) async fn link_client(&self, key: &str, client: u64) {
        let held = self.table.claim(key).await.unwrap();
        let mut claim: Claim = serde_json::from_value(json!({
            "client_key": key, "state": {"state": "linked", "client": client}, "updated_at": "2026-11-01T00:00:00Z",
        }))
        .unwrap();
        claim.version = held.map_or(0, |held| held.version);
        self.table.save_claim(&mut claim).await.unwrap();
    }

    /// Saves an order that was handled, for the first time or again.
    pub(crate) async fn order(&self, order: &Sample) {
        let (store, id) = (STORE.parse().unwrap(), OrderId(order.id));
        let held = self.table.link(&store, id).await.unwrap();
        let mut link = held.unwrap_or_else(|| Link::new(store, id, order.made_at));
        link.status = order.status.into();
        link.seen = Some(Seen {
            number: order.number.clone(),
            created_gmt: Some(order.made_at),
            currency: "EUR".into(),
            total: order.total.parse().unwrap(),
            buyer: sync::seen::buyer(&order.email),
        });
        link.outcome = link.outcome.then(&order.outcome, order.made_at);
        link.contribution = order.counts.then(|| Contribution {
            currency: "EUR".to_owned().try_into().unwrap(),
            day: order.made_at.to_zoned(jiff::tz::TimeZone::UTC).date(),
            client_key: sync::seen::buyer(&order.email),
            gross: order.total.parse().unwrap(),
            net: order.total.parse().unwrap(),
            tax: "0.00".parse().unwrap(),
            shipping: "0.00".parse().unwrap(),
            discount: "0.00".parse().unwrap(),
            refunded: "0.00".parse().unwrap(),
        });
        self.table.save_link(&mut link).await.unwrap();
    }
}

/// The table behind an endpoint, whose requests are counted.
fn table_at(endpoint: &str, counting: &Counting) -> Table {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .interceptor(counting.clone())
        .endpoint_url(endpoint)
        .build();
    Table::with_client(Client::from_conf(config), "woosync")
}

/// A request as the gateway hands it over, or without groups one that needs no token.
fn request(
    method: &str,
    path: &str,
    groups: Option<&str>,
    body: Option<Value>,
    encoding: Option<&str>,
) -> Request<Body> {
    let path = if path.starts_with("/console") {
        path.to_owned()
    } else {
        format!("/api/v1{path}")
    };
    let mut request = Request::builder().method(method).uri(path);
    if body.is_some() {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    if let Some(encoding) = encoding {
        request = request.header(header::ACCEPT_ENCODING, encoding);
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let mut request = request.body(body).unwrap();
    if let Some(groups) = groups {
        let mut claims = json!({"username": "jane", "token_use": "access"});
        if !groups.is_empty() {
            claims["cognito:groups"] = groups.into();
        }
        let context = json!({"authorizer": {"jwt": {"claims": claims, "scopes": null}}, "http": {"method": method}});
        let context = serde_json::from_value(context).unwrap();
        let context = RequestContext::ApiGatewayV2(context);
        request.extensions_mut().insert(context);
    }
    request
}

/// An order to be saved.
pub(crate) struct Sample {
    pub(crate) id: u64,
    pub(crate) number: String,
    pub(crate) made_at: Timestamp,
    pub(crate) status: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) total: &'static str,
    pub(crate) email: String,
    pub(crate) counts: bool,
}

impl Sample {
    /// An order that stands, made so many hours after a fixed moment.
    pub(crate) fn new(id: u64, hours: i64) -> Self {
        let begin: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
        Self {
            id,
            number: id.to_string(),
            made_at: begin + jiff::SignedDuration::from_hours(hours),
            status: "completed",
            outcome: Outcome::Done,
            total: "10.00",
            email: "jane@example.com".into(),
            counts: true,
        }
    }
}

/// Settings whose store and CRM are not there: nothing listens on these ports.
pub(crate) fn settings() -> Value {
    json!({
        "version": 1,
        "perfex": {
            "url": "http://127.0.0.1:9", "flavour": "themesic-3", "default_payment_mode": "1",
            "currencies": {"EUR": 2, "USD": 1},
        },
        "stores": {"main": {
            "index": 1, "url": "http://127.0.0.1:9", "number_offset": 100_000,
            "go_live": "2026-11-01", "taxes": {"1": "MwSt|19.00"},
        }},
    })
}
