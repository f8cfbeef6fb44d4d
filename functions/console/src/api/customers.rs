//! The buyers of a store, by what they spent.

use aws::{OrderFilter, Spender};
use axum::Json;
use axum::extract::State;
use domain::money::{Currency, round};
use intake::StoreId;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::orders::OrderPage;
use super::{Asked, At, OfStore, Wired, currencies, currency, links, page_size};
use crate::cursor;
use crate::problem::Problem;

/// Which buyers.
#[derive(Deserialize, IntoParams)]
pub(crate) struct Wanted {
    /// ISO 4217 code. Default: the first currency of the settings.
    currency: Option<String>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// How many, at most 50. Default: 50.
    limit: Option<usize>,
}

/// A page of buyers, those who spent most first.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerPage {
    /// The currency of all amounts.
    currency: &'static str,
    /// The currencies to choose from.
    currencies: Vec<&'static str>,
    /// The buyers.
    customers: Vec<CustomerRow>,
    /// Cursor of the next page; null after the last one.
    next: Option<String>,
}

/// A buyer. Names and addresses are not kept here: Perfex has them.
#[derive(Serialize, ToSchema)]
pub(crate) struct CustomerRow {
    /// The buyer's key, a digest of the e-mail.
    key: String,
    /// How many orders.
    orders_count: u64,
    /// What they came to, less what was given back.
    total_spent: String,
    /// The same by order.
    average: String,
    /// The store's local day of the first of these orders; null if the ledger does not tell it yet.
    #[schema(value_type = Option<String>, format = Date)]
    first_order_on: Option<Date>,
    /// The store's local day of the last of them, likewise.
    #[schema(value_type = Option<String>, format = Date)]
    last_order_on: Option<Date>,
    /// Perfex's client; null if there is none yet.
    client: Option<u64>,
    /// Its page in Perfex.
    client_url: Option<String>,
    /// How many other buyers have the same client, on whatever page: one person with several e-mails,
    /// or two people whom a rule of the settings took for one.
    same_client: usize,
}

