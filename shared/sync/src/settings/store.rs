//! Settings of one store.

use std::collections::BTreeMap;

use domain::taxes::{TaxMap, TaxName};
use domain::{EditsAfterPayment, OrderStatus};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

use super::documents::DocumentSettings;
use super::policies::{
    CustomersSetting, EditsSetting, InvoiceDateSetting, InvoiceOnSetting, NumbersSetting,
    OpenOrdersSetting, StatusSetting, ZeroTotalsSetting,
};

/// One store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreSettings {
    /// The store's number, part of every marker in Perfex. Unique, and never changed.
    pub index: u16,
    /// Its address as customers see it. HTTPS, but for the machine itself.
    pub url: Url,
    /// Added to an order's id to give the number of its estimate and invoice.
    pub number_offset: u32,
    /// The day from which payments are written: money that came in before is the old books' matter.
    /// `woosync settings push` sets it to the day of the first push.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub go_live: Option<Date>,
    /// Documents of this day and before are never written or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locked_until: Option<Date>,
    /// What stands for an order that is not invoiced yet.
    #[serde(default)]
    pub open_orders: OpenOrdersSetting,
    /// From when on an order is invoiced.
    #[serde(default)]
    pub invoice_on: InvoiceOnSetting,
    /// Which day an invoice bears.
    #[serde(default)]
    pub invoice_date: InvoiceDateSetting,
    /// Where the numbers of invoices and credit notes come from.
    #[serde(default)]
    pub numbers: NumbersSetting,
    /// What becomes of an order whose total is zero.
    #[serde(default)]
    pub zero_totals: ZeroTotalsSetting,
    /// What becomes of an order that was edited after its invoice was paid.
    #[serde(default)]
    pub edits_after_payment: EditsSetting,
    /// Added to the number of an invoice for each time it is written anew. Needed for
    /// `edits_after_payment = "reissue"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissue_offset: Option<u32>,
    /// Perfex's id of the client of orders without an e-mail; without it they are parked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_email_client: Option<u32>,
    /// Which registered customers get a client.
    #[serde(default)]
    pub customers: CustomersSetting,
    /// Meta keys under which plugins keep the VAT number, the first that holds one counts.
    #[serde(default = "usual_vat_keys")]
    pub vat_meta_keys: Vec<String>,
    /// Statuses, plugins' own mostly, and as what they count.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub statuses: BTreeMap<String, StatusSetting>,
    /// WooCommerce tax rate ids to Perfex taxes (`NAME|RATE`).
    #[serde(default)]
    pub taxes: BTreeMap<String, TaxName>,
    /// Tax classes to Perfex taxes, for a rate id that is not in `taxes`.
    #[serde(default)]
    pub tax_classes: BTreeMap<String, TaxName>,
    /// Of how many deleted orders documents are called off within an hour; more wait for a person. 0:
    /// each waits.
    #[serde(default = "usual_deletions")]
    pub deletions_per_hour: u32,
    /// How many requests to the store a full sync has under way at once, from 1 to 8.
    #[serde(default = "usual_concurrency")]
    pub full_sync_concurrency: u8,
    /// How many days back each night looks for what moves no date in the store (items that were
    /// edited, refunds and orders that were deleted) and for what was changed in Perfex. 0: no night
    /// does.
    #[serde(default = "usual_nightly_days")]
    pub nightly_days: u16,
    /// What the office adds to documents.
    #[serde(default, skip_serializing_if = "DocumentSettings::is_empty")]
    pub documents: DocumentSettings,
}

fn usual_concurrency() -> u8 {
    2
}

fn usual_nightly_days() -> u16 {
    30
}

fn usual_deletions() -> u32 {
    20
}

/// Where the usual plugins keep a VAT number: WooCommerce's own EU VAT Number and Aelia's EU VAT
/// Assistant (`vat_number`, `_vat_number`, `_billing_vat_number`), Germanized (`_billing_vat_id`),
/// and EU/UK VAT Manager (`billing_eu_vat_number`, `_billing_eu_vat_number`).
fn usual_vat_keys() -> Vec<String> {
    [
        "_billing_vat_number",
        "_vat_number",
        "vat_number",
        "_billing_vat_id",
        "_billing_eu_vat_number",
        "billing_eu_vat_number",
    ]
    .map(str::to_owned)
    .to_vec()
}

impl StoreSettings {
    /// The tax map. Keys that are no rate ids were refused before.
    pub(super) fn tax_map(&self) -> TaxMap {
        TaxMap {
            rates: self
                .taxes
                .iter()
                .filter_map(|(id, tax)| Some((id.parse().ok()?, tax.clone())))
                .collect(),
            classes: self.tax_classes.clone(),
        }
    }

    pub(super) fn edits(&self) -> EditsAfterPayment {
        match (self.edits_after_payment, self.reissue_offset) {
            (EditsSetting::Reissue, Some(offset)) => EditsAfterPayment::Reissue { offset },
            (EditsSetting::Reissue | EditsSetting::Park, _) => EditsAfterPayment::Park,
        }
    }

    pub(super) fn status_map(&self) -> BTreeMap<String, Option<OrderStatus>> {
        self.statuses
            .iter()
            .map(|(slug, setting)| (slug.clone(), setting.status()))
            .collect()
    }
}
