//! The doctor: looks at a store, at Perfex and at AWS, and says of each thing whether it is well, and
//! if not, how to mend it. It changes nothing, but for [`write_probe`], which has to be asked for. What
//! it says holds no secrets and no personal data, so that it can be passed on.

mod cloud;
mod office;
mod permissions;
mod shop;
mod webhooks;
mod write_probe;

pub use cloud::{Queues, aws};
pub use office::perfex;
pub use shop::store;
pub use write_probe::write_probe;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The store.
    Store,
    /// Perfex.
    Perfex,
    /// Our own part in AWS.
    Aws,
}

impl About {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Perfex => "perfex",
            Self::Aws => "aws",
        }
    }
}

/// Whether it is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Good,
    /// It could not be told, or is worth knowing.
    Note,
    /// It is not.
    Problem,
}

impl Verdict {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Note => "note",
            Self::Problem => "problem",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub about: About,
    /// What was looked at, stable.
    pub check: &'static str,
    /// Whether it is well.
    pub verdict: Verdict,
    /// What was found, in one line; of a problem, how to mend it too.
    pub said: String,
}

impl Finding {
    fn new(about: About, check: &'static str, verdict: Verdict, said: impl Into<String>) -> Self {
        Self {
            about,
            check,
            verdict,
            said: said.into(),
        }
    }

    /// Whether somebody has to do something.
    pub fn is_problem(&self) -> bool {
        self.verdict == Verdict::Problem
    }
}

/// The store cannot be asked, since its keys are missing.
pub fn keys_missing(problem: &str) -> Finding {
    Finding::new(About::Store, "keys", Verdict::Problem, problem)
}

/// Perfex cannot be asked, since its token is missing.
pub fn token_missing(problem: &str) -> Finding {
    Finding::new(About::Perfex, "token", Verdict::Problem, problem)
}

/// Findings about one side, as they are gathered.
struct Findings {
    about: About,
    found: Vec<Finding>,
}

impl Findings {
    fn about(about: About) -> Self {
        Self {
            about,
            found: vec![],
        }
    }

    fn add(&mut self, check: &'static str, verdict: Verdict, said: impl Into<String>) {
        self.found
            .push(Finding::new(self.about, check, verdict, said));
    }

    fn good(&mut self, check: &'static str, said: impl Into<String>) {
        self.add(check, Verdict::Good, said);
    }

    fn note(&mut self, check: &'static str, said: impl Into<String>) {
        self.add(check, Verdict::Note, said);
    }

    fn problem(&mut self, check: &'static str, said: impl Into<String>) {
        self.add(check, Verdict::Problem, said);
    }
}
