//! A deployment: the recorded store, a CRM, their settings and their keys.

use std::sync::{Arc, Mutex};

use behaviour::stand_in::StandIn;
use serde_json::{Value, json};
use sim_crm::{Crm, Flavour, Setup};

use crate::run::{Ran, woosync};
use crate::shop::serve_store;

const EXAMPLE: &str = include_str!("../../../woosync.example.toml");

/// A deployment in a stand-in for AWS. Each has a table and secrets of its own.
pub(crate) struct Site<'a> {
    stand_in: &'a StandIn,
    name: String,
    crm: Arc<Mutex<Crm>>,
}

impl<'a> Site<'a> {
    /// Serves both sides, and puts settings and keys in their places.
    pub(crate) async fn open(stand_in: &'a StandIn, flavour: Flavour) -> Self {
        let (_, store) = serve_store().await;
        let crm = Arc::new(Mutex::new(Crm::new(flavour, Setup::default())));
        let token = Setup::default().token;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let office = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(sim_crm::serve(Arc::clone(&crm), listener));
        let name = format!("site{}", listener_port(&office));
        let site = Self {
            stand_in,
            name,
            crm,
        };
        stand_in.create_table(&site.name);
        for secret in ["store", "crm"] {
            let secret = json!({
                "Name": format!("{}-{secret}", site.name), "SecretString": "{}",
                "ClientRequestToken": "0".repeat(32),
            });
            stand_in.call("secretsmanager.CreateSecret", &secret);
        }
        let flavour = match flavour {
            Flavour::Themesic2 => "flavour = \"themesic-2\"",
            Flavour::Themesic3 => "flavour = \"themesic-3\"",
        };
        let settings = EXAMPLE
            .replacen("https://shop.example.com", &store, 1)
            .replacen("https://crm.example.com", &office, 1)
            .replacen("flavour = \"themesic-3\"", flavour, 1)
            .replacen(
                "1 = \"MwSt|19.00\"",
                "1 = \"MwSt|19.00\"\n3 = \"USt|20.00\"",
                1,
            );
        let settings: Value = toml::from_str(&settings).unwrap();
        let row = json!({"pk": {"S": "SETTINGS"}, "sk": {"S": "CURRENT"},
                         "version": {"N": "1"}, "doc": {"S": settings.to_string()}});
        let input = json!({"TableName": site.name, "Item": row});
        stand_in.call("DynamoDB_20120810.PutItem", &input);
        let id = |secret: &str| format!("{}-{secret}", site.name);
        let store = ["set-store", "--secret-id", &id("store"), "--store", "main"];
        site.secret(&store, "ck_12345\ncs_67890\n");
        site.secret(&["set-crm", "--secret-id", &id("crm")], &token);
        site
    }

    fn secret(&self, arguments: &[&str], input: &str) {
        let arguments = [&["secrets"], arguments].concat();
        let ran = woosync(&arguments, input, &self.stand_in.client_environment());
        assert!(ran.succeeded, "{}", ran.errors);
    }

    /// Runs the command on this deployment.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut environment = self.stand_in.client_environment().to_vec();
        environment.extend([
            ("TABLE_NAME", self.name.clone()),
            ("STORE_KEYS_ARN", format!("{}-store", self.name)),
            ("CRM_TOKEN_ARN", format!("{}-crm", self.name)),
        ]);
        woosync(arguments, "", &environment)
    }

    /// The methods of all calls that the CRM got.
    pub(crate) fn calls_to_the_crm(&self) -> Vec<String> {
        let crm = self.crm.lock().unwrap();
        let calls = crm.calls().iter();
        calls.map(|call| call.method.clone()).collect()
    }
}

fn listener_port(address: &str) -> &str {
    address.rsplit(':').next().unwrap()
}
