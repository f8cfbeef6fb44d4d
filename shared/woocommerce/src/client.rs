//! The calls: reads only, each tried again where that is safe.

use std::fmt;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use bytes::Bytes;
use http::{Method, Request, header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use transport::{Seeds, Transport};

use crate::answer::Answer;
use crate::connection::{Connection, UnusableAddress};
use crate::error::Error;
use crate::model::{Refund, Status, TaxRate};

/// How long the tries of one read may take together before no further one is begun.
const READ_BUDGET: Duration = Duration::from_secs(30);

/// How often a read is tried again.
const RETRIES: usize = 2;

/// How long the first pause is.
const FIRST_PAUSE: Duration = Duration::from_millis(300);

/// The largest page that WooCommerce gives.
pub(crate) const LARGEST_PAGE: usize = 100;

/// How many pages of a list are read. A cache in front of a store may give the same page for ever.
const MOST_PAGES: usize = 1000;

/// A store's REST API.
pub struct Client<T> {
    transport: T,
    connection: Connection,
    seeds: Seeds,
}

impl<T: Transport> Client<T> {
    /// A client of one store.
    pub fn new(transport: T, connection: Connection) -> Result<Self, UnusableAddress> {
        connection.check()?;
        Ok(Self {
            transport,
            connection,
            seeds: Seeds::random(),
        })
    }

    /// Spreads the pauses between tries by these seeds instead of random ones.
    #[must_use]
    pub fn with_seeds(mut self, seeds: Seeds) -> Self {
        self.seeds = seeds;
        self
    }

    /// `GET /orders/statuses`: every status that orders of this store can have, plugins' own too.
    pub async fn statuses(&self) -> Result<Vec<Status>, Error> {
        self.read("orders/statuses", "").await?.decode()
    }

    /// Whether the store answers: `GET /orders/statuses`, without a second try.
    pub async fn answers(&self) -> Result<(), Error> {
        let address = self.connection.address("orders/statuses", "");
        let _: Vec<Status> = self.read_once(&address).await?.decode()?;
        Ok(())
    }

    /// `GET /system_status`: WooCommerce's version, if the store tells it to this key.
    pub async fn version(&self) -> Result<Option<String>, Error> {
        #[derive(Deserialize)]
        struct Status {
            #[serde(default)]
            environment: Environment,
        }
        #[derive(Default, Deserialize)]
        struct Environment {
            #[serde(default)]
            version: Option<String>,
        }
        // It lists every plugin too, which takes the store a while.
        let query = "_fields=environment";
        let status: Status = self.read("system_status", query).await?.decode()?;
        Ok(status.environment.version)
    }

    /// `GET /orders/{id}/refunds`, in detail.
    pub async fn refunds_of(&self, order: u64) -> Result<Vec<Refund>, Error> {
        let query = format!("orderby=id&order=asc&dp={}", crate::orders::DECIMALS);
        self.all(&format!("orders/{order}/refunds"), &query).await
    }

    /// `GET /taxes`: all rates, page by page.
    pub async fn tax_rates(&self) -> Result<Vec<TaxRate>, Error> {
        self.all("taxes", "orderby=id&order=asc").await
    }

    pub(crate) async fn all<I: DeserializeOwned>(
        &self,
        route: &str,
        query: &str,
    ) -> Result<Vec<I>, Error> {
        let mut items = Vec::new();
        for page in 1..=MOST_PAGES {
            let query = format!("{query}&per_page={LARGEST_PAGE}&page={page}");
            let found: Vec<I> = self.read(route, &query).await?.decode()?;
            let is_last = found.len() < LARGEST_PAGE;
            items.extend(found);
            if is_last {
                return Ok(items);
            }
        }
        Err(Error::Unreadable {
            path: ".".to_owned(),
            problem: format!("the list of {route} has no end after {MOST_PAGES} pages"),
        })
    }

    /// One read, with its tries.
    pub(crate) async fn read(&self, route: &str, query: &str) -> Result<Answer, Error> {
        let address = self.connection.address(route, query);
        let started = Instant::now();
        let pauses = ExponentialBuilder::default()
            .with_min_delay(FIRST_PAUSE)
            .with_max_times(RETRIES)
            .with_jitter()
            .with_jitter_seed(self.seeds.next());
        let answer = (|| self.read_once(&address))
            .retry(pauses)
            .when(|error| error.is_transient() && started.elapsed() < READ_BUDGET)
            .adjust(|error, pause| Some(pause?.max(error.retry_after().unwrap_or_default())))
            .await?;
        if answer.is_after_noise() {
            tracing::warn!(
                route,
                "the store writes something before its JSON: look at its PHP error log"
            );
        }
        Ok(answer)
    }

    async fn read_once(&self, address: &str) -> Result<Answer, Error> {
        self.send(Method::GET, address, Bytes::new()).await
    }

    /// One request, tried once: a write must not be repeated without a look at what became of it.
    pub(crate) async fn write(
        &self,
        method: Method,
        route: &str,
        query: &str,
        body: &serde_json::Value,
    ) -> Result<Answer, Error> {
        let address = self.connection.address(route, query);
        self.send(method, &address, body.to_string().into()).await
    }

    async fn send(&self, method: Method, address: &str, body: Bytes) -> Result<Answer, Error> {
        let unsendable = |problem: String| Error::Unsendable(problem);
        let authorization = self
            .connection
            .authorization()
            .map_err(|error| unsendable(error.to_string()))?;
        let mut request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json");
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let request = request
            .body(body)
            .map_err(|error| unsendable(error.to_string()))?;
        Answer::read(self.transport.send(request).await?)
    }
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}
