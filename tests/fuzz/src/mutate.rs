//! Breaking an input.

use rand::Rng as _;
use serde_json::{Map, Value, json};

use crate::Dice;

/// The input, a few bytes of it otherwise, or a few values of its JSON.
pub fn mutate(input: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut broken = match serde_json::from_slice::<Value>(input) {
        Ok(mut json) if dice.random_bool(0.8) => {
            mutate_json(&mut json, dice);
            json.to_string().into_bytes()
        }
        _ => input.to_vec(),
    };
    if dice.random_bool(0.3) {
        mutate_bytes(&mut broken, dice);
    }
    broken
}

fn mutate_bytes(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..dice.random_range(1..4) {
        let place = dice.random_range(0..=bytes.len());
        match dice.random_range(0..4) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, dice.random()),
            2 if place < bytes.len() => bytes[place] ^= 1 << dice.random_range(0..8),
            _ => {
                let again = bytes[place..].to_vec();
                bytes.extend(again);
            }
        }
    }
}

/// Replaces, removes or adds one to three values, anywhere.
pub fn mutate_json(json: &mut Value, dice: &mut Dice) {
    for _ in 0..dice.random_range(1..4) {
        mutate_one(json, dice);
    }
}

fn mutate_one(json: &mut Value, dice: &mut Dice) {
    // Deeper with each step, until it is here that something breaks.
    let goes_on = dice.random_bool(0.8);
    match json {
        Value::Object(fields) if goes_on && !fields.is_empty() => in_object(fields, dice),
        Value::Array(values) if goes_on && !values.is_empty() => {
            let place = dice.random_range(0..values.len());
            match dice.random_range(0..8) {
                0 => drop(values.remove(place)),
                1 => values.push(values[place].clone()),
                _ => mutate_one(&mut values[place], dice),
            }
        }
        _ => *json = odd(json, dice),
    }
}

fn in_object(fields: &mut Map<String, Value>, dice: &mut Dice) {
    let place = dice.random_range(0..fields.len());
    let Some(name) = fields.keys().nth(place).cloned() else {
        return;
    };
    match dice.random_range(0..8) {
        0 => drop(fields.remove(&name)),
        1 => drop(fields.insert("unheard_of".to_owned(), json!(1))),
        _ => {
            if let Some(value) = fields.get_mut(&name) {
                mutate_one(value, dice);
            }
        }
    }
}

/// Another value in the place of this one.
fn odd(was: &Value, dice: &mut Dice) -> Value {
    match dice.random_range(0..18) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!(""),
        3 => json!(0),
        4 => json!(-1),
        5 => json!(u64::MAX),
        6 => json!(i64::MIN),
        7 => json!(1e300),
        8 => json!("99999999999999999999999999999999.99"),
        9 => json!("-0.005"),
        10 => json!("NaN"),
        11 => json!("x".repeat(20_000)),
        12 => json!("Zoë \u{202e}\u{0}\u{1f600}'\"<script>%_\\"),
        13 => json!([]),
        14 => json!({}),
        15 => (0..100).fold(json!(1), |inner, _| json!([inner])),
        16 => json!([was, was]),
        _ => json!({ "value": was }),
    }
}
