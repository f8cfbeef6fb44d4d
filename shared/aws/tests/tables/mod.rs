//! A fresh table in a stand-in of its own.

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use behaviour::stand_in::StandIn;

pub(crate) struct TestTable {
    pub(crate) table: Table,
    client: Client,
    _stand_in: StandIn,
}

impl TestTable {
    pub(crate) async fn create() -> Option<Self> {
        let stand_in = StandIn::start()?;
        let client = client(&stand_in.endpoint());
        let mut request = client
            .create_table()
            .table_name("woosync")
            .billing_mode(BillingMode::PayPerRequest);
        for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
            request = request
                .attribute_definitions(
                    AttributeDefinition::builder()
                        .attribute_name(name)
                        .attribute_type(ScalarAttributeType::S)
                        .build()
                        .unwrap(),
                )
                .key_schema(
                    KeySchemaElement::builder()
                        .attribute_name(name)
                        .key_type(kind)
                        .build()
                        .unwrap(),
                );
        }
        request.send().await.unwrap();
        Some(Self {
            table: Table::with_client(client.clone(), "woosync"),
            client,
            _stand_in: stand_in,
        })
    }

    pub(crate) fn table_named(&self, name: &str) -> Table {
        Table::with_client(self.client.clone(), name)
    }
}

/// Writes a row of version 1 as nobody should.
pub(crate) async fn put_raw(test: &TestTable, pk: &str, sk: &str, doc: &str) {
    let request = test.client.put_item().table_name("woosync");
    request
        .item("pk", AttributeValue::S(pk.to_owned()))
        .item("sk", AttributeValue::S(sk.to_owned()))
        .item("version", AttributeValue::N("1".to_owned()))
        .item("doc", AttributeValue::S(doc.to_owned()))
        .send()
        .await
        .unwrap();
}

/// A client of an endpoint on this machine.
fn client(endpoint: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint)
        .build();
    Client::from_conf(config)
}
