"""The store's tax rates as Perfex taxes: rate id to NAME|RATE."""

from decimal import ROUND_HALF_UP, Decimal


def perfex_taxes(rates: list[dict]) -> dict[str, str]:
    """NAME|RATE by rate id. A compound rate counts the taxes of lower priority at its place."""
    return {str(rate["id"]): f"{rate['name']}|{percent(rate, rates):.2f}" for rate in rates}


def percent(rate: dict, rates: list[dict]) -> Decimal:
    """The percentage that the rate adds to a net amount, at the two decimals that Perfex keeps."""
    own = Decimal(rate["rate"])
    if rate["compound"]:
        before = sum(
            (Decimal(other["rate"]) for other in rates if same_place(rate, other) and other["priority"] < rate["priority"]),
            Decimal(0),
        )
        own *= 1 + before / 100
    return own.quantize(Decimal("0.01"), ROUND_HALF_UP)


def same_place(rate: dict, other: dict) -> bool:
    return all(rate[field] == other[field] for field in ("country", "state", "class"))
