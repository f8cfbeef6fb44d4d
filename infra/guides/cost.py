"""Makes cost.md of what was counted (counts.json, by `python3 -m tests.demo.counts`) and of AWS's list prices.

    python3 -m infra.guides.cost > infra/guides/cost.md
"""

import json
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).resolve().parent

# List prices in US dollars, US East (N. Virginia), without free tiers, as noted in November 2026 and before.
MILLION = Decimal(1_000_000)
PRICES = {
    "api_request": (Decimal("1.00") / MILLION, "HTTP API, 1.00 a million requests", "https://aws.amazon.com/api-gateway/pricing/"),
    "lambda_request": (Decimal("0.20") / MILLION, "Lambda, 0.20 a million requests", "https://aws.amazon.com/lambda/pricing/"),
    "lambda_gb_second": (Decimal("0.0000133334"), "Lambda on arm64, 0.0000133334 a GB-second", "https://aws.amazon.com/lambda/pricing/"),
    "queue_request": (Decimal("0.50") / MILLION, "SQS FIFO, 0.50 a million requests", "https://aws.amazon.com/sqs/pricing/"),
    "write_unit": (Decimal("0.625") / MILLION, "DynamoDB on demand, 0.625 a million writes of 1 KB", "https://aws.amazon.com/dynamodb/pricing/on-demand/"),
    "read_unit": (Decimal("0.125") / MILLION, "DynamoDB on demand, 0.125 a million reads of 4 KB", "https://aws.amazon.com/dynamodb/pricing/on-demand/"),
    "log_gigabyte": (Decimal("0.50"), "CloudWatch Logs, 0.50 a GB taken in", "https://aws.amazon.com/cloudwatch/pricing/"),
    "metric": (Decimal("0.30"), "CloudWatch, 0.30 a metric and month", "https://aws.amazon.com/cloudwatch/pricing/"),
    "alarm_metric": (Decimal("0.10"), "CloudWatch, 0.10 a metric of an alarm and month", "https://aws.amazon.com/cloudwatch/pricing/"),
    "secret": (Decimal("0.40"), "Secrets Manager, 0.40 a secret and month", "https://aws.amazon.com/secrets-manager/pricing/"),
    "schedule": (Decimal("1.00") / MILLION, "EventBridge Scheduler, 1.00 a million invocations", "https://aws.amazon.com/eventbridge/pricing/"),
    "out_gigabyte": (Decimal("0.09"), "data out to the internet, 0.09 a GB", "https://aws.amazon.com/ec2/pricing/on-demand/"),
}

# What cannot be counted on one machine, and is assumed.
SECONDS_A_CALL = Decimal("0.3")
CONSUMER_GB, WEBHOOK_GB = Decimal("0.25"), Decimal("0.125")
WEBHOOK_SECONDS = Decimal("0.02")
PLATFORM_LOG_BYTES = 900
KILOBYTES_OUT_A_CALL = 2
MINUTES = 43_800
POLLS_A_MONTH = 650_000
METRICS_WHILE_IDLE = 2


@dataclass
class Row:
    what: str
    amount: Decimal
    price: str

    @property
    def dollars(self) -> Decimal:
        return self.amount * PRICES[self.price][0]


def counts() -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in json.loads((FOLDER / "counts.json").read_text())["per_order"].items()}


def of_a_million_orders() -> list[Row]:
    one = counts()
    calls = one["perfex_calls"] + one["store_calls"]
    deliveries = one["queue_sends"]
    runs = 2 * deliveries
    log_bytes = one["log_bytes"] + runs * PLATFORM_LOG_BYTES
    return [
        Row("API requests", deliveries * MILLION, "api_request"),
        Row("invocations: webhook and consumer", runs * MILLION, "lambda_request"),
        Row(f"consumer's time: {calls} calls at {SECONDS_A_CALL} s", calls * SECONDS_A_CALL * CONSUMER_GB * MILLION, "lambda_gb_second"),
        Row("webhook's time", deliveries * WEBHOOK_SECONDS * WEBHOOK_GB * MILLION, "lambda_gb_second"),
        Row("queue: send, receive, delete", 3 * one["queue_sends"] * MILLION, "queue_request"),
        Row("table: writes", one["write_units"] * MILLION, "write_unit"),
        Row("table: reads", one["read_units"] * MILLION, "read_unit"),
        Row("logs, GB", log_bytes * MILLION / 10**9, "log_gigabyte"),
        Row("data out, GB", calls * KILOBYTES_OUT_A_CALL * MILLION / 10**6, "out_gigabyte"),
    ]


