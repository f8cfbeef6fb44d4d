//! What a store's settings say about its documents.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::office::OfficeRules;
use crate::status::OrderStatus;
use crate::taxes::TaxMap;

/// What stands in Perfex for an order that is not invoiced yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OpenOrders {
    /// An estimate: Sent while unpaid, Accepted once processing.
    #[default]
    Estimate,
    /// Nothing until the order is invoiced.
    Nothing,
}

/// From when on an order is invoiced. A completed order always is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvoiceOn {
    /// Once it is completed.
    #[default]
    Completed,
    /// Once money came in.
    Paid,
    /// Once it is being fulfilled, paid or not.
    Processing,
}

/// Which day an invoice bears. Where that day is not known, the next of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvoiceDate {
    /// The day of completion.
    #[default]
    Completed,
    /// The day of payment.
    Paid,
    /// The day of the order.
    Created,
}

/// Where the numbers of invoices and credit notes come from. Estimates always follow the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numbers {
    /// Offset plus the id of the order or the refund: known before anything is written.
    #[default]
    Offset,
    /// The next free one of the year, without gaps.
    Gapless,
}

/// What becomes of an order whose total is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ZeroTotals {
    /// A person looks at it.
    #[default]
    Park,
    /// Nothing is written for it.
    Skip,
    /// Its documents are written. Perfex takes them with the newer API module only.
    Write,
}

/// What becomes of an order that was edited after its invoice was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EditsAfterPayment {
    /// A person looks at it.
    #[default]
    Park,
    /// The invoice is credited in full and a new one written, whose number is higher by this for
    /// each time.
    Reissue {
        /// Added to the number for each new invoice of an order.
        offset: u32,
    },
}

/// The rules of one store.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// The store's number, part of every marker.
    pub store_index: u16,
    /// Added to an order's id to give the number of its documents.
    pub number_offset: u32,
    /// Where numbers come from.
    pub numbers: Numbers,
    /// What stands for an order that is not invoiced.
    pub open_orders: OpenOrders,
    /// From when on an order is invoiced.
    pub invoice_on: InvoiceOn,
    /// Which day an invoice bears.
    pub invoice_date: InvoiceDate,
    /// Documents of this day and before are never written or changed.
    pub locked_until: Option<Date>,
    /// For orders paid before this day no payment is written.
    pub payments_from: Option<Date>,
    /// What becomes of an order of zero.
    pub zero_totals: ZeroTotals,
    /// What becomes of an order that was edited after its invoice was paid.
    pub edits_after_payment: EditsAfterPayment,
    /// The client of orders without an e-mail.
    pub no_email_client: Option<u32>,
    /// Meta keys under which plugins keep the VAT number.
    pub vat_meta_keys: Vec<String>,
    /// Statuses that count as another one, plugins' own mostly. `None`: left alone.
    pub statuses: BTreeMap<String, Option<OrderStatus>>,
    /// WooCommerce tax rates to Perfex taxes.
    pub taxes: TaxMap,
    /// Currency codes to Perfex currency ids.
    pub currencies: BTreeMap<String, u32>,
    /// Payment method slugs to Perfex payment modes.
    pub payment_modes: BTreeMap<String, String>,
    /// The payment mode for a method that is not in the map, or none at all.
    pub default_payment_mode: String,
    /// What the office adds to documents.
    pub office: OfficeRules,
}

impl Rules {
    /// The Perfex payment mode of a payment method.
    pub fn payment_mode(&self, method: &str) -> &str {
        self.payment_modes
            .get(method)
            .map_or(self.default_payment_mode.as_str(), String::as_str)
    }

    /// As which status an order of this status counts, `None` if it is to be left alone.
    pub fn counts_as(&self, status: &OrderStatus) -> Option<OrderStatus> {
        match self.statuses.get(status.slug()) {
            Some(mapped) => mapped.clone(),
            None => Some(status.clone()),
        }
    }
}
