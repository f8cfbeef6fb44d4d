// Codes in words.

const REASONS = {
  unreadable: "Cannot be read", tax_not_mapped: "A tax is not mapped", currency_not_mapped: "The currency is not mapped",
  too_many_decimals: "More than two decimals", amount_too_large: "An amount is too large", zero_total: "The total is zero",
  totals_differ: "The totals differ", no_email: "No e-mail", number_too_large: "The number is too large",
  number_taken: "The number is taken", refused: "Perfex refused it", read_back_differs: "Perfex holds something else",
  client_inactive: "The client is inactive", would_mail: "Perfex would mail the customer",
  changed_after_payment: "Changed after payment", refund_tax_unknown: "The refund's tax is unknown",
  refund_deleted: "A refund was deleted", paid_but_called_off: "Called off, but paid", reopen_by_hand: "Reopen the invoice by hand",
  period_closed: "The period is closed", cancel_by_hand: "Cancel the invoice by hand", changed_in_perfex: "Changed in Perfex",
  store_went_back: "The store shows an older state", not_permitted: "The token lacks a permission",
  many_deletions: "Many orders deleted at once", internal_error: "An error of ours",
  draft: "A cart", never_stood: "Called off before anything stood", status_not_wanted: "Not wanted in this status",
  not_a_buyer: "Never ordered", account_gone: "The account is gone",
  store_unavailable: "The store does not answer", not_configured: "Not set up", store_credentials: "The store refuses our key",
  crm_unavailable: "Perfex does not answer", crm_credentials: "Perfex refuses our token", rate_limited: "Perfex asks for patience",
  answer_lost: "An answer was lost", held: "Another worker is at it", table_unavailable: "The table did not answer", out_of_time: "Out of time",
};
const OUTCOMES = { done: "Equal", unchanged: "Equal", skipped: "Left out", retry: "Trying again", parked: "Parked" };
const STATUSES = {
  pending: "Pending payment", "on-hold": "On hold", processing: "Processing", completed: "Completed", cancelled: "Cancelled",
  refunded: "Refunded", failed: "Failed", trash: "In the trash", deleted: "Deleted",
};

/** The steps of a full sync in their order: their names and what they do. */
export const STEPS = {
  customers: ["Customers", "Registered customers become clients."],
  orders: ["Orders", "Every order stands as its documents."],
  refunds: ["Refunds", "Refunds that have no credit note."],
  verify: ["Compare", "Both sides, order by order, to the cent."],
};
export const DOCUMENTS = { invoice: "Invoice", estimate: "Estimate", credit_note: "Credit note" };
/** What a comparison can find. */
export const FINDINGS = {
  second_invoice: ["A second invoice", "of an order that has another, or none of ours yet"], extra: ["Extra", "in Perfex, and nothing in the store for it"],
  missing: ["Missing", "should stand in Perfex and does not"], total_differs: ["Totals differ", "or the currency does"],
  status_differs: ["Called off", "on one side only"], not_paid: ["Not paid", "in Perfex, and paid in the store"],
  parked: ["Parked", "for the reason told"], behind: ["Not handled yet", "time cures it"],
};

export const reason = (code) => REASONS[code] ?? code;
export const outcome = (code) => OUTCOMES[code] ?? (code || "Under way");
export const status = (slug) => STATUSES[slug] ?? slug;
export const KNOWN_STATUSES = Object.keys(STATUSES);
export const tone = (code) => ({ done: "good", unchanged: "good", parked: "warn", retry: "note", skipped: "mute" })[code] ?? "note";
