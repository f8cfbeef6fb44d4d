//! What has to stand in the end, told by the store's orders, the office's documents and our table
//! alone. Markers, statuses and codes are written out here, so that a change of them is noticed.

use std::collections::{BTreeMap, BTreeSet};

use behaviour::store_wire::main_store;
use domain::Ledger;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sync::Link;

use crate::chaos::shaky_wire::lock;
use crate::chaos::world::World;

const CALLED_OFF: [&str; 3] = ["cancelled", "failed", "trash"];

// Perfex's codes: of estimates, of invoices.
const SENT: &str = "2";
const DECLINED: &str = "3";
const ACCEPTED: &str = "4";
const UNPAID: &str = "1";
const PAID: &str = "2";
const CANCELLED: &str = "5";

/// What is wrong, a line each.
pub(crate) fn problems(world: &World) -> Vec<String> {
    let office = Office::of(world);
    let mut problems = Vec::new();
    queue(world, &mut problems);
    office.stands_once(&mut problems);
    let orders = world.shown("orders");
    office.clients(&mut problems);
    let links = world.table.links();
    let new = lock(&world.orders).clone();
    for order in orders.as_array().into_iter().flatten() {
        let id = order["id"].as_u64().unwrap_or_default();
        if !new.contains(&id) {
            continue;
        }
        let link = links.iter().find(|link| order["id"] == link.order);
        let judged = Judged {
            order,
            office: &office,
            is_edited: lock(&world.edited).contains(&id),
        };
        for problem in judged.problems(link) {
            problems.push(format!(
                "order {} ({}): {problem}",
                order["id"], order["status"]
            ));
        }
    }
    let contributions = links.iter().filter_map(|link| link.contribution.as_ref());
    if world.table.ledger(&main_store()) != Ledger::of(contributions) {
        problems.push("the ledger is not the sum of its orders".to_owned());
    }
    problems
}

fn queue(world: &World, problems: &mut Vec<String>) {
    let buried: BTreeSet<String> = world
        .queue
        .buried()
        .into_iter()
        .map(|(body, _)| body)
        .collect();
    let planted = lock(&world.poison);
    if buried != *planted {
        problems.push(format!("buried {buried:?}, planted {planted:?}"));
    }
    if world.queue.expired() > 0 {
        problems.push("messages expired".to_owned());
    }
}

fn code(document: &Value) -> &str {
    document["status"].as_str().unwrap_or_default()
}

fn at(order: &Value, field: &str) -> Option<Timestamp> {
    format!("{}Z", order[field].as_str()?).parse().ok()
}

fn amount(of: &Value) -> Option<Decimal> {
    Some(of.as_str()?.parse::<Decimal>().ok()?.normalize())
}

