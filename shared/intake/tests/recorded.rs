//! Real deliveries: each verifies, and one flipped bit anywhere is refused.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

use base64::Engine;
use intake::{Hint, LONGEST_HINT_BYTES, Resource, Signature, Source, resource_id};
use proptest::prelude::*;
use serde_json::Value;

const SECRET: &str = "test-secret-woo-9099";

struct Recorded {
    file: PathBuf,
    body: Vec<u8>,
    signature: String,
}

fn signed() -> Vec<Recorded> {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures/woocommerce/webhooks");
    let mut recorded = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "body") {
            continue;
        }
        let headers = std::fs::read(file.with_extension("headers.json")).unwrap();
        let headers: Value = serde_json::from_slice(&headers).unwrap();
        let signature = headers["headers"]
            .as_array()
            .unwrap()
            .iter()
            .find_map(|header| {
                (header[0] == "X-WC-Webhook-Signature")
                    .then(|| header[1].as_str().unwrap().to_owned())
            });
        if let Some(signature) = signature {
            let body = std::fs::read(&file).unwrap();
            recorded.push(Recorded {
                file,
                body,
                signature,
            });
        }
    }
    recorded
}

#[test]
fn every_recorded_delivery_verifies() {
    let recorded = signed();
    assert!(recorded.len() > 140, "{} recordings", recorded.len());
    let mut without_id = Vec::new();
    for delivery in recorded {
        let signature: Signature = delivery.signature.parse().unwrap();
        assert!(
            signature.verifies(SECRET, &delivery.body),
            "{:?}",
            delivery.file
        );
        if resource_id(&delivery.body).is_none() {
            without_id.push(delivery.file.file_stem().unwrap().to_owned());
        }
    }
    // The order was gone by the time of the delivery.
    assert_eq!(without_id, ["116-order.updated"]);
}

#[test]
fn one_flipped_bit_of_the_body_the_signature_or_the_secret_is_refused() {
    for (place, delivery) in signed().into_iter().enumerate() {
        let signature: Signature = delivery.signature.parse().unwrap();
        let bit = 1 << (place % 7);
        let mut body = delivery.body.clone();
        let at = place * 31 % body.len();
        body[at] ^= bit;
        assert!(!signature.verifies(SECRET, &body), "{:?}", delivery.file);

        let mut secret = SECRET.as_bytes().to_vec();
        let at = place % secret.len();
        secret[at] ^= bit;
        let secret = String::from_utf8_lossy(&secret);
        assert!(
            !signature.verifies(&secret, &delivery.body),
            "{:?}",
            delivery.file
        );

        let mut header = delivery.signature.clone().into_bytes();
        // The last characters before the padding carry bits that base64 does not use.
        let at = place % (header.len() - 2);
        header[at] ^= bit;
        let header = String::from_utf8_lossy(&header).into_owned();
        let verifies = header
            .parse::<Signature>()
            .is_ok_and(|signature| signature.verifies(SECRET, &delivery.body));
        assert!(!verifies, "{:?}", delivery.file);
    }
}

/// Bodies that are nearly a delivery.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("\"id\":".to_owned()),
        Just("\"id\"".to_owned()),
        Just(",".to_owned()),
        Just("null".to_owned()),
        "-?[0-9]{1,25}(\\.[0-9]{1,3})?(e[0-9]{1,4})?",
        "\"\\PC{0,5}\"",
    ];
    prop::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat().into_bytes())
}

proptest! {
    #[test]
    fn arbitrary_input_is_never_more_than_refused(body: Vec<u8>, header: String, secret: String) {
        let _ = resource_id(&body);
        let _ = intake::Hint::from_json(&header);
        let _ = intake::Topic::of(&header);
        let _ = header.parse::<intake::StoreId>();
        if let Ok(signature) = header.parse::<Signature>() {
            prop_assert!(!signature.verifies(&secret, &body));
        }
    }

    #[test]
    fn no_signature_by_chance_verifies(
        bytes: [u8; 32],
        body: Vec<u8>,
        secret in "(&|#|x|X|0|3|9|amp|lt|;|\\PC){0,12}",
    ) {
        let header = base64::engine::general_purpose::STANDARD.encode(bytes);
        prop_assert!(!header.parse::<Signature>().unwrap().verifies(&secret, &body));
    }

    #[test]
    fn only_an_object_with_a_positive_whole_id_names_one(body in nearly_json()) {
        let Some(id) = resource_id(&body) else { return Ok(()) };
        let json: Value = serde_json::from_slice(&body).unwrap();
        prop_assert_eq!(json["id"].as_u64(), Some(id));
        prop_assert!(id > 0);
    }

    #[test]
    fn every_hint_survives_the_queue(
        store in "[a-z0-9-]{1,32}",
        id in 1_u64..,
        topic in "[!-~]{0,128}",
        run in prop::option::of("[!-~]{0,128}"),
        seconds in 0_i64..4_000_000_000,
    ) {
        let hint = Hint {
            store: store.parse().unwrap(),
            resource: Resource::Customer,
            id,
            trace: topic.clone(),
            topic,
            source: Source::Full,
            run,
            received_at: jiff::Timestamp::from_second(seconds).unwrap(),
        };
        let json = hint.to_json();
        prop_assert!(json.len() <= LONGEST_HINT_BYTES, "{}", json.len());
        prop_assert_eq!(Hint::from_json(&json), Ok(hint));
    }
}
