//! A client of WooCommerce's REST API (`wc/v3`). It writes nothing but webhooks.
//!
//! - [`Client`]: the calls, over any [`transport::Transport`]
//! - [`Order`] and its lines, refunds, customers, tax rates, webhooks: the wire models. They take
//!   what real stores send and tolerate fields that they do not know
//! - [`DateWalk`], [`IdWalk`]: which page to ask for, so that nothing is missed
//! - [`SideBySide`]: a whole store listed by several requests at a time
//! - [`Front`]: what stands between us and the store
//! - [`Error`] and its [`ErrorKind`]: what an answer that is not the expected one means, with one
//!   line of advice
#![warn(missing_docs)]

mod advice;
mod answer;
mod by_date;
mod client;
mod connection;
mod customers;
mod date_walk;
mod error;
mod front;
mod id_walk;
mod json_start;
mod listed;
mod masked;
mod may_write;
mod model;
mod odd;
mod orders;
mod refunds;
mod refusal;
mod side_by_side;
mod spans;
mod webhooks;
mod wire;

pub use advice::Oddity;
pub use by_date::{Among, By, Fields, ListedOrder, OrderList};
pub use client::Client;
pub use connection::{Connection, UnusableAddress};
pub use customers::CustomerRead;
pub use date_walk::{DateWalk, Dated, NextPage};
pub use error::{Error, ErrorKind};
pub use front::Front;
pub use id_walk::IdWalk;
pub use listed::Listed;
pub use model::{
    Address, CouponLine, Customer, FeeLine, LineItem, LineTax, MetaData, Order, OrderRefund,
    Refund, RefundLine, ShippingLine, Status, TaxLine, TaxRate, Webhook,
};
pub use orders::{OrderRead, Unreadable};
pub use refunds::RefundOf;
pub use refusal::Refusal;
pub use side_by_side::{Counts, SideBySide};
pub use spans::Span;
