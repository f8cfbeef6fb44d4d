//! The hint: the message on the queue. It names what changed and holds nothing of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Resource, StoreId};

/// The largest hint, in bytes. It holds ids and codes only.
pub const LONGEST_HINT_BYTES: usize = 1024;

/// The form of hint that this program writes.
const FORM: u8 = 1;

/// The longest of its free texts.
const LONGEST_TEXT: usize = 128;

/// A hint that something changed. Whoever gets it reads the store afresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The store.
    pub store: StoreId,
    /// What changed.
    pub resource: Resource,
    /// Its id in the store.
    pub id: u64,
    /// The delivery's topic, or what led to the hint; for people.
    pub topic: String,
    /// Who sent it.
    pub source: Source,
    /// The run of a full sync, if one sent it.
    pub run: Option<String>,
    /// When the change was noticed.
    pub received_at: Timestamp,
    /// Id of the request that brought it, to follow it through the logs.
    pub trace: String,
}

/// Who sent a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A delivery of the store.
    Webhook,
    /// The scheduled look at what changed.
    Delta,
    /// A walk over the whole store.
    Full,
    /// The same by night, which also looks whether Perfex still holds what was written.
    Nightly,
    /// New settings, which may cure what was parked.
    Settings,
    /// A person, who asks for what was parked to be tried again.
    Operator,
}

/// The message is no hint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HintError {
    /// It is larger than any hint.
    #[error("the message is larger than {LONGEST_HINT_BYTES} bytes")]
    TooLarge,
    /// It is not of the form expected. The text names the field and what is wrong with it, never
    /// what it says: a message that is no hint may hold anything, and errors are logged.
    #[error("the message is no hint: {0}")]
    Malformed(String),
}

/// The names of its fields on the queue.
const FIELDS: [&str; 9] = [
    "v",
    "store",
    "resource",
    "id",
    "topic",
    "source",
    "run",
    "received_at",
    "trace",
];

/// The form on the queue.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    v: u8,
    store: StoreId,
    resource: Resource,
    id: u64,
    topic: String,
    source: Source,
    #[serde(default)]
    run: Option<String>,
    received_at: Timestamp,
    trace: String,
}

impl Hint {
    /// Reads a message.
    pub fn from_json(json: &str) -> Result<Self, HintError> {
        if json.len() > LONGEST_HINT_BYTES {
            return Err(HintError::TooLarge);
        }
        let malformed = |problem: String| HintError::Malformed(problem);
        let wire: Wire = read(json).map_err(malformed)?;
        if wire.v != FORM {
            return Err(malformed(format!("v is {}, not {FORM}", wire.v)));
        }
        if wire.id == 0 {
            return Err(malformed("id is 0".to_owned()));
        }
        Ok(Self {
            store: wire.store,
            resource: wire.resource,
            id: wire.id,
            topic: wire.topic,
            source: wire.source,
            run: wire.run,
            received_at: wire.received_at,
            trace: wire.trace,
        })
    }

    /// The message.
    pub fn to_json(&self) -> String {
        let wire = Wire {
            v: FORM,
            store: self.store.clone(),
            resource: self.resource,
            id: self.id,
            topic: short(&self.topic),
            source: self.source,
            run: self.run.as_deref().map(short),
            received_at: self.received_at,
            trace: short(&self.trace),
        };
        // A struct of texts and numbers always serialises.
        serde_json::to_string(&wire).unwrap_or_default()
    }

    /// The message group: one for each order, so that its hints are handled one after the other.
    pub fn group_id(&self) -> String {
        format!("{}.{}.{}", self.store, self.resource.name(), self.id)
    }
}

fn read(json: &str) -> Result<Wire, String> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let wire = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let problem = problem(error.inner());
        // A path may name what is no field of ours, and then it is the message's own word.
        match FIELDS
            .iter()
            .find(|field| error.path().to_string() == **field)
        {
            Some(field) => format!("{field}: {problem}"),
            None => problem,
        }
    })?;
    reader
        .end()
        .map_err(|_| "something stands after it".to_owned())?;
    Ok(wire)
}

