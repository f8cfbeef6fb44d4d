//! A fresh table in a stand-in of its own.

use aws::Table;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use behaviour::stand_in::StandIn;
use serde_json::json;

pub(crate) struct TestTable {
    pub(crate) table: Table,
    client: Client,
    stand_in: StandIn,
}

impl TestTable {
    /// `None` where the stand-in is not installed.
    pub(crate) fn create() -> Option<Self> {
        let stand_in = StandIn::start()?;
        stand_in.create_table("woosync");
        let client = client(&stand_in.endpoint());
        Some(Self {
            table: Table::with_client(client.clone(), "woosync"),
            client,
            stand_in,
        })
    }

    /// A table of another name.
    pub(crate) fn named(&self, name: &str) -> Table {
        Table::with_client(self.client.clone(), name)
    }

    /// Writes a row of version 1 as nobody should.
    pub(crate) fn put_raw(&self, pk: &str, sk: &str, doc: &str) {
        let row =
            json!({"pk": {"S": pk}, "sk": {"S": sk}, "version": {"N": "1"}, "doc": {"S": doc}});
        self.stand_in.call(
            "DynamoDB_20120810.PutItem",
            &json!({"TableName": "woosync", "Item": row}),
        );
    }

    /// The attributes of a row as they stand.
    pub(crate) fn raw(&self, pk: &str, sk: &str) -> serde_json::Value {
        let key = json!({"pk": {"S": pk}, "sk": {"S": sk}});
        let answer = self.stand_in.call(
            "DynamoDB_20120810.GetItem",
            &json!({"TableName": "woosync", "Key": key, "ConsistentRead": true}),
        );
        answer["Item"].clone()
    }
}

fn client(endpoint: &str) -> Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint)
        .build();
    Client::from_conf(config)
}
