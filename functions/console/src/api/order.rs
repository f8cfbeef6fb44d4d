//! One order: what the shop shows beside what stands in Perfex.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use domain::OrderId;
use intake::{Resource, StoreId};
use jiff::Timestamp;
use jiff::civil::Date;
use perfex::{DocumentId, DocumentKind};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sync::link::{Link, LinkedDocument};
use sync::ports::Links as _;
use sync::{Settings, link};
use utoipa::ToSchema;
use woocommerce::OrderRead;

use super::orders::OrderRow;
use super::{At, Wired, links};
use crate::access::Caller;
use crate::console::Console;
use crate::problem::Problem;

/// The longest text of the shop that is passed on, in characters.
const LONGEST_TEXT: usize = 2_000;
/// How many lines of an order are shown.
const MOST_LINES: usize = 300;

/// An order of a store.
#[derive(Deserialize)]
pub(crate) struct OfOrder {
    store: StoreId,
    order: u64,
}

/// An order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderDetail {
    /// As lists show it.
    order: OrderRow,
    /// Why it waits for a person; null if it does not.
    parked: Option<ParkedHere>,
    /// What it had come to, the newest first; a dozen at most.
    history: Vec<Turn>,
    /// When it was handled last.
    #[schema(value_type = String, format = DateTime)]
    handled_at: Timestamp,
    /// Perfex's client.
    client: Option<Linked>,
    /// The order in the store's back office.
    shop_url: Option<String>,
    /// What the store shows now.
    shop: Shop,
    /// What stands in Perfex: the invoice or else the estimate first, then credit notes.
    documents: Vec<DocumentView>,
    /// Both sides' sums beside each other.
    sums: Vec<SumRow>,
}

/// Why an order waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct ParkedHere {
    /// The code of the reason.
    reason: String,
    /// What to do.
    detail: String,
    /// The order's total; null where it does not matter.
    order_total: Option<String>,
    /// That of its documents, written or computed; null likewise.
    document_total: Option<String>,
    /// Since when.
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// How often it was tried.
    tries: u32,
    /// Whether a person has taken it off the list.
    dismissed: bool,
}

/// A turn in an order's story.
#[derive(Serialize, ToSchema)]
pub(crate) struct Turn {
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// How the handling ended.
    outcome: String,
    /// Why, as a code.
    reason: String,
    /// The order's status then.
    status: String,
}

/// Something in Perfex.
#[derive(Serialize, ToSchema)]
pub(crate) struct Linked {
    /// Its id.
    id: u64,
    /// Its page.
    url: String,
}

/// What the store shows now.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Shop {
    /// `shown`, `gone`, or `unavailable`.
    state: &'static str,
    /// Why it is not shown, and what to do.
    problem: String,
    /// Its status.
    status: String,
    /// ISO 4217 code.
    currency: String,
    /// Who ordered. Texts of the shop: whatever somebody typed.
    customer: String,
    /// The e-mail.
    email: String,
    /// The customer's note.
    note: String,
    /// The payment method in words.
    payment_method: String,
    /// When it was paid.
    #[schema(value_type = Option<String>, format = DateTime)]
    paid_at: Option<Timestamp>,
    /// Its lines, without taxes.
    lines: Vec<ShopLine>,
}

/// A line of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShopLine {
    /// `product`, `shipping` or `fee`.
    kind: &'static str,
    /// Its name.
    name: String,
    /// How many.
    quantity: String,
    /// Without taxes.
    total: String,
}

/// A document in Perfex.
#[derive(Serialize, ToSchema)]
pub(crate) struct DocumentView {
    /// `invoice`, `estimate` or `credit note`.
    kind: String,
    /// Perfex's id.
    id: u64,
    /// Its number.
    number: u32,
    /// Its date.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Its total as it was written.
    total: String,
    /// Its page.
    url: String,
    /// `shown`, `gone`, or `unavailable`; `unasked` for all but the first document.
    state: &'static str,
    /// Why it is not shown, and what to do.
    problem: String,
}

/// A sum on both sides.
#[derive(Serialize, ToSchema)]
pub(crate) struct SumRow {
    /// `net`, `tax`, `rounding`, `total`, `refunded`.
    name: &'static str,
    /// In WooCommerce; null where it has none or was not shown.
    shop: Option<String>,
    /// In Perfex; null likewise.
    perfex: Option<String>,
    /// Whether both are the same; null where the two are not to be compared.
    equal: Option<bool>,
}