/// What is wrong, in words that do not come from the message: serde quotes what it found.
fn problem(error: &serde_json::Error) -> String {
    let said = error.to_string();
    if said.starts_with("missing field") {
        let field = said.split('`').nth(1).unwrap_or_default();
        return format!("{field} is missing");
    }
    if said.starts_with("unknown field") {
        return "an unknown field".to_owned();
    }
    if said.starts_with("duplicate field") {
        return "a field that stands there twice".to_owned();
    }
    if error.is_data() {
        return "not what should stand there".to_owned();
    }
    "not JSON".to_owned()
}

/// Printable ASCII of at most [`LONGEST_TEXT`] characters, so that the bound in bytes holds.
fn short(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_graphic)
        .take(LONGEST_TEXT)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hint() -> Hint {
        Hint {
            store: "main".parse().unwrap(),
            resource: Resource::Order,
            id: 183,
            topic: "order.updated".into(),
            source: Source::Webhook,
            run: None,
            received_at: "2026-11-23T04:26:13Z".parse().unwrap(),
            trace: "JKJaXmPLvHcESHA=".into(),
        }
    }

    #[test]
    fn a_hint_survives_the_queue() {
        assert_eq!(Hint::from_json(&hint().to_json()), Ok(hint()));
        assert_eq!(hint().group_id(), "main.order.183");
    }

    #[test]
    fn no_hint_is_larger_than_a_kilobyte() {
        let mut hint = hint();
        hint.id = u64::MAX;
        hint.store = "a".repeat(32).parse().unwrap();
        for text in [&mut hint.topic, &mut hint.trace] {
            *text = "\"ä\u{1F389}\\".repeat(500);
        }
        hint.run = Some("\\".repeat(500));
        let json = hint.to_json();
        assert!(json.len() <= LONGEST_HINT_BYTES, "{}", json.len());
        assert!(Hint::from_json(&json).is_ok());
    }

    #[test]
    fn what_is_no_hint_is_refused_with_the_field_that_is_wrong() {
        let with = |from: &str, to: &str| {
            let json = hint().to_json();
            assert!(json.contains(from), "{from}");
            Hint::from_json(&json.replace(from, to))
        };
        for (from, to, says) in [
            ("\"v\":1", "\"v\":2", "v is 2"),
            ("183", "0", "id is 0"),
            ("183", "-1", "id: "),
            ("183", "\"183\"", "id: "),
            ("183", "18446744073709551616", "id: "),
            ("\"main\"", "\"Main\"", "store: "),
            ("\"order\"", "\"coupon\"", "resource: "),
            ("\"webhook\"", "\"mail\"", "source: "),
            ("2026-11-23T04:26:13Z", "yesterday", "received_at: "),
            ("\"trace\"", "\"email\"", "an unknown field"),
            ("\"id\":183,", "", "id is missing"),
            ("\"id\":183,", "\"id\":183,\"id\":184,", "twice"),
            ("{", "[", "not "),
        ] {
            let error = with(from, to).unwrap_err().to_string();
            assert!(error.contains(says), "{to}: {error}");
        }
        assert!(Hint::from_json("").is_err());
        assert!(Hint::from_json(&(hint().to_json() + "{}")).is_err());
        assert_eq!(Hint::from_json(&" ".repeat(2000)), Err(HintError::TooLarge));
    }

    #[test]
    fn a_refusal_never_repeats_the_message() {
        for field in [
            "store",
            "resource",
            "id",
            "source",
            "run",
            "received_at",
            "trace",
        ] {
            let mut json: serde_json::Value = serde_json::from_str(&hint().to_json()).unwrap();
            json[field] = serde_json::json!({"jane@example.com": ["jane@example.com"]});
            for json in [
                json.to_string(),
                json.to_string().replace(field, "jane@example.com"),
            ] {
                let error = Hint::from_json(&json).unwrap_err().to_string();
                assert!(!error.contains("jane"), "{field}: {error}");
            }
            let mut json: serde_json::Value = serde_json::from_str(&hint().to_json()).unwrap();
            json[field] = serde_json::json!("jane@example.com");
            if let Err(error) = Hint::from_json(&json.to_string()) {
                assert!(!error.to_string().contains("jane"), "{field}: {error}");
            }
        }
    }
}
