//! A local stand-in for AWS, one process for each test that asks for one.
//!
//! It is `ministack` in the virtual environment `.venv` at the workspace's root. Where it is not
//! installed, tests that need it say so and pass, unless `WOOSYNC_REQUIRE_STANDIN=1` is set.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a part of tests: it speaks to whoever runs them"
)]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

/// A running stand-in. It ends with this value.
#[derive(Debug)]
pub struct StandIn {
    process: Child,
    port: u16,
}

impl StandIn {
    /// Starts one on a free port; `None` if it is not installed and not required.
    ///
    /// # Panics
    /// If it is required and not installed, or if it does not come up.
    pub fn start() -> Option<Self> {
        let program = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/ministack");
        if !program.exists() {
            let required = std::env::var("WOOSYNC_REQUIRE_STANDIN").is_ok_and(|value| value == "1");
            assert!(
                !required,
                "{} is not installed: run `make tools`",
                program.display()
            );
            println!(
                "SKIPPED: needs the local AWS stand-in ({})",
                program.display()
            );
            return None;
        }
        let port = free_port();
        let process = Command::new(program)
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("MINISTACK_HOST", "localhost")
            // Its MQTT listener has one fixed port for all interfaces.
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            .envs(Self::environment(port))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the stand-in starts");
        let stand_in = Self { process, port };
        stand_in.wait();
        Some(stand_in)
    }

    /// Where it listens.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The environment in which an AWS client finds it.
    pub fn client_environment(&self) -> [(&'static str, String); 4] {
        Self::environment(self.port)
    }

    /// Calls an action of a JSON service, for example `DynamoDB_20120810.PutItem`, as root.
    ///
    /// # Panics
    /// If it is refused.
    pub fn call(&self, action: &str, input: &Value) -> Value {
        let (status, body) = self.answer(action, input);
        assert_eq!(status, 200, "{action}: {body}");
        serde_json::from_str(&body).expect("an answer in JSON")
    }

    /// The same, and the answer as it comes: its status and its body.
    ///
    /// # Panics
    /// If there is none.
    pub fn answer(&self, action: &str, input: &Value) -> (u16, String) {
        let version = if action.starts_with("DynamoDB") || action.starts_with("AmazonSQS") {
            "1.0"
        } else {
            "1.1"
        };
        let service = match action {
            action if action.starts_with("DynamoDB") => "dynamodb",
            action if action.starts_with("secretsmanager") => "secretsmanager",
            action if action.starts_with("AmazonSQS") => "sqs",
            action => panic!("{action}: name its service here"),
        };
        let body = input.to_string();
        let request = format!(
            "POST / HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-amz-json-{version}\r\n\
             X-Amz-Target: {action}\r\nContent-Length: {length}\r\nAuthorization: AWS4-HMAC-SHA256 \
             Credential=test/20261123/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}",
            port = self.port,
            length = body.len(),
        );
        let mut answer = String::new();
        TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))
            .and_then(|mut stream| {
                stream.write_all(request.as_bytes())?;
                stream.read_to_string(&mut answer)
            })
            .expect("the stand-in answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer in HTTP");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        (status.expect("an answer with a status"), body.to_owned())
    }

    /// Creates a FIFO queue and tells its address.
    ///
    /// # Panics
    /// If there is none in the answer.
    pub fn create_queue(&self, name: &str) -> String {
        let attributes = json!({"FifoQueue": "true"});
        let input = json!({"QueueName": name, "Attributes": attributes});
        let answer = self.call("AmazonSQS.CreateQueue", &input);
        let url = answer["QueueUrl"].as_str();
        url.expect("the queue's address").to_owned()
    }

    /// Takes the bodies of up to ten messages from a queue.
    pub fn receive(&self, queue: &str) -> Vec<Value> {
        let input = json!({"QueueUrl": queue, "MaxNumberOfMessages": 10});
        let answer = self.call("AmazonSQS.ReceiveMessage", &input);
        let messages = answer["Messages"].as_array().cloned().unwrap_or_default();
        let bodies = messages
            .iter()
            .filter_map(|message| message["Body"].as_str());
        bodies
            .filter_map(|body| serde_json::from_str(body).ok())
            .collect()
    }

    /// Creates a table with the keys and the indexes of the template.
    pub fn create_table(&self, name: &str) {
        let key =
            |attribute: &str, kind: &str| json!({"AttributeName": attribute, "KeyType": kind});
        let index = |name: &str, hash: &str, range: Option<&str>, along: &[&str]| {
            let range = range.map(|range| key(range, "RANGE"));
            let keys: Vec<Value> = [key(hash, "HASH")].into_iter().chain(range).collect();
            let projection = if along.is_empty() {
                json!({"ProjectionType": "KEYS_ONLY"})
            } else {
                json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": along})
            };
            json!({"IndexName": name, "KeySchema": keys, "Projection": projection})
        };
        let listed = [
            "status", "outcome", "reason", "number", "currency", "total", "document",
        ];
        let texts = [
            "pk",
            "sk",
            "parked",
            "parked_by",
            "orders_of",
            "orders_at",
            "buyer",
            "numbered",
            "customers_of",
        ];
        let typed = |name: &&str| json!({"AttributeName": name, "AttributeType": "S"});
        let number = json!({"AttributeName": "total_spent", "AttributeType": "N"});
        let attributes: Vec<Value> = texts.iter().map(typed).chain([number]).collect();
        self.call(
            "DynamoDB_20120810.CreateTable",
            &json!({
                "TableName": name,
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": attributes,
                "GlobalSecondaryIndexes": [
                    index("parked", "parked", Some("parked_by"), &[]),
                    index("orders", "orders_of", Some("orders_at"), &listed),
                    index("buyers", "buyer", Some("orders_at"), &listed),
                    index("numbers", "numbered", None, &[]),
                    index("customers", "customers_of", Some("total_spent"), &["orders_count"]),
                ],
                "KeySchema": [key("pk", "HASH"), key("sk", "RANGE")],
            }),
        );
    }

    fn environment(port: u16) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_REGION", "eu-west-1".to_owned()),
        ]
    }

    fn wait(&self) {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < PATIENCE, "the stand-in did not come up");
            sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // Nothing is left to do for a process that has ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
