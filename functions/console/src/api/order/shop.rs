//! What the store shows of an order now.

use intake::StoreId;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Serialize;
use sync::Settings;
use utoipa::ToSchema;
use woocommerce::OrderRead;

use crate::console::Console;

/// The longest text of the shop that is passed on, in characters.
const LONGEST_TEXT: usize = 10_000;
/// How many lines of an order are shown.
const MOST_LINES: usize = 300;

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

/// The order as the store shows it, and itself for whoever compares.
pub(super) async fn in_shop(
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
