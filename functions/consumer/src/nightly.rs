//! By night it is looked whether Perfex still holds what was written.

use std::time::Duration;

use domain::Parked;
use intake::{Hint, Source};
use jiff::Timestamp;
use sync::outcome::RetryReason;
use sync::ports::Clock as _;
use sync::verify::Verifier;
use sync::{Outcome, Reading};

use crate::consumer::Consumer;
use crate::outside::Outside;
use crate::sides::SidesOf;

/// When an order is looked at again for which there was no time.
const LATER: Duration = Duration::from_mins(1);

impl<O: Outside> Consumer<O> {
    /// What staff changed in Perfex of an order's documents. By day nobody looks: that would cost a
    /// call for each document of an order that nothing is wrong with. An order that cannot be looked at
    /// now is not settled: it comes back.
    pub(crate) async fn changed_in_perfex(
        &self,
        hint: &Hint,
        sides: &SidesOf<O>,
        reading: &Reading,
        deadline: Timestamp,
    ) -> Result<Option<Parked>, Outcome> {
        let Reading::Found(found) = reading else {
            return Ok(None);
        };
        if hint.source != Source::Nightly {
            return Ok(None);
        }
        let (Some(rules), Some(store)) = (
            sides.settings.rules(&hint.store),
            sides.stores.get(&hint.store),
        ) else {
            return Ok(None);
        };
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
        // Where Perfex limits the rate of calls the look waits, and must not for longer than the function may.
        let left = deadline.duration_since(self.clock.now()) / 2;
        let left = Duration::try_from(left).unwrap_or_default();
        match tokio::time::timeout(left, verifier.changed_in_perfex(found)).await {
            Ok(Ok(changed)) => Ok(changed),
            Ok(Err(error)) => {
                tracing::warn!(store = %hint.store, order = hint.id, %error, "not looked at in Perfex");
                // The next night looks again at what another try does not help.
                error.retry().map_or(Ok(None), Err)
            }
            Err(_) => Err(Outcome::Retry {
                after: LATER,
                reason: RetryReason::OutOfTime,
            }),
        }
    }
}
