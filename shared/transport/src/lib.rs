//! The seam between a client of some HTTP API and the network: one request in, one response out.
//!
//! - [`Transport`]: the seam itself, which tests replace by a script or a simulator
//! - [`TransportError`]: what can go wrong, cut by the only question that matters to a writer:
//!   can the other side have acted?
//! - [`Counting`]: counts what is sent through another one
//! - [`Seeds`]: by which clients spread their pauses between tries
//! - [`HttpTransport`]: the real one, on `reqwest`, within [`Limits`]
//!
//! Nothing here retries, follows a redirect or reads a status: a response of any status is `Ok`.
#![warn(missing_docs)]

mod address;
mod counting;
mod error;
mod http_transport;
mod limits;
mod seed;

pub use counting::Counting;
pub use error::TransportError;
pub use http_transport::HttpTransport;
pub use limits::Limits;
pub use seed::Seeds;

use std::sync::Arc;

use bytes::Bytes;

/// Sends one HTTP request and returns the whole response, whatever its status.
///
/// Implementations send a request at most once and never follow a redirect: a 3xx comes back as
/// a response.
pub trait Transport: Send + Sync {
    /// Sends `request`, whose URI is absolute, and reads the response's body to its end.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;
}

impl<T: Transport> Transport for &T {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        T::send(self, request).await
    }
}

impl<T: Transport> Transport for Arc<T> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        T::send(self, request).await
    }
}
