"""What a demonstration prints."""

from decimal import Decimal

from tests.demo import expect
from tests.demo.play import Ended

WORDS = {"estimates": "estimate", "invoices": "invoice"}


def table(ended: Ended) -> str:
    """Order by order: what the store says beside what stands in the CRM."""
    rows = [("order", "status", "total", "client", "document", "number", "its total", "equal", "calls")]
    aside = []
    for order in ended.orders:
        outcome = ended.outcomes[order["id"]]
        calls = ended.calls.get(order["id"], 0)
        document, word = best_document(ended.state, order["id"])
        head = (str(order["id"]), order["status"], f"{order['total']} {order['currency']}")
        if document is None:
            rows.append((*head, "", "-", "", "", "", calls))
            aside.append(why(order, outcome))
        else:
            equal = Decimal(document["total"]) == Decimal(order["total"])
            rows.append((*head, document["clientid"], word, document["number"], document["total"], "yes" if equal else "NO", calls))
    return "\n".join([*aligned(rows), "", "Nothing stands for:", *aside])


def best_document(state: dict, order: int) -> tuple[dict | None, str]:
    for kind in ("invoices", "estimates"):
        found = expect.documents(state, kind, order)
        if found:
            return found[0], WORDS[kind]
    return None, ""


def why(order: dict, outcome: dict) -> str:
    if outcome["outcome"] is None:
        return f"  {order['id']}: a draft, no trace"
    detail = f": {outcome['detail']}" if outcome["detail"] else ""
    return f"  {order['id']}: {outcome['outcome']}, {outcome['reason']}{detail}"


def aligned(rows: list[tuple]) -> list[str]:
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]


def figures(ended: Ended, flavour: str, seconds: float) -> str:
    """One line."""
    state = ended.state
    return (
        f"{flavour}: {len(ended.orders)} orders, {ended.deliveries} recorded deliveries, "
        f"{len(state['clients'])} clients, {len(state['estimates'])} estimates, {len(state['invoices'])} invoices, "
        f"{len(state['payments'])} payments, {len(state['credit_notes'])} credit notes, {state['mails_sent']} mails, "
        f"{ended.writes_when_replayed} writes when redelivered, {len(ended.problems)} problems, {seconds:.0f} s"
    )
