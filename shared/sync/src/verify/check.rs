//! One order against what stands for it.

mod aside;
mod beside;

use domain::{
    Credit, Decision, OrderId, OrderStatus, ParkReason, Parked, Plan, Target, decide,
    stands_as_invoice,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use perfex::{DocumentKind, status};
use rust_decimal::Decimal;
use transport::Transport;
use woocommerce::{Order, Refund};

use super::finding::{Finding, FindingKind};
use super::held::Held;
use super::report::Report;
use super::{Verifier, VerifyError};
use crate::link::{Link, LinkedDocument};
use crate::ports::Links;
use crate::todo::Todo;
use crate::translate::translate;

/// The day of what has none.
const NO_DAY: Date = date(1970, 1, 1);

/// A document that should stand.
struct Expected<'a> {
    kind: DocumentKind,
    refund: Option<u64>,
    day: Date,
    total: Decimal,
    /// Perfex's id of the currency, if it is known what it should be.
    currency: Option<u64>,
    linked: Option<&'a LinkedDocument>,
}

/// The comparison of one order that is under way.
struct Check<'v, 'a, S: Transport, T: Transport, B> {
    verifier: &'v Verifier<'a, S, T, B>,
    link: Link,
    is_known: bool,
    currency: String,
    day: Date,
    total: Decimal,
    /// What is found. Whether that is news depends on how the order's handling ended.
    found: Vec<Finding>,
    /// Whether it is only a refund that the order waits for.
    waits_for_refund: bool,
    report: Report,
}

impl<S: Transport, T: Transport, B: Links> Verifier<'_, S, T, B> {
    /// Compares an order that the store shows with what stands for it.
    pub(super) async fn order(
        &self,
        wire: &Order,
        refunds: &[Refund],
    ) -> Result<Report, VerifyError> {
        if OrderStatus::from(wire.status.clone()).is_draft() {
            return Ok(Report::default());
        }
        let link = self.table.link(self.id, OrderId(wire.id)).await?;
        let mut check = Check {
            verifier: self,
            is_known: link.is_some(),
            link: link.unwrap_or_else(|| {
                Link::new(self.id.clone(), OrderId(wire.id), Timestamp::UNIX_EPOCH)
            }),
            currency: wire.currency.clone(),
            day: wire
                .date_created
                .map_or(NO_DAY, jiff::civil::DateTime::date),
            total: wire.total,
            found: vec![],
            waits_for_refund: false,
            report: Report {
                orders: 1,
                ..Report::default()
            },
        };
        let parked = check.compare(wire, refunds).await?;
        check.find_second_invoice().await?;
        Ok(check.concluded(parked, wire.date_modified_gmt))
    }

    /// An order whose JSON has a form that nobody knows.
    pub(super) fn unreadable(&self, order: u64) -> Report {
        let mut report = Report {
            orders: 1,
            ..Report::default()
        };
        report.find(Finding {
            kind: FindingKind::Parked,
            store: self.id.clone(),
            order,
            refund: None,
            document: DocumentKind::Invoice,
            document_id: None,
            document_number: None,
            day: NO_DAY,
            currency: "?".to_owned(),
            store_total: None,
            perfex_total: None,
            detail: format!(
                "{}: the store's answer for this order cannot be read",
                ParkReason::Unreadable.code()
            ),
        });
        report
    }
}

