//! Wires to the store and the CRM that fail, seen by a process that can die.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use sim_crm::{Crm, Fault as CrmFault, FaultKind as CrmFaultKind, Reply as CrmReply};
use sim_woocommerce::{Fault as StoreFault, FaultKind as StoreFaultKind, Reply, Store};
use sync::breaker::Side;
use sync::ports::Clock as _;
use transport::{Transport, TransportError};

use crate::chaos::life::Life;
use crate::chaos::weather::{Site, Weather};
use crate::clock::SimulatedClock;

/// After so long a caller gives up.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(20);

/// The latest that the CRM does the work of a call whose caller gave up. Twice the timeout later
/// than that another worker looks, less what two clocks differ by.
const LATEST: Duration = Duration::from_secs(45);

const CRM_FAULTS: [CrmFaultKind; 16] = [
    CrmFaultKind::CommitThenTimeout,
    CrmFaultKind::CommitLate,
    CrmFaultKind::CommitThen500,
    CrmFaultKind::CommitThenPage,
    CrmFaultKind::CommitThenEmpty,
    CrmFaultKind::DropBefore,
    CrmFaultKind::Slow,
    CrmFaultKind::RateLimit,
    CrmFaultKind::TokenRefused,
    CrmFaultKind::ModuleInactive,
    CrmFaultKind::Down,
    CrmFaultKind::Captcha,
    CrmFaultKind::TruncatedJson,
    CrmFaultKind::SearchBlind,
    CrmFaultKind::StatusFalse,
    CrmFaultKind::SaysFailed,
];

const STORE_FAULTS: [StoreFaultKind; 11] = [
    StoreFaultKind::Down,
    StoreFaultKind::Slow,
    StoreFaultKind::Status500,
    StoreFaultKind::Html,
    StoreFaultKind::Captcha,
    StoreFaultKind::Bom,
    StoreFaultKind::PhpWarning,
    StoreFaultKind::Truncated,
    StoreFaultKind::Maintenance,
    StoreFaultKind::Drop,
    StoreFaultKind::RefuseKey,
];

/// A wire to one of both sides.
#[derive(Clone)]
pub(crate) struct ShakyWire {
    pub(crate) to: Far,
    pub(crate) side: Side,
    pub(crate) clock: SimulatedClock,
    pub(crate) weather: Weather,
    pub(crate) life: Life,
}

/// Who is at the other end.
#[derive(Clone)]
pub(crate) enum Far {
    Store(Arc<Mutex<Store>>),
    Crm(Arc<Mutex<Crm>>),
}

/// How a call ends, and when.
type Ended = (Duration, Result<Response<Bytes>, TransportError>);

impl ShakyWire {
    fn carry_out(&self, request: &Request<Bytes>) -> Ended {
        let now = self.clock.now();
        match &self.to {
            Far::Store(store) => {
                let mut store = lock(store);
                if self.weather.strikes(Site::Store) {
                    let kind = *self.weather.pick(&STORE_FAULTS);
                    self.weather.fault(format_args!("store: {kind:?}"));
                    let delay = self.weather.duration(Duration::ZERO, TIMEOUT * 2);
                    store.fail(StoreFault {
                        kind,
                        path_prefix: None,
                        times: Some(1),
                        delay_ms: u64::try_from(delay.as_millis()).unwrap_or_default(),
                    });
                }
                of_store(store.handle(request, now))
            }
            Far::Crm(crm) => {
                let mut crm = lock(crm);
                crm.fail(self.crm_fault(request));
                self.of_crm(crm.handle(request, now))
            }
        }
    }

    /// What strikes this call. The CRM never finds a number or an e-mail in use: nothing but our own
    /// care keeps a document from standing twice.
    fn crm_fault(&self, request: &Request<Bytes>) -> CrmFault {
        let takes_doubles = CrmFault::new(CrmFaultKind::DuplicateRace).times(1);
        if !self.weather.strikes(Site::Crm) {
            return takes_doubles;
        }
        let kind = *self.weather.pick(&CRM_FAULTS);
        let searches = request.uri().path().contains("/search/");
        if kind == CrmFaultKind::SearchBlind && !searches {
            return takes_doubles;
        }
        self.weather.fault(format_args!("CRM: {kind:?}"));
        let delay = match kind {
            CrmFaultKind::CommitLate => self.weather.duration(Duration::ZERO, LATEST),
            _ => self.weather.duration(Duration::ZERO, TIMEOUT * 2),
        };
        let delay = u64::try_from(delay.as_millis()).unwrap_or_default();
        CrmFault::new(kind).times(1).delayed(delay)
    }

    fn of_crm(&self, reply: CrmReply) -> Ended {
        match reply {
            CrmReply::Answer(answer) => (Duration::ZERO, Ok(answer)),
            CrmReply::NotReached => (Duration::ZERO, Err(not_sent())),
            CrmReply::Slow(delay, _) if delay >= TIMEOUT => timed_out(),
            CrmReply::Slow(delay, reply) => (delay, self.of_crm(*reply).1),
            CrmReply::LostAfterCommit if self.weather.one_in(2) => timed_out(),
            CrmReply::LostAfterCommit => {
                let lost = TransportError::Lost("reset".to_owned());
                (Duration::from_secs(1), Err(lost))
            }
        }
    }
}

fn of_store(reply: Reply) -> Ended {
    match reply {
        Reply::Answer(answer) => (Duration::ZERO, Ok(answer)),
        Reply::NotReached => (Duration::ZERO, Err(not_sent())),
        Reply::Slow(delay, _) if delay >= TIMEOUT => timed_out(),
        Reply::Slow(delay, reply) => (delay, of_store(*reply).1),
        Reply::LostAfterCommit => {
            let lost = TransportError::Lost("reset".to_owned());
            (Duration::ZERO, Err(lost))
        }
    }
}

fn timed_out() -> Ended {
    (TIMEOUT, Err(TransportError::TimedOut))
}

fn not_sent() -> TransportError {
    TransportError::NotSent("simulated".to_owned())
}

impl Transport for ShakyWire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.weather.travels().await;
        let name = format!("{} {}", request.method(), request.uri().path());
        let dies = self.weather.strikes(Site::Death);
        if dies && self.weather.one_in(2) {
            self.weather.fault(format_args!("dies before {name}"));
            return self.life.die().await;
        }
        if self.weather.is_away(&self.side) {
            self.weather.fault(format_args!("away: {name}"));
            return Err(not_sent());
        }
        let (time, ended) = self.carry_out(&request);
        if dies {
            self.weather.fault(format_args!("dies after {name}"));
            return self.life.die().await;
        }
        let status = ended.as_ref().map(|answer| answer.status().as_u16());
        self.weather.note(format_args!("{name} {status:?}"));
        tokio::time::sleep(time).await;
        self.weather.travels().await;
        ended
    }
}

pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