/// One order, both sides.
#[utoipa::path(get, path = "/stores/{store}/orders/{order}", params(("store" = String, Path), ("order" = u64, Path)),
    responses((status = 200, body = OrderDetail), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(console): Wired,
    At(OfOrder { store, order }): At<OfOrder>,
) -> Result<Json<OrderDetail>, Problem> {
    let settings = console.settings_with(&store).await?;
    let link = console.table.link(&store, OrderId(order)).await?;
    let link = link.ok_or_else(|| {
        Problem::not_found("Nothing is known of this order yet. `Sync now` has it handled.")
    })?;
    let (found, (documents, first)) = tokio::join!(
        in_shop(&console, &settings, &store, order),
        in_perfex(&console, &settings, &link)
    );
    let (shop, shown) = found;
    let sums = sums(shown.as_ref(), first.as_ref(), &link);
    let outcome = &link.outcome;
    Ok(Json(OrderDetail {
        order: OrderRow::from(aws::ListedOrder::of(&link)),
        parked: outcome.parked.as_ref().map(|parked| ParkedHere {
            reason: parked.reason.code().to_owned(),
            detail: parked.detail.clone(),
            order_total: parked.order_total.map(desk::shown),
            document_total: parked.document_total.map(desk::shown),
            since: outcome.since,
            tries: outcome.tries,
            dismissed: outcome.dismissed,
        }),
        history: link.past.iter().rev().map(turn).collect(),
        handled_at: link.updated_at,
        client: link.client.as_ref().map(|client| Linked {
            id: client.id,
            url: links::perfex(&settings, "clients/client", client.id),
        }),
        shop_url: links::order(&settings, &store, order),
        shop,
        documents,
        sums,
    }))
}

fn turn(past: &link::Past) -> Turn {
    Turn {
        at: past.at,
        outcome: past.name.clone(),
        reason: past.reason.clone(),
        status: past.status.clone(),
    }
}

