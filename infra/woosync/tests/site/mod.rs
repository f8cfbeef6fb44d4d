//! A deployment: the recorded store, a CRM, their settings and their keys.
#![allow(dead_code, reason = "each test program uses a part of it")]

use std::sync::{Arc, Mutex};

use behaviour::stand_in::StandIn;
use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use serde_json::{Value, json};
use sim_crm::{Crm, Flavour, Setup};
use sim_woocommerce::{Reply, Store};

use crate::run::{Ran, woosync};
use crate::shop::serve_store;

const EXAMPLE: &str = include_str!("../../../woosync.example.toml");

/// A deployment in a stand-in for AWS. Each has a table and secrets of its own.
pub(crate) struct Site<'a> {
    stand_in: &'a StandIn,
    name: String,
    store: Arc<Mutex<Store>>,
    crm: Arc<Mutex<Crm>>,
    flavour: Flavour,
    pub(crate) store_url: String,
    pub(crate) crm_url: String,
    pub(crate) token: String,
}

impl<'a> Site<'a> {
    /// Serves both sides, and puts settings and keys in their places.
    pub(crate) async fn open(stand_in: &'a StandIn, flavour: Flavour) -> Self {
        let site = Self::open_without_keys(stand_in, flavour).await;
        let flavour = match flavour {
            Flavour::Themesic2 => "flavour = \"themesic-2\"",
            Flavour::Themesic3 => "flavour = \"themesic-3\"",
        };
        let taxes = "1 = \"MwSt|19.00\"\n3 = \"USt|20.00\"";
        let settings = EXAMPLE
            .replacen("https://shop.example.com", &site.store_url, 1)
            .replacen("https://crm.example.com", &site.crm_url, 1)
            .replacen("flavour = \"themesic-3\"", flavour, 1)
            .replacen("1 = \"MwSt|19.00\"", taxes, 1);
        let settings: Value = toml::from_str(&settings).unwrap();
        let row = json!({"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"},
                         "version": {"N": "1"}, "doc": {"S": settings.to_string()}});
        let input = json!({"TableName": site.name, "Item": row});
        stand_in.call("DynamoDB_20120810.PutItem", &input);
        let id = |secret: &str| format!("{}-{secret}", site.name);
        let store = ["set-store", "--secret-id", &id("store"), "--store", "main"];
        site.set_secret(&store, "ck_12345\ncs_67890\n");
        site.set_secret(&["set-crm", "--secret-id", &id("crm")], &site.token);
        site
    }

    /// The same before anybody set it up.
    pub(crate) async fn open_without_keys(stand_in: &'a StandIn, flavour: Flavour) -> Self {
        let (store, store_url) = serve_store().await;
        let crm = Arc::new(Mutex::new(Crm::new(flavour, Setup::default())));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(sim_crm::serve(Arc::clone(&crm), listener));
        let name = format!("site{port}");
        stand_in.create_table(&name);
        for secret in ["store", "crm", "hooks"] {
            let secret = json!({
                "Name": format!("{name}-{secret}"), "SecretString": "{}",
                "ClientRequestToken": "0".repeat(32),
            });
            stand_in.call("secretsmanager.CreateSecret", &secret);
        }
        Self {
            stand_in,
            name,
            store,
            crm,
            flavour,
            store_url,
            crm_url: format!("http://127.0.0.1:{port}"),
            token: Setup::default().token,
        }
    }

    fn set_secret(&self, arguments: &[&str], input: &str) {
        let arguments = [&["secrets"], arguments].concat();
        let ran = woosync(&arguments, input, &self.stand_in.client_environment());
        assert!(ran.succeeded, "{}", ran.errors);
    }

    /// What a person has in the environment who works on this deployment.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let mut environment = self.stand_in.client_environment().to_vec();
        environment.extend([
            ("TABLE_NAME", self.name.clone()),
            ("STORE_KEYS_ARN", format!("{}-store", self.name)),
            ("CRM_TOKEN_ARN", format!("{}-crm", self.name)),
            ("WEBHOOK_SECRETS_ARN", format!("{}-hooks", self.name)),
        ]);
        environment
    }

    /// Runs the command on this deployment.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        woosync(arguments, "", &self.environment())
    }

    /// What a secret holds.
    pub(crate) fn secret_of(&self, secret: &str) -> Value {
        let input = json!({"SecretId": format!("{}-{secret}", self.name)});
        let answer = self.stand_in.call("secretsmanager.GetSecretValue", &input);
        serde_json::from_str(answer["SecretString"].as_str().unwrap()).unwrap()
    }

    /// The id of a secret's version: each time it is written it gets another.
    pub(crate) fn version_of(&self, secret: &str) -> String {
        let input = json!({"SecretId": format!("{}-{secret}", self.name)});
        let answer = self.stand_in.call("secretsmanager.GetSecretValue", &input);
        answer["VersionId"].as_str().unwrap().to_owned()
    }

    /// How many orders have a link.
    pub(crate) fn links(&self) -> usize {
        let input = json!({"TableName": self.name, "ConsistentRead": true});
        let rows = self.stand_in.call("DynamoDB_20120810.Scan", &input);
        let rows = rows["Items"].as_array().unwrap().iter();
        rows.filter(|row| row["sk"]["S"] == "LINK").count()
    }

    /// The methods of all calls that the CRM got.
    pub(crate) fn calls_to_the_crm(&self) -> Vec<String> {
        let crm = self.crm.lock().unwrap();
        let calls = crm.calls().iter();
        calls.map(|call| call.method.clone()).collect()
    }

    /// All webhooks of the store.
    pub(crate) fn webhooks(&self) -> Vec<Value> {
        let request = Request::get(format!("{}/_sim/webhooks", self.store_url));
        let request = request.body(Bytes::new()).unwrap();
        let reply = self
            .store
            .lock()
            .unwrap()
            .handle(&request, Timestamp::now());
        let Reply::Answer(answer) = reply else {
            panic!("no answer");
        };
        serde_json::from_slice(answer.body()).unwrap()
    }

    /// An estimate that an earlier connector wrote for an order: number 7000 + id.
    pub(crate) async fn earlier_estimate(&self, order: u64, total: &str) {
        let flavour = match self.flavour {
            Flavour::Themesic2 => perfex::Flavour::Themesic2,
            Flavour::Themesic3 => perfex::Flavour::Themesic3,
        };
        let wire = transport::HttpTransport::new(transport::Limits {
            connect_timeout: std::time::Duration::from_secs(5),
            timeout: std::time::Duration::from_secs(20),
            max_body_bytes: 1024 * 1024,
        });
        let connection = perfex::Connection {
            base: self.crm_url.parse().unwrap(),
            token: self.token.clone().into(),
            flavour,
        };
        let crm = perfex::Client::new(wire.unwrap(), connection);
        let client = perfex::NewClient {
            company: "Jane Doe".to_owned(),
            ..perfex::NewClient::default()
        };
        let key = uuid::Uuid::new_v4();
        crm.create_client(&client, key).await.unwrap();
        let client = self.crm.lock().unwrap().state()["clients"][0]["userid"].clone();
        let client = client.to_string().trim_matches('"').parse().unwrap();
        let total = total.parse().unwrap();
        let line = perfex::NewLine {
            description: "Order".to_owned(),
            long_description: String::new(),
            qty: rust_decimal::Decimal::ONE,
            rate: total,
            unit: String::new(),
            taxes: vec![],
        };
        let document = perfex::NewDocument {
            client: perfex::ClientId(client),
            number: 7000 + u32::try_from(order).unwrap(),
            date: "2026-11-23".parse().unwrap(),
            due_date: None,
            currency: 2,
            lines: vec![line],
            subtotal: total,
            total,
            adjustment: rust_decimal::Decimal::ZERO,
            billing: perfex::Address::default(),
            shipping: None,
            adminnote: String::new(),
            clientnote: String::new(),
            reference_no: order.to_string(),
            allowed_payment_modes: vec![],
            status: Some(2),
            draft: false,
            tags: vec![],
            sale_agent: None,
            project: None,
            custom_fields: vec![],
        };
        let kind = perfex::DocumentKind::Estimate;
        let created = crm.create_document(kind, &document, uuid::Uuid::new_v4());
        created.await.unwrap();
    }
}
