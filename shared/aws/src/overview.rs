//! How a store is doing, in as few requests as there are.

use domain::ledger::Account;
use domain::money::Currency;
use intake::StoreId;
use jiff::civil::Date;
use sync::breaker::{Side, State};
use sync::delta::DeltaState;
use sync::ports::TableError;
use sync::pulse::Pulse;

use crate::key::Key;
use crate::ledger::{self, LedgerRow};
use crate::pulse;
use crate::row;
use crate::table::Table;

/// What one request may ask for.
const KEYS_IN_A_REQUEST: usize = 100;

/// How a store is doing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreHealth {
    /// When it was last heard of.
    pub pulse: Pulse,
    /// Where the scheduled look is.
    pub delta: DeltaState,
    /// The breaker of the CRM.
    pub crm: State,
    /// The breaker of the store.
    pub store: State,
    /// The days of its ledger that were asked for, in no order; those without orders are missing.
    pub days: Vec<LedgerRow>,
}

impl Table {
    /// How a store is doing, with the days from `from` to `to` of its ledger in these currencies: a
    /// request for each hundred of days and currencies.
    pub async fn store_health(
        &self,
        store: &StoreId,
        currencies: &[Currency],
        from: Date,
        to: Date,
    ) -> Result<StoreHealth, TableError> {
        let (pulse, delta) = (Key::pulse(store), Key::delta(store));
        let crm = Key::breaker(&Side::Crm);
        let own = Key::breaker(&Side::Store(store.clone()));
        let mut keys = vec![pulse.clone(), delta.clone(), crm.clone(), own.clone()];
        for currency in currencies {
            let days = from.series(jiff::Span::new().days(1));
            keys.extend(days.take_while(|day| *day <= to).map(|day| {
                let currency = *currency;
                Key::account(store, &Account::Day { day, currency })
            }));
        }
        let mut health = StoreHealth::default();
        for chunk in keys.chunks(KEYS_IN_A_REQUEST) {
            for row in self.read_many(chunk.iter()).await? {
                let key = Key::of(&row)?;
                if key == pulse {
                    health.pulse = pulse::decode(&row);
                } else if key == delta {
                    health.delta = row::decode(&key, &row)?.1;
                } else if key == crm {
                    health.crm = row::decode(&key, &row)?.1;
                } else if key == own {
                    health.store = row::decode(&key, &row)?.1;
                } else {
                    health.days.push(ledger::decode(&row)?);
                }
            }
        }
        Ok(health)
    }
}
