//! The office: its documents, payments and clients.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde_json::Value;

use super::amount;
use crate::chaos::shaky_wire::lock;
use crate::chaos::world::World;

// Perfex's codes: of estimates, of invoices.
pub(super) const SENT: &str = "2";
pub(super) const DECLINED: &str = "3";
pub(super) const ACCEPTED: &str = "4";
pub(super) const UNPAID: &str = "1";
pub(super) const PAID: &str = "2";
pub(super) const CANCELLED: &str = "5";

/// The office, its documents by their kind and marker.
pub(super) struct Office {
    state: Value,
    /// Whether it takes the status of a cancelled invoice.
    pub(super) cancels: bool,
    /// Whether it takes changes of an invoice.
    pub(super) updates: bool,
    documents: BTreeMap<(&'static str, String), Vec<Value>>,
    /// Documents that we know to lack their rounding, of orders that wait for a person.
    halves: BTreeSet<String>,
}

impl Office {
    pub(super) fn of(world: &World) -> Self {
        let crm = lock(&world.crm);
        let (state, setup) = (crm.state(), crm.setup().clone());
        drop(crm);
        let mut documents: BTreeMap<(&'static str, String), Vec<Value>> = BTreeMap::new();
        for kind in ["estimates", "invoices", "credit_notes"] {
            for document in state[kind].as_array().into_iter().flatten() {
                let note = document["adminnote"].as_str().unwrap_or_default();
                let marker = note.lines().next().unwrap_or_default().to_owned();
                documents
                    .entry((kind, marker))
                    .or_default()
                    .push(document.clone());
            }
        }
        Self {
            state,
            cancels: setup.honours_cancel,
            updates: !setup.own_number_refused,
            halves: halves(world),
            documents,
        }
    }

    /// Each document once, with a marker of ours, with the total of its own lines.
    pub(super) fn stands_once(&self, problems: &mut Vec<String>) {
        for ((kind, marker), documents) in &self.documents {
            if documents.len() > 1 {
                problems.push(format!("{} {kind} of {marker}", documents.len()));
            }
            if !marker.starts_with("wcs1-") {
                problems.push(format!("{kind} without a marker: {marker:?}"));
            }
            for document in documents {
                let adds_up = amount(&document["total"]) == amount(&document["computed"]["total"]);
                // Called off or invoiced before its rounding could be written: its own total is right.
                let status = code(document);
                let is_off = [("estimates", DECLINED), ("invoices", CANCELLED)]
                    .contains(&(*kind, status))
                    || *kind == "estimates" && self.one("invoices", marker).is_some();
                if !adds_up && !is_off && !self.halves.contains(&document["id"].to_string()) {
                    problems.push(format!("{kind} {marker}: its lines do not make its total"));
                }
            }
        }
        let mut payments = BTreeSet::new();
        for payment in self.state["payments"].as_array().into_iter().flatten() {
            if !payments.insert(payment["transactionid"].to_string()) {
                problems.push(format!("two payments {}", payment["transactionid"]));
            }
        }
    }

    /// Numbers from the first to the last, each once.
    pub(super) fn has_no_gaps(&self, problems: &mut Vec<String>) {
        for kind in ["invoices", "credit_notes"] {
            let rows = self.state[kind].as_array().into_iter().flatten();
            let numbers = rows.filter_map(|row| row["number"].as_str()?.parse::<u64>().ok());
            let mut numbers: Vec<u64> = numbers.collect();
            numbers.sort_unstable();
            if numbers.windows(2).any(|pair| pair[0] + 1 != pair[1]) {
                problems.push(format!("the numbers of {kind} are {numbers:?}"));
            }
        }
    }

    /// An e-mail is one contact's, and nobody was written to.
    pub(super) fn clients(&self, problems: &mut Vec<String>) {
        let mut emails = BTreeSet::new();
        for contact in self.state["contacts"].as_array().into_iter().flatten() {
            let email = contact["email"].as_str().unwrap_or_default();
            if !emails.insert(email.trim().to_lowercase()) {
                problems.push(format!("two contacts of {email}"));
            }
        }
        self.orphans(problems);
        if self.state["mails_sent"] != 0 {
            problems.push("mails were sent".to_owned());
        }
    }

    /// A client without a contact was being made when its maker died. It is found again by its
    /// marker, so it may stand only while no document is its own.
    fn orphans(&self, problems: &mut Vec<String>) {
        let rows = |name: &str| self.state[name].as_array().into_iter().flatten();
        let has_contact: BTreeSet<String> = rows("contacts")
            .map(|contact| contact["userid"].to_string())
            .collect();
        let mut markers = BTreeSet::new();
        for client in rows("clients") {
            let id = client["userid"].to_string();
            let marker = client["custom_fields"].to_string();
            if !marker.contains("wcc-") || !markers.insert(marker.clone()) {
                problems.push(format!("client {id}: its marker {marker} is not its own"));
            }
            let mut documents = self.documents.values().flatten();
            let buys = documents.any(|document| document["clientid"] == client["userid"]);
            if buys && !has_contact.contains(&id) {
                problems.push(format!("client {id} has no contact"));
            }
        }
    }

    pub(super) fn one(&self, kind: &'static str, marker: &str) -> Option<&Value> {
        self.documents.get(&(kind, marker.to_owned()))?.first()
    }

    pub(super) fn paid(&self, invoice: &Value) -> Decimal {
        let payments = self.state["payments"].as_array().into_iter().flatten();
        payments
            .filter(|payment| payment["invoiceid"] == invoice["id"])
            .filter_map(|payment| amount(&payment["amount"]))
            .sum()
    }
}

fn halves(world: &World) -> BTreeSet<String> {
    let mut links = world.table.links();
    links.retain(|link| link.outcome.parked.is_some());
    let documents = links.iter().flat_map(|link| {
        let notes = link.credit_notes.values();
        notes.chain(link.invoice.as_ref().map(|invoice| &invoice.document))
    });
    let halves = documents.filter(|document| document.hash.is_empty());
    halves
        .map(|document| format!("\"{}\"", document.id))
        .collect()
}

/// A document's status.
pub(super) fn code(document: &Value) -> &str {
    document["status"].as_str().unwrap_or_default()
}
