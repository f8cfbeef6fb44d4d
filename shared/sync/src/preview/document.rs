//! One document of a preview, its sums beside WooCommerce's.

use std::collections::BTreeMap;

use domain::office::Office;
use domain::taxes::TaxName;
use domain::{Document, EstimateStatus, Line, Order, Payment, Plan, Rules, Target};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};

use crate::todo::Todo;

/// What handling the order now would do about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It would be created.
    Create,
    /// It stands and would be brought up to date.
    Update,
    /// It stands just so.
    Unchanged,
}

/// A document that should stand, and WooCommerce's figures for the same thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewDocument {
    /// `estimate`, `invoice` or `credit_note`.
    pub kind: &'static str,
    /// What would be done about it.
    pub action: Action,
    /// Its number, `None` if Perfex's next free one is taken when it is written.
    pub number: Option<u32>,
    /// Its date.
    pub date: Date,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// Estimates: `sent`, `accepted`; invoices: `unpaid`, `paid`; credit notes: `open`.
    pub status: &'static str,
    /// The order's number, for people; a credit note's names the refund too.
    pub reference: String,
    /// The refund that a credit note is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund: Option<u64>,
    /// Sum of quantity × rate.
    pub subtotal: Decimal,
    /// Tax as Perfex computes it.
    pub total_tax: Decimal,
    /// What is added to reach the total.
    pub adjustment: Decimal,
    /// The total: the order's, or what was given back.
    pub total: Decimal,
    /// Net amount in WooCommerce, `None` for a refund that names no lines.
    pub order_subtotal: Option<Decimal>,
    /// Tax in WooCommerce, `None` for a refund that names no lines.
    pub order_tax: Option<Decimal>,
    /// Total in WooCommerce: the order's, or what was given back.
    pub order_total: Decimal,
    /// Both sides' sums of each tax.
    pub taxes: Vec<TaxSums>,
    /// What the client reads below the lines.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_note: String,
    /// What the office adds: tags, sale agent, project, custom fields.
    #[serde(skip_serializing_if = "Office::is_empty")]
    pub office: Office,
    /// The payment beside a paid invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<PreviewPayment>,
    /// Its lines.
    pub lines: Vec<PreviewLine>,
}

/// Both sides' sums of one tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxSums {
    /// `NAME|RATE`.
    pub taxname: String,
    /// What WooCommerce has of it, `None` for a refund that names no lines.
    pub order: Option<Decimal>,
    /// What Perfex computes of it. Perfex rounds the sum of all taxes only, here each is rounded.
    pub document: Decimal,
}

/// The payment beside an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewPayment {
    /// How much.
    #[serde(serialize_with = "two_decimals")]
    pub amount: Decimal,
    /// Perfex's payment mode.
    pub mode: String,
    /// The payment method in words.
    pub method: String,
    /// The note: order number, day of payment, the gateway's transaction id.
    pub note: String,
}

/// A line of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreviewLine {
    /// Name.
    pub description: String,
    /// SKU, attributes, quantity in words.
    pub long_description: String,
    /// Quantity.
    pub qty: Decimal,
    /// Price of one.
    #[serde(serialize_with = "two_decimals")]
    pub rate: Decimal,
    /// Quantity × price.
    #[serde(serialize_with = "two_decimals")]
    pub amount: Decimal,
    /// Its taxes, each `NAME|RATE`.
    pub taxname: Vec<String>,
}

fn two_decimals<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&shown(*amount))
}

/// An amount with two decimals, or with as many more as it needs.
pub(super) fn shown(amount: Decimal) -> Decimal {
    let mut amount = amount.normalize();
    if amount.scale() < domain::money::PERFEX_DECIMALS {
        amount.rescale(domain::money::PERFEX_DECIMALS);
    }
    amount
}

/// The plan's estimate or invoice.
pub(super) fn estimate_or_invoice(
    order: &Order,
    plan: &Plan,
    todo: &Todo,
    rules: &Rules,
) -> PreviewDocument {
    let action = match plan.target {
        Target::Estimate(_) => action(todo.create_estimate, todo.update_estimate),
        Target::Invoice(_) => action(todo.create_invoice, todo.update_invoice || todo.pay),
    };
    let (kind, status, payment) = match &plan.target {
        Target::Estimate(status) => ("estimate", estimate_status(*status), None),
        // Perfex calls an invoice of zero paid.
        Target::Invoice(None) if order.total.is_zero() => ("invoice", "paid", None),
        Target::Invoice(None) => ("invoice", "unpaid", None),
        Target::Invoice(Some(payment)) => ("invoice", "paid", Some(payment.into())),
    };
    let taxes = order_taxes(&order.lines, Decimal::ONE, rules);
    PreviewDocument {
        kind,
        status,
        payment,
        order_subtotal: Some(shown(order.total - order.total_tax)),
        order_tax: Some(shown(order.total_tax)),
        ..document(&plan.document, action, order, order.total, Some(&taxes))
    }
}

