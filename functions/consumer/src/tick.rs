//! Every minute: probe what is out of order, and send what waited for it back to the queue.

use std::sync::Arc;

use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use metrics::{Figures, Metric};
use sync::breaker::{Breaker, Side};
use sync::outcome::RetryReason;
use sync::ports::{Breakers, Clock as _, TableError};
use sync::{probe, waiting};

use crate::consumer::Consumer;
use crate::outside::Outside;
use crate::sides::SidesOf;

/// How long before the function's end a release stops; in a short-lived one, after three quarters of
/// its time.
const MARGIN: SignedDuration = SignedDuration::from_secs(10);

impl<O: Outside> Consumer<O> {
    /// Looks after the CRM and every store of the settings, side by side.
    pub(crate) async fn tick(&self, deadline: Timestamp) {
        let sides = match self.sides().await {
            Ok(sides) => sides,
            // Without settings nothing can be probed, and nothing waits that will not wait on.
            Err(error) => {
                tracing::warn!(error = format!("{error:#}"), "nothing is looked after");
                return;
            }
        };
        let stores = sides.settings.stores.keys().cloned().map(Side::Store);
        let all = stores.chain([Side::Crm]).map(async |side| {
            let looked = self.look_after(&side, &sides, deadline).await;
            looked
                .inspect_err(|error| tracing::warn!(%side, error, "it is looked after in a minute"))
        });
        // Of a side that could not be looked after nobody knows whether it is well, so nothing is told:
        // the alarm takes silence for trouble.
        let open: Result<Vec<bool>, String> = join_all(all).await.into_iter().collect();
        if let Ok(open) = open {
            let mut figures = Figures::default();
            let open = open.into_iter().filter(|open| *open).count();
            figures.add(Metric::BreakersOpen, open as u64);
            figures.write();
        }
    }

    /// Tells whether its breaker still is open.
    async fn look_after(
        &self,
        side: &Side,
        sides: &Arc<SidesOf<O>>,
        deadline: Timestamp,
    ) -> Result<bool, String> {
        let said = |error: TableError| error.to_string();
        let breaker = self.table.breaker(side).await.map_err(said)?;
        if breaker.is_open() && !self.is_back(breaker, sides).await.map_err(said)? {
            return Ok(true);
        }
        let left = deadline.duration_since(self.clock.now());
        let until = deadline - MARGIN.min(left / 4);
        let released = waiting::release(side, &self.table, &self.queue, &self.clock, until).await;
        let released = released.map_err(|error| error.to_string())?;
        if released != waiting::Released::nothing() {
            let waiting::Released { sent, doubled, all } = released;
            tracing::info!(%side, sent, doubled, all, "released");
        }
        Ok(false)
    }

    /// Probes an open breaker's side, if that is due and no other worker does.
    async fn is_back(
        &self,
        mut breaker: Breaker,
        sides: &Arc<SidesOf<O>>,
    ) -> Result<bool, TableError> {
        if !breaker.take_probe(self.clock.now()) {
            return Ok(false);
        }
        match self.table.save_breaker(&mut breaker).await {
            Ok(()) => {}
            Err(TableError::Conflict) => return Ok(false),
            Err(error) => return Err(error),
        }
        if let Err(reason) = self.probe(&breaker, sides).await {
            tracing::warn!(side = %breaker.side, reason = reason.code(), "still out of order");
            return Ok(false);
        }
        self.change(breaker, Breaker::answered).await?;
        Ok(true)
    }

    async fn probe(&self, breaker: &Breaker, sides: &Arc<SidesOf<O>>) -> Result<(), RetryReason> {
        let reason = breaker.state.open.as_ref().map(|open| open.reason);
        let mut sides = Arc::clone(sides);
        if matches!(
            reason,
            Some(RetryReason::StoreCredentials | RetryReason::CrmCredentials)
        ) {
            // What cures it is another key, which this process may not have read yet.
            self.reread_secrets().await;
            sides = self.sides().await.map_err(|_| RetryReason::NotConfigured)?;
        }
        match &breaker.side {
            Side::Crm => probe::crm(&sides.crm).await,
            Side::Store(store) => match sides.stores.get(store) {
                Some(store) => probe::store(store).await,
                None => Err(RetryReason::NotConfigured),
            },
        }
    }
}
