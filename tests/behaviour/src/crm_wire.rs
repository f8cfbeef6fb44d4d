//! The wire to the simulated CRM, with one fault at a chosen call.

use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};
use sim_crm::{Crm, Reply};
use sync::ports::Clock as _;
use transport::{Transport, TransportError};

use crate::clock::StandingClock;

/// What happens at the chosen call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WireFault {
    /// The process dies before the call.
    DiesBefore,
    /// The call is carried out, and the process dies before the answer.
    DiesAfter,
    /// No connection is made.
    NotSent,
    /// The call is carried out and the answer takes too long.
    AnswerLost,
    /// The call is carried out and the host answers with an error page.
    ErrorPage,
    /// The call is carried out and the answer is empty.
    Empty,
    /// The call is carried out and half of the answer arrives.
    Truncated,
}

/// The wire. A clone is the same wire.
#[derive(Debug, Clone)]
pub struct CrmWire {
    crm: Arc<Mutex<Crm>>,
    clock: StandingClock,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    calls: u64,
    fault: Option<(u64, WireFault)>,
}

impl CrmWire {
    /// A wire to this CRM.
    pub fn new(crm: Arc<Mutex<Crm>>, clock: StandingClock) -> Self {
        Self {
            crm,
            clock,
            state: Arc::default(),
        }
    }

    /// Lets a call to come go wrong: 1 is the next one.
    pub fn fail(&self, call: u64, fault: WireFault) {
        let mut state = lock(&self.state);
        state.fault = Some((state.calls + call, fault));
    }

    /// Whether a fault still waits for its call.
    pub fn is_armed(&self) -> bool {
        lock(&self.state).fault.is_some()
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        lock(&self.state).calls
    }

    fn next_fault(&self) -> Option<WireFault> {
        let mut state = lock(&self.state);
        state.calls += 1;
        let now = state.calls;
        let (_, fault) = state.fault.take_if(|(call, _)| *call == now)?;
        Some(fault)
    }

    fn carry_out(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        match lock(&self.crm).handle(request, self.clock.now()) {
            Reply::NotReached => Err(TransportError::NotSent("simulated".to_owned())),
            reply => reply.into_answer().ok_or(TransportError::TimedOut),
        }
    }
}

impl Transport for CrmWire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        // As a network does, let others go on meanwhile.
        tokio::task::yield_now().await;
        let fault = self.next_fault();
        match fault {
            Some(WireFault::DiesBefore) => return pending().await,
            Some(WireFault::NotSent) => {
                return Err(TransportError::NotSent("simulated".to_owned()));
            }
            _ => {}
        }
        let answer = self.carry_out(&request);
        match fault {
            Some(WireFault::DiesAfter) => pending().await,
            Some(WireFault::AnswerLost) => Err(TransportError::TimedOut),
            Some(WireFault::ErrorPage) => Ok(page()),
            Some(WireFault::Empty) => answer.map(|answer| answer.map(|_| Bytes::new())),
            Some(WireFault::Truncated) => {
                answer.map(|answer| answer.map(|body| body.slice(..body.len() / 2)))
            }
            _ => answer,
        }
    }
}

fn page() -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(b"<!DOCTYPE html><h1>Error</h1>"));
    *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
    response
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    // A test that failed while it held the lock has said so already.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
