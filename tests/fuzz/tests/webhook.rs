//! Deliveries: whatever arrives gets an answer, and only what is signed becomes a hint.
#![expect(clippy::unwrap_used)]

use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fuzz::{Dice, inputs, mutate, mutate_json, paused_runtime, recorded};
use intake::Hint;
use queue::QueueError;
use rand::Rng as _;
use secrets::{Secret, SecretSource};
use serde_json::{Value, json};
use sim_woocommerce::sign;
use webhook::{ApiEvent, Keyring, handle};

const SECRET: &str = "a-secret-of-the-shop";

#[derive(Default)]
struct Queue(Mutex<Vec<Hint>>);

impl webhook::Hints for Queue {
    async fn send(&self, hint: &Hint, _: &str) -> Result<(), QueueError> {
        self.0.lock().unwrap().push(hint.clone());
        Ok(())
    }
}

struct Keys;

impl SecretSource for Keys {
    async fn read(&self) -> Result<String, String> {
        Ok(json!({"main": {"current": SECRET}}).to_string())
    }
}

#[test]
fn only_what_is_signed_becomes_a_hint() {
    let bodies = recorded("webhooks", ".body");
    let keys: Secret<Keyring, Keys> = Secret::new("webhook secrets", Keys);
    let runtime = paused_runtime();
    let (mut hinted, mut refused) = (0, 0);
    inputs(3_000, |dice| {
        let body = &bodies[dice.random_range(0..bodies.len())];
        let body = mutate(body, dice);
        let is_signed = dice.random_bool(0.5);
        let event = event(&body, is_signed, dice);
        let Ok(event) = serde_json::from_value::<ApiEvent>(event) else {
            return;
        };
        let queue = Queue::default();
        let answer = runtime.block_on(handle(&event, &queue, &keys));
        let hints = queue.0.into_inner().unwrap();
        assert!(
            (200..500).contains(&answer.status_code),
            "{}",
            answer.status_code
        );
        assert!(answer.body().len() < 200, "{}", answer.body());
        assert!(
            hints.len() <= 1 && (is_signed || hints.is_empty()),
            "{hints:?}"
        );
        hinted += hints.len();
        refused += usize::from(answer.status_code == 401);
    });
    assert!(
        hinted > 50 && refused > 50,
        "{hinted} hinted, {refused} refused"
    );
}

/// The event of a delivery, broken elsewhere than in its body.
fn event(body: &[u8], is_signed: bool, dice: &mut Dice) -> Value {
    let signature = if is_signed {
        sign(SECRET, body)
    } else {
        let forged = sign("another secret", body);
        String::from_utf8_lossy(&mutate(forged.as_bytes(), dice)).into_owned()
    };
    let topics = [
        "order.created",
        "order.updated",
        "customer.updated",
        "order",
        "",
    ];
    let topic = topics[dice.random_range(0..topics.len())];
    let mut event = json!({
        "rawPath": "/webhooks/main",
        "headers": {"content-type": "application/json", "x-wc-webhook-topic": topic},
        "requestContext": {"requestId": "r", "timeEpoch": 1, "http": {"method": "POST"}},
    });
    if dice.random_bool(0.3) {
        mutate_json(&mut event, dice);
    }
    if let Some(headers) = event.get_mut("headers").and_then(Value::as_object_mut) {
        headers.insert("x-wc-webhook-signature".to_owned(), json!(signature));
    }
    if let Some(event) = event.as_object_mut() {
        event.insert("body".to_owned(), json!(STANDARD.encode(body)));
        event.insert("isBase64Encoded".to_owned(), json!(true));
    }
    event
}
