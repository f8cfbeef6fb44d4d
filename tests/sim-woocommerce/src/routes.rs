//! The routes of `/wp-json/wc/v3`.

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::query::Query;
use crate::reply::{error, json as json_answer, set};
use crate::store::{SITE, Store};
use crate::{auth, customers, hooks, list, orders, refunds, settings, taxes};

/// A route and the ids in its path.
#[derive(Debug, Clone, Copy)]
enum Route<'a> {
    Orders,
    OrderStatuses,
    Order(u64),
    OrderRefunds(u64),
    OrderRefund(u64, u64),
    Refunds,
    Customers,
    Customer(u64),
    Taxes,
    TaxClasses,
    Tax(u64),
    Settings(&'a str),
    Setting(&'a str, &'a str),
    Currency(&'a str),
    Webhooks,
    Webhook(u64),
}

impl<'a> Route<'a> {
    fn read(path: &'a str) -> Option<Self> {
        let (_, route) = path.split_once("/wp-json/wc/v3/")?;
        let parts: Vec<&str> = route.trim_end_matches('/').split('/').collect();
        Some(match parts.as_slice() {
            ["orders"] => Self::Orders,
            ["orders", "statuses"] => Self::OrderStatuses,
            ["orders", order] => Self::Order(id(order)?),
            ["orders", order, "refunds"] => Self::OrderRefunds(id(order)?),
            ["orders", order, "refunds", refund] => Self::OrderRefund(id(order)?, id(refund)?),
            ["refunds"] => Self::Refunds,
            ["customers"] => Self::Customers,
            ["customers", customer] => Self::Customer(id(customer)?),
            ["taxes"] => Self::Taxes,
            ["taxes", "classes"] => Self::TaxClasses,
            ["settings", group] => Self::Settings(group),
            ["settings", group, id] => Self::Setting(group, id),
            ["data", "currencies", code] => Self::Currency(code),
            ["taxes", tax] => Self::Tax(id(tax)?),
            ["webhooks"] => Self::Webhooks,
            ["webhooks", webhook] => Self::Webhook(id(webhook)?),
            _ => return None,
        })
    }

    fn allowed(self) -> &'static str {
        match self {
            Self::Orders | Self::Customers | Self::Webhooks | Self::OrderRefunds(_) => "GET, POST",
            Self::OrderStatuses
            | Self::Refunds
            | Self::Taxes
            | Self::TaxClasses
            | Self::Tax(_)
            | Self::Settings(_)
            | Self::Setting(..)
            | Self::Currency(_) => "GET",
            Self::OrderRefund(..) => "GET, DELETE",
            Self::Order(_) | Self::Customer(_) | Self::Webhook(_) => {
                "GET, POST, PUT, PATCH, DELETE"
            }
        }
    }

    /// `HEAD` is a `GET` whose body nginx throws away.
    fn takes(self, method: &Method) -> bool {
        let method = if method == Method::HEAD {
            "GET"
        } else {
            method.as_str()
        };
        self.allowed().split(", ").any(|allowed| allowed == method)
    }

    /// Whether it names one record.
    fn one(self) -> bool {
        !matches!(
            self,
            Self::Orders
                | Self::OrderStatuses
                | Self::OrderRefunds(_)
                | Self::Refunds
                | Self::Customers
                | Self::Taxes
                | Self::TaxClasses
                | Self::Settings(_)
                | Self::Webhooks
        )
    }
}

/// A number in a path; one that is too large names nothing that is there.
fn id(part: &str) -> Option<u64> {
    let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| part.parse().unwrap_or(u64::MAX))
}

/// A request that was let in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) query: &'a Query,
    pub(crate) body: &'a Value,
    pub(crate) now: Timestamp,
}

impl Asked<'_> {
    /// A flag of the query or the body.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.query.is_true(name) || self.body[name] == true || self.body[name] == "true"
    }

    /// A flag that is there and says no.
    pub(crate) fn says_no(&self, name: &str) -> bool {
        let no = self.query.get(name).is_some() && !self.query.is_true(name);
        no || self.body[name] == false || self.body[name] == "false"
    }
}