def of_an_idle_month() -> list[Row]:
    return [
        Row("secrets", Decimal(3), "secret"),
        Row("metrics that are told while idle", Decimal(METRICS_WHILE_IDLE), "metric"),
        Row("metrics of the ten alarms", Decimal(alarm_metrics_now()), "alarm_metric"),
        Row("Lambda's polls of the queue", Decimal(POLLS_A_MONTH), "queue_request"),
        Row("schedules", Decimal(MINUTES + 730), "schedule"),
        Row("invocations", Decimal(MINUTES + 730), "lambda_request"),
        Row("their time", Decimal(MINUTES) * Decimal("0.05") * CONSUMER_GB, "lambda_gb_second"),
        Row("reads of the table, one store", Decimal(4 * MINUTES), "read_unit"),
        Row("logs, GB", Decimal(MINUTES * (PLATFORM_LOG_BYTES + 300)) / 10**9, "log_gigabyte"),
    ]


def table(rows: list[Row]) -> str:
    lines = ["| what | how much | dollars |", "|---|---|---|"]
    lines += [f"| {row.what} | {grouped(row.amount)} | {row.dollars:.2f} |" for row in rows]
    lines.append(f"| **sum** | | **{sum(row.dollars for row in rows):.2f}** |")
    return "\n".join(lines)


def grouped(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.2f}".rstrip("0").rstrip(".")


def indexes_now() -> int:
    """How many indexes the table has in the template: each makes a write dearer."""
    return len(re.findall(r"^ +- IndexName:", (FOLDER.parents[1] / "template.yaml").read_text(), re.M))


def alarm_metrics_now() -> int:
    """How many metrics the template's alarms look at: each is paid for."""
    text = (FOLDER.parents[1] / "template.yaml").read_text()
    over_several = re.findall(r"^ +- Id: \w+\n +ReturnData: false$", text, re.M)
    of_one = re.findall(r"^ +AlarmDescription: .*\n +Namespace:", text, re.M)
    return len(over_several) + len(of_one)


def staleness(counted: dict) -> str:
    now = indexes_now()
    if now == counted["indexes"]:
        return ""
    return f"""
**Counted when the table had {counted["indexes"]} index; it has {now} now, so writes cost more than is said here.** Count again.
"""


def page() -> str:
    counted = json.loads((FOLDER / "counts.json").read_text())
    listed = "\n".join(f"| `{name}` | {value} |" for name, value in counted["per_order"].items())
    prices = "\n".join(f"- {words}: <{source}>" for _, words, source in PRICES.values())
    rows = sorted(of_a_million_orders(), key=lambda row: row.dollars, reverse=True)
    return f"""# Cost

Made of operations counted on the local AWS and of list prices. Free tiers are left out; a small shop stays within most of them.
{staleness(counted)}
## A million orders

Each comes in (two deliveries), is paid and is completed: an estimate, an invoice, a payment and a new client. Every delivery is a batch of its own.

{table(rows)}

Calls to Perfex and the store take {SECONDS_A_CALL} s each here, which is an assumption: the consumer waits for them, and that is paid for. So are the
{PLATFORM_LOG_BYTES} bytes that Lambda itself writes to the log for each invocation, the webhook's {WEBHOOK_SECONDS} s, and {KILOBYTES_OUT_A_CALL} KB sent for each call.

What was done about the largest terms: a batch reads its orders in one request; groups of a batch wait for Perfex side by side; a change that
changes nothing costs no call to Perfex; the link and the ledger are one transaction; a line of the log is one outcome.

## A month in which nothing happens

One store, defaults.

{table(of_an_idle_month())}

Lambda is taken to poll the queue with five long polls of 20 s at a time. Without alarms and metrics the rest is the three secrets. The dashboard is among the three that are free. The table costs 0.25 a GB and month, its backups
0.20; a million orders are {counts()["table_bytes"] * MILLION / 10**9:.1f} GB without their indexes.

## Counted, for one order

By `python3 -m tests.demo.counts`, the mean of {counted["orders"]} orders with Perfex's module 3.x. A write unit is 1 KB and counts once for each index in which the row stands, twice in a
transaction.

| | |
|---|---|
{listed}

## Prices

US dollars, US East (N. Virginia), as noted in November 2026 and before. The pages decide: look there before you rely on a sum. Other regions cost up to a third more.

{prices}
"""


if __name__ == "__main__":
    sys.stdout.write(page())
