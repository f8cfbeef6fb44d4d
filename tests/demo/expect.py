"""What must stand in the CRM for an order, told from the order alone.

Nothing here knows what WooSync recorded: the orders come from the store, the documents from the
CRM, and this is the rule between them.
"""

from decimal import Decimal

CALLED_OFF = {"cancelled", "failed", "trash", "deleted", "refunded"}
DRAFTS = {"checkout-draft", "auto-draft"}
# Decimals of a currency's minor unit that Perfex's two cannot hold.
THREE_DECIMALS = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}


def standing(order: dict, stood: bool) -> tuple[str, str | None]:
    """What stands for `order`, and the reason if nothing does.

    The first is `nothing`, `estimate` or `invoice`; the reason is WooSync's code, or None. `stood`:
    whether a document stood for it before it was called off.
    """
    status = order["status"]
    if status in DRAFTS:
        return "nothing", None
    if status in CALLED_OFF and not (status == "refunded" and order["date_paid_gmt"]):
        return ("withdrawn", None) if stood else ("nothing", "never_stood")
    total = Decimal(order["total"])
    if total == 0:
        return "nothing", "zero_total"
    if not usable_email(order["email"]):
        return "nothing", "no_email"
    if total != total.quantize(Decimal("0.01")):
        return "nothing", "too_many_decimals"
    return ("invoice" if status in ("completed", "refunded") else "estimate"), None


def usable_email(email: str | None) -> bool:
    name, at, host = (email or "").strip().partition("@")
    return bool(name and at and host)


def marker(order_id: int) -> str:
    return f"wcs1-o{order_id:010d}-e"


def documents(state: dict, kind: str, order_id: int) -> list[dict]:
    """The documents of a kind that bear the order's marker."""
    return [document for document in state[kind] if marker(order_id) in (document["adminnote"] or "")]


def payments(state: dict, invoice: dict) -> list[dict]:
    return [payment for payment in state["payments"] if str(payment["invoiceid"]) == str(invoice["id"])]


def problems(order: dict, state: dict, outcome: dict, stood: bool) -> list[str]:
    """Everything that is wrong about one order."""
    kind, reason = standing(order, stood)
    estimates = documents(state, "estimates", order["id"])
    invoices = documents(state, "invoices", order["id"])
    found = []
    if kind == "nothing":
        if estimates or invoices:
            found.append("a document stands that should not")
        if reason is None and outcome["outcome"] is not None:
            found.append("a draft left a trace")
        if reason is not None and outcome["reason"] != reason:
            found.append(f"the reason is {outcome['reason']}, {reason} is true")
        return found
    if kind == "withdrawn":
        off = [e["status"] == "3" for e in estimates] + [i["status"] == "5" for i in invoices]
        return [] if off and all(off) else ["it was called off and its document stands"]
    unknown = kind == "invoice" and any(not is_credited(order, refund) for refund in order["refunds"])
    wanted = ("parked", "refund_tax_unknown") if unknown else ("done", None)
    if (outcome["outcome"], outcome["reason"]) != wanted:
        found.append(f"outcome {outcome['outcome']} ({outcome['reason']}: {outcome['detail']})")
    if len(estimates) > 1 or len(invoices) > 1:
        found.append(f"{len(estimates)} estimates and {len(invoices)} invoices")
    document = next(iter(invoices if kind == "invoice" else estimates), None)
    if document is None:
        return found + [f"no {kind}"]
    if kind == "estimate" and invoices:
        found.append("an invoice stands for an open order")
    found += differences(order, document)
    if kind == "invoice":
        found += payment_problems(order, state, document)
        found += credit_problems(order, state)
    return found


def is_credited(order: dict, refund: dict) -> bool:
    """Whether the tax of a refund is known: by its lines, because it is all, or at the one rate."""
    whole = len(order["refunds"]) == 1 and Decimal(refund["amount"]) == Decimal(order["total"])
    return bool(refund["lines"] or whole or order["tax_sets"] <= 1)


def credit_problems(order: dict, state: dict) -> list[str]:
    found = []
    for refund in order["refunds"]:
        note = f"wcs1-r{refund['id']:010d}-e"
        totals = [Decimal(document["total"]) for document in state["credit_notes"] if note in (document["adminnote"] or "")]
        wanted = [Decimal(refund["amount"])] if is_credited(order, refund) else []
        if totals != wanted:
            found.append(f"refund {refund['id']} of {refund['amount']} has credit notes of {[str(total) for total in totals]}")
    return found


def differences(order: dict, document: dict) -> list[str]:
    found = []
    if Decimal(document["total"]) != Decimal(order["total"]):
        found.append(f"total {document['total']}")
    parts = Decimal(document["subtotal"]) + Decimal(document["total_tax"]) + Decimal(document["adjustment"])
    if parts != Decimal(document["total"]):
        found.append(f"its parts add up to {parts}")
    return found


def payment_problems(order: dict, state: dict, invoice: dict) -> list[str]:
    paid = payments(state, invoice)
    if not order["date_paid_gmt"]:
        return ["an unpaid order has a payment"] if paid else []
    if len(paid) != 1:
        return [f"{len(paid)} payments"]
    if Decimal(paid[0]["amount"]) != Decimal(order["total"]):
        return [f"payment of {paid[0]['amount']}"]
    return [] if invoice["status"] == "2" else [f"invoice status {invoice['status']}"]


def world_problems(state: dict) -> list[str]:
    """What must never be, whatever the orders are."""
    found = []
    emails = [contact["email"].lower() for contact in state["contacts"]]
    for email in sorted({email for email in emails if emails.count(email) > 1}):
        found.append(f"{emails.count(email)} contacts share an e-mail")
    if len(state["clients"]) != len({contact["userid"] for contact in state["contacts"]}):
        found.append("a client has no contact")
    if state["mails_sent"]:
        found.append(f"{state['mails_sent']} mails would have been sent")
    return found
