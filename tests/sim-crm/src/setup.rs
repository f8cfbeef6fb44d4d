use serde::{Deserialize, Serialize};

/// How this particular CRM behaves where real hosts differ, or where nobody outside knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent switch of the host"
)]
pub struct Setup {
    /// The API token that is accepted.
    pub token: String,
    /// 3.x: whether a document may total zero. 2.x never takes one.
    pub accepts_zero_total: bool,
    /// Whether `adjustment` is thrown away and stored as 0.00.
    pub drops_adjustment: bool,
    /// Whether `status: 5` in an update of an invoice is kept. An estimate's status is documented and always kept.
    pub honours_cancel: bool,
    /// Whether `save_as_draft` is honoured on a new invoice.
    pub honours_draft: bool,
    /// 2.x: an update of an invoice that keeps its own number is refused as a duplicate.
    pub own_number_refused: bool,
    /// 3.x: new lines are taken from `items`, and `newitems` is refused.
    pub line_key_items: bool,
    /// Whether the web server in front answers 403 to a search key with a space.
    pub refuses_spaces: bool,
    /// 2.x: whether creating a payment answers with a body instead of an empty 200.
    pub payment_answers: bool,
    /// 2.x on PHP 8: reading one invoice by id ends in a fatal error.
    pub invoice_by_id_is_fatal: bool,
    /// Whether an update of a client zeroes the numeric fields that it does not name, and drops groups and custom fields.
    pub customer_put_zeroes: bool,
    /// Calls per minute, none for no limit.
    pub rate_limit: Option<u32>,
    /// PHP's `max_input_vars`: form fields past it vanish without a word.
    pub max_input_vars: usize,
    /// Permissions that the token lacks, as `feature.capability`, for example `invoices.search_get`.
    pub denied: Vec<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            token: "sim-token".to_owned(),
            accepts_zero_total: true,
            drops_adjustment: false,
            honours_cancel: true,
            honours_draft: true,
            own_number_refused: false,
            line_key_items: false,
            refuses_spaces: true,
            payment_answers: false,
            invoice_by_id_is_fatal: false,
            customer_put_zeroes: true,
            rate_limit: None,
            max_input_vars: 1000,
            denied: Vec::new(),
        }
    }
}
