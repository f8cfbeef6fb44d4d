//! What is known of a run.

use std::fmt;
use std::str::FromStr;

use intake::StoreId;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use perfex::DocumentKind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use woocommerce::{DateWalk, IdWalk, Span};

use super::{Asked, Item, Step};
use crate::delta::Lease;
use crate::verify::Report;

/// The id of a run: when it was asked for, and a part by chance. They sort by time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunId(String);

impl RunId {
    /// A new one.
    pub fn new(now: Timestamp, chance: Uuid) -> Self {
        let at = now.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%S");
        let chance = chance.simple().to_string();
        Self(format!("{at}-{}", &chance[..8]))
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is no id of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the id of a run looks like 20261128T173012-9f3a1c2b")]
pub struct NoRunId;

impl FromStr for RunId {
    type Err = NoRunId;

    fn from_str(text: &str) -> Result<Self, NoRunId> {
        let form = |(place, letter): (usize, char)| match place {
            8 => letter == 'T',
            15 => letter == '-',
            0..15 => letter.is_ascii_digit(),
            _ => letter.is_ascii_hexdigit(),
        };
        if text.len() == 24 && text.chars().enumerate().all(form) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoRunId)
        }
    }
}

impl TryFrom<String> for RunId {
    type Error = NoRunId;

    fn try_from(text: String) -> Result<Self, NoRunId> {
        text.parse()
    }
}

impl From<RunId> for String {
    fn from(id: RunId) -> Self {
        id.0
    }
}

/// Who asked for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person.
    Full,
    /// The night: what moves no date, and what was changed in Perfex.
    Nightly,
}

impl Kind {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Nightly => "nightly",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ending {
    /// All steps are done.
    Finished,
    /// A person stopped it.
    Cancelled,
}

/// Why a run does not get on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// What it waits for, for people.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: RunId,
    /// Who asked for it.
    pub kind: Kind,
    /// What was asked for.
    pub asked: Asked,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// How and when it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<(Ending, Timestamp)>,
    /// Why it does not get on, if it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// Who is at work on it, and until when nobody else is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lease: Option<Lease>,
    /// How many orders a request asks for. A store that cannot bear a hundred is asked for fewer.
    pub page_size: usize,
    /// The steps that were begun, in their order. The last is under way unless it ended.
    #[serde(default)]
    pub steps: Vec<StepRun>,
    /// What `verify` found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
}

/// A step that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRun {
    /// Which.
    pub step: Step,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// When all that it sent had been handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// How many there were to begin with, as the store said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// How many were listed.
    pub listed: u64,
    /// For how many a hint was sent.
    pub queued: u64,
    /// How many need none: they stand already, or are no orders yet.
    pub passed_over: u64,
    /// Where the listing is.
    pub listing: Listing,
}

/// Where the listing of a step is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listing {
    /// By creation, in spans that are walked side by side.
    Spans(Vec<SpanWalk>),
    /// By id.
    Ids {
        /// The walk.
        walk: IdWalk,
        /// What was noted as queued and may not be sent yet.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        outbox: Vec<Item>,
    },
    /// By creation, one order after the other beside what Perfex holds.
    Beside {
        /// The walk.
        walk: DateWalk,
        /// Whether it goes through the trash, which is another list.
        in_trash: bool,
    },
    /// By Perfex's own lists, one kind of document after the other.
    InPerfex {
        /// The kind.
        kind: DocumentKind,
        /// The page that comes next, the first is 1. After the last page of the last kind: none.
        next: Option<usize>,
    },
    /// By name.
    Named {
        /// What was noted as queued and may not be sent yet.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        outbox: Vec<Item>,
    },
}

/// A span that is walked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanWalk {
    /// The span.
    pub span: Span,
    /// The walk.
    pub walk: DateWalk,
    /// What was noted as queued and may not be sent yet: it is sent before the next page is asked
    /// for. Noted first, it is neither forgotten nor counted twice if the process dies in between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outbox: Vec<Item>,
    /// Links of orders that were made before this second were compared with the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared_before: Option<Timestamp>,
}

impl SpanWalk {
    pub(crate) fn new(span: Span) -> Self {
        Self {
            span,
            walk: DateWalk::after(span.after),
            outbox: vec![],
            compared_before: None,
        }
    }

    fn is_done(&self) -> bool {
        self.walk.next().is_none() && self.outbox.is_empty()
    }
}

impl StepRun {
    pub(crate) fn new(step: Step, listing: Listing, total: Option<u64>, now: Timestamp) -> Self {
        Self {
            step,
            begun_at: now,
            ended_at: None,
            total,
            listed: 0,
            queued: 0,
            passed_over: 0,
            listing,
        }
    }

    /// Whether everything is listed and sent.
    pub fn is_listed(&self) -> bool {
        match &self.listing {
            Listing::Spans(spans) => spans.iter().all(SpanWalk::is_done),
            Listing::Ids { walk, outbox } => walk.next().is_none() && outbox.is_empty(),
            Listing::Beside { walk, in_trash } => walk.next().is_none() && *in_trash,
            Listing::InPerfex { next, .. } => next.is_none(),
            Listing::Named { outbox } => outbox.is_empty(),
        }
    }
}

impl Run {
    /// A run that was just asked for.
    pub(crate) fn new(id: RunId, kind: Kind, asked: Asked, now: Timestamp) -> Self {
        Self {
            id,
            kind,
            asked,
            begun_at: now,
            ended: None,
            pause: None,
            lease: None,
            page_size: 100,
            steps: vec![],
            report: None,
        }
    }
}

/// The row of the run that is under way in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActiveRow {
    /// The store.
    pub store: StoreId,
    /// Version of the row; 0: there is none yet.
    pub version: u64,
    /// The run, if there is one.
    pub run: Option<Run>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_runs_sort_by_time_and_are_told_from_other_texts() {
        let early = RunId::new(Timestamp::UNIX_EPOCH, Uuid::max());
        let late = RunId::new(Timestamp::MAX, Uuid::nil());
        assert!(early < late);
        assert_eq!(early.to_string(), "19700101T000000-ffffffff");
        assert_eq!(early.to_string().parse(), Ok(early));
        for other in [
            "",
            "ACTIVE",
            "19700101T000000-fffffff",
            "19700101T000000-ffffffff#TALLY",
        ] {
            assert_eq!(other.parse::<RunId>(), Err(NoRunId), "{other}");
        }
    }
}
