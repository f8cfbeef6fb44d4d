//! The table in memory, with version checks and with failures at will.

use std::collections::{BTreeMap, VecDeque};
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::{Ledger, OrderId, ParkReason};
use intake::{Resource, StoreId};
use sync::breaker::Side;
use sync::full_sync::{Ended, Item, RunId};
use sync::link::Recorded;
use sync::ports::{Claims, Customers, Links, ParkedRows, SettingsSource, TableError};
use sync::{Claim, CustomerLink, Link, Settings};

use crate::memory_outage::WaitingKey;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing happens, and the table is said to be unavailable.
    Unavailable,
    /// The call is carried out, and the table is said to be unavailable.
    AnswerLost,
    /// Nothing happens, and another writer is said to have been faster.
    Conflict,
    /// Nothing happens and there is never an answer: the process dies before the call.
    HangsBefore,
    /// The call is carried out and there is never an answer: the process dies after the call.
    HangsAfter,
}

/// The table in memory. A clone is the same table.
///
/// Documents are kept as JSON, so that a field that does not survive the real table does not
/// survive this one either.
#[derive(Debug, Clone, Default)]
pub struct MemoryTable {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) links: BTreeMap<(StoreId, u64), Versions>,
    pub(crate) deltas: BTreeMap<StoreId, Versions>,
    pub(crate) customers: BTreeMap<(StoreId, u64), Versions>,
    pub(crate) active_runs: BTreeMap<StoreId, Versions>,
    pub(crate) past_runs: BTreeMap<(StoreId, RunId), String>,
    pub(crate) counted: BTreeMap<(StoreId, RunId), BTreeMap<Item, Ended>>,
    claims: BTreeMap<String, Versions>,
    ledgers: BTreeMap<StoreId, Ledger>,
    settings: Option<Settings>,
    pub(crate) breakers: BTreeMap<Side, Versions>,
    pub(crate) waiting: BTreeMap<WaitingKey, (String, i64)>,
    calls: u64,
    failures: VecDeque<(u64, Failure)>,
}

/// Every document that a row ever had, oldest first. Its version is their count.
pub(crate) type Versions = Vec<String>;

impl MemoryTable {
    /// An empty table.
    pub fn new() -> Self {
        Self::default()
    }

    /// A table that holds these settings.
    pub fn with_settings(settings: Settings) -> Self {
        let table = Self::new();
        table.set_settings(settings);
        table
    }

    /// Replaces the settings.
    pub fn set_settings(&self, settings: Settings) {
        self.state().settings = Some(settings);
    }

    /// Lets a call to come fail: 1 is the next one, of whatever kind it is.
    pub fn fail(&self, call: u64, failure: Failure) {
        let mut state = self.state();
        let call = state.calls + call;
        state.failures.push_back((call, failure));
    }

    /// How many calls there were.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// All links as they stand.
    pub fn links(&self) -> Vec<Link> {
        let state = self.state();
        state.links.values().filter_map(newest_link).collect()
    }

    /// Every version of a link, oldest first.
    pub fn link_versions(&self, store: &StoreId, order: u64) -> Vec<Link> {
        let state = self.state();
        let versions = state.links.get(&(store.clone(), order));
        let versions = versions.map(Vec::as_slice).unwrap_or_default();
        (1..=versions.len())
            .filter_map(|count| newest_link(&versions[..count].to_vec()))
            .collect()
    }

    /// The ledger of a store.
    pub fn ledger(&self, store: &StoreId) -> Ledger {
        self.state().ledgers.get(store).cloned().unwrap_or_default()
    }

    /// How many hints wait, whatever for.
    pub fn waiting(&self) -> usize {
        self.state().waiting.len()
    }

    /// All claims as they stand.
    pub fn claims(&self) -> Vec<Claim> {
        let state = self.state();
        state.claims.values().filter_map(newest_claim).collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed while it held the lock has said so already.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Carries out a call, unless it is one that fails.
    pub(crate) async fn call<T>(
        &self,
        act: impl FnOnce(&mut State) -> Result<T, TableError>,
    ) -> Result<T, TableError> {
        let lost = || Err(TableError::Unavailable("injected".to_owned()));
        let (failure, done) = {
            let mut state = self.state();
            match state.next_failure() {
                Some(failure @ (Failure::AnswerLost | Failure::HangsAfter)) => {
                    (Some(failure), Some(act(&mut state)))
                }
                Some(failure) => (Some(failure), None),
                None => (None, Some(act(&mut state))),
            }
        };
        match (failure, done) {
            (None, Some(done)) => done,
            (Some(Failure::Conflict), _) => Err(TableError::Conflict),
            (Some(Failure::HangsBefore | Failure::HangsAfter), _) => pending().await,
            _ => lost(),
        }
    }
}

impl State {
    fn next_failure(&mut self) -> Option<Failure> {
        self.calls += 1;
        let at = self
            .failures
            .iter()
            .position(|(call, _)| *call == self.calls)?;
        self.failures.remove(at).map(|(_, failure)| failure)
    }
}

impl Links for MemoryTable {
    async fn link(&self, store: &StoreId, order: OrderId) -> Result<Option<Link>, TableError> {
        let key = (store.clone(), order.0);
        self.call(|state| Ok(state.links.get(&key).and_then(newest_link)))
            .await
    }

