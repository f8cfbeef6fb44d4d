//! Settings and hints: what is wrong is refused whole, in words that name it.

use behaviour::world::settings;
use fuzz::{inputs, mutate, mutate_json};
use intake::Hint;
use serde_json::json;
use sync::Settings;

#[test]
fn wrong_settings_are_refused_with_the_field_named() {
    let whole = settings("themesic-3");
    let (mut taken, mut refused) = (0, 0);
    inputs(5_000, |dice| {
        let mut broken = whole.clone();
        mutate_json(&mut broken, dice);
        match Settings::from_value(broken) {
            Ok(_) => taken += 1,
            Err(error) => {
                let text = error.to_string();
                let longest = 2_000;
                assert!((1..longest).contains(&text.len()), "{} bytes", text.len());
                assert!(!text.contains("panicked"), "{text}");
                refused += 1;
            }
        }
    });
    assert!(
        taken > 20 && refused > 200,
        "{taken} taken, {refused} refused"
    );
}

#[test]
fn a_broken_hint_is_refused_or_is_one_that_can_be_written_again() {
    let hint = json!({
        "v": 1, "store": "main", "resource": "order", "id": 183, "topic": "order.updated",
        "source": "webhook", "run": null, "received_at": "2026-11-27T00:00:00Z", "trace": "t",
    });
    let hint = hint.to_string();
    let (mut read, mut refused) = (0, 0);
    inputs(5_000, |dice| {
        let broken = mutate(hint.as_bytes(), dice);
        let Ok(text) = String::from_utf8(broken) else {
            return;
        };
        match Hint::from_json(&text) {
            Ok(hint) => {
                assert!(hint.group_id().len() <= 128, "{}", hint.group_id());
                let again = Hint::from_json(&hint.to_json());
                // Texts may be cut; what it is about may not change.
                assert!(
                    again.is_ok_and(|again| again.group_id() == hint.group_id()),
                    "{text}"
                );
                read += 1;
            }
            Err(error) => {
                assert!(error.to_string().len() < 300, "{error}");
                refused += 1;
            }
        }
    });
    assert!(read > 20 && refused > 200, "{read} read, {refused} refused");
}
