//! Any order: what proptest may choose.

mod circumstances;
mod flaws;
mod goods;
mod rates;
mod returns;
mod sales;

pub(crate) use circumstances::Case;
pub(crate) use flaws::broken;
pub(crate) use sales::{cart, sale};
