//! A line to be written.

use std::fmt;

use rust_decimal::Decimal;

use crate::body::{Field, Fields};
use crate::{Error, ItemId, TaxName, money};

/// A line to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct NewLine {
    /// Its name.
    pub description: String,
    /// More about it, in lines.
    pub long_description: String,
    /// Quantity, at most two decimals.
    pub qty: Decimal,
    /// Price of one without tax, at most two decimals.
    pub rate: Decimal,
    /// Unit, mostly empty.
    pub unit: String,
    /// Its taxes, each on the price without tax.
    pub taxes: Vec<TaxName>,
}

impl NewLine {
    /// The fields of the line at `order` (from 1); with `item`, of an existing line that it
    /// replaces. Taxes are always named: a line sent without them loses them.
    pub(crate) fn fields(&self, order: usize, item: Option<ItemId>) -> Result<Fields, Error> {
        let mut fields = Fields::default();
        if let Some(item) = item {
            fields.text("itemid", item);
        }
        fields.text("order", order);
        fields.text("description", &self.description);
        fields.text("long_description", &self.long_description);
        fields.text(
            "qty",
            money::quantity(&format!("the quantity of line {order}"), self.qty)?,
        );
        fields.text(
            "rate",
            money::amount(&format!("the rate of line {order}"), self.rate)?,
        );
        fields.text("unit", &self.unit);
        if !self.taxes.is_empty() {
            let taxes = self.taxes.iter().map(ToString::to_string).collect();
            fields.field("taxname", Field::Texts(taxes));
        }
        Ok(fields)
    }
}

impl fmt::Debug for NewLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewLine")
            .field("qty", &self.qty)
            .field("rate", &self.rate)
            .field("taxes", &self.taxes)
            .finish_non_exhaustive()
    }
}
