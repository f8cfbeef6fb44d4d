//! What a run is asked to do.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use woocommerce::Span;

/// How many orders can be named one by one.
const MOST_IDS: usize = 1000;

/// The fields that are understood.
const ALLOWED: &str = "steps (of customers, orders, refunds, verify), after and before (a day such \
    as 2025-01-01, or a moment such as 2025-01-01T08:00:00Z, by which orders were made), ids (of \
    orders), dry_run (true or false)";

/// A step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Every registered customer.
    Customers,
    /// Every order.
    Orders,
    /// Every refund that has no credit note.
    Refunds,
    /// Store and Perfex beside each other.
    Verify,
}

impl Step {
    /// All of them, in the order in which they are done.
    pub const ALL: [Self; 4] = [Self::Customers, Self::Orders, Self::Refunds, Self::Verify];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Orders => "orders",
            Self::Refunds => "refunds",
            Self::Verify => "verify",
        }
    }

    /// The step of this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }
}

/// What a run is asked to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The steps, in the order in which they are done.
    pub steps: Vec<Step>,
    /// Only orders that were made at this moment or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Timestamp>,
    /// Only orders that were made before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Timestamp>,
    /// Just these orders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<u64>,
    /// Whether it only counts and sends nothing.
    #[serde(default)]
    pub dry_run: bool,
}

/// Something was asked for that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{says}")]
pub struct NotUnderstood {
    /// The field that is wrong; empty if it is the whole.
    pub field: String,
    /// What is allowed.
    pub says: String,
}

impl NotUnderstood {
    /// This field is wrong, for this reason.
    pub fn of(field: &str, says: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            says: says.into(),
        }
    }
}

impl Asked {
    /// Everything, in all steps.
    pub fn everything() -> Self {
        Self {
            steps: Step::ALL.to_vec(),
            after: None,
            before: None,
            ids: vec![],
            dry_run: false,
        }
    }

    /// What a night looks through: customers, and orders that were made within so many days before it. None if
    /// nights are not wanted.
    pub fn of_a_night(days: u16, now: Timestamp) -> Option<Self> {
        let days = SignedDuration::from_hours(24 * i64::from(days));
        (!days.is_zero()).then(|| Self {
            steps: vec![Step::Customers, Step::Orders],
            after: now.checked_sub(days).ok(),
            ..Self::everything()
        })
    }

    /// Reads it, strictly: a field that is not known may be a misspelt bound.
    pub fn read(fields: &Map<String, Value>) -> Result<Self, NotUnderstood> {
        let mut asked = Self::everything();
        let mut steps = None;
        for (field, value) in fields {
            match field.as_str() {
                "steps" => steps = Some(read_steps(value)?),
                "after" => asked.after = Some(moment(field, value)?),
                "before" => asked.before = Some(moment(field, value)?),
                "ids" => asked.ids = ids(value)?,
                "dry_run" => {
                    asked.dry_run = value
                        .as_bool()
                        .ok_or_else(|| NotUnderstood::of(field, "dry_run must be true or false"))?;
                }
                unknown => {
                    let unknown: String = unknown.chars().take(40).collect();
                    let says = format!("{unknown:?} is not known; allowed are {ALLOWED}");
                    return Err(NotUnderstood::of(&unknown, says));
                }
            }
        }
        if let (Some(after), Some(before)) = (asked.after, asked.before)
            && after >= before
        {
            let says = "after must be earlier than before";
            return Err(NotUnderstood::of("after", says));
        }
        if !asked.ids.is_empty() {
            if asked.after.or(asked.before).is_some() {
                let says = "ids cannot be combined with after or before";
                return Err(NotUnderstood::of("ids", says));
            }
            if steps
                .as_ref()
                .is_some_and(|steps: &Vec<Step>| steps != &[Step::Orders])
            {
                let says = "ids name orders: the only step for them is orders";
                return Err(NotUnderstood::of("ids", says));
            }
            asked.steps = vec![Step::Orders];
        }
        if let Some(steps) = steps {
            asked.steps = steps;
        }
        Ok(asked)
    }

    /// The span of creation, as WooCommerce takes it: with both ends exclusive.
    pub(crate) fn span(&self) -> Span {
        let second = SignedDuration::from_secs(1);
        Span {
            after: self.after.and_then(|after| after.checked_sub(second).ok()),
            before: self.before,
        }
    }
}

