//! Wires to the simulated store and the simulated CRM.

use std::sync::{Arc, Mutex, PoisonError};

use behaviour::store_wire::StoreWire;
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use sim_crm::{Crm, Reply};
use sync::ports::Clock as _;
use transport::{Transport, TransportError};

use crate::clock::SimulatedClock;

/// A wire to one of both sides.
#[derive(Clone)]
pub enum Wire {
    /// To the store.
    Store(StoreWire),
    /// To the CRM.
    Crm(CrmWire),
}

/// A wire to the CRM, which can be cut. A clone is the same wire.
#[derive(Clone)]
pub struct CrmWire {
    crm: Arc<Mutex<Crm>>,
    clock: SimulatedClock,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    is_cut: bool,
    calls: Vec<Timestamp>,
}

impl CrmWire {
    /// A wire to this CRM.
    pub fn new(crm: Arc<Mutex<Crm>>, clock: SimulatedClock) -> Self {
        Self {
            crm,
            clock,
            state: Arc::default(),
        }
    }

    /// From now on no connection is made, or again one is.
    pub fn cut(&self, is_cut: bool) {
        self.state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_cut = is_cut;
    }

    /// When calls were tried.
    pub fn calls(&self) -> Vec<Timestamp> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.calls.clone()
    }

    fn carry_out(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.calls.push(now);
        if state.is_cut {
            return Err(TransportError::NotSent("simulated".to_owned()));
        }
        let mut crm = self.crm.lock().unwrap_or_else(PoisonError::into_inner);
        match crm.handle(request, now) {
            Reply::NotReached => Err(TransportError::NotSent("simulated".to_owned())),
            reply => reply.into_answer().ok_or(TransportError::TimedOut),
        }
    }
}

impl Transport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        match self {
            Self::Store(wire) => wire.send(request).await,
            Self::Crm(wire) => wire.carry_out(&request),
        }
    }
}
