//! The calls that everything else is made of: one read, one create, one update.

use std::fmt;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use secrecy::ExposeSecret;
use tokio::time::Instant;
use transport::{Seeds, Transport};
use uuid::Uuid;

use crate::body::Fields;
use crate::classify::{Answer, Verb, classify, transport_error};
use crate::{Connection, Error, Flavour};

/// PHP's default `max_input_vars`.
const MAX_FORM_VARIABLES: usize = 1000;
const READ_BUDGET: Duration = Duration::from_secs(20);
const READ_RETRIES: usize = 2;
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// A client of one Perfex. Reads are tried up to three times; writes are sent once.
pub struct Client<T> {
    transport: T,
    pub(crate) connection: Connection,
    label: String,
    read_budget: Duration,
    seeds: Seeds,
    /// How many variables a form may have before PHP drops the rest without a word
    /// (`max_input_vars`, 1000 unless the host changed it).
    pub max_form_variables: usize,
}

/// What a create came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Created {
    /// Perfex told the new record's id.
    Id(u64),
    /// Perfex wrote the record and did not tell its id: look it up.
    Untold,
}

impl<T: Transport> Client<T> {
    /// A client that speaks over `transport`.
    pub fn new(transport: T, connection: Connection) -> Self {
        Self {
            transport,
            connection,
            label: String::new(),
            read_budget: READ_BUDGET,
            seeds: Seeds::random(),
            max_form_variables: MAX_FORM_VARIABLES,
        }
    }

    /// The same client for one piece of work: `label`, of visible ASCII, begins the `x-request-id`
    /// of each of its calls, so that an operator sees in the host's log what they were made for.
    pub fn labelled(&self, label: &str) -> Client<&T> {
        Client {
            transport: &self.transport,
            connection: self.connection.clone(),
            label: format!("{label}/"),
            read_budget: self.read_budget,
            seeds: self.seeds.clone(),
            max_form_variables: self.max_form_variables,
        }
    }

    /// Replaces the time after which a failed read is not tried again (20 s).
    #[must_use]
    pub fn with_read_budget(mut self, budget: Duration) -> Self {
        self.read_budget = budget;
        self
    }

    /// Spreads the pauses between tries by these seeds instead of random ones.
    #[must_use]
    pub fn with_seeds(mut self, seeds: Seeds) -> Self {
        self.seeds = seeds;
        self
    }

    /// The generation of the API module.
    pub fn flavour(&self) -> Flavour {
        self.connection.flavour
    }

    pub(crate) async fn read(&self, segments: &[&str], query: &str) -> Result<Answer, Error> {
        let mut address = self.connection.address(segments);
        if !query.is_empty() {
            address = format!("{address}?{query}");
        }
        let started = Instant::now();
        let pauses = ExponentialBuilder::default()
            .with_min_delay(FIRST_PAUSE)
            .with_max_times(READ_RETRIES)
            .with_jitter()
            .with_jitter_seed(self.seeds.next());
        (|| self.call(Verb::Read, Method::GET, &address, None, Bytes::new()))
            .retry(pauses)
            .when(|error| error.is_transient() && started.elapsed() < self.read_budget)
            .await
    }

    /// POSTs a form: 2.x reads nothing else.
    pub(crate) async fn create(
        &self,
        resource: &str,
        fields: &Fields,
        key: Uuid,
    ) -> Result<Answer, Error> {
        const FORM: &str = "application/x-www-form-urlencoded";
        let address = self.connection.address(&[resource]);
        let content = Some((FORM, Some(key)));
        self.call(
            Verb::Create,
            Method::POST,
            &address,
            content,
            fields.form().into(),
        )
        .await
    }

    /// POSTs JSON, which only 3.x reads.
    pub(crate) async fn create_json(
        &self,
        resource: &str,
        fields: &Fields,
        key: Uuid,
    ) -> Result<Answer, Error> {
        let address = self.connection.address(&[resource]);
        let body = fields.json().to_string();
        self.call(
            Verb::Create,
            Method::POST,
            &address,
            Some((JSON, Some(key))),
            body.into(),
        )
        .await
    }

    /// PUTs JSON: a form is refused by 2.x.
    pub(crate) async fn update(&self, segments: &[&str], fields: &Fields) -> Result<(), Error> {
        let address = self.connection.address(segments);
        let body = fields.json().to_string();
        self.call(
            Verb::Update,
            Method::PUT,
            &address,
            Some((JSON, None)),
            body.into(),
        )
        .await?;
        Ok(())
    }

    /// DELETEs a record. That it is gone already, or is not, only a read tells for sure.
    pub(crate) async fn delete(&self, segments: &[&str]) -> Result<(), Error> {
        let address = self.connection.address(segments);
        self.call(Verb::Delete, Method::DELETE, &address, None, Bytes::new())
            .await?;
        Ok(())
    }

    async fn call(
        &self,
        verb: Verb,
        method: Method,
        address: &str,
        content: Option<(&'static str, Option<Uuid>)>,
        body: Bytes,
    ) -> Result<Answer, Error> {
        let id = format!("{}{}", self.label, Uuid::new_v4());
        let request = self.request(method, address, content, body, &id)?;
        let started = Instant::now();
        let sent = self.transport.send(request).await;
        let status = sent
            .as_ref()
            .map_or(0, |response| response.status().as_u16());
        let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::debug!(?verb, request = id, status, elapsed_ms, "perfex call");
        let response = sent.map_err(|error| transport_error(verb, error))?;
        classify(verb, &response)
    }

    fn request(
        &self,
        method: Method,
        address: &str,
        content: Option<(&'static str, Option<Uuid>)>,
        body: Bytes,
        id: &str,
    ) -> Result<Request<Bytes>, Error> {
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header("authtoken", self.token()?)
            .header(header::ACCEPT, JSON)
            // Each try has its own, so that an operator can count what arrived.
            .header("x-request-id", id);
        if let Some((content_type, key)) = content {
            request = request.header(header::CONTENT_TYPE, content_type);
            if let Some(key) = key {
                // 2.x ignores it.
                request = request.header("idempotency-key", key.to_string());
            }
        }
        request
            .body(body)
            .map_err(|_| Error::Refused("the address of Perfex is no http address".to_owned()))
    }

    fn token(&self) -> Result<HeaderValue, Error> {
        let token = self.connection.token.expose_secret().trim();
        let mut value = HeaderValue::from_str(token).map_err(|_| {
            Error::Refused("the Perfex token has characters that no token has".to_owned())
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

const JSON: &str = "application/json";

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}

impl Answer {
    /// What a create of records with an id under one of `keys` came to. A body is due.
    pub(crate) fn created(self, keys: &[&str]) -> Result<Created, Error> {
        match self {
            Self::Json(value) if value.is_object() => {
                Ok(crate::answer::id(&value, keys).map_or(Created::Untold, Created::Id))
            }
            Self::Blank(answer) => Err(Error::Ambiguous(crate::Cause::Answer(answer))),
            Self::Json(_) | Self::Nothing => {
                let Error::Unexpected(answer) = crate::answer::not_understood("no envelope") else {
                    return Ok(Created::Untold);
                };
                Err(Error::Ambiguous(crate::Cause::Answer(answer)))
            }
        }
    }
}
