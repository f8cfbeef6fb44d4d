//! A client of WooCommerce's REST API (`wc/v3`). It writes nothing but webhooks.
//!
//! - [`Client`]: the calls, over any [`transport::Transport`]
//! - [`Order`] and its lines, refunds, customers, tax rates, webhooks: the wire models. They take
//!   what real stores send and tolerate fields that they do not know
//! - [`ChangeWalk`]: which page of changed orders to ask for, so that none is missed
//! - [`Error`] and its [`ErrorKind`]: what an answer that is not the expected one means, with one
//!   line of advice
#![warn(missing_docs)]

mod advice;
mod answer;
mod change_walk;
mod changes;
mod client;
mod connection;
mod customers;
mod error;
mod json_start;
mod listed;
mod masked;
mod model;
mod odd;
mod orders;
mod refusal;
mod webhooks;
mod wire;

pub use advice::Oddity;
pub use change_walk::{ChangeWalk, Changed, NextChanges};
pub use changes::{Among, ChangedOrder, Fields};
pub use client::Client;
pub use connection::{Connection, UnusableAddress};
pub use customers::CustomerRead;
pub use error::{Error, ErrorKind};
pub use listed::Listed;
pub use model::{
    Address, CouponLine, Customer, FeeLine, LineItem, LineTax, MetaData, Order, OrderRefund,
    Refund, RefundLine, ShippingLine, Status, TaxLine, TaxRate, Webhook,
};
pub use orders::{OrderRead, Unreadable};
pub use refusal::Refusal;
