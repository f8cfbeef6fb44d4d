//! What the function is asked to do.

use intake::StoreId;
use serde_json::{Map, Value};
use sync::full_sync::{Asked, NotUnderstood, RunId};

/// What the function is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// By a person: begin a run in this store, or in every one.
    Start {
        /// The store.
        store: Option<StoreId>,
        /// What the run is to do.
        asked: Asked,
    },
    /// By a person: stop a run.
    Cancel {
        /// The run's store, if the settings name several.
        store: Option<StoreId>,
        /// The run.
        run: RunId,
    },
    /// By a person: tell how far a run is.
    Show {
        /// The run's store, if the settings name several.
        store: Option<StoreId>,
        /// The run.
        run: RunId,
    },
    /// By the schedule, once a minute: go on with what is under way.
    Minute,
    /// By the schedule, once a night: begin the nightly runs.
    Night,
}

impl Call {
    /// Reads it; the error says what is allowed.
    pub fn read(event: &Value) -> Result<Self, NotUnderstood> {
        let mut fields = event.as_object().cloned().ok_or_else(|| {
            NotUnderstood::of("", "the event must be a JSON object; {} begins a full sync")
        })?;
        match fields.remove("tick") {
            None => {}
            Some(tick) if tick == "minute" && fields.is_empty() => return Ok(Self::Minute),
            Some(tick) if tick == "night" && fields.is_empty() => return Ok(Self::Night),
            Some(_) => {
                let says = "tick must be \"minute\" or \"night\", and stand alone";
                return Err(NotUnderstood::of("tick", says));
            }
        }
        let store = match fields.remove("store") {
            None | Some(Value::Null) => None,
            Some(store) => Some(read_store(&store)?),
        };
        for action in ["cancel", "show"] {
            let Some(run) = fields.remove(action) else {
                continue;
            };
            let run = read_run(action, &run)?;
            if let Some(other) = fields.keys().next() {
                let other: String = other.chars().take(40).collect();
                let says = format!("{other:?} cannot stand beside {action}");
                return Err(NotUnderstood::of(&other, says));
            }
            return Ok(match action {
                "cancel" => Self::Cancel { store, run },
                _ => Self::Show { store, run },
            });
        }
        Self::start(store, &fields)
    }

    fn start(store: Option<StoreId>, fields: &Map<String, Value>) -> Result<Self, NotUnderstood> {
        let asked = Asked::read(fields).map_err(|NotUnderstood { field, says }| {
            let says = format!(
                "{says}. Beside these: store (its id), or cancel or show with the id of a run"
            );
            NotUnderstood { field, says }
        })?;
        Ok(Self::Start { store, asked })
    }
}

fn read_store(store: &Value) -> Result<StoreId, NotUnderstood> {
    let id = store.as_str().and_then(|store| store.parse().ok());
    let says = "store must be the id of a store in the settings";
    id.ok_or_else(|| NotUnderstood::of("store", says))
}

fn read_run(action: &str, run: &Value) -> Result<RunId, NotUnderstood> {
    let run = run.as_str().unwrap_or_default();
    run.parse()
        .map_err(|error| NotUnderstood::of(action, format!("{action}: {error}")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn read(event: &Value) -> Result<Call, String> {
        Call::read(event).map_err(|error| error.to_string())
    }

    #[test]
    fn nothing_said_is_a_full_sync_of_every_store() {
        let all = Call::Start {
            store: None,
            asked: Asked::everything(),
        };
        assert_eq!(read(&json!({})), Ok(all));
    }

    #[test]
    fn the_schedules_and_people_are_told_apart() {
        assert_eq!(read(&json!({"tick": "minute"})), Ok(Call::Minute));
        assert_eq!(read(&json!({"tick": "night"})), Ok(Call::Night));
        let run: RunId = "20261128T173012-9f3a1c2b".parse().unwrap();
        let store = Some("main".parse().unwrap());
        assert_eq!(
            read(&json!({"cancel": run.to_string(), "store": "main"})),
            Ok(Call::Cancel {
                store,
                run: run.clone()
            })
        );
        let shown = read(&json!({"show": run.to_string()}));
        assert_eq!(shown, Ok(Call::Show { store: None, run }));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_what_is_allowed() {
        for (event, says) in [
            (json!([]), "the event must be a JSON object"),
            (json!({"tick": "hour"}), "tick must be"),
            (json!({"tick": "minute", "store": "main"}), "tick must be"),
            (json!({"store": "Main Shop"}), "store must be the id"),
            (
                json!({"cancel": "all"}),
                "cancel: the id of a run looks like",
            ),
            (
                json!({"show": "20261128T173012-9f3a1c2b", "dry_run": true}),
                "\"dry_run\" cannot stand beside show",
            ),
            (
                json!({"since": "2025-01-01"}),
                "\"since\" is not known; allowed are steps",
            ),
        ] {
            let said = read(&event).unwrap_err();
            assert!(said.starts_with(says), "{event}: {said}");
        }
    }
}
