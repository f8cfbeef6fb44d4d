//! A shop that computes as WooCommerce does, from prices to the order. It shares no code with the
//! domain: what it says is what the domain has to explain.

pub(crate) mod cart;
pub(crate) mod coupons;
pub(crate) mod lines;
pub(crate) mod money;
pub(crate) mod refunds;
pub(crate) mod sale;
pub(crate) mod taxes;
pub(crate) mod totals;
