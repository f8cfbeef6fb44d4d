//! One order, and what has to stand for it.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use sync::Link;

use super::amount;
use super::office::{ACCEPTED, CANCELLED, DECLINED, Office, PAID, SENT, UNPAID, code};

const CALLED_OFF: [&str; 3] = ["cancelled", "failed", "trash"];

/// An order and what has to stand for it.
pub(super) struct Judged<'a> {
    pub(super) order: &'a Value,
    pub(super) office: &'a Office,
    pub(super) is_edited: bool,
}

impl Judged<'_> {
    pub(super) fn problems(&self, link: Option<&Link>) -> Vec<String> {
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
            self.credits(&mut problems);
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

impl Judged<'_> {
    /// Each refund of an order whose invoice stands has its own credit note, of exactly its amount.
    fn credits(&self, problems: &mut Vec<String>) {
        let invoice = self.office.one("invoices", &self.marker());
        let stands = invoice.is_some_and(|invoice| code(invoice) != CANCELLED);
        if !stands || CALLED_OFF.contains(&self.status()) {
            return;
        }
        for refund in self.order["refunds"].as_array().into_iter().flatten() {
            let id = refund["id"].as_u64().unwrap_or_default();
            let note = self
                .office
                .one("credit_notes", &format!("wcs1-r{id:010}-e"));
            let credited = note.and_then(|note| amount(&note["total"]));
            let given_back = amount(&refund["amount"]);
            if credited != given_back {
                problems.push(format!(
                    "refund {id} of {given_back:?} has a credit note of {credited:?}"
                ));
            }
        }
    }
}

fn at(order: &Value, field: &str) -> Option<Timestamp> {
    format!("{}Z", order[field].as_str()?).parse().ok()
}
