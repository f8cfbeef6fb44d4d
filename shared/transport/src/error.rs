//! Why no response came back.

/// Why no response came back. Texts name hosts and causes, never headers, bodies or query strings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The connection was never made (name not found, connection refused, TLS not agreed, no
    /// connection in time): nothing can have happened at the other side.
    #[error("not sent: {0}")]
    NotSent(String),
    /// The request was sent, or partly sent, and the connection broke: the outcome is unknown.
    #[error("connection lost: {0}")]
    Lost(String),
    /// No complete response within the time allowed: the outcome is unknown.
    #[error("no complete response in time")]
    TimedOut,
    /// The response is larger than allowed. The request was answered, so it may have acted.
    #[error("the response is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit that was passed, in bytes after decompression.
        limit_bytes: usize,
    },
    /// This side refused to send, for example plain `http` to a host that is not this machine.
    #[error("refused to send: {0}")]
    Refused(String),
}

impl TransportError {
    /// Whether the other side can have acted on the request.
    pub fn may_have_acted(&self) -> bool {
        match self {
            Self::NotSent(_) | Self::Refused(_) => false,
            Self::Lost(_) | Self::TimedOut | Self::TooLarge { .. } => true,
        }
    }
}
