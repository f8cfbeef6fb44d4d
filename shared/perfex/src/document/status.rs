//! Status codes of documents.

/// Invoice: nothing paid yet.
pub const INVOICE_UNPAID: u8 = 1;
/// Invoice: paid.
pub const INVOICE_PAID: u8 = 2;
/// Invoice: paid in part.
pub const INVOICE_PARTIALLY_PAID: u8 = 3;
/// Invoice: unpaid after its due date.
pub const INVOICE_OVERDUE: u8 = 4;
/// Invoice: cancelled. Perfex keeps it so until someone changes it.
pub const INVOICE_CANCELLED: u8 = 5;
/// Invoice: a draft without a number of its own.
pub const INVOICE_DRAFT: u8 = 6;

/// Estimate: a draft.
pub const ESTIMATE_DRAFT: u8 = 1;
/// Estimate: sent.
pub const ESTIMATE_SENT: u8 = 2;
/// Estimate: declined.
pub const ESTIMATE_DECLINED: u8 = 3;
/// Estimate: accepted.
pub const ESTIMATE_ACCEPTED: u8 = 4;
/// Estimate: expired.
pub const ESTIMATE_EXPIRED: u8 = 5;

/// Credit note: open.
pub const CREDIT_NOTE_OPEN: u8 = 1;
/// Credit note: used up.
pub const CREDIT_NOTE_CLOSED: u8 = 2;
/// Credit note: void.
pub const CREDIT_NOTE_VOID: u8 = 3;
