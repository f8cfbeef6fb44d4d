"""What was counted for an order, and what a million of them cost, as tables."""

from infra.guides import cost

CASES = {"three deliveries": "per_order", "four, paid before": "per_order_if_paid_before"}
# What is shown of each side and of AWS, by the names of the counts.
SIDES = {"store": "store", "Perfex": "perfex"}
OF_A_SIDE = ("calls", "bytes_out", "bytes_back")
OPERATIONS = {
    "queue: sends": "queue_sends", "table: reads": "table_reads", "table: read units": "read_units", "table: writes": "table_writes",
    "table: write units": "write_units", "table: bytes kept": "table_bytes", "logs: bytes": "log_bytes", "secrets: reads": "secret_reads",
}


def tables(found: dict) -> str:
    parts = [sides(found), operations(found)]
    parts += [f"A million orders, {words}, in US dollars:\n\n{cost.table(cost.of_a_million_orders(found, case))}" for words, case in CASES.items()]
    return "\n\n".join(parts)


def sides(found: dict) -> str:
    lines = ["| for an order | calls | bytes out | bytes back |", "|---|---|---|---|"]
    for words, case in CASES.items():
        one = found[case]
        for side, name in SIDES.items():
            figures = [format(one[f"{name}_{what}"], ",.0f") for what in OF_A_SIDE]
            lines.append(f"| {words}: {side} | {' | '.join(figures)} |")
    return "\n".join(lines)


def operations(found: dict) -> str:
    """What was never counted for any order was not done."""
    lines = [f"| for an order | {' | '.join(CASES)} |", "|---|---|---|"]
    for words, name in OPERATIONS.items():
        lines.append(f"| {words} | {' | '.join(f'{found[case].get(name, 0):,g}' for case in CASES.values())} |")
    return "\n".join(lines)
