//! What an order contributes to the ledger, from what the store shows.

use domain::{Rules, contribution};

use crate::link::Link;
use crate::read::Reading;
use crate::translate::translate;

/// Sets the link's contribution; it is booked when the link is written. Whether the order can stand
/// in Perfex does not matter: a sale that waits for a person is a sale.
///
/// An order that cannot be read, or that is shown in an older state, goes on to contribute what it
/// did before.
pub(crate) fn book(link: &mut Link, reading: &Reading, rules: &Rules) {
    match reading {
        Reading::Found(found) => {
            if let Ok(mut order) = translate(&found.order, &found.refunds)
                && order.modified_gmt >= link.modified_gmt
            {
                // A plugin's status counts as what the settings say, or not at all.
                let status = rules.counts_as(&order.status);
                link.contribution = status.and_then(|status| {
                    order.status = status;
                    contribution(&order)
                });
            }
        }
        Reading::Deleted => link.contribution = None,
        Reading::Unreadable(_) | Reading::Retry { .. } => {}
    }
}
