//! A host in front of the simulated store, which is in the way of one thing.

use behaviour::clock::StandingClock;
use behaviour::store_wire::{StoreWire, main_store};
use bytes::Bytes;
use desk::doctor::{self, Finding};
use http::{Method, Request, Response, Uri};
use jiff::Timestamp;
use perfex::Flavour;
use transport::{Transport, TransportError};
use woocommerce::{Client, Connection};

use crate::office::settings;

/// What the host does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// Lets everything pass.
    LetsPass,
    /// Sends every request on to the same address with `www`.
    Redirects,
    /// Finds nothing under `/wp-json/`, as without permalinks.
    KnowsNoApi,
    /// Takes the `Authorization` header away.
    TakesAuthorization,
    /// Takes the `Date` header away from answers.
    TakesDate,
    /// Takes `dates_are_gmt` away, as a plugin or an old WooCommerce does.
    TakesDatesAreGmt,
    /// Refuses whatever is no `GET`.
    RefusesWrites,
    /// Answers a `POST` as if it were a `GET`.
    ReadsOnly,
}

/// A wire to the recorded store behind a host.
#[derive(Clone)]
pub(crate) struct Hosted {
    pub(crate) wire: StoreWire,
    host: Host,
}

impl Hosted {
    pub(crate) fn by(host: Host) -> Self {
        Self::at(host, Timestamp::now())
    }

    /// A store whose clock stands at a time.
    pub(crate) fn at(host: Host, now: Timestamp) -> Self {
        let wire = StoreWire::to_the_recorded(StandingClock::at(now));
        Self { wire, host }
    }

    pub(crate) async fn look(&self, webhook_url: Option<&str>) -> Vec<Finding> {
        let connection = Connection {
            base: "https://shop.example.test".parse().unwrap(),
            consumer_key: "ck_1".to_owned(),
            consumer_secret: "cs_1".to_owned().into(),
        };
        let client = Client::new(self.clone(), connection).unwrap();
        let settings = settings(Flavour::Themesic3);
        doctor::store(&settings, &main_store(), &client, webhook_url).await
    }
}

impl Transport for Hosted {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let is_write = request.method() != Method::GET;
        match self.host {
            Host::Redirects => return Ok(redirection(&request)),
            Host::KnowsNoApi => return Ok(page(404, "Not Found")),
            Host::RefusesWrites if is_write => return Ok(page(403, "Forbidden")),
            Host::ReadsOnly => *request.method_mut() = Method::GET,
            Host::TakesAuthorization => {
                request.headers_mut().remove("authorization");
            }
            Host::TakesDatesAreGmt => {
                let address = request.uri().to_string();
                let without = address.replace("dates_are_gmt=true", "nothing=else");
                *request.uri_mut() = without.parse::<Uri>().unwrap();
            }
            Host::LetsPass | Host::TakesDate | Host::RefusesWrites => {}
        }
        let mut answer = self.wire.send(request).await?;
        if self.host == Host::TakesDate {
            answer.headers_mut().remove("date");
        }
        Ok(answer)
    }
}

fn redirection(request: &Request<Bytes>) -> Response<Bytes> {
    let target = request.uri().to_string().replace("://", "://www.");
    let mut answer = page(301, "Moved Permanently");
    let headers = answer.headers_mut();
    headers.insert("location", target.parse().unwrap());
    answer
}

/// A page of the web server, in several lines as they are.
fn page(status: u16, title: &str) -> Response<Bytes> {
    let body = format!("<!DOCTYPE html>\n<html>\n<h1>{title}</h1>\n<hr>\n</html>\n");
    let answer = Response::builder().status(status);
    let answer = answer.header("content-type", "text/html");
    answer.body(body.into()).unwrap()
}
