//! The rows that lead to a person, for who wants to be forgotten.

use std::collections::BTreeSet;

use domain::OrderId;
use domain::ledger::Account;
use intake::StoreId;
use sync::claim::{Claim, ClaimState};
use sync::ports::{Links as _, TableError};
use sync::{CustomerLink, Link};

use crate::key::{CLAIM, CUSTOMER, Key, ORDER};
use crate::links;
use crate::row::{self, Row};
use crate::table::Table;

/// The rows that lead to a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traces {
    /// Orders whose links bear the person's key.
    pub orders: BTreeSet<(StoreId, OrderId)>,
    /// What the person ordered and spent, by store and currency.
    pub accounts: Vec<(StoreId, Account)>,
    /// Claims of the person's e-mail, and of what else the client is recognised by, by key.
    pub claims: BTreeSet<String>,
    /// Registered accounts of the person's client.
    pub customers: BTreeSet<(StoreId, u64)>,
    /// The person's clients in Perfex.
    pub clients: BTreeSet<u64>,
    /// Whether orders of others belong to one of these clients too. Its accounts and all claims but
    /// that of the e-mail are left out then: nobody can tell whose they are.
    pub is_shared: bool,
    /// Other rows that hold the e-mail itself, by key: mostly settings that a person of this e-mail
    /// pushed, or that name it.
    pub elsewhere: BTreeSet<String>,
}

impl Traces {
    /// Whether nothing leads to the person that can be removed.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
            && self.accounts.is_empty()
            && self.claims.is_empty()
            && self.customers.is_empty()
    }
}

impl Table {
    /// The rows that hold a buyer's key or the e-mail itself, or lead to the client of either. The
    /// table is read from end to end, twice.
    pub async fn traces(&self, buyer: &str, email: &str) -> Result<Traces, TableError> {
        let mut traces = Traces::default();
        let filter = "contains(doc, :buyer) OR contains(pk, :buyer) OR contains(doc, :email) \
                      OR contains(doc, :typed)";
        let values = [
            (":buyer", buyer.to_owned()),
            (":email", email.trim().to_lowercase()),
            (":typed", email.trim().to_owned()),
        ];
        self.scan(filter, values, |row| traces.add(row)).await?;
        for client in traces.clients.clone() {
            self.alike(buyer, client, &mut traces).await?;
        }
        Ok(traces)
    }

    /// What else leads to a client.
    async fn alike(&self, buyer: &str, client: u64, traces: &mut Traces) -> Result<(), TableError> {
        let filter = "contains(doc, :client) OR contains(doc, :linked)";
        let values = [
            (":client", format!("\"client\":{client}")),
            (":linked", format!("\"client\":{{\"id\":{client}")),
        ];
        let mut more = Traces::default();
        self.scan(filter, values, |row| {
            let key = Key::of(row)?;
            if key.pk().starts_with(ORDER) {
                let link = links::decode(&key, row)?;
                let linked = link.client.filter(|linked| linked.id == client);
                // One that was forgotten before is nobody's.
                more.is_shared |=
                    linked.is_some_and(|linked| !linked.key.is_empty() && linked.key != buyer);
                return Ok(());
            }
            // The text of client 3 is found in that of client 31 too.
            match client_of(&key, row)? {
                Some(other) if other == client => more.add(row),
                _ => Ok(()),
            }
        })
        .await?;
        traces.is_shared |= more.is_shared;
        if !more.is_shared {
            traces.claims.append(&mut more.claims);
            traces.customers.append(&mut more.customers);
        }
        Ok(())
    }

    /// Takes the buyer out of an order's link, and the order out of the buyer's sums.
    pub async fn forget_in(
        &self,
        store: &StoreId,
        order: OrderId,
        email: &str,
    ) -> Result<(), TableError> {
        if let Some(mut link) = self.link(store, order).await? {
            link.forget_buyer(email);
            self.save_link(&mut link).await?;
        }
        Ok(())
    }

    /// Deletes the row of what a buyer spent, of a claim, or of a registered customer, as it is now.
    pub async fn forget_row(&self, row: Forgotten<'_>) -> Result<(), TableError> {
        let key = match row {
            Forgotten::Account(store, account) => Key::account(store, account),
            Forgotten::Claim(key) => Key::claim(key),
            Forgotten::Customer(store, customer) => Key::customer(store, customer),
        };
        let Some(found) = self.read(&key).await? else {
            return Ok(());
        };
        // Before the claim goes, which says where it is.
        if let (Forgotten::Claim(buyer), Some(client)) = (row, client_of(&key, &found)?) {
            self.forget_sharer(client, buyer).await?;
        }
        self.delete(&key, row::version(&key, &found)?).await
    }
}

/// The client that a claim or a registered customer leads to.
fn client_of(key: &Key, row: &Row) -> Result<Option<u64>, TableError> {
    if key.pk().starts_with(CLAIM) {
        let (_, claim) = row::decode::<Claim>(key, row)?;
        return Ok(match claim.state {
            ClaimState::Linked { client, .. } => Some(client),
            _ => None,
        });
    }
    if key.pk().starts_with(CUSTOMER) {
        let (_, link) = row::decode::<CustomerLink>(key, row)?;
        return Ok(link.client);
    }
    Ok(None)
}

/// A row to be deleted.
#[derive(Debug, Clone, Copy)]
pub enum Forgotten<'a> {
    /// What a buyer spent.
    Account(&'a StoreId, &'a Account),
    /// A claim, by its key.
    Claim(&'a str),
    /// A registered customer.
    Customer(&'a StoreId, u64),
}

impl Traces {
    fn add(&mut self, row: &Row) -> Result<(), TableError> {
        let key = Key::of(row)?;
        if let Some((store, account)) = key.to_account() {
            self.accounts.push((store, account));
        } else if key.pk().starts_with(ORDER) {
            let link: Link = links::decode(&key, row)?;
            self.clients.extend(link.client.map(|client| client.id));
            self.orders.insert((link.store, OrderId(link.order)));
        } else if let Some(claim) = key.pk().strip_prefix(CLAIM) {
            self.clients.extend(client_of(&key, row)?);
            self.claims.insert(claim.to_owned());
        } else if key.pk().starts_with(CUSTOMER) {
            let (_, link) = row::decode::<CustomerLink>(&key, row)?;
            self.clients.extend(link.client);
            self.customers.insert((link.store, link.customer));
        } else {
            self.elsewhere.insert(key.to_string());
        }
        Ok(())
    }
}