/// The answer to a request.
pub(crate) fn answer(
    store: &mut Store,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Response<Bytes> {
    let mut response = checked(store, request, now).unwrap_or_else(|refusal| *refusal);
    if !response.headers().contains_key("link") {
        let link = format!("<{SITE}wp-json/>; rel=\"https://api.w.org/\"");
        set(response.headers_mut(), "link", &link);
    }
    response
}

fn checked(
    store: &mut Store,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Result<Response<Bytes>, Box<Response<Bytes>>> {
    let (method, path) = (request.method(), request.uri().path());
    let query = Query::read(request.uri().query().unwrap_or_default());
    // Without pretty permalinks the API does not look at keys at all.
    if query.get("rest_route").is_some() {
        return Err(Box::new(auth::denied(method, false, now)));
    }
    let known = auth::brings_key(request, &query, store, now)?;
    let route = Route::read(path).filter(|route| route.takes(method));
    let route = route.ok_or_else(|| Box::new(no_route(now)))?;
    let body = body(request, now)?;
    if !known {
        return Err(Box::new(auth::denied(method, route.one(), now)));
    }
    let asked = Asked {
        method,
        path,
        query: &query,
        body: &body,
        now,
    };
    let mut response = route_to(store, route, asked);
    set(response.headers_mut(), "allow", route.allowed());
    Ok(response)
}

fn route_to(store: &mut Store, route: Route<'_>, asked: Asked<'_>) -> Response<Bytes> {
    let read = auth::is_read(asked.method);
    match route {
        Route::Orders if read => list::orders(store, asked),
        Route::Orders => orders::create(store, asked),
        Route::OrderStatuses => json_answer(200, &store.statuses, asked.now),
        Route::Order(id) => orders::one(store, id, asked),
        Route::OrderRefunds(order) if read => refunds::of_order(store, order, asked),
        Route::OrderRefunds(order) => refunds::create(store, order, asked),
        Route::OrderRefund(order, refund) => refunds::one(store, order, refund, asked),
        Route::Refunds => refunds::all(store, asked),
        Route::Customers if read => customers::list(store, asked),
        Route::Customers => customers::create(store, asked),
        Route::Customer(id) => customers::one(store, id, asked),
        Route::Taxes => taxes::list(store, asked),
        Route::TaxClasses => settings::tax_classes(store, asked),
        Route::Settings(group) => settings::group(group, asked),
        Route::Setting(group, id) => settings::one(group, id, asked),
        Route::Currency(code) => settings::currency(store, code, asked),
        Route::Tax(id) => taxes::one(store, id, asked),
        Route::Webhooks if read => hooks::list(store, asked),
        Route::Webhooks => hooks::create(store, asked),
        Route::Webhook(id) => hooks::one(store, id, asked),
    }
}

/// The parameters in the body: JSON, or a form where the header says so.
fn body(request: &Request<Bytes>, now: Timestamp) -> Result<Value, Box<Response<Bytes>>> {
    let bytes = request.body();
    if bytes.is_empty() || auth::is_read(request.method()) {
        return Ok(json!({}));
    }
    let kind = request.headers().get("content-type");
    let form = kind
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
    if form {
        let pairs = url::form_urlencoded::parse(bytes);
        let fields: Map<String, Value> = pairs
            .map(|(name, value)| (name.into_owned(), json!(value)))
            .collect();
        return Ok(Value::Object(fields));
    }
    serde_json::from_slice(bytes).map_err(|_| {
        let body = json!({
            "code": "rest_invalid_json",
            "message": "Invalid JSON body passed.",
            "data": {"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"},
        });
        Box::new(json_answer(400, &body, now))
    })
}

fn no_route(now: Timestamp) -> Response<Bytes> {
    error(
        404,
        "rest_no_route",
        "No route was found matching the URL and request method.",
        now,
    )
}
