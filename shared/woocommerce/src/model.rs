//! The wire models. Texts are as the store keeps them, amounts are exact.

mod customer;
mod lines;
mod meta;
mod order;
mod refund;
mod store;

pub use customer::Customer;
pub use lines::{CouponLine, FeeLine, LineItem, LineTax, ShippingLine, TaxLine};
pub use meta::MetaData;
pub use order::{Address, Order, OrderRefund};
pub use refund::{Refund, RefundLine};
pub use store::{Status, TaxRate, Webhook};