impl<S: Transport, T: Transport, B: Links> Check<'_, '_, S, T, B> {
    /// Compares; gives why the order as a whole waits for a person.
    async fn compare(
        &mut self,
        wire: &Order,
        refunds: &[Refund],
    ) -> Result<Option<Parked>, VerifyError> {
        let rules = self.verifier.rules;
        let order = match translate(wire, refunds) {
            Ok(order) => order,
            Err(parked) => {
                self.as_it_is(None).await?;
                return Ok(Some(parked));
            }
        };
        let standing = self.link.standing();
        let kind = if stands_as_invoice(&order, &standing, rules) {
            DocumentKind::Invoice
        } else {
            DocumentKind::Estimate
        };
        match decide(&order, &standing, rules) {
            Decision::Skip(_) => {
                self.as_linked().await?;
                Ok(None)
            }
            Decision::Park(parked) => {
                self.as_it_is(Some(kind)).await?;
                Ok(Some(parked))
            }
            Decision::Withdraw(withdrawal) => {
                self.called_off(withdrawal).await?;
                self.replaced().await?;
                Ok(None)
            }
            Decision::Stand(plan) => match Todo::between(&self.link, &plan, rules) {
                Ok(todo) => {
                    self.waits_for_refund = todo.blocked.is_some();
                    self.stands(&plan).await?;
                    self.replaced().await?;
                    self.credits(&plan.credits, todo.blocked.as_ref()).await?;
                    Ok(None)
                }
                Err(parked) => {
                    self.as_it_is(Some(kind)).await?;
                    Ok(Some(parked))
                }
            },
        }
    }

    /// The estimate or invoice that should stand.
    async fn stands(&mut self, plan: &Plan) -> Result<(), VerifyError> {
        let link = self.link.clone();
        let (kind, linked, payment) = match &plan.target {
            Target::Estimate(_) => (
                DocumentKind::Estimate,
                link.estimate.as_ref().map(|estimate| &estimate.document),
                None,
            ),
            Target::Invoice(payment) => (
                DocumentKind::Invoice,
                link.invoice.as_ref().map(|invoice| &invoice.document),
                payment.as_ref(),
            ),
        };
        let held = self
            .expect(&Expected {
                kind,
                refund: None,
                day: linked.map_or(plan.document.date, |linked| linked.date),
                total: self.total,
                currency: Some(u64::from(plan.document.currency)),
                linked,
            })
            .await?;
        if let (Some(payment), Some(held)) = (payment, held)
            && held.is_in_force(kind)
            && held.status != status::INVOICE_PAID
        {
            let detail = "the order is paid in the store, and its invoice in Perfex is not";
            let finding = self.finding(FindingKind::NotPaid, kind, detail);
            self.found.push(Finding {
                store_total: Some(payment.amount),
                perfex_total: None,
                ..about(finding, &held)
            });
        }
        Ok(())
    }

    /// The credit notes of its refunds.
    async fn credits(
        &mut self,
        credits: &[Credit],
        blocked: Option<&Parked>,
    ) -> Result<(), VerifyError> {
        let notes = self.link.credit_notes.clone();
        for credit in credits {
            let linked = notes.get(&credit.refund);
            match (&credit.document, linked, blocked) {
                (Ok(document), None, Some(parked)) => {
                    let total = document.total;
                    self.parked_refund(credit.refund, document.date, Some(total), parked);
                }
                (Ok(document), ..) => {
                    let expected = Expected {
                        kind: DocumentKind::CreditNote,
                        refund: Some(credit.refund),
                        day: linked.map_or(document.date, |linked| linked.date),
                        total: document.total,
                        currency: Some(u64::from(document.currency)),
                        linked,
                    };
                    self.expect(&expected).await?;
                }
                (Err(parked), ..) => {
                    self.parked_refund(credit.refund, self.day, parked.order_total, parked);
                }
            }
        }
        for (refund, note) in &notes {
            if credits.iter().all(|credit| credit.refund != *refund) {
                self.stray_note(*refund, note).await?;
            }
        }
        Ok(())
    }

