//! A store that only lists, as large as it has to be, for measuring and for tests of what moves while
//! one lists.
//!
//! It answers `GET /orders` as WooCommerce does: sorted by creation or by change with ties by id, both
//! bounds exclusive and in whole seconds, by page number or `offset`, `X-WP-Total`, the trash apart. An order is a
//! recorded one with other ids and dates, so a page is as large as a shop's. It shares no code with the
//! client.

pub mod churn;
pub mod listing;
pub mod order;
pub mod page;
pub mod server;

pub use listing::Listing;
