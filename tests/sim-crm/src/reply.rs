use std::time::Duration;

use bytes::Bytes;
use http::Response;

/// What becomes of a request, including what only a network can do to it.
#[derive(Debug)]
pub enum Reply {
    /// The answer arrives.
    Answer(Response<Bytes>),
    /// The CRM did (or will yet do) the work, but its answer never arrives.
    LostAfterCommit,
    /// The request never reached the CRM; nothing happened.
    NotReached,
    /// The CRM has done its part, and what follows takes this long to arrive.
    Slow(Duration, Box<Reply>),
}

impl Reply {
    /// The answer, if there is one, however late.
    pub fn into_answer(self) -> Option<Response<Bytes>> {
        match self {
            Self::Answer(response) => Some(response),
            Self::Slow(_, later) => later.into_answer(),
            Self::LostAfterCommit | Self::NotReached => None,
        }
    }
}