/// The credit note of a refund.
pub(super) fn credit_note(
    order: &Order,
    refund: u64,
    note: &Document,
    action: Action,
    rules: &Rules,
) -> PreviewDocument {
    let told = order.refunds.iter().find(|told| told.id == refund);
    let amount = told.map_or(note.total, |told| told.amount);
    let lines = told.map_or(&[][..], |told| &told.lines);
    // WooCommerce writes a refund's taxes negative.
    let taxes = (!lines.is_empty()).then(|| order_taxes(lines, Decimal::NEGATIVE_ONE, rules));
    let tax: Option<Decimal> = taxes.as_ref().map(|taxes| taxes.values().sum());
    PreviewDocument {
        kind: "credit_note",
        status: "open",
        refund: Some(refund),
        order_subtotal: tax.map(|tax| shown(amount - tax)),
        order_tax: tax.map(shown),
        ..document(note, action, order, amount, taxes.as_ref())
    }
}

fn document(
    document: &Document,
    action: Action,
    order: &Order,
    order_total: Decimal,
    order_taxes: Option<&BTreeMap<String, Decimal>>,
) -> PreviewDocument {
    PreviewDocument {
        kind: "",
        action,
        number: Some(document.number).filter(|number| *number > 0),
        date: document.date,
        currency: order.currency.code(),
        status: "",
        reference: document.reference.clone(),
        refund: None,
        subtotal: document.subtotal,
        total_tax: document.total_tax,
        adjustment: document.adjustment,
        total: document.total,
        order_subtotal: None,
        order_tax: None,
        order_total: shown(order_total),
        taxes: both_sides(document, order_taxes),
        client_note: document.client_note.clone(),
        office: document.office.clone(),
        payment: None,
        lines: document.lines.iter().map(PreviewLine::from).collect(),
    }
}

fn action(create: bool, update: bool) -> Action {
    match (create, update) {
        (true, _) => Action::Create,
        (false, true) => Action::Update,
        (false, false) => Action::Unchanged,
    }
}

fn estimate_status(status: EstimateStatus) -> &'static str {
    match status {
        EstimateStatus::Sent => "sent",
        EstimateStatus::Accepted => "accepted",
        EstimateStatus::Declined => "declined",
    }
}

/// WooCommerce's taxes by the Perfex tax that their rate is mapped to.
fn order_taxes(lines: &[Line], sign: Decimal, rules: &Rules) -> BTreeMap<String, Decimal> {
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    for line in lines {
        let class = match line.tax_class.as_str() {
            "" => "standard",
            class => class,
        };
        for tax in &line.taxes {
            let name = rules.taxes.rates.get(&tax.rate_id);
            if let Some(name) = name.or_else(|| rules.taxes.classes.get(class)) {
                *sums.entry(name.to_string()).or_default() += sign * tax.total;
            }
        }
    }
    sums
}

fn both_sides(document: &Document, order: Option<&BTreeMap<String, Decimal>>) -> Vec<TaxSums> {
    let mut sums: Vec<(&TaxName, Decimal)> = Vec::new();
    for line in &document.lines {
        for tax in &line.taxes {
            let amount = line.amount() * tax.percent() / Decimal::ONE_HUNDRED;
            match sums.iter_mut().find(|(name, _)| *name == tax) {
                Some((_, sum)) => *sum += amount,
                None => sums.push((tax, amount)),
            }
        }
    }
    let both = sums.into_iter().map(|(tax, sum)| {
        let taxname = tax.to_string();
        TaxSums {
            order: order.map(|order| shown(order.get(&taxname).copied().unwrap_or_default())),
            document: shown(domain::money::round(sum, domain::money::PERFEX_DECIMALS)),
            taxname,
        }
    });
    both.collect()
}

impl From<&domain::DocumentLine> for PreviewLine {
    fn from(line: &domain::DocumentLine) -> Self {
        Self {
            description: line.description.clone(),
            long_description: line.long_description.clone(),
            qty: line.quantity.normalize(),
            rate: line.rate,
            amount: line.amount(),
            taxname: line.taxes.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&Payment> for PreviewPayment {
    fn from(payment: &Payment) -> Self {
        Self {
            amount: payment.amount,
            mode: payment.mode.clone(),
            method: payment.method.clone(),
            note: payment.note.clone(),
        }
    }
}
