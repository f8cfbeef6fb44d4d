//! The calls: reads only, each tried again where that is safe.

use std::fmt;
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use bytes::Bytes;
use http::{Method, Request, header};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use tokio::time::Instant;
use transport::Transport;

use crate::answer::Answer;
use crate::connection::{Connection, UnusableAddress};
use crate::error::Error;
use crate::model::{Refund, Status, TaxRate, Webhook};

/// How long the tries of one read may take together before no further one is begun.
const READ_BUDGET: Duration = Duration::from_secs(30);

/// How often a read is tried again.
const RETRIES: usize = 2;

/// How long the first pause is.
const FIRST_PAUSE: Duration = Duration::from_millis(300);

/// The largest page that WooCommerce gives.
pub(crate) const LARGEST_PAGE: usize = 100;

/// A store's REST API.
pub struct Client<T> {
    transport: T,
    connection: Connection,
}

/// A list and what came with it.
#[derive(Debug, Clone)]
pub struct Listed<I> {
    /// The items of this page.
    pub items: Vec<I>,
    /// The store's own time when it answered.
    pub store_time: Option<Timestamp>,
    /// How many items there are on all pages. It is 0 past the last page of orders.
    pub total: Option<u64>,
}

impl<T: Transport> Client<T> {
    /// A client of one store.
    pub fn new(transport: T, connection: Connection) -> Result<Self, UnusableAddress> {
        connection.check()?;
        Ok(Self {
            transport,
            connection,
        })
    }

    /// `GET /orders/statuses`: every status that orders of this store can have, plugins' own too.
    pub async fn statuses(&self) -> Result<Vec<Status>, Error> {
        self.read("orders/statuses", "").await?.decode()
    }

    /// `GET /orders/{id}/refunds`, in detail.
    pub async fn refunds_of(&self, order: u64) -> Result<Vec<Refund>, Error> {
        let query = format!("per_page={LARGEST_PAGE}&dp={}", crate::orders::DECIMALS);
        self.read(&format!("orders/{order}/refunds"), &query)
            .await?
            .decode()
    }

    /// `GET /taxes`: all rates, page by page.
    pub async fn tax_rates(&self) -> Result<Vec<TaxRate>, Error> {
        self.all("taxes", "orderby=id&order=asc").await
    }

    /// `GET /webhooks`: all of them, other people's too.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        self.all("webhooks", "orderby=id&order=asc").await
    }

    async fn all<I: DeserializeOwned>(&self, route: &str, query: &str) -> Result<Vec<I>, Error> {
        let mut items = Vec::new();
        for page in 1_u32.. {
            let query = format!("{query}&per_page={LARGEST_PAGE}&page={page}");
            let listed: Listed<I> = self.list(route, &query).await?;
            let last = listed.items.len() < LARGEST_PAGE;
            items.extend(listed.items);
            if last {
                break;
            }
        }
        Ok(items)
    }

    async fn list<I: DeserializeOwned>(
        &self,
        route: &str,
        query: &str,
    ) -> Result<Listed<I>, Error> {
        let answer = self.read(route, query).await?;
        Ok(Listed {
            items: answer.decode()?,
            store_time: store_time(&answer),
            total: answer
                .header("x-wp-total")
                .and_then(|total| total.parse().ok()),
        })
    }

    /// One read, with its tries.
    pub(crate) async fn read(&self, route: &str, query: &str) -> Result<Answer, Error> {
        let address = self.connection.address(route, query);
        let started = Instant::now();
        let pauses = ExponentialBuilder::default()
            .with_min_delay(FIRST_PAUSE)
            .with_max_times(RETRIES)
            .with_jitter();
        (|| self.read_once(&address))
            .retry(pauses)
            .when(|error| error.is_transient() && started.elapsed() < READ_BUDGET)
            .await
    }

    async fn read_once(&self, address: &str) -> Result<Answer, Error> {
        let unusable = |problem: String| Error::Unreachable(problem);
        let authorization = self
            .connection
            .authorization()
            .map_err(|error| unusable(error.to_string()))?;
        let request = Request::builder()
            .method(Method::GET)
            .uri(address)
            .header(header::AUTHORIZATION, authorization)
            .header(header::ACCEPT, "application/json")
            .body(Bytes::new())
            .map_err(|error| unusable(error.to_string()))?;
        Answer::read(self.transport.send(request).await?)
    }
}

/// The `Date` header: the store's clock, the only one that its dates can be compared with.
fn store_time(answer: &Answer) -> Option<Timestamp> {
    let date = jiff::fmt::rfc2822::parse(answer.header("date")?).ok()?;
    Some(date.timestamp())
}

impl<T> fmt::Debug for Client<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("connection", &self.connection)
            .finish_non_exhaustive()
    }
}
