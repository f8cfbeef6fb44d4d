//! The buyers of a store by what they spent: the index `customers` over the rows of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::ledger::{Account, Figure};
use domain::money::Currency;
use intake::StoreId;
use jiff::civil::Date;
use rust_decimal::Decimal;
use sync::Settings;
use sync::claim::{Claim, ClaimState};
use sync::ports::TableError;

use crate::errors::unavailable;
use crate::key::Key;
use crate::ledger::{self, LedgerRow};
use crate::row::{self, Row};
use crate::table::Table;
use crate::{settings, sharers};

/// Of how many currencies a buyer is shown: what one request may ask for, less the sharers.
const MOST_CURRENCIES: usize = 99;
/// Of how many buyers a page is at most: each is two rows, and one request may ask for a hundred.
const MOST_BUYERS: usize = 50;
/// The index's name.
const CUSTOMERS: &str = "customers";
/// The attribute of store and currency.
pub(crate) const CUSTOMERS_OF: &str = "customers_of";

/// What one buyer ordered and spent in a store, in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spender {
    /// The buyer's key, a digest of the e-mail.
    pub buyer: String,
    /// The currency.
    pub currency: Currency,
    /// How many orders.
    pub orders_count: u64,
    /// Their totals less what was given back.
    pub total_spent: Decimal,
    /// The store's local day of the first of them.
    pub first_order_on: Option<Date>,
    /// The store's local day of the last of them.
    pub last_order_on: Option<Date>,
}

/// A page of buyers, those who spent most first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpendersPage {
    /// The buyers, without those whose orders were all called off.
    pub spenders: Vec<Spender>,
    /// Perfex's clients of these buyers, as far as they are known.
    pub clients: BTreeMap<String, u64>,
    /// Where the next page begins: what the last one spent, and the key; none after the last page.
    pub next: Option<(Decimal, String)>,
}

/// The attribute of the row of a buyer.
pub(crate) fn customers_of(store: &StoreId, account: &Account) -> Option<String> {
    match account {
        Account::Client { currency, .. } => Some(format!("{store}#{currency}")),
        Account::Day { .. } => None,
    }
}

impl Table {
    /// A page of a store's buyers in one currency, 50 at most, after the place where the page before
    /// ended, and who they are in Perfex: two requests.
    pub async fn spenders(
        &self,
        store: &StoreId,
        currency: Currency,
        after: Option<(Decimal, &str)>,
        limit: usize,
    ) -> Result<SpendersPage, TableError> {
        let of = format!("{store}#{currency}");
        let from = after.map(|(spent, buyer)| {
            let account = Account::Client {
                client_key: buyer.to_owned(),
                currency,
            };
            let mut key = Key::account(store, &account).attributes();
            key.insert(CUSTOMERS_OF.to_owned(), AttributeValue::S(of.clone()));
            key.insert(Figure::TotalSpent.name().into_owned(), row::number(spent));
            key
        });
        let answer = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(CUSTOMERS)
            .scan_index_forward(false)
            .key_condition_expression("#of = :of")
            .expression_attribute_names("#of", CUSTOMERS_OF)
            .expression_attribute_values(":of", AttributeValue::S(of))
            .set_exclusive_start_key(from)
            .limit(i32::try_from(limit.min(MOST_BUYERS)).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| unavailable(&error))?;
        // The index tells who and in which order; all else is in the rows themselves.
        let listed: Result<Vec<Spender>, TableError> = answer.items().iter().map(spender).collect();
        let listed = listed?;
        let next = answer.last_evaluated_key().and(listed.last());
        let next = next.map(|last| (last.total_spent, last.buyer.clone()));
        let keys = listed.iter().flat_map(|one| {
            let account = Account::Client {
                client_key: one.buyer.clone(),
                currency,
            };
            [Key::account(store, &account), Key::claim(&one.buyer)]
        });
        let keys: Vec<Key> = keys.collect();
        let (mut spent, mut clients) = (BTreeMap::new(), BTreeMap::new());
        for row in &self.read_many(keys.iter()).await? {
            if Key::of(row)?.to_account().is_some() {
                let one = spender(row)?;
                spent.insert(one.buyer.clone(), one);
            } else {
                clients.extend(linked(row)?);
            }
        }
        let listed = listed.iter().filter_map(|one| spent.remove(&one.buyer));
        Ok(SpendersPage {
            spenders: listed.filter(|one| one.orders_count > 0).collect(),
            clients,
            next,
        })
    }

    /// What a buyer ordered and spent in a store in each of these currencies, and who else has the same
    /// client in Perfex, in one request.
    pub async fn buyer(
        &self,
        store: &StoreId,
        buyer: &str,
        client: Option<u64>,
        currencies: &[Currency],
    ) -> Result<(Vec<Spender>, BTreeSet<String>), TableError> {
        let account = |currency: &Currency| Account::Client {
            client_key: buyer.to_owned(),
            currency: *currency,
        };
        let shared = client.map(Key::buyers);
        let mut keys: Vec<Key> = shared.iter().cloned().collect();
        let accounts = currencies.iter().take(MOST_CURRENCIES);
        keys.extend(accounts.map(|currency| Key::account(store, &account(currency))));
        let (mut spent, mut others) = (Vec::new(), BTreeSet::new());
        for row in &self.read_many(keys.iter()).await? {
            if Some(Key::of(row)?) == shared {
                others = sharers::buyers(row);
            } else {
                spent.push(spender(row)?);
            }
        }
        spent.sort_by_key(|one| one.currency);
        others.remove(buyer);
        Ok((spent, others))
    }

    /// The client of a buyer, and the settings in force, in one request.
    pub async fn client_and_settings(
        &self,
        buyer: &str,
    ) -> Result<(Option<u64>, Option<Settings>), TableError> {
        let (claim, current) = (Key::claim(buyer), Key::current_settings());
        let (mut client, mut in_force) = (None, None);
        for row in &self.read_many([&claim, &current].into_iter()).await? {
            if row::has_key(row, &claim) {
                client = linked(row)?.map(|(_, client)| client);
            } else {
                in_force = Some(settings::decode(&current, row)?);
            }
        }
        Ok((client, in_force))
    }

    /// The Perfex client of a buyer, if it is known.
    pub async fn client_of(&self, buyer: &str) -> Result<Option<u64>, TableError> {
        let row = self.read(&Key::claim(buyer)).await?;
        let linked = row.as_ref().map(linked).transpose()?.flatten();
        Ok(linked.map(|(_, client)| client))
    }
}

/// The buyer and the client of a claim, once it is known.
fn linked(row: &Row) -> Result<Option<(String, u64)>, TableError> {
    let (_, claim) = row::decode::<Claim>(&Key::of(row)?, row)?;
    Ok(match claim.state {
        ClaimState::Linked { client, .. } => Some((claim.client_key, client)),
        _ => None,
    })
}

fn spender(row: &Row) -> Result<Spender, TableError> {
    let LedgerRow { account, sums, .. } = ledger::decode_sums(row)?;
    let Account::Client {
        client_key,
        currency,
    } = account
    else {
        let key = Key::of(row)?;
        return Err(TableError::Unreadable(format!("{key}: no buyer")));
    };
    Ok(Spender {
        buyer: client_key,
        currency,
        orders_count: sums.of(Figure::OrdersCount).try_into().unwrap_or(0),
        total_spent: sums.of(Figure::TotalSpent),
        first_order_on: sums.days().next(),
        last_order_on: sums.days().next_back(),
    })
}
