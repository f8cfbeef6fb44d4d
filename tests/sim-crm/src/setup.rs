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
    /// Whether the database is strict: what does not fit its column is an error page, else it is cut.
    pub strict_database: bool,
    /// Whether the option that a company needs a VAT number is on; without it, `vat` reads back null.
    pub shows_vat: bool,
    /// 3.x: whether subtotal and total are computed from the lines, whatever was sent.
    pub recomputes_totals: bool,
    /// 3.x: whether `GET /contacts/{id}` means a contact and not a client.
    pub contact_by_own_id: bool,
    /// 3.x: the status of a successful create, 200 or 201.
    pub created_status: u16,
    /// 3.x: whether an `Idempotency-Key` gives a refusal again too.
    pub replays_refusals: bool,
    /// 2.x: whether creating an invoice tells its id as `invoice_id`.
    pub tells_invoice_id: bool,
    /// Whether the rows of a search come as `{"data": […]}`.
    pub wraps_searches: bool,
    /// Whether a search for payments looks at their transaction.
    pub payments_search_transactions: bool,
    /// Resources whose search finds nothing, as for a token without a staff member's permissions.
    pub blind_searches: Vec<String>,
    /// Days after which a new estimate expires.
    pub estimate_due_after_days: u16,
    /// Whether the API deletes only the last document of a kind.
    pub deletes_only_last: bool,
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
            strict_database: true,
            shows_vat: true,
            recomputes_totals: false,
            contact_by_own_id: false,
            created_status: 200,
            replays_refusals: true,
            tells_invoice_id: false,
            wraps_searches: false,
            payments_search_transactions: false,
            blind_searches: Vec::new(),
            estimate_due_after_days: 7,
            deletes_only_last: true,
            rate_limit: None,
            max_input_vars: 1000,
            denied: Vec::new(),
        }
    }
}
