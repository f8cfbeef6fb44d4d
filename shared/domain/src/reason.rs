//! Why an order is left out or waits for a person. Codes are stable: settings, alarms and the
//! operator's command name them.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::taxes::UnmappedRate;

/// Why nothing is written for an order, and nobody needs to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// A cart of the block checkout or an unsaved form.
    Draft,
    /// Cancelled, failed, trashed or deleted before any document stood.
    NeverStood,
    /// The store's rules write nothing for orders in this status.
    StatusNotWanted,
    /// The store's rules write nothing for orders of zero.
    ZeroTotal,
    /// A customer who never ordered, and the store's rules want buyers only.
    NotABuyer,
    /// The customer's account is gone; the client and its documents stay.
    AccountGone,
    /// A customer without an e-mail, who can be recognised by nothing.
    NoEmail,
}

impl SkipReason {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::NeverStood => "never_stood",
            Self::StatusNotWanted => "status_not_wanted",
            Self::ZeroTotal => "zero_total",
            Self::NotABuyer => "not_a_buyer",
            Self::AccountGone => "account_gone",
            Self::NoEmail => "no_email",
        }
    }
}

/// Why an order waits for a person or a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParkReason {
    /// The order could not be read; the detail names the field.
    Unreadable,
    /// A tax rate has no Perfex tax in the settings.
    TaxNotMapped,
    /// The currency has no Perfex id in the settings, or ISO 4217 does not know it.
    CurrencyNotMapped,
    /// Perfex keeps two decimals, the amount has more.
    TooManyDecimals,
    /// An amount has more digits than Perfex's columns.
    AmountTooLarge,
    /// Perfex refuses documents of zero.
    ZeroTotal,
    /// The sum of the lines is further from the order's total than rounding explains.
    TotalsDiffer,
    /// No e-mail to recognise the client by.
    NoEmail,
    /// The number would not fit Perfex's column.
    NumberTooLarge,
    /// Another document bears our number.
    NumberTaken,
    /// Perfex refused a field; the detail names it.
    Refused,
    /// What Perfex holds after the write is not what was sent.
    ReadBackDiffers,
    /// The client or its contact is inactive, so it cannot be used.
    ClientInactive,
    /// Writing would make Perfex mail the customer.
    WouldMail,
    /// The order changed after its invoice was paid.
    ChangedAfterPayment,
    /// A refund names no lines, and the order has several tax rates.
    RefundTaxUnknown,
    /// A credit note stands for a refund that the store no longer has.
    RefundDeleted,
    /// Called off although its invoice is paid.
    PaidButCalledOff,
    /// Perfex did not take a cancelled invoice back into use.
    ReopenByHand,
    /// The document's day is in a period that the settings have closed.
    PeriodClosed,
    /// Perfex did not take the cancellation of the invoice.
    CancelByHand,
    /// What the link names is gone in Perfex.
    ChangedInPerfex,
    /// The store shows an older state than one it showed before.
    StoreWentBack,
    /// The token lacks the permission; the detail names the call.
    NotPermitted,
    /// So many orders were deleted at once that a person has to say whether that was meant.
    ManyDeletions,
    /// Handling it made the program fail; the detail carries no data of the order.
    InternalError,
}

impl ParkReason {
    /// Whether other settings can cure it, so that it is tried again when they change.
    pub fn is_cured_by_settings(self) -> bool {
        matches!(
            self,
            Self::TaxNotMapped
                | Self::CurrencyNotMapped
                | Self::ZeroTotal
                | Self::TotalsDiffer
                | Self::NoEmail
                | Self::NumberTooLarge
                | Self::NumberTaken
                | Self::Refused
                | Self::WouldMail
                | Self::ChangedAfterPayment
                | Self::PeriodClosed
                | Self::NotPermitted
                | Self::ManyDeletions
        )
    }

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::TaxNotMapped => "tax_not_mapped",
            Self::CurrencyNotMapped => "currency_not_mapped",
            Self::TooManyDecimals => "too_many_decimals",
            Self::AmountTooLarge => "amount_too_large",
            Self::ZeroTotal => "zero_total",
            Self::TotalsDiffer => "totals_differ",
            Self::NoEmail => "no_email",
            Self::NumberTooLarge => "number_too_large",
            Self::NumberTaken => "number_taken",
            Self::Refused => "refused",
            Self::ReadBackDiffers => "read_back_differs",
            Self::ClientInactive => "client_inactive",
            Self::WouldMail => "would_mail",
            Self::ChangedAfterPayment => "changed_after_payment",
            Self::RefundTaxUnknown => "refund_tax_unknown",
            Self::RefundDeleted => "refund_deleted",
            Self::PaidButCalledOff => "paid_but_called_off",
            Self::ReopenByHand => "reopen_by_hand",
            Self::PeriodClosed => "period_closed",
            Self::CancelByHand => "cancel_by_hand",
            Self::ChangedInPerfex => "changed_in_perfex",
            Self::StoreWentBack => "store_went_back",
            Self::NotPermitted => "not_permitted",
            Self::ManyDeletions => "many_deletions",
            Self::InternalError => "internal_error",
        }
    }
}

/// An order set aside: why, in words for a person, and both sides' sums where they matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parked {
    /// The reason.
    pub reason: ParkReason,
    /// One line that says what to do. It names fields, ids and sums, never a person.
    pub detail: String,
    /// The tax rates that the settings lack.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmapped: Vec<UnmappedRate>,
    /// Total on WooCommerce's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_total: Option<Decimal>,
    /// Total on Perfex's side, written or computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_total: Option<Decimal>,
}

impl Parked {
    /// A reason with its one line of advice.
    pub fn new(reason: ParkReason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            unmapped: vec![],
            order_total: None,
            document_total: None,
        }
    }

    /// Tax rates that the settings lack.
    pub(crate) fn unmapped(rates: Vec<UnmappedRate>) -> Self {
        let named: Vec<String> = rates.iter().map(ToString::to_string).collect();
        let lines: Vec<String> = rates
            .iter()
            .map(|rate| format!("`{} = \"NAME|RATE\"`", rate.id))
            .collect();
        let detail = format!(
            "no Perfex tax for {}: add {} to the store's taxes",
            named.join(", "),
            lines.join(", ")
        );
        Self {
            unmapped: rates,
            ..Self::new(ParkReason::TaxNotMapped, detail)
        }
    }

    /// With both sides' sums.
    #[must_use]
    pub fn with_totals(mut self, order: Decimal, document: Decimal) -> Self {
        self.order_total = Some(order);
        self.document_total = Some(document);
        self
    }
}
