use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The work is done, the answer is lost.
    CommitThenTimeout,
    /// The answer is lost at once, and the work is done only after the delay.
    CommitLate,
    /// The work is done, the answer is a PHP error page with status 500.
    CommitThen500,
    /// The work is done, the answer is a PHP error page with status 200.
    CommitThenPage,
    /// The work is done, the answer is an empty 200.
    CommitThenEmpty,
    /// The connection breaks before the CRM sees the request.
    DropBefore,
    /// The answer takes the delay to arrive.
    Slow,
    /// The call is over the rate limit.
    RateLimit,
    /// The token is refused as if it were wrong.
    TokenRefused,
    /// The module is switched off.
    ModuleInactive,
    /// The host answers 503 with a page.
    Down,
    /// A bot check answers in the CRM's place, with status 200.
    Captcha,
    /// The work is done, half of the answer arrives.
    TruncatedJson,
    /// A search finds nothing, whatever is there. Strikes searches only.
    SearchBlind,
    /// Two callers at once: number and e-mail are not found in use, although they are.
    DuplicateRace,
    /// Nothing is done, and the answer is a 200 whose body says `status: false`.
    StatusFalse,
    /// Nothing is done, and a write is answered with 404 and for example "Invoice Add Fail".
    SaysFailed,
}

impl FaultKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::CommitThenTimeout => "commit_then_timeout",
            Self::CommitLate => "commit_late",
            Self::CommitThen500 => "commit_then_500",
            Self::CommitThenPage => "commit_then_page",
            Self::CommitThenEmpty => "commit_then_empty",
            Self::DropBefore => "drop_before",
            Self::Slow => "slow",
            Self::RateLimit => "rate_limit",
            Self::TokenRefused => "token_refused",
            Self::ModuleInactive => "module_inactive",
            Self::Down => "down",
            Self::Captcha => "captcha",
            Self::TruncatedJson => "truncated_json",
            Self::SearchBlind => "search_blind",
            Self::DuplicateRace => "duplicate_race",
            Self::StatusFalse => "status_false",
            Self::SaysFailed => "says_failed",
        }
    }
}

/// Which calls a fault strikes; an absent field matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Match {
    /// The HTTP method, in capitals.
    pub method: Option<String>,
    /// How the path starts, for example `/api/invoices`.
    pub path_prefix: Option<String>,
}

/// One fault that waits for calls to strike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// Which calls it strikes.
    #[serde(rename = "match", default)]
    pub matches: Match,
    /// How many calls it strikes, none for all until it is removed.
    #[serde(default)]
    pub times: Option<u32>,
    /// It strikes only each nth of the calls that it fits, counted from its making; each one if absent.
    #[serde(default)]
    pub every: Option<u32>,
    /// How long the answer is held back, in milliseconds.
    #[serde(default)]
    pub delay_ms: u64,
    /// How many calls it would have struck so far.
    #[serde(skip)]
    fitting: u32,
}

impl Fault {
    /// A fault that strikes every call until it is removed.
    pub fn new(kind: FaultKind) -> Self {
        Self {
            kind,
            matches: Match::default(),
            times: None,
            every: None,
            delay_ms: 0,
            fitting: 0,
        }
    }

    /// The same fault, for this many calls only.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self {
            times: Some(times),
            ..self
        }
    }

    /// The same fault, for these calls only.
    #[must_use]
    pub fn on(self, method: &str, path_prefix: &str) -> Self {
        let matches = Match {
            method: Some(method.to_owned()),
            path_prefix: Some(path_prefix.to_owned()),
        };
        Self { matches, ..self }
    }

    /// The same fault, with the answer held back this long.
    #[must_use]
    pub fn delayed(self, delay_ms: u64) -> Self {
        Self { delay_ms, ..self }
    }

    fn is_its_turn(&mut self) -> bool {
        self.fitting += 1;
        self.every
            .is_none_or(|every| every > 0 && self.fitting.is_multiple_of(every))
    }

    fn strikes(&self, method: &str, path: &str) -> bool {
        let method_fits = self
            .matches
            .method
            .as_deref()
            .is_none_or(|m| m.eq_ignore_ascii_case(method));
        let path_fits = self
            .matches
            .path_prefix
            .as_deref()
            .is_none_or(|p| path.starts_with(p));
        let kind_fits = self.kind != FaultKind::SearchBlind || path.contains("/search/");
        method_fits && path_fits && kind_fits && self.times != Some(0)
    }
}

/// The faults in force, oldest first. A call is struck by the first that fits it, and by no other.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults(pub(crate) Vec<Fault>);

impl Faults {
    /// The fault for this call, used up by one.
    pub(crate) fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let fault = self.0.iter_mut().find_map(|fault| {
            let strikes = fault.strikes(method, path) && fault.is_its_turn();
            strikes.then_some(fault)
        })?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        let struck = fault.clone();
        self.0.retain(|f| f.times != Some(0));
        Some(struck)
    }
}
