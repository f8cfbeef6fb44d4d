//! What Perfex's token may not do. Nobody tells when it may: the permission is given in Perfex, or
//! another token is put into Secrets Manager. So now and then one of what is parked for it is tried,
//! and when that goes through, all of it is.

use domain::ParkReason;
use intake::{Hint, Resource, Source, StoreId};
use sync::Outcome;
use sync::ports::{Clock as _, Hints as _, ParkedRows as _, TableError};

use crate::consumer::Consumer;
use crate::outside::Outside;

/// How many are released at once; of the others one is tried with the next tick.
const AT_ONCE: usize = 1_000;

const TRIED: &str = "permission.tried";
const GIVEN: &str = "permission.given";

impl<O: Outside> Consumer<O> {
    /// Sends one hint for each store of which something is parked.
    pub(crate) async fn try_permissions(&self) {
        let sides = match self.sides().await {
            Ok(sides) => sides,
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "nothing is tried again");
                return;
            }
        };
        for store in sides.settings.stores.keys() {
            self.send_parked(store, 1, TRIED).await;
        }
    }

    /// A hint was handled: if it was such a try and went through, the others follow.
    pub(crate) async fn tried(&self, hint: &Hint, outcome: &Outcome) {
        let refused = match outcome {
            Outcome::Parked(parked) => parked.reason == ParkReason::NotPermitted,
            Outcome::Retry { .. } => true,
            Outcome::Done | Outcome::Unchanged | Outcome::Skipped(_) => false,
        };
        if hint.topic == TRIED && !refused {
            self.send_parked(&hint.store, AT_ONCE, GIVEN).await;
        }
    }

    /// What fails here is tried again with the next.
    async fn send_parked(&self, store: &StoreId, limit: usize, topic: &str) {
        match self.parked_hints(store, limit, topic).await {
            Ok(hints) if hints.is_empty() => {}
            Ok(hints) => match self.queue.send_all(&hints).await {
                Ok(()) => tracing::info!(%store, topic, count = hints.len(), "tried again"),
                Err(error) => tracing::warn!(%store, error, "nothing is tried again"),
            },
            Err(error) => tracing::warn!(%store, %error, "nothing is tried again"),
        }
    }

    async fn parked_hints(
        &self,
        store: &StoreId,
        limit: usize,
        topic: &str,
    ) -> Result<Vec<(Hint, String)>, TableError> {
        let reason = ParkReason::NotPermitted;
        let parked = self.table.parked_for(store, reason, limit).await?;
        let hints = parked.into_iter().map(|(resource, id)| {
            let hint = self.hint(store, resource, id, topic);
            let once = hint.trace.clone();
            (hint, once)
        });
        Ok(hints.collect())
    }

    fn hint(&self, store: &StoreId, resource: Resource, id: u64, topic: &str) -> Hint {
        let mut hint = Hint {
            store: store.clone(),
            resource,
            id,
            topic: topic.to_owned(),
            // With it a consumer reads settings and token afresh.
            source: Source::Settings,
            run: None,
            received_at: self.clock.now(),
            trace: String::new(),
        };
        hint.trace = format!("{topic}-{}-{}", self.minute(), hint.group_id());
        hint
    }

    fn minute(&self) -> i64 {
        self.clock.now().as_second() / 60
    }
}