/// A page of a store's buyers.
#[utoipa::path(get, path = "/stores/{store}/customers", params(("store" = String, Path), Wanted),
    responses((status = 200, body = CustomerPage), (status = 400, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(console): Wired,
    At(OfStore { store }): At<OfStore>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<CustomerPage>, Problem> {
    let settings = console.settings_with(&store).await?;
    let currency = currency(&settings, wanted.currency.as_deref())?;
    let after = wanted.cursor.as_deref();
    let after = after.map(|cursor| cursor::decode(cursor, read_place));
    let after = after.transpose()?;
    let after = after.as_ref().map(|(spent, key)| (*spent, key.as_str()));
    let limit = page_size(wanted.limit);
    let page = console
        .table
        .spenders(&store, currency, after, limit)
        .await?;
    let clients = &page.clients;
    let mut shared = console
        .table
        .sharers(&clients.values().copied().collect())
        .await?;
    // Whoever is not noted yet stands beside the others on this page at least.
    for (buyer, client) in clients {
        shared.entry(*client).or_default().insert(buyer.clone());
    }
    let customers = page.spenders.iter().map(|spender| {
        let client = clients.get(&spender.buyer).copied();
        CustomerRow {
            key: spender.buyer.clone(),
            orders_count: spender.orders_count,
            total_spent: amount(spender.total_spent, currency),
            average: average(spender),
            first_order_on: spender.first_order_on,
            last_order_on: spender.last_order_on,
            client,
            client_url: client.map(|id| links::perfex(&settings, "clients/client", id)),
            same_client: client
                .and_then(|client| shared.get(&client))
                .map_or(0, |buyers| buyers.len() - 1),
        }
    });
    Ok(Json(CustomerPage {
        currency: currency.code(),
        currencies: currencies(&settings).iter().map(|one| one.code()).collect(),
        customers: customers.collect(),
        next: page
            .next
            .map(|(spent, key)| cursor::encode(&format!("{spent} {key}"))),
    }))
}

fn read_place(text: &str) -> Option<(Decimal, String)> {
    let (spent, key) = text.split_once(' ')?;
    is_key(key).then_some((spent.parse().ok()?, key.to_owned()))
}

/// A digest of an e-mail in hexadecimal.
fn is_key(key: &str) -> bool {
    (1..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn average(spender: &Spender) -> String {
    let decimals = spender.currency.decimals();
    let each = spender
        .total_spent
        .checked_div(spender.orders_count.into())
        .unwrap_or_default();
    amount(round(each, decimals), spender.currency)
}

/// With the decimals of its currency.
pub(crate) fn amount(amount: Decimal, currency: Currency) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < currency.decimals() {
        amount.rescale(currency.decimals());
    }
    amount.to_string()
}

/// A buyer of a store.
#[derive(Deserialize)]
pub(crate) struct OfBuyer {
    store: StoreId,
    buyer: String,
}

/// Where the buyer's orders go on.
#[derive(Deserialize, IntoParams)]
pub(crate) struct WantedOrders {
    /// `next` of the orders of the page before.
    cursor: Option<String>,
}

/// A buyer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Customer {
    /// The buyer's key.
    key: String,
    /// Perfex's client; null if there is none yet.
    client: Option<u64>,
    /// Its page in Perfex.
    client_url: Option<String>,
    /// The keys of other buyers who have the same client. Orders of theirs may be in another store.
    same_client: Vec<String>,
    /// What the buyer ordered and spent, by currency.
    spent: Vec<InCurrency>,
    /// The store's local day of the first order that counts, in whatever currency.
    #[schema(value_type = Option<String>, format = Date)]
    first_order_on: Option<Date>,
    /// The store's local day of the last order that counts.
    #[schema(value_type = Option<String>, format = Date)]
    last_order_on: Option<Date>,
    /// The orders, the newest first.
    orders: OrderPage,
}

/// What a buyer spent in one currency.
#[derive(Serialize, ToSchema)]
pub(crate) struct InCurrency {
    /// ISO 4217 code.
    currency: &'static str,
    /// How many orders.
    orders_count: u64,
    /// What they came to, less what was given back.
    total_spent: String,
    /// The same by order.
    average: String,
}

/// A buyer of a store.
#[utoipa::path(get, path = "/stores/{store}/customers/{buyer}",
    params(("store" = String, Path), ("buyer" = String, Path), WantedOrders),
    responses((status = 200, body = Customer), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfBuyer { store, buyer }): At<OfBuyer>,
    Asked(wanted): Asked<WantedOrders>,
) -> Result<Json<Customer>, Problem> {
    if !is_key(&buyer) {
        return Err(Problem::not_found("There is no such customer."));
    }
    let (settings, client) = console.settings_and_client(&store, &buyer).await?;
    let after = wanted.cursor.as_deref();
    let after = after.map(|cursor| cursor::decode(cursor, aws::Place::read));
    let after = after.transpose()?;
    let limit = page_size(None);
    let table = &console.table;
    let currencies = currencies(&settings);
    let all = OrderFilter::default();
    let (known, orders) = tokio::join!(
        table.buyer(&store, &buyer, client, &currencies),
        table.orders_of_buyer(&store, &buyer, &all, after.as_ref(), limit),
    );
    let ((spent, others), orders) = (known?, orders?);
    if spent.is_empty() && orders.orders.is_empty() && after.is_none() {
        return Err(Problem::not_found("There is no such customer."));
    }
    Ok(Json(Customer {
        client,
        same_client: others.into_iter().collect(),
        client_url: client.map(|id| links::perfex(&settings, "clients/client", id)),
        spent: spent
            .iter()
            .filter(|one| one.orders_count > 0)
            .map(|one| InCurrency {
                currency: one.currency.code(),
                orders_count: one.orders_count,
                total_spent: amount(one.total_spent, one.currency),
                average: average(one),
            })
            .collect(),
        first_order_on: spent.iter().filter_map(|one| one.first_order_on).min(),
        last_order_on: spent.iter().filter_map(|one| one.last_order_on).max(),
        orders: OrderPage::of(orders, limit),
        key: buyer,
    }))
}
