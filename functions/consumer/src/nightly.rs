//! By night it is looked whether Perfex still holds what was written.

use domain::Parked;
use intake::{Hint, Source};
use sync::Reading;
use sync::verify::Verifier;

use crate::consumer::Consumer;
use crate::outside::Outside;
use crate::sides::SidesOf;

impl<O: Outside> Consumer<O> {
    /// What staff changed in Perfex of an order's documents. By day nobody looks: that would cost a
    /// call for each document of an order that nothing is wrong with.
    pub(crate) async fn changed_in_perfex(
        &self,
        hint: &Hint,
        sides: &SidesOf<O>,
        reading: &Reading,
    ) -> Option<Parked> {
        let Reading::Found(found) = reading else {
            return None;
        };
        if hint.source != Source::Nightly {
            return None;
        }
        let (rules, store) = (
            sides.settings.rules(&hint.store)?,
            sides.stores.get(&hint.store)?,
        );
        let crm = sides.crm.labelled(&hint.group_id());
        let verifier = Verifier {
            id: &hint.store,
            rules: &rules,
            store,
            // Only asked for by looks at more than one order.
            statuses: &[],
            crm: &crm,
            lists: None,
            table: &self.table,
            at_once: 1,
        };
        match verifier.changed_in_perfex(found).await {
            Ok(changed) => changed,
            // The next night looks again. What is out of order shows in the handling itself.
            Err(error) => {
                tracing::warn!(store = %hint.store, order = hint.id, %error, "not looked at in Perfex");
                None
            }
        }
    }
}
