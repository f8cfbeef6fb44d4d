//! The ports of [`sync`] on `DynamoDB`: one table with the keys `pk` and `sk`.
//!
//! | row | `pk` | `sk` |
//! |---|---|---|
//! | link of an order | `ORDER#{store}#{order}` | `LINK` |
//! | link of a registered customer | `CUSTOMER#{store}#{customer}` | `LINK` |
//! | claim of a client or a sequence | `CLAIM#{key}` | `CLAIM` |
//! | a day of a store's ledger | `LEDGER#{store}#{currency}` | `DAY#{yyyy-mm-dd}` |
//! | a client's history in a store | `CLIENT#{client key}` | `SPENT#{store}#{currency}` |
//! | where the scheduled look at a store is | `DELTA#{store}` | `DELTA` |
//! | when a store was last heard of | `PULSE#{store}` | `PULSE` |
//! | the run of a full sync that is under way | `RUN#{store}` | `ACTIVE` |
//! | one that ended | `RUN#{store}` | `{run}` |
//! | what became of what a run sent | `RUN#{store}` | `{run}#TALLY` |
//! | an item of it that was counted, for 30 days | `RUN#{store}#{run}` | `{step}.{id}.{at}` |
//! | breaker of a store or the CRM | `BREAKER#{side}` | `BREAKER` |
//! | a hint that waits for one | `WAITING#{side}` | `{received at, ms}#{group}` |
//! | settings in force | `SETTINGS` | `CURRENT` |
//! | every version of them | `SETTINGS` | `V#{version, 8 digits}` |
//!
//! Every row has a `version` and a JSON document `doc`, and every write is conditional on the
//! version that was read. Rows of the ledger have a number for each figure instead of a document;
//! they are added to, in one transaction with the link that is the cause of it.
//!
//! - [`Table`]: the table; it is the [`Links`](sync::ports::Links), the
//!   [`Claims`](sync::ports::Claims) and the [`SettingsSource`](sync::ports::SettingsSource)
//! - [`Outbox`]: the queue of hints, on SQS
//! - [`LedgerRow`]: a row of the ledger, for whoever shows or verifies it
//! - [`SettingsStore`]: writing settings, and their history
//! - [`Problem`]: what AWS said, in one line with what to do
//! - [`sdk_config`]: credentials, region, time limits and retries for every AWS client
#![warn(missing_docs)]

mod book;
mod breakers;
mod claims;
mod config;
mod customers;
mod delta;
mod dump;
mod errors;
mod key;
mod known;
mod ledger;
mod link_batch;
mod links;
mod listed;
mod outbox;
mod overview;
mod parked;
mod pulse;
mod reset;
mod row;
mod runs;
mod settings;
mod settings_store;
mod sharers;
mod spenders;
mod table;
mod traces;
mod waiting;

pub use config::sdk_config;
pub use dump::Restored;
pub use errors::Problem;
pub use ledger::LedgerRow;
pub use listed::{ListedOrder, OrderFilter, OrdersPage, Place};
pub use outbox::Outbox;
pub use overview::StoreHealth;
pub use parked::{ParkedLink, ParkedRow};
pub use runs::RunsPage;
pub use settings_store::{Pushed, SettingsStore, SettingsVersion};
pub use spenders::{Spender, SpendersPage};
pub use table::Table;
pub use traces::{Forgotten, Traces};
