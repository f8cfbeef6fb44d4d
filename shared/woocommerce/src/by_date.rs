//! Orders by the date of their last change or of their creation, page by page.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use transport::Transport;

use crate::answer;
use crate::client::Client;
use crate::date_walk::{Dated, NextPage};
use crate::error::Error;
use crate::listed::Listed;
use crate::orders::DECIMALS;
use crate::wire;

/// The date by which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// That of the last change.
    Change,
    /// That of the creation. It does not move when an order changes, so a walk by it comes by each
    /// order once.
    Creation,
}

/// Which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All but those in the trash.
    Kept,
    /// Those in the trash, which `any` leaves out.
    Trash,
}

/// How much of each order is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// Id, status and the dates that the list needs: a fiftieth of the bytes, a third of the time.
    Key,
    /// All of it.
    All,
}

/// An order of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrder {
    /// Its id.
    pub id: u64,
    /// Its status.
    pub status: String,
    /// When it was last changed.
    pub modified_gmt: Option<Timestamp>,
    /// When it was made; unknown in a list of keys by change.
    pub created_gmt: Option<Timestamp>,
    by: By,
    /// What was asked for of it, as the store wrote it.
    pub json: String,
}

impl Dated for ListedOrder {
    fn id(&self) -> u64 {
        self.id
    }

    fn date(&self) -> Option<Timestamp> {
        match self.by {
            By::Change => self.modified_gmt,
            By::Creation => self.created_gmt,
        }
    }
}

/// The part that places an order in the list.
#[derive(Deserialize)]
struct Key {
    id: u64,
    #[serde(deserialize_with = "wire::text")]
    status: String,
    #[serde(default, deserialize_with = "wire::gmt")]
    date_modified_gmt: Option<Timestamp>,
    #[serde(default, deserialize_with = "wire::gmt")]
    date_created_gmt: Option<Timestamp>,
}

/// A list of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderList {
    /// Sorted by this date.
    pub by: By,
    /// Only what bears an earlier second of that date than this one.
    pub before: Option<Timestamp>,
    /// Of these orders.
    pub among: Among,
    /// Showing so much of each.
    pub fields: Fields,
}

impl OrderList {
    /// What changed.
    pub fn changes(among: Among, fields: Fields) -> Self {
        Self {
            by: By::Change,
            before: None,
            among,
            fields,
        }
    }

    /// Orders in the order of their creation.
    pub fn created_before(before: Option<Timestamp>, fields: Fields) -> Self {
        Self {
            by: By::Creation,
            before,
            among: Among::Kept,
            fields,
        }
    }
}

impl<T: Transport> Client<T> {
    /// `GET /orders`, sorted by a date: at most `page_size` (1 to 100) orders, which a
    /// [`DateWalk`](crate::DateWalk) asks for. An order without a readable id makes the whole page
    /// unreadable: what cannot be placed could be lost.
    pub async fn list(
        &self,
        list: OrderList,
        next: NextPage,
        page_size: usize,
    ) -> Result<Listed<ListedOrder>, Error> {
        let query = query(list, next, page_size);
        let answer = self.read("orders", &query).await?;
        let mut items = Vec::with_capacity(page_size);
        for (place, element) in answer.elements()?.into_iter().enumerate() {
            let json = element.get();
            let key: Key = answer::decode(json.as_bytes(), &format!("[{place}]"))?;
            items.push(ListedOrder {
                id: key.id,
                status: key.status,
                modified_gmt: key.date_modified_gmt,
                created_gmt: key.date_created_gmt,
                by: list.by,
                json: json.to_owned(),
            });
        }
        Ok(Listed {
            items,
            store_time: answer.store_time(),
            total: answer.total(),
            after_noise: answer.is_after_noise(),
        })
    }
}

fn query(list: OrderList, next: NextPage, page_size: usize) -> String {
    let (orderby, after, before) = match list.by {
        By::Change => ("modified", "modified_after", "modified_before"),
        By::Creation => ("date", "after", "before"),
    };
    let mut query = vec![format!("orderby={orderby}&order=asc&per_page={page_size}")];
    for (bound, at) in [(after, next.after), (before, list.before)] {
        if let Some(at) = at {
            query.push(format!("{bound}={}", naive(at)));
        }
    }
    if next.after.or(list.before).is_some() {
        query.push("dates_are_gmt=true".to_owned());
    }
    if next.offset > 0 {
        query.push(format!("offset={}", next.offset));
    }
    if list.among == Among::Trash {
        query.push("status=trash".to_owned());
    }
    query.push(match list.fields {
        Fields::Key if list.by == By::Change => "_fields=id,status,date_modified_gmt".to_owned(),
        Fields::Key => "_fields=id,status,date_modified_gmt,date_created_gmt".to_owned(),
        Fields::All => format!("dp={DECIMALS}"),
    });
    query.join("&")
}

/// UTC without saying so. With a `Z` beside `dates_are_gmt=true` WooCommerce reads the time wrongly by
/// the site's offset: it takes it to the site's zone and then compares it with the GMT column.
fn naive(at: Timestamp) -> String {
    let utc = at.to_zoned(TimeZone::UTC).datetime();
    utc.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_naive_utc_in_whole_seconds() {
        let at = |text: &str| text.parse().ok();
        let next = NextPage {
            after: at("2026-11-24T04:40:00.999Z"),
            offset: 90,
        };
        assert_eq!(
            query(OrderList::changes(Among::Trash, Fields::Key), next, 100),
            "orderby=modified&order=asc&per_page=100&modified_after=2026-11-24T04:40:00\
             &dates_are_gmt=true&offset=90&status=trash&_fields=id,status,date_modified_gmt"
        );
        let first = NextPage {
            after: None,
            offset: 0,
        };
        assert_eq!(
            query(OrderList::changes(Among::Kept, Fields::All), first, 50),
            "orderby=modified&order=asc&per_page=50&dp=6"
        );
        let before = at("2026-11-25T00:00:00Z");
        assert_eq!(
            query(OrderList::created_before(before, Fields::Key), next, 25),
            "orderby=date&order=asc&per_page=25&after=2026-11-24T04:40:00\
             &before=2026-11-25T00:00:00&dates_are_gmt=true&offset=90\
             &_fields=id,status,date_modified_gmt,date_created_gmt"
        );
        assert_eq!(
            query(OrderList::created_before(before, Fields::All), first, 25),
            "orderby=date&order=asc&per_page=25&before=2026-11-25T00:00:00\
             &dates_are_gmt=true&dp=6"
        );
    }
}