fn read_steps(value: &Value) -> Result<Vec<Step>, NotUnderstood> {
    let allowed = || {
        let says = "steps must be a list of customers, orders, refunds, verify";
        NotUnderstood::of("steps", says)
    };
    let names = value.as_array().ok_or_else(allowed)?;
    let mut steps: Vec<Step> = names
        .iter()
        .map(|name| name.as_str().and_then(Step::of).ok_or_else(allowed))
        .collect::<Result<_, _>>()?;
    // One needs what the one before wrote, so their order is not a matter of choice.
    steps.sort_unstable();
    steps.dedup();
    if steps.is_empty() {
        return Err(allowed());
    }
    Ok(steps)
}

fn moment(field: &str, value: &Value) -> Result<Timestamp, NotUnderstood> {
    let text = value.as_str().unwrap_or_default();
    let day = text.parse::<Date>().ok().filter(|_| text.len() == 10);
    day.and_then(|day| Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp()))
        .or_else(|| text.parse().ok())
        .ok_or_else(|| {
            let says = format!(
                "{field} must be a day such as 2025-01-01 (UTC), or a moment such as \
                 2025-01-01T08:00:00Z"
            );
            NotUnderstood::of(field, says)
        })
}

fn ids(value: &Value) -> Result<Vec<u64>, NotUnderstood> {
    let allowed = || {
        let says = format!("ids must be a list of 1 to {MOST_IDS} order ids");
        NotUnderstood::of("ids", says)
    };
    let ids = value.as_array().ok_or_else(allowed)?;
    if ids.is_empty() || ids.len() > MOST_IDS {
        return Err(allowed());
    }
    let id = |id: &Value| id.as_u64().filter(|id| *id > 0).ok_or_else(allowed);
    let mut ids: Vec<u64> = ids.iter().map(id).collect::<Result<_, _>>()?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used)]

    use serde_json::json;

    use super::*;

    fn read(json: &Value) -> Result<Asked, NotUnderstood> {
        Asked::read(json.as_object().unwrap())
    }

    #[test]
    fn nothing_said_means_everything() {
        assert_eq!(read(&json!({})), Ok(Asked::everything()));
    }

    #[test]
    fn steps_are_done_in_their_own_order_and_once() {
        let asked = read(&json!({"steps": ["verify", "orders", "orders"]})).unwrap();
        assert_eq!(asked.steps, [Step::Orders, Step::Verify]);
    }

    #[test]
    fn a_day_begins_at_midnight_utc_and_belongs_to_the_span() {
        let asked = read(&json!({"after": "2025-01-01", "before": "2025-02-01T08:00:00Z"}));
        let span = asked.unwrap().span();
        assert_eq!(span.after.unwrap().to_string(), "2024-12-31T23:59:59Z");
        assert_eq!(span.before.unwrap().to_string(), "2025-02-01T08:00:00Z");
    }

    #[test]
    fn orders_can_be_named() {
        let asked = read(&json!({"ids": [9, 3, 9]})).unwrap();
        assert_eq!((asked.steps, asked.ids), (vec![Step::Orders], vec![3, 9]));
    }

    #[test]
    fn what_is_not_understood_is_refused_with_what_is_allowed() {
        for (asked, says) in [
            (
                json!({"step": ["orders"]}),
                "\"step\" is not known; allowed are steps (of customers",
            ),
            (json!({"steps": "orders"}), "steps must be a list"),
            (json!({"steps": []}), "steps must be a list"),
            (json!({"steps": ["order"]}), "steps must be a list"),
            (json!({"after": "yesterday"}), "after must be a day"),
            (json!({"before": 20_250_101}), "before must be a day"),
            (
                json!({"after": "2025-02-01", "before": "2025-01-01"}),
                "after must be earlier",
            ),
            (json!({"ids": []}), "ids must be a list of 1 to 1000"),
            (json!({"ids": [0]}), "ids must be a list"),
            (
                json!({"ids": [1], "after": "2025-02-01"}),
                "ids cannot be combined",
            ),
            (json!({"ids": [1], "steps": ["verify"]}), "ids name orders"),
            (json!({"dry_run": "yes"}), "dry_run must be true or false"),
        ] {
            let NotUnderstood { field, says: said } = read(&asked).unwrap_err();
            assert!(said.starts_with(says), "{asked}: {said}");
            assert!(
                said.contains(&field) && asked.get(&field).is_some(),
                "{field}"
            );
        }
    }
}
