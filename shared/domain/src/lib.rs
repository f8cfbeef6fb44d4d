//! The rules of WooSync, pure: what an order is, which documents Perfex should hold for it, and
//! whether their sums agree to the last minor unit.
//!
//! Nothing here waits, reads a clock or knows a vendor's JSON. [`decide`] is the entrance: an
//! [`Order`], what already stands ([`Standing`]) and the store's [`Rules`] in, a [`Decision`] out.
//!
//! - [`money`]: currencies and rounding
//! - [`order`]: the checked order, [`address`], [`status`]
//! - [`taxes`]: WooCommerce rate ids to Perfex taxes
//! - [`Card`]: what the shop knows of a client
//! - [`lines`]: order lines to document lines, [`text`]: readable texts
//! - [`totals`]: Perfex's own arithmetic and the adjustment
//! - [`refund`]: what was given back, and its credit note
//! - [`document`]: what should stand in Perfex, [`marker`]: how we find it again
//! - [`decide`]: the table of statuses, [`Plan`]: the documents that come of it
//! - [`office`]: what the office adds to documents
//! - [`ledger`]: what an order contributes to revenue and to its client's history
//! - [`reason`]: why an order is skipped or parked
#![warn(missing_docs)]

pub mod address;
mod card;
mod decide;
pub mod document;
pub mod ledger;
pub mod lines;
pub mod marker;
pub mod money;
pub mod office;
pub mod order;
mod plan;
pub mod reason;
pub mod refund;
pub mod rules;
pub mod status;
pub mod taxes;
pub mod text;
pub mod totals;

pub use card::Card;
pub use decide::{
    Decision, Frozen, Standing, StandingInvoice, Withdrawal, decide, decide_deleted,
    stands_as_invoice,
};
pub use document::{Document, DocumentLine, EstimateStatus, Payment};
pub use ledger::{Contribution, Ledger, contribution};
pub use order::{Coupon, Customer, Line, LineKind, LineTax, Order, OrderId, TaxRate};
pub use plan::{Credit, Plan, Target};
pub use reason::{ParkReason, Parked, SkipReason};
pub use refund::Refund;
pub use rules::{
    EditsAfterPayment, InvoiceDate, InvoiceOn, Numbers, OpenOrders, Rules, ZeroTotals,
};
pub use status::OrderStatus;