/// Has the order read and handled now.
#[utoipa::path(post, path = "/stores/{store}/orders/{order}/sync", params(("store" = String, Path), ("order" = u64, Path)),
    responses((status = 202), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub(crate) async fn sync_now(
    State(console): Wired,
    Extension(caller): Extension<Caller>,
    At(OfOrder { store, order }): At<OfOrder>,
) -> Result<StatusCode, Problem> {
    console.settings_with(&store).await?;
    if order == 0 {
        return Err(Problem::not_found("There is no order 0."));
    }
    desk::sync_now(
        &console.queue,
        &store,
        Resource::Order,
        order,
        Timestamp::now(),
    )
    .await
    .map_err(Problem::own_trouble)?;
    tracing::info!(store = %store, order, by = caller.name, "sync now");
    Ok(StatusCode::ACCEPTED)
}

async fn in_shop(
    console: &Console,
    settings: &Settings,
    store: &StoreId,
    order: u64,
) -> (Shop, Option<woocommerce::Order>) {
    let missing = |state, problem: String| {
        let shop = Shop {
            state,
            problem,
            ..Shop::default()
        };
        (shop, None)
    };
    let client = match console.store(settings, store).await {
        Ok(client) => client,
        Err(problem) => return missing("unavailable", problem),
    };
    match client.order(order).await {
        Ok(OrderRead::Found(found)) => (Shop::of(&found), Some(*found)),
        Ok(OrderRead::Deleted) => missing("gone", "The store has deleted this order.".to_owned()),
        Err(error) => missing("unavailable", error.to_string()),
    }
}

impl Shop {
    fn of(order: &woocommerce::Order) -> Self {
        let billing = &order.billing;
        let name = format!("{} {}", billing.first_name, billing.last_name);
        let customer = match (name.trim(), billing.company.trim()) {
            (name, "") => name.to_owned(),
            ("", company) => company.to_owned(),
            (name, company) => format!("{name}, {company}"),
        };
        let line = |kind, name: &str, quantity: String, total: Decimal| ShopLine {
            kind,
            // A shop keeps names as HTML.
            name: cut(&perfex::plain(name)),
            quantity,
            total: desk::shown(total),
        };
        let one = || "1".to_owned();
        let products = order.line_items.iter();
        let products = products.map(|item| {
            let quantity = item.quantity.normalize().to_string();
            line("product", &item.name, quantity, item.total)
        });
        let shipping = order.shipping_lines.iter();
        let shipping = shipping.map(|one_| line("shipping", &one_.method_title, one(), one_.total));
        let fees = order.fee_lines.iter();
        let fees = fees.map(|fee| line("fee", &fee.name, one(), fee.total));
        Self {
            state: "shown",
            problem: String::new(),
            status: cut(&order.status),
            currency: cut(&order.currency),
            customer: cut(&customer),
            email: cut(&billing.email),
            note: cut(&order.customer_note),
            payment_method: cut(&order.payment_method_title),
            paid_at: order.date_paid_gmt,
            lines: products
                .chain(shipping)
                .chain(fees)
                .take(MOST_LINES)
                .collect(),
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What stands, and the first of it as Perfex shows it now.
async fn in_perfex(
    console: &Console,
    settings: &Settings,
    link: &Link,
) -> (Vec<DocumentView>, Option<perfex::Document>) {
    let mut written: Vec<(DocumentKind, &LinkedDocument)> = Vec::new();
    written.extend(
        link.invoice
            .iter()
            .map(|one| (DocumentKind::Invoice, &one.document)),
    );
    written.extend(
        link.estimate
            .iter()
            .map(|one| (DocumentKind::Estimate, &one.document)),
    );
    let notes = link.credit_notes.values();
    written.extend(notes.map(|note| (DocumentKind::CreditNote, note)));
    let mut views: Vec<DocumentView> = written
        .iter()
        .map(|(kind, document)| view(settings, *kind, document))
        .collect();
    let (Some((kind, document)), Some(view)) = (written.first(), views.first_mut()) else {
        return (views, None);
    };
    let crm = match console.crm(settings).await {
        Ok(crm) => crm,
        Err(problem) => {
            (view.state, view.problem) = ("unavailable", problem);
            return (views, None);
        }
    };
    let read = crm.document(*kind, DocumentId(document.id)).await;
    let (state, problem, shown) = match read {
        Ok(Some(shown)) => ("shown", String::new(), Some(shown)),
        Ok(None) => ("gone", "It was deleted in Perfex.".to_owned(), None),
        Err(error) => ("unavailable", error.to_string(), None),
    };
    (view.state, view.problem) = (state, problem);
    (views, shown)
}

fn view(settings: &Settings, kind: DocumentKind, document: &LinkedDocument) -> DocumentView {
    let page = match kind {
        DocumentKind::Invoice => "invoices/list_invoices",
        DocumentKind::Estimate => "estimates/list_estimates",
        DocumentKind::CreditNote => "credit_notes/list_credit_notes",
    };
    DocumentView {
        kind: kind.to_string(),
        id: document.id,
        number: document.number,
        date: document.date,
        total: desk::shown(document.total),
        url: links::perfex(settings, page, document.id),
        state: "unasked",
        problem: String::new(),
    }
}

fn sums(
    shop: Option<&woocommerce::Order>,
    document: Option<&perfex::Document>,
    link: &Link,
) -> Vec<SumRow> {
    let row = |name, shop: Option<Decimal>, perfex: Option<Decimal>, compared: bool| SumRow {
        name,
        equal: shop.zip(perfex).filter(|_| compared).map(|(a, b)| a == b),
        shop: shop.map(desk::shown),
        perfex: perfex.map(desk::shown),
    };
    let refunded = shop.map(|order| {
        let refunds = order.refunds.iter();
        refunds.map(|refund| refund.total.abs()).sum::<Decimal>()
    });
    let credited = link.credit_notes.values().map(|note| note.total);
    let credited = document.map(|_| credited.sum::<Decimal>());
    let mut rows = vec![
        row(
            "net",
            shop.map(|order| order.total - order.total_tax),
            document.map(|document| document.subtotal),
            false,
        ),
        row(
            "tax",
            shop.map(|order| order.total_tax),
            document.map(|document| document.total_tax),
            false,
        ),
        row(
            "rounding",
            None,
            document.map(|document| document.adjustment),
            false,
        ),
        row(
            "total",
            shop.map(|order| order.total),
            document.map(|document| document.total),
            true,
        ),
    ];
    let has_refunds = [refunded, credited].into_iter().flatten();
    if has_refunds.sum::<Decimal>() > Decimal::ZERO {
        rows.push(row("refunded", refunded, credited, true));
    }
    rows
}
