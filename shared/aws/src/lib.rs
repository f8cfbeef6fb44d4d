//! The ports of [`sync`] on `DynamoDB`: one table with the keys `pk` and `sk`.
//!
//! | row | `pk` | `sk` |
//! |---|---|---|
//! | link of an order | `ORDER#{store}#{order}` | `LINK` |
//! | link of a registered customer | `CUSTOMER#{store}#{customer}` | `LINK` |
//! | claim of a client or a sequence | `CLAIM#{key}` | `CLAIM` |
//! | settings in force | `SETTINGS` | `CURRENT` |
//! | every version of them | `SETTINGS` | `V#{version, 8 digits}` |
//!
//! Every row has a `version` and a JSON document `doc`, and every write is conditional on the
//! version that was read.
//!
//! - [`Table`]: the table; it is the [`Links`](sync::ports::Links), the
//!   [`Claims`](sync::ports::Claims) and the [`SettingsSource`](sync::ports::SettingsSource)
//! - [`SettingsStore`]: writing settings, and their history
//! - [`Problem`]: what AWS said, in one line with what to do
//! - [`sdk_config`]: credentials, region, time limits and retries for every AWS client
#![warn(missing_docs)]

mod claims;
mod config;
mod customers;
mod errors;
mod link_batch;
mod links;
mod parked;
mod row;
mod settings;
mod settings_store;
mod table;

pub use config::sdk_config;
pub use errors::Problem;
pub use parked::ParkedRow;
pub use settings_store::{Pushed, SettingsStore, SettingsVersion};
pub use table::Table;
