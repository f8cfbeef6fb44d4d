//! Orders by their last change, page by page.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use transport::Transport;

use crate::answer;
use crate::change_walk::{Changed, NextChanges};
use crate::client::Client;
use crate::error::Error;
use crate::listed::Listed;
use crate::orders::DECIMALS;
use crate::wire;

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
    /// Id, status and date of the last change: a fiftieth of the bytes, a third of the time.
    Key,
    /// All of it.
    All,
}

/// An order of such a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedOrder {
    /// Its id.
    pub id: u64,
    /// Its status.
    pub status: String,
    /// When it was last changed.
    pub modified_gmt: Option<Timestamp>,
    /// What was asked for of it, as the store wrote it.
    pub json: String,
}

impl Changed for ChangedOrder {
    fn id(&self) -> u64 {
        self.id
    }

    fn modified_gmt(&self) -> Option<Timestamp> {
        self.modified_gmt
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
}

impl<T: Transport> Client<T> {
    /// `GET /orders?orderby=modified`: at most `page_size` (1 to 100) orders in the order of their last
    /// change, which a [`ChangeWalk`](crate::ChangeWalk) asks for. An order without a readable id makes
    /// the whole page unreadable: what cannot be placed could be lost.
    pub async fn changed(
        &self,
        next: NextChanges,
        page_size: usize,
        among: Among,
        fields: Fields,
    ) -> Result<Listed<ChangedOrder>, Error> {
        let query = query(next, page_size, among, fields);
        let answer = self.read("orders", &query).await?;
        let mut items = Vec::with_capacity(page_size);
        for (place, element) in answer.elements()?.into_iter().enumerate() {
            let json = element.get();
            let key: Key = answer::decode(json.as_bytes(), &format!("[{place}]"))?;
            items.push(ChangedOrder {
                id: key.id,
                status: key.status,
                modified_gmt: key.date_modified_gmt,
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

fn query(next: NextChanges, page_size: usize, among: Among, fields: Fields) -> String {
    let mut query = vec![format!("orderby=modified&order=asc&per_page={page_size}")];
    if let Some(after) = next.after {
        query.push(format!(
            "modified_after={}&dates_are_gmt=true",
            naive(after)
        ));
    }
    if next.offset > 0 {
        query.push(format!("offset={}", next.offset));
    }
    if among == Among::Trash {
        query.push("status=trash".to_owned());
    }
    query.push(match fields {
        Fields::Key => "_fields=id,status,date_modified_gmt".to_owned(),
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
        let next = NextChanges {
            after: "2026-11-24T04:40:00.999Z".parse().ok(),
            offset: 90,
        };
        assert_eq!(
            query(next, 100, Among::Trash, Fields::Key),
            "orderby=modified&order=asc&per_page=100&modified_after=2026-11-24T04:40:00\
             &dates_are_gmt=true&offset=90&status=trash&_fields=id,status,date_modified_gmt"
        );
        let first = NextChanges {
            after: None,
            offset: 0,
        };
        assert_eq!(
            query(first, 50, Among::Kept, Fields::All),
            "orderby=modified&order=asc&per_page=50&dp=6"
        );
    }
}
