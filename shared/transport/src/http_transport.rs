//! The transport that reaches the network.

use std::error::Error as _;

use bytes::{Bytes, BytesMut};

use crate::{Limits, Transport, TransportError, address};

const USER_AGENT: &str = concat!("WooSync/", env!("CARGO_PKG_VERSION"));

/// The transport that reaches the network. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    client: reqwest::Client,
    limits: Limits,
}

impl HttpTransport {
    /// A transport within `limits`. Make one at start-up and keep it: it pools connections.
    ///
    /// Fails with [`TransportError::Refused`] when this system offers no usable TLS (no root
    /// certificates, for example).
    pub fn new(limits: Limits) -> Result<Self, TransportError> {
        let client = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(limits.connect_timeout)
            .timeout(limits.timeout)
            .redirect(reqwest::redirect::Policy::none())
            // A writer must know how often its request was sent.
            .retry(reqwest::retry::never())
            // Behind a proxy, "never connected" could not be told from "sent, then lost".
            .no_proxy()
            .gzip(true)
            .build()
            .map_err(|error| TransportError::Refused(with_causes(&error)))?;
        Ok(Self { client, limits })
    }
}

impl Transport for HttpTransport {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        address::check(request.uri())?;
        let request = reqwest::Request::try_from(request)
            .map_err(|error| TransportError::Refused(with_causes(&error.without_url())))?;
        let response = self.client.execute(request).await.map_err(classify)?;
        read_whole(response, self.limits.max_body_bytes).await
    }
}

/// Reads the body chunk by chunk, so that a response without end costs no more than the limit.
async fn read_whole(
    mut response: reqwest::Response,
    limit_bytes: usize,
) -> Result<http::Response<Bytes>, TransportError> {
    let too_large = TransportError::TooLarge { limit_bytes };
    if response
        .content_length()
        .is_some_and(|told| usize::try_from(told).map_or(true, |told| told > limit_bytes))
    {
        return Err(too_large);
    }
    let mut whole = http::Response::new(());
    *whole.status_mut() = response.status();
    *whole.headers_mut() = std::mem::take(response.headers_mut());
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(classify)? {
        if body.len() + chunk.len() > limit_bytes {
            return Err(too_large);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(whole.map(|()| body.freeze()))
}

/// A connect error comes first: a connection that was not made in time is also a timeout, but
/// nothing was sent.
fn classify(error: reqwest::Error) -> TransportError {
    let error = error.without_url();
    if error.is_connect() {
        TransportError::NotSent(with_causes(&error))
    } else if error.is_builder() {
        TransportError::Refused(with_causes(&error))
    } else if error.is_timeout() {
        TransportError::TimedOut
    } else {
        TransportError::Lost(with_causes(&error))
    }
}

/// The outermost text alone ("error sending request") tells an operator nothing.
fn with_causes(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}
