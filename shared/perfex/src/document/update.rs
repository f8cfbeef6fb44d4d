//! A document to be written over an existing one.

use super::{DocumentKind, NewDocument};
use crate::body::{Field, Fields};
use crate::{Error, ItemId, money};

/// A document to be written over an existing one. An update is never partial: what is not sent
/// is reset by Perfex.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateDocument {
    /// The whole document as it should stand, all lines included.
    pub document: NewDocument,
    /// The ids of the lines that stand now, in their order. They are reused from the first on,
    /// what is left over is removed, further lines are added. 2.x needs at least one.
    pub existing: Vec<ItemId>,
    /// The new status, one of [`status`](super::status); `None` leaves it. For invoices not
    /// documented by the module: read it back.
    pub status: Option<u8>,
}

impl UpdateDocument {
    pub(crate) fn fields(&self, kind: DocumentKind) -> Result<Fields, Error> {
        let document = &self.document;
        let (mut items, mut new_items) = (Fields::default(), Fields::default());
        for (index, line) in document.lines.iter().enumerate() {
            let (order, item) = (index + 1, self.existing.get(index).copied());
            let into = if item.is_some() {
                &mut items
            } else {
                &mut new_items
            };
            into.field(order.to_string(), Field::Map(line.fields(order, item)?));
        }
        if items.is_empty() {
            return Err(Error::Unsendable(format!(
                "{kind}: an update needs an existing line"
            )));
        }
        let removed = self.existing.iter().skip(document.lines.len());
        let mut fields = document.head(kind)?;
        fields.text("discount_percent", "0.00");
        fields.text("discount_total", "0.00");
        fields.text(
            "adjustment",
            money::amount("the adjustment", document.adjustment)?,
        );
        fields.field("items", Field::Map(items));
        fields.field(
            "removed_items",
            Field::Texts(removed.map(ToString::to_string).collect()),
        );
        fields.field("newitems", Field::Map(new_items));
        // An estimate's status is required even where it stays.
        let status = match kind {
            DocumentKind::Estimate => self.status.or(document.status),
            DocumentKind::Invoice | DocumentKind::CreditNote => self.status,
        };
        if let Some(status) = status {
            fields.text("status", status);
        }
        document.write_sums(&mut fields)?;
        Ok(fields)
    }
}
