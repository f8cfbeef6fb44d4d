//! Orders, many by one request or one by itself.

use serde::Deserialize;
use transport::Transport;

use crate::answer;
use crate::client::{Client, LARGEST_PAGE};
use crate::error::Error;
use crate::listed::Listed;
use crate::model::Order;

/// Decimals that are asked for. WooCommerce keeps line totals at its rounding precision of six and
/// would else cut them to the store's display setting, whatever the order's currency.
pub(crate) const DECIMALS: u32 = 6;

/// The code by which WooCommerce says that there is no such order. Any other 404 is an outage.
const NO_SUCH_ORDER: &str = "woocommerce_rest_shop_order_invalid_id";

/// What the store shows for one id.
#[derive(Debug, Clone)]
pub enum OrderRead {
    /// The order, possibly in the trash.
    Found(Box<Order>),
    /// There is none, for good.
    Deleted,
}

/// An order of a list that cannot be read; the others of its list can.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the order cannot be read at {path}: {problem}")]
pub struct Unreadable {
    /// Its id, if at least that can be read.
    pub id: Option<u64>,
    /// Where, as a JSON path.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

impl<T: Transport> Client<T> {
    /// `GET /orders?include=…`: the orders of these ids, a hundred to a request. An order that cannot
    /// be read does not spoil the others.
    ///
    /// `statuses` are those of the store. The trash has to be named beside them, since `any` leaves
    /// it out, whatever stands beside that.
    pub async fn orders(
        &self,
        ids: &[u64],
        statuses: &[String],
    ) -> Result<Listed<Result<Order, Unreadable>>, Error> {
        let mut orders = Listed {
            items: Vec::with_capacity(ids.len()),
            store_time: None,
            total: None,
            after_noise: false,
        };
        for ids in ids.chunks(LARGEST_PAGE) {
            let answer = self.read("orders", &query(ids, statuses)).await?;
            for (place, element) in answer.elements()?.into_iter().enumerate() {
                orders.items.push(order(element.get(), place));
            }
            orders.store_time = orders.store_time.or_else(|| answer.store_time());
            orders.total = match (orders.total, answer.total()) {
                (Some(before), Some(more)) => Some(before + more),
                (before, more) => before.or(more),
            };
            orders.after_noise |= answer.is_after_noise();
        }
        Ok(orders)
    }

    /// `GET /orders/{id}`: one order, wherever it is.
    pub async fn order(&self, id: u64) -> Result<OrderRead, Error> {
        let query = format!("dp={DECIMALS}");
        match self.read(&format!("orders/{id}"), &query).await {
            Ok(answer) => Ok(OrderRead::Found(Box::new(answer.decode()?))),
            Err(Error::Refused {
                status: 404, code, ..
            }) if code == NO_SUCH_ORDER => Ok(OrderRead::Deleted),
            Err(error) => Err(error),
        }
    }
}

fn query(ids: &[u64], statuses: &[String]) -> String {
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let trash = ["trash".to_owned()];
    let statuses: Vec<String> = statuses
        .iter()
        .filter(|status| *status != "trash")
        .chain(&trash)
        .map(|status| url::form_urlencoded::byte_serialize(status.as_bytes()).collect())
        .collect();
    format!(
        "include={}&status={}&per_page={LARGEST_PAGE}&orderby=id&order=asc&dp={DECIMALS}",
        ids.join(","),
        statuses.join(",")
    )
}

fn order(json: &str, place: usize) -> Result<Order, Unreadable> {
    #[derive(Deserialize)]
    struct Named {
        id: u64,
    }
    answer::decode(json.as_bytes(), &format!("[{place}]")).map_err(|error| {
        let (path, problem) = match error {
            Error::Unreadable { path, problem } => (path, problem),
            other => (format!("[{place}]"), other.to_string()),
        };
        let id = serde_json::from_str::<Named>(json)
            .ok()
            .map(|named| named.id);
        Unreadable { id, path, problem }
    })
}
