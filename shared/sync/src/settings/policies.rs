//! A store's choices, as the settings say them.

use domain::{InvoiceDate, InvoiceOn, Numbers, OpenOrders, OrderStatus, ZeroTotals};
use serde::{Deserialize, Serialize};

/// What stands for an order that is not invoiced yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpenOrdersSetting {
    /// An estimate.
    #[default]
    Estimate,
    /// Nothing.
    Nothing,
}

/// From when on an order is invoiced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceOnSetting {
    /// Once it is completed.
    #[default]
    Completed,
    /// Once money came in.
    Paid,
    /// Once it is processing.
    Processing,
}

/// Which day an invoice bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceDateSetting {
    /// The day of completion.
    #[default]
    Completed,
    /// The day of payment.
    Paid,
    /// The day of the order.
    Created,
}

/// Where the numbers of invoices and credit notes come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumbersSetting {
    /// Offset plus id.
    #[default]
    Offset,
    /// One after the other.
    Gapless,
}

/// What becomes of an order whose total is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ZeroTotalsSetting {
    /// A person looks at it.
    #[default]
    Park,
    /// Nothing is written.
    Skip,
    /// Its documents are written.
    Write,
}

/// What becomes of an order that was edited after its invoice was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EditsSetting {
    /// A person looks at it.
    #[default]
    Park,
    /// Credited in full and written anew.
    Reissue,
}

/// Which registered customers get a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomersSetting {
    /// Every one.
    #[default]
    All,
    /// Those who ordered.
    Buyers,
}

/// When the daily message about the stores' health is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestSetting {
    /// Every day.
    Always,
    /// On days on which something waits for a person, is late, or does not work.
    #[default]
    WhenNeeded,
    /// On no day.
    Never,
}

/// As what a status counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusSetting {
    /// Waits for its payment.
    Pending,
    /// Waits for a person.
    OnHold,
    /// Is being fulfilled.
    Processing,
    /// Is fulfilled.
    Completed,
    /// Is called off.
    Cancelled,
    /// Is left alone.
    Ignore,
}

impl StatusSetting {
    pub(super) fn status(self) -> Option<OrderStatus> {
        match self {
            Self::Pending => Some(OrderStatus::Pending),
            Self::OnHold => Some(OrderStatus::OnHold),
            Self::Processing => Some(OrderStatus::Processing),
            Self::Completed => Some(OrderStatus::Completed),
            Self::Cancelled => Some(OrderStatus::Cancelled),
            Self::Ignore => None,
        }
    }
}

impl From<OpenOrdersSetting> for OpenOrders {
    fn from(setting: OpenOrdersSetting) -> Self {
        match setting {
            OpenOrdersSetting::Estimate => Self::Estimate,
            OpenOrdersSetting::Nothing => Self::Nothing,
        }
    }
}

impl From<InvoiceOnSetting> for InvoiceOn {
    fn from(setting: InvoiceOnSetting) -> Self {
        match setting {
            InvoiceOnSetting::Completed => Self::Completed,
            InvoiceOnSetting::Paid => Self::Paid,
            InvoiceOnSetting::Processing => Self::Processing,
        }
    }
}

impl From<InvoiceDateSetting> for InvoiceDate {
    fn from(setting: InvoiceDateSetting) -> Self {
        match setting {
            InvoiceDateSetting::Completed => Self::Completed,
            InvoiceDateSetting::Paid => Self::Paid,
            InvoiceDateSetting::Created => Self::Created,
        }
    }
}

impl From<NumbersSetting> for Numbers {
    fn from(setting: NumbersSetting) -> Self {
        match setting {
            NumbersSetting::Offset => Self::Offset,
            NumbersSetting::Gapless => Self::Gapless,
        }
    }
}

impl From<ZeroTotalsSetting> for ZeroTotals {
    fn from(setting: ZeroTotalsSetting) -> Self {
        match setting {
            ZeroTotalsSetting::Park => Self::Park,
            ZeroTotalsSetting::Skip => Self::Skip,
            ZeroTotalsSetting::Write => Self::Write,
        }
    }
}