    async fn save_link(&self, link: &mut Link) -> Result<(), TableError> {
        let key = (link.store.clone(), link.order);
        let doc = json(link)?;
        let (seen, booking) = (link.version, link.booking());
        let version = self
            .call(|state| {
                let ledger = state.ledgers.entry(key.0.clone()).or_default();
                let version = append(state.links.entry(key).or_default(), seen, doc)?;
                ledger.add_all(&booking);
                Ok(version)
            })
            .await?;
        link.stands(version);
        Ok(())
    }
}

impl Customers for MemoryTable {
    async fn customer(
        &self,
        store: &StoreId,
        customer: u64,
    ) -> Result<Option<CustomerLink>, TableError> {
        let key = (store.clone(), customer);
        self.call(|state| Ok(state.customers.get(&key).and_then(newest_customer)))
            .await
    }

    async fn save_customer(&self, link: &mut CustomerLink) -> Result<(), TableError> {
        let key = (link.store.clone(), link.customer);
        let doc = json(link)?;
        let seen = link.version;
        link.version = self
            .call(|state| append(state.customers.entry(key).or_default(), seen, doc))
            .await?;
        Ok(())
    }
}

impl Claims for MemoryTable {
    async fn claim(&self, client_key: &str) -> Result<Option<Claim>, TableError> {
        self.call(|state| Ok(state.claims.get(client_key).and_then(newest_claim)))
            .await
    }

    async fn save_claim(&self, claim: &mut Claim) -> Result<(), TableError> {
        let key = claim.client_key.clone();
        let doc = json(claim)?;
        let seen = claim.version;
        claim.version = self
            .call(|state| append(state.claims.entry(key).or_default(), seen, doc))
            .await?;
        Ok(())
    }
}

impl ParkedRows for MemoryTable {
    async fn parked_for(
        &self,
        store: &StoreId,
        reason: ParkReason,
        limit: usize,
    ) -> Result<Vec<(Resource, u64)>, TableError> {
        let is_for = |outcome: &Recorded| {
            let parked = outcome.waits_for_a_person();
            parked.is_some_and(|parked| parked.reason == reason)
        };
        self.call(|state| {
            let links = state.links.iter().filter(|((of, _), _)| of == store);
            let orders = links.filter_map(|(_, versions)| newest_link(versions));
            let orders = orders.filter(|link| is_for(&link.outcome));
            let customers = state.customers.iter().filter(|((of, _), _)| of == store);
            let customers = customers.filter_map(|(_, versions)| newest_customer(versions));
            let customers = customers.filter(|link| is_for(&link.outcome));
            let orders = orders.map(|link| (Resource::Order, link.order));
            let all = customers
                .map(|link| (Resource::Customer, link.customer))
                .chain(orders);
            Ok(all.take(limit).collect())
        })
        .await
    }
}

impl SettingsSource for MemoryTable {
    async fn settings(&self) -> Result<Option<Settings>, TableError> {
        self.call(|state| Ok(state.settings.clone())).await
    }
}

pub(crate) fn json<T: serde::Serialize>(document: &T) -> Result<String, TableError> {
    serde_json::to_string(document).map_err(|error| TableError::Unreadable(error.to_string()))
}

/// The conditional write.
pub(crate) fn append(row: &mut Versions, seen: u64, doc: String) -> Result<u64, TableError> {
    if row.len() as u64 != seen {
        return Err(TableError::Conflict);
    }
    row.push(doc);
    Ok(seen + 1)
}

/// A row that cannot be read back is a fault that no test may pass over.
pub(crate) fn readable<T: serde::de::DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
}

pub(crate) fn newest_link(row: &Versions) -> Option<Link> {
    let mut link: Link = readable(row.last()?);
    link.stands(row.len() as u64);
    Some(link)
}

pub(crate) fn newest_customer(row: &Versions) -> Option<CustomerLink> {
    let mut link: CustomerLink = readable(row.last()?);
    link.version = row.len() as u64;
    Some(link)
}

fn newest_claim(row: &Versions) -> Option<Claim> {
    let mut claim: Claim = readable(row.last()?);
    claim.version = row.len() as u64;
    Some(claim)
}
