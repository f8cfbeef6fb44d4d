//! How long and how much a transport waits for.

use std::time::Duration;

/// How long one request may take and how large its response may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time to have a connection, TLS included. Passing it means that nothing was sent.
    pub connect_timeout: Duration,
    /// Time for everything: connection, request and the response's last byte.
    pub timeout: Duration,
    /// Largest response body, in bytes after decompression.
    pub max_body_bytes: usize,
}
