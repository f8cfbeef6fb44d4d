//! The table, seen by a process that can die.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use behaviour::memory_table::{Failure, MemoryTable};
use domain::{OrderId, ParkReason};
use intake::{Resource, StoreId};
use jiff::Timestamp;
use sync::breaker::{Breaker, Side};
use sync::delta::DeltaRow;
use sync::full_sync::{ActiveRow, Ended, Item, Run, RunId, Tally};
use sync::ports::{
    Breakers, Claims, Customers, DeltaRows, Known, Links, ParkedRows, Pulses, Runs, SettingsSource,
    TableError, WaitingRoom,
};
use sync::pulse::Heard;
use sync::waiting::Waiting;
use sync::{Claim, CustomerLink, Link, Settings};
use woocommerce::Span;

use crate::chaos::life::Life;
use crate::chaos::weather::{Site, Weather};

/// The table, seen by a process that can die.
#[derive(Debug, Clone)]
pub(crate) struct ShakyTable {
    pub(crate) table: MemoryTable,
    pub(crate) weather: Weather,
    pub(crate) life: Life,
}

impl ShakyTable {
    /// A call, which may fail before or after it is carried out.
    async fn call<T>(
        &self,
        name: &str,
        call: impl Future<Output = Result<T, TableError>>,
    ) -> Result<T, TableError> {
        self.weather.travels().await;
        if self.weather.strikes(Site::Death) {
            if self.weather.one_in(2) {
                self.weather.fault(format_args!("dies before {name}"));
            } else {
                let _ = call.await;
                self.weather.fault(format_args!("dies after {name}"));
            }
            return self.life.die().await;
        }
        if self.weather.strikes(Site::Table) {
            let kinds = [Failure::Unavailable, Failure::AnswerLost, Failure::Conflict];
            let failure = *self.weather.pick(&kinds);
            // Only a write can meet another writer.
            let is_write = name.starts_with("save");
            if is_write || failure != Failure::Conflict {
                self.weather.fault(format_args!("{name}: {failure:?}"));
                self.table.fail(1, failure);
            }
        }
        // Carried out at once: what was set to fail is this call.
        let answer = call.await;
        self.weather.note(name);
        self.weather.travels().await;
        answer
    }
}

impl Links for ShakyTable {
    async fn link(&self, store: &StoreId, order: OrderId) -> Result<Option<Link>, TableError> {
        self.call("link", self.table.link(store, order)).await
    }

    async fn save_link(&self, link: &mut Link) -> Result<(), TableError> {
        self.call("save_link", self.table.save_link(link)).await
    }
}

impl Customers for ShakyTable {
    async fn customer(
        &self,
        store: &StoreId,
        customer: u64,
    ) -> Result<Option<CustomerLink>, TableError> {
        let call = self.table.customer(store, customer);
        self.call("customer", call).await
    }

    async fn save_customer(&self, link: &mut CustomerLink) -> Result<(), TableError> {
        let call = self.table.save_customer(link);
        self.call("save_customer", call).await
    }
}

impl Claims for ShakyTable {
    async fn claim(&self, client_key: &str) -> Result<Option<Claim>, TableError> {
        self.call("claim", self.table.claim(client_key)).await
    }

    async fn save_claim(&self, claim: &mut Claim) -> Result<(), TableError> {
        self.call("save_claim", self.table.save_claim(claim)).await
    }
}

impl SettingsSource for ShakyTable {
    async fn settings(&self) -> Result<Option<Settings>, TableError> {
        self.call("settings", self.table.settings()).await
    }
}

impl ParkedRows for ShakyTable {
    async fn parked_for(
        &self,
        store: &StoreId,
        reason: ParkReason,
        limit: usize,
    ) -> Result<Vec<(Resource, u64)>, TableError> {
        let call = self.table.parked_for(store, reason, limit);
        self.call("parked_for", call).await
    }
}

impl Breakers for ShakyTable {
    async fn breaker(&self, side: &Side) -> Result<Breaker, TableError> {
        self.call("breaker", self.table.breaker(side)).await
    }

    async fn save_breaker(&self, breaker: &mut Breaker) -> Result<(), TableError> {
        let call = self.table.save_breaker(breaker);
        self.call("save_breaker", call).await
    }
}

impl WaitingRoom for ShakyTable {
    async fn keep(&self, waiting: &Waiting) -> Result<(), TableError> {
        self.call("keep", self.table.keep(waiting)).await
    }

    async fn oldest(&self, side: &Side, limit: usize) -> Result<Vec<Waiting>, TableError> {
        self.call("oldest", self.table.oldest(side, limit)).await
    }

    async fn forget(&self, waiting: &Waiting) -> Result<(), TableError> {
        self.call("forget", self.table.forget(waiting)).await
    }
}

impl Pulses for ShakyTable {
    /// Without dice: nothing depends on it.
    async fn note_heard(&self, store: &StoreId, heard: Heard) -> Result<(), TableError> {
        self.table.note_heard(store, heard).await
    }
}

impl DeltaRows for ShakyTable {
    async fn delta_row(&self, store: &StoreId) -> Result<DeltaRow, TableError> {
        self.call("delta_row", self.table.delta_row(store)).await
    }

    async fn save_delta_row(&self, row: &mut DeltaRow) -> Result<(), TableError> {
        let call = self.table.save_delta_row(row);
        self.call("save_delta_row", call).await
    }

    async fn handled(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, Timestamp>, TableError> {
        self.call("handled", self.table.handled(store, orders))
            .await
    }
}

impl Runs for ShakyTable {
    async fn active_run(&self, store: &StoreId) -> Result<ActiveRow, TableError> {
        self.call("active_run", self.table.active_run(store)).await
    }

    async fn save_active_run(&self, row: &mut ActiveRow) -> Result<(), TableError> {
        self.call("save_active_run", self.table.save_active_run(row))
            .await
    }

    async fn keep_run(&self, store: &StoreId, run: &Run) -> Result<(), TableError> {
        self.call("keep_run", self.table.keep_run(store, run)).await
    }

    async fn past_run(&self, store: &StoreId, id: &RunId) -> Result<Option<Run>, TableError> {
        self.call("past_run", self.table.past_run(store, id)).await
    }

    async fn past_runs(&self, store: &StoreId, limit: usize) -> Result<Vec<Run>, TableError> {
        self.call("past_runs", self.table.past_runs(store, limit))
            .await
    }

    async fn tally(&self, store: &StoreId, run: &RunId) -> Result<Tally, TableError> {
        self.call("tally", self.table.tally(store, run)).await
    }

    async fn count(
        &self,
        store: &StoreId,
        run: &RunId,
        items: &[(Item, Ended)],
    ) -> Result<(), TableError> {
        self.call("count", self.table.count(store, run, items))
            .await
    }
}

impl Known for ShakyTable {
    async fn made_in(&self, store: &StoreId, span: Span) -> Result<BTreeSet<OrderId>, TableError> {
        self.call("made_in", self.table.made_in(store, span)).await
    }

    async fn credited(
        &self,
        store: &StoreId,
        orders: &BTreeSet<OrderId>,
    ) -> Result<BTreeMap<OrderId, BTreeSet<u64>>, TableError> {
        self.call("credited", self.table.credited(store, orders))
            .await
    }

    async fn customer_links(
        &self,
        store: &StoreId,
        customers: &BTreeSet<u64>,
    ) -> Result<BTreeMap<u64, CustomerLink>, TableError> {
        self.call(
            "customer_links",
            self.table.customer_links(store, customers),
        )
        .await
    }
}
