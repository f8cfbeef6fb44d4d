//! What both sides say of themselves.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use jiff::SignedDuration;
use perfex::{CustomField, DocumentKind, Flavour, PaymentMode, Tax};
use woocommerce::{Among, DateWalk, Fields, Order, OrderList, TaxRate};

use super::answers::Both;

/// How many orders are looked at for currencies and payment methods.
const ORDERS: usize = 100;

/// How far back they are looked for.
const RECENT: SignedDuration = SignedDuration::from_hours(24 * 60);

/// What both sides say of themselves.
pub(super) struct Facts {
    /// The store's tax rates.
    pub(super) rates: Vec<TaxRate>,
    /// Currencies of recent orders.
    pub(super) currencies: BTreeSet<String>,
    /// Payment methods of recent orders: slug and name.
    pub(super) methods: BTreeMap<String, String>,
    /// Perfex's taxes.
    pub(super) taxes: Vec<Tax>,
    /// Perfex's payment modes in use.
    pub(super) modes: Vec<PaymentMode>,
    /// Custom fields of clients.
    pub(super) fields: Vec<CustomField>,
    /// Perfex's currencies, as its documents tell: the API has no list of them.
    pub(super) perfex_currencies: BTreeMap<String, u64>,
    /// The highest number of a document in Perfex, of those that were looked at.
    pub(super) highest_number: u64,
}

impl Facts {
    /// Reads both sides. Nothing is written.
    pub(super) async fn read(both: &Both) -> Result<(Self, Flavour)> {
        let rates = both.store.tax_rates().await;
        let rates = rates.context("the store does not answer as WooCommerce's API does")?;
        let (currencies, methods) = recent(both).await?;
        let probe = both.crm(Flavour::Themesic3).probe().await;
        let flavour = probe.likely_flavour();
        let crm = both.crm(flavour);
        let taxes = probe
            .taxes
            .context("Perfex does not answer as its REST API does")?;
        let modes = probe.payment_modes.unwrap_or_default();
        let (perfex_currencies, highest_number) = documents(&crm).await;
        let facts = Self {
            rates,
            currencies,
            methods,
            taxes,
            modes: modes.into_iter().filter(|mode| mode.active).collect(),
            fields: probe.client_fields.unwrap_or_default(),
            perfex_currencies,
            highest_number,
        };
        Ok((facts, flavour))
    }

    /// What was found, a line each.
    pub(super) fn told(&self, flavour: Flavour) -> Vec<String> {
        let currencies: Vec<&str> = self.currencies.iter().map(String::as_str).collect();
        vec![
            format!(
                "the store answers: {} tax rates; recent orders in {}",
                self.rates.len(),
                if currencies.is_empty() {
                    "no currency".to_owned()
                } else {
                    currencies.join(", ")
                }
            ),
            format!(
                "Perfex answers as {flavour}: {} taxes, {} payment modes",
                self.taxes.len(),
                self.modes.len()
            ),
        ]
    }
}

/// Currencies and payment methods of orders of the last two months that changed.
async fn recent(both: &Both) -> Result<(BTreeSet<String>, BTreeMap<String, String>)> {
    let now = both.store.store_time().await?;
    let since = now.and_then(|now| now.checked_sub(RECENT).ok());
    let list = OrderList::changes(Among::Kept, Fields::All);
    let (mut currencies, mut methods) = (BTreeSet::new(), BTreeMap::new());
    if let Some(next) = DateWalk::after(since).next() {
        for listed in both.store.list(list, next, ORDERS).await? {
            // One that cannot be read tells nothing.
            let Ok(order) = serde_json::from_str::<Order>(&listed.json) else {
                continue;
            };
            currencies.insert(order.currency);
            if !order.payment_method.is_empty() {
                methods.insert(order.payment_method, order.payment_method_title);
            }
        }
    }
    Ok((currencies, methods))
}

/// Currencies by their codes, and the highest number. What a token may not see is not known.
async fn documents(crm: &perfex::Client<crate::site::Wire>) -> (BTreeMap<String, u64>, u64) {
    let (mut currencies, mut highest) = (BTreeMap::new(), 0);
    for kind in [
        DocumentKind::Invoice,
        DocumentKind::Estimate,
        DocumentKind::CreditNote,
    ] {
        let Ok(page) = crm.documents_page(kind, 1).await else {
            continue;
        };
        let mut seen = BTreeSet::new();
        for row in page.rows {
            // A draft bears a number that is none.
            let number = row.number.filter(|number| *number < 1_000_000_000);
            highest = highest.max(number.unwrap_or(0));
            let Some(currency) = row.currency else {
                continue;
            };
            if seen.insert(currency)
                && let Ok(Some(document)) = crm.document(kind, row.id).await
                && let Some(code) = document.currency_name
            {
                currencies.insert(code, currency);
            }
        }
    }
    (currencies, highest)
}