    /// Both sides of a document that should stand, and how they differ.
    async fn expect(&mut self, expected: &Expected<'_>) -> Result<Option<Held>, VerifyError> {
        let &Expected {
            kind, day, total, ..
        } = expected;
        let currency = self.currency.clone();
        self.report.should_stand(day, &currency, kind, total);
        let missing = Finding {
            refund: expected.refund,
            day,
            store_total: Some(total),
            ..self.finding(FindingKind::Missing, kind, "it was never written")
        };
        let Some(linked) = expected.linked else {
            self.found.push(missing);
            return Ok(None);
        };
        let agrees = linked.total == total;
        let Some(held) = self.verifier.held(kind, linked, agrees).await? else {
            self.found.push(Finding {
                document_id: Some(linked.id),
                document_number: Some(linked.number.into()),
                detail: "it was written, and is gone in Perfex: somebody deleted it".to_owned(),
                ..missing
            });
            return Ok(None);
        };
        let difference = |kind_of: FindingKind, detail: String| Finding {
            kind: kind_of,
            perfex_total: Some(held.total),
            detail,
            ..about(missing.clone(), &held)
        };
        if !held.is_in_force(kind) {
            let detail = "the order stands, and the document is called off".to_owned();
            let mut finding = difference(FindingKind::StatusDiffers, detail);
            finding.perfex_total = None;
            self.found.push(finding);
            return Ok(Some(held));
        }
        self.count(kind, day, &held);
        let other_currency = expected.currency.is_some_and(|id| id != held.currency);
        if other_currency {
            let held_in = held.currency(self.verifier.rules);
            let detail = format!("it stands in {held_in}");
            self.found
                .push(difference(FindingKind::TotalDiffers, detail));
        } else if held.total != total {
            let detail = if held.total == linked.total {
                "the document was not brought to the order's total"
            } else {
                "somebody changed it in Perfex"
            };
            self.found
                .push(difference(FindingKind::TotalDiffers, detail.to_owned()));
        }
        Ok(Some(held))
    }

    /// Tells what was found, in the light of how the order's last handling ended.
    fn concluded(mut self, parked: Option<Parked>, modified: Option<Timestamp>) -> Report {
        let is_behind = self.is_known && self.link.handled() < modified;
        let recorded = self.link.outcome.parked.clone();
        let recorded = recorded.filter(|_| !is_behind && !self.waits_for_refund);
        // What it is parked for is what is looked for here: whether it is still so.
        let recorded = recorded.filter(|parked| parked.reason != ParkReason::ChangedInPerfex);
        if let Some(parked) = parked.or(recorded) {
            // One finding an order: what differs is the reason's consequence.
            if let Some(first) = self.found.first().cloned() {
                self.found = vec![Finding {
                    kind: FindingKind::Parked,
                    store_total: first.store_total.or(Some(self.total)),
                    detail: why(&parked),
                    ..first
                }];
            }
        } else if is_behind && let Some(first) = self.found.first().cloned() {
            self.found = vec![Finding {
                kind: FindingKind::Behind,
                detail: "the order changed, and that was not handled yet: look again later, then \
                         at `woosync orders outcome`"
                    .to_owned(),
                ..first
            }];
        }
        for finding in std::mem::take(&mut self.found) {
            self.report.find(finding);
        }
        self.report
    }

    fn count(&mut self, kind: DocumentKind, day: Date, held: &Held) {
        let currency = held.currency(self.verifier.rules);
        self.report.stands(day, &currency, kind, held.total);
    }

    fn finding(&self, kind: FindingKind, document: DocumentKind, detail: &str) -> Finding {
        Finding {
            kind,
            store: self.link.store.clone(),
            order: self.link.order,
            refund: None,
            document,
            document_id: None,
            document_number: None,
            day: self.day,
            currency: self.currency.clone(),
            store_total: Some(self.total),
            perfex_total: None,
            detail: detail.to_owned(),
        }
    }
}

/// The finding of a document that Perfex holds.
fn about(finding: Finding, held: &Held) -> Finding {
    Finding {
        document_id: Some(held.id),
        document_number: held.number,
        ..finding
    }
}

fn why(parked: &Parked) -> String {
    format!("{}: {}", parked.reason.code(), parked.detail)
}