/// The office, its documents by their kind and marker.
struct Office {
    state: Value,
    /// Whether it takes the status of a cancelled invoice.
    cancels: bool,
    /// Whether it takes changes of an invoice.
    updates: bool,
    documents: BTreeMap<(&'static str, String), Vec<Value>>,
    /// Documents that we know to lack their rounding, of orders that wait for a person.
    halves: BTreeSet<String>,
}

impl Office {
    fn of(world: &World) -> Self {
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
    fn stands_once(&self, problems: &mut Vec<String>) {
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

    /// An e-mail is one contact's, and nobody was written to.
    fn clients(&self, problems: &mut Vec<String>) {
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

    fn one(&self, kind: &'static str, marker: &str) -> Option<&Value> {
        self.documents.get(&(kind, marker.to_owned()))?.first()
    }

    fn paid(&self, invoice: &Value) -> Decimal {
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

/// An order and what has to stand for it.
struct Judged<'a> {
    order: &'a Value,
    office: &'a Office,
    is_edited: bool,
}

impl Judged<'_> {
    fn problems(&self, link: Option<&Link>) -> Vec<String> {
        let Some(link) = link else {
            return vec!["lost".to_owned()];
        };
        let mut problems = Vec::new();
        if link.handled() != at(self.order, "date_modified_gmt") {
            problems.push(format!(
                "{} was handled last, {:?}",
                link.modified_gmt
                    .map_or("nothing".to_owned(), |at| at.to_string()),
                link.outcome.name,
            ));
        }
        if link.intent.is_some() {
            problems.push("an intent is left".to_owned());
        }
        self.counts(link, &mut problems);
        if let Some(parked) = &link.outcome.parked {
            if !self.may_park(parked.reason.code()) {
                problems.push(format!(
                    "parked: {} {}",
                    parked.reason.code(),
                    parked.detail
                ));
            }
        } else {
            self.documents(&mut problems);
        }
        problems
    }

    fn status(&self) -> &str {
        self.order["status"].as_str().unwrap_or_default()
    }

    /// A sale counts, with the order's own total.
    fn counts(&self, link: &Link, problems: &mut Vec<String>) {
        let counted = link
            .contribution
            .as_ref()
            .map(|counted| counted.gross.normalize());
        let total = amount(&self.order["total"]);
        let expected = match self.status() {
            "processing" | "completed" => total,
            "pending" | "on-hold" | "failed" | "cancelled" | "trash" => None,
            _ => return,
        };
        if counted != expected {
            problems.push(format!("counts as {counted:?} instead of {expected:?}"));
        }
    }

    /// Whether what the reason says is so.
    fn may_park(&self, code: &str) -> bool {
        let total = amount(&self.order["total"]);
        let invoice = self.office.one("invoices", &self.marker());
        let is_paid = invoice.is_some_and(|invoice| !self.office.paid(invoice).is_zero());
        match code {
            "currency_not_mapped" => self.order["currency"] == "USD",
            "too_many_decimals" => total.is_some_and(|total| total.scale() > 2),
            "refund_tax_unknown" => {
                let sets = self.order["tax_sets"].as_u64().unwrap_or_default();
                self.order["refunds"] != json!([]) && sets > 1
            }
            "cancel_by_hand" => {
                let is_refunded = self.status() == "refunded" && !is_paid;
                !self.office.cancels && (CALLED_OFF.contains(&self.status()) || is_refunded)
            }
            "refused" => !self.office.updates && invoice.is_some(),
            "paid_but_called_off" => is_paid && CALLED_OFF.contains(&self.status()),
            "changed_after_payment" => is_paid && self.is_edited,
            _ => false,
        }
    }

    fn marker(&self) -> String {
        format!(
            "wcs1-o{:010}-e",
            self.order["id"].as_u64().unwrap_or_default()
        )
    }

    fn documents(&self, problems: &mut Vec<String>) {
        let marker = self.marker();
        let total = amount(&self.order["total"]);
        let estimate = self.office.one("estimates", &marker);
        let invoice = self.office.one("invoices", &marker);
        for (kind, document) in [("estimate", estimate), ("invoice", invoice)] {
            let stands = document.map(|document| (amount(&document["total"]), code(document)));
            let wanted = match (kind, self.status()) {
                ("estimate", "pending" | "on-hold") if invoice.is_none() => Some(SENT),
                ("estimate", "processing") if invoice.is_none() => Some(ACCEPTED),
                ("invoice", "completed") if self.order["date_paid_gmt"].is_null() => Some(UNPAID),
                ("invoice", "completed") => Some(PAID),
                _ => None,
            };
            if wanted.is_some_and(|status| stands != Some((total, status))) {
                problems.push(format!(
                    "{kind} of {stands:?} instead of {total:?}, {wanted:?}"
                ));
            }
            let off = if kind == "estimate" {
                DECLINED
            } else {
                CANCELLED
            };
            // An invoiced estimate was accepted, whatever becomes of its invoice.
            let is_off = document.is_none_or(|document| code(document) == off)
                || kind == "estimate" && invoice.is_some();
            if CALLED_OFF.contains(&self.status()) && !is_off {
                problems.push(format!("{kind} of {stands:?} is not called off"));
            }
        }
        if let (Some(invoice), "completed") = (invoice, self.status()) {
            let due = if self.order["date_paid_gmt"].is_null() {
                Decimal::ZERO
            } else {
                total.unwrap_or_default()
            };
            let paid = self.office.paid(invoice).normalize();
            if paid != due {
                problems.push(format!("{paid} paid of {due}"));
            }
        }
    }
}
