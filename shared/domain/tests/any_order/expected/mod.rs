//! What is to be expected of an order, written from the rules' own words and not from their code.

pub(crate) mod credits;
pub(crate) mod reasons;
pub(crate) mod statuses;
pub(crate) mod sums;
