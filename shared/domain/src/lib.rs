//! The rules of WooSync, pure: what an order is, which documents Perfex should hold for it, and
//! whether their sums agree to the last minor unit.
//!
//! Nothing here waits, reads a clock or knows a vendor's JSON. [`decide`] is the entrance: an
//! [`Order`], what already stands ([`Standing`]) and the store's [`Rules`] in, a [`Decision`] out.
//!
//! - [`money`]: currencies and rounding
//! - [`order`]: the checked order, [`address`], [`status`]
//! - [`taxes`]: WooCommerce rate ids to Perfex taxes
//! - [`lines`]: order lines to document lines, [`text`]: readable texts
//! - [`totals`]: Perfex's own arithmetic and the adjustment
//! - [`refund`]: what was given back, and its credit note
//! - [`document`]: what should stand in Perfex, [`marker`]: how we find it again
//! - [`decide`]: the table of statuses
//! - [`reason`]: why an order is skipped or parked
#![warn(missing_docs)]

pub mod address;
mod decide;
pub mod document;
pub mod lines;
pub mod marker;
pub mod money;
pub mod order;
pub mod reason;
pub mod refund;
pub mod rules;
pub mod status;
pub mod taxes;
pub mod text;
pub mod totals;

pub use decide::{
    Credit, Decision, Plan, Standing, StandingInvoice, Target, Withdrawal, decide, decide_deleted,
};
pub use document::{Document, DocumentLine, EstimateStatus, Payment};
pub use order::{Customer, Line, LineKind, LineTax, Order, OrderId, TaxRate};
pub use reason::{ParkReason, Parked, SkipReason};
pub use refund::Refund;
pub use rules::{OpenOrders, Rules};
pub use status::OrderStatus;
