//! What a person does at the desk, by the operator's command or on the console's page: one code for
//! both.
//!
//! - [`Item`]: what is parked, with the words for a person; [`retry`] and [`dismiss`]
//! - [`sync_now`]: an order or a customer handled again
//! - [`doctor`]: what is wrong with a store, Perfex or AWS, and how to mend it
//! - [`finding_cells`], [`month_cells`]: what `verify` found, as tables
//! - [`push`]: settings put in force, and what that [`Pushed`]
#![warn(missing_docs)]

mod again;
mod changes;
pub mod doctor;
mod item;
mod push;
mod release;
mod verified;

use domain::OrderId;
use intake::{Resource, StoreId};
use sync::ports::{Customers as _, Links as _, TableError};

pub use again::{retry, sync_now};
pub use changes::{changes, moved_stores};
pub use item::{Item, all, items, shown};
pub use push::{Pushed, push};
pub use release::{is_cured_by_settings, release};
pub use verified::{FINDING_HEADER, MONTH_HEADER, finding_cells, month_cells};

/// Something could not be done at the desk.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The table did not do as asked.
    #[error("{what}: {error}")]
    Table {
        /// What was wanted of it.
        what: &'static str,
        /// What it said.
        error: TableError,
    },
    /// The queue did not take a hint.
    #[error("only {sent} of {wanted} were sent for: {error}")]
    Queue {
        /// How many it took before.
        sent: usize,
        /// How many there were.
        wanted: usize,
        /// What it said.
        error: queue::QueueError,
    },
    /// The settings would move a store to another index.
    #[error(
        "{0}: the documents of that store would not be found in Perfex any more; if there are none \
         yet, use `woosync settings push --change-index`"
    )]
    Moved(String),
}

impl DeskError {
    pub(crate) fn table(what: &'static str) -> impl Fn(TableError) -> Self {
        move |error| Self::Table { what, error }
    }
}

/// Takes something off the list of what is parked: a person has seen to it. Nothing is written to
/// Perfex. It comes back when it is parked for another reason or with other sums.
pub async fn dismiss(
    table: &aws::Table,
    store: &StoreId,
    resource: Resource,
    id: u64,
) -> Result<(), TableError> {
    match resource {
        Resource::Order => {
            let Some(mut link) = table.link(store, OrderId(id)).await? else {
                return Ok(());
            };
            link.outcome.dismissed = link.outcome.parked.is_some();
            table.save_link(&mut link).await
        }
        Resource::Customer => {
            let Some(mut link) = table.customer(store, id).await? else {
                return Ok(());
            };
            link.outcome.dismissed = link.outcome.parked.is_some();
            table.save_customer(&mut link).await
        }
    }
}
