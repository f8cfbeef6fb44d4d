"""Makes cost.md of what `make bench BENCH=cost` counted and of AWS's list prices.

    python3 -m infra.guides.cost > infra/guides/cost.md
"""

import json
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "tests" / "bench" / "results"

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
    "secret_request": (Decimal("0.05") / 10_000, "Secrets Manager, 0.05 for 10,000 requests", "https://aws.amazon.com/secrets-manager/pricing/"),
    "key_request": (Decimal("0.03") / 10_000, "KMS, 0.03 for 10,000 requests", "https://aws.amazon.com/kms/pricing/"),
    "schedule": (Decimal("1.00") / MILLION, "EventBridge Scheduler, 1.00 a million invocations", "https://aws.amazon.com/eventbridge/pricing/"),
    "out_gigabyte": (Decimal("0.09"), "data out to the internet, 0.09 a GB", "https://aws.amazon.com/ec2/pricing/on-demand/"),
}

# What cannot be counted on one machine, and is assumed.
SECONDS_A_CALL = Decimal("0.3")
CONSUMER_GB, WEBHOOK_GB = Decimal("0.125"), Decimal("0.125")
WEBHOOK_SECONDS = Decimal("0.02")
# The API's line of a request: the template's format, which comes to 161 bytes filled in, with room for an error, and
# the 26 that CloudWatch adds. Of Lambda's own lines the template takes warnings only.
ACCESS_LOG_BYTES = 240
# TLS: a new connection to each side for each batch, and what each call has around it.
TLS_BYTES_A_CONNECTION, TLS_BYTES_A_CALL = 1_000, 100
# A function has a whole processor from 1,769 MB on.
WHOLE_PROCESSOR_GB = Decimal(1769) / 1024
MINUTES = 43_800
# Five long polls of 20 s at a time, of each of two queues.
POLLS_A_MONTH = 2 * 650_000
# Each minute the consumer looks after what is out of order, and full-sync after a run; the looks and the nights beside.
# What a token may not write is tried every ten minutes.
SCHEDULED = 2 * MINUTES + MINUTES // 10 + 730 + 30
# BreakersOpen, DeltaFinished, WebhooksBroken: the alarms need to know that there is nothing to tell.
METRICS_WHILE_IDLE = 3
# A process of a function lives some two hours. The webhook's reads one secret when it starts, the consumer's two.
STARTS_A_MONTH = Decimal(12 * 30)
PROCESSES, SECRETS_OF_THEM = 3, 5
SECONDS_TO_START = Decimal("0.1")
# DynamoDB asks for the table's key at most every five minutes for each role: consumer and full-sync each minute, and the looks.
KEYS_A_MONTH = 2 * MINUTES // 5 + 730


@dataclass
class Row:
    what: str
    amount: Decimal
    price: str

    @property
    def dollars(self) -> Decimal:
        return self.amount * PRICES[self.price][0]


def counted_last() -> dict:
    return json.loads((RESULTS / "cost.json").read_text())["found"]


def processor_seconds_a_delivery() -> Decimal:
    """Of a whole processor: a third of what `make bench BENCH=consumer` measured last for an order's three."""
    measured = json.loads((RESULTS / "consumer.json").read_text())["found"]["at_once"]
    return Decimal(str(measured["cpu_us_an_order_in_three_deliveries"])) / MILLION / 3


def of_a_million_orders(counted: dict, case: str = "per_order") -> list[Row]:
    one = {name: Decimal(str(value)) for name, value in counted[case].items()}
    calls = one["perfex_calls"] + one["store_calls"]
    deliveries = one["queue_sends"]
    runs = 2 * deliveries
    log_bytes = one["log_bytes"] + deliveries * ACCESS_LOG_BYTES
    out = one["perfex_bytes_out"] + one["store_bytes_out"] + runs * TLS_BYTES_A_CONNECTION + calls * TLS_BYTES_A_CALL
    seconds = calls * SECONDS_A_CALL
    return [
        Row("API requests", deliveries * MILLION, "api_request"),
        Row("invocations: webhook and consumer", runs * MILLION, "lambda_request"),
        Row(f"consumer's time, GB-seconds: {calls:.0f} calls at {SECONDS_A_CALL} s", seconds * CONSUMER_GB * MILLION, "lambda_gb_second"),
        # At the share of its memory it takes as much longer as its memory is less.
        Row("what the consumer computes, GB-seconds", deliveries * processor_seconds_a_delivery() * WHOLE_PROCESSOR_GB * MILLION, "lambda_gb_second"),
        Row("webhook's time, GB-seconds", deliveries * WEBHOOK_SECONDS * WEBHOOK_GB * MILLION, "lambda_gb_second"),
        Row("starts, GB-seconds", STARTS_A_MONTH * PROCESSES * SECONDS_TO_START * WEBHOOK_GB, "lambda_gb_second"),
        Row("reads of secrets, at each start", STARTS_A_MONTH * SECRETS_OF_THEM, "secret_request"),
        Row("queue: send, receive, delete", 3 * one["queue_sends"] * MILLION, "queue_request"),
        Row("table: writes", one["write_units"] * MILLION, "write_unit"),
        Row("table: reads", one["read_units"] * MILLION, "read_unit"),
        Row("logs, GB", log_bytes * MILLION / 10**9, "log_gigabyte"),
        Row("data out, GB", out * MILLION / 10**9, "out_gigabyte"),
    ]


def of_an_idle_month() -> list[Row]:
    return [
        Row("secrets", Decimal(3), "secret"),
        Row("metrics that are told while idle", Decimal(METRICS_WHILE_IDLE), "metric"),
        Row("metrics of the ten alarms", Decimal(alarm_metrics_now()), "alarm_metric"),
        Row("Lambda's polls of two queues", Decimal(POLLS_A_MONTH), "queue_request"),
        Row("the table's key", Decimal(KEYS_A_MONTH), "key_request"),
        Row("schedules", Decimal(SCHEDULED), "schedule"),
        Row("invocations", Decimal(SCHEDULED), "lambda_request"),
        Row("their time", Decimal(2 * MINUTES) * Decimal("0.05") * Decimal("0.1875"), "lambda_gb_second"),
        Row("reads of the table, one store", Decimal(5 * MINUTES), "read_unit"),
        Row("logs, GB", Decimal(2 * MINUTES * 300) / 10**9, "log_gigabyte"),
    ]


def table(rows: list[Row]) -> str:
    lines = ["| what | how much | dollars |", "|---|---|---|"]
    lines += [f"| {row.what} | {grouped(row.amount)} | {row.dollars:.2f} |" for row in rows]
    lines.append(f"| **sum** | | **{dollars(rows):.2f}** |")
    return "\n".join(lines)


def grouped(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.2f}".rstrip("0").rstrip(".")


def indexes_now() -> int:
    """How many indexes the table has in the template: each makes a write dearer."""
    return len(re.findall(r"^ +- IndexName:", (ROOT / "template.yaml").read_text(), re.M))


def alarm_metrics_now() -> int:
    """How many metrics the template's alarms look at: each is paid for."""
    text = (ROOT / "template.yaml").read_text()
    over_several = re.findall(r"^ +- Id: \w+\n +ReturnData: false$", text, re.M)
    of_one = re.findall(r"^ +AlarmDescription: .*\n +Namespace:", text, re.M)
    return len(over_several) + len(of_one)


def dollars(rows: list[Row]) -> Decimal:
    return sum((row.dollars for row in rows), Decimal(0))


def staleness(counted: dict) -> str:
    now = indexes_now()
    if now == counted["indexes"]:
        return ""
    return f"""
**Counted when the table had {counted["indexes"]} index; it has {now} now, so writes cost more than is said here.** Count again.
"""


# What others ask, by their price lists as articles of 2026 have them. High volumes are negotiated.
OTHERS = [
    ("Zapier, Professional and Team", "19.99 a month for 750 tasks, 103.50 for 2,000", "3 tasks: about 80,000 and more", "https://zapier.com/pricing"),
    ("n8n Cloud, Pro and Business", "EUR 50 a month for 10,000 executions, 667 for 40,000", "1 execution: EUR 5,000 to 16,700", "https://n8n.io/pricing"),
    ("Make, Core", "12 a month for 10,000 credits", "4 credits: about 4,800", "https://www.make.com/en/pricing"),
]


def page() -> str:
    counted = counted_last()
    listed = "\n".join(f"| `{name}` | {value} |" for name, value in counted["per_order"].items())
    prices = "\n".join(f"- {words}: <{source}>" for _, words, source in PRICES.values())
    others = "\n".join(f"| [{name}]({source}) | {asks} | {sum_of} |" for name, asks, sum_of, source in OTHERS)
    rows = sorted(of_a_million_orders(counted), key=lambda row: row.dollars, reverse=True)
    paid_before = dollars(of_a_million_orders(counted, "per_order_if_paid_before"))
    return f"""# Cost

Made of operations counted on the local AWS and of list prices. Free tiers are left out; a small shop stays within most of them.
{staleness(counted)}
## A million orders

Each comes in, of which WooCommerce tells twice, and is completed and paid, the third delivery: an estimate, an invoice, a payment and a new
client. Every delivery is a batch of its own, which is the dearest case.

{table(rows)}

With a fourth delivery, paid first and completed later: {paid_before:.2f}.

Calls to Perfex and the store take {SECONDS_A_CALL} s each here, which is an assumption: the consumer waits for them, and that is paid for. What it computes
itself was measured in a release build and stands in the table as if it never did so while it waits. One webhook and two consumers are taken to start
anew every two hours for a month, {SECONDS_TO_START} s each. Assumed are the webhook's {WEBHOOK_SECONDS} s, {ACCESS_LOG_BYTES} bytes of the
API's log for a request, and for TLS {TLS_BYTES_A_CONNECTION:,} bytes for each of two new connections a batch and {TLS_BYTES_A_CALL} for each call.

What was done about the largest terms:

- *Writes of the table.* What a list shows goes into two indexes and nothing else of a row does; only rows of trouble are in the index `parked`; the
  link and the ledger are one transaction; what would say the same is not written again.
- *The consumer's time.* It waits more than it computes, so it has 128 MB, half of what it had: less of a processor, and half the price of waiting.
  Groups of a batch wait side by side, a batch reads its orders in one request, and what changes nothing costs no call to Perfex.
- *The queue.* Three requests a delivery is the least that a queue takes; under load ten deliveries share a receive and a delete.
- *Logs.* One line an outcome. Lambda's own lines of each start and end, which were the larger half, are not taken (`LogLevel=debug` brings them back).

Others, as articles of 2026 have their price lists (three actions an order; large volumes are negotiated):

| | asks | for a million orders, US dollars |
|---|---|---|
{others}
| WooSync | the table above | {dollars(rows):.2f} |

## A month in which nothing happens

One store, defaults.

{table(of_an_idle_month())}

Lambda is taken to poll each queue with five long polls of 20 s at a time. Without alarms and metrics the rest is the three secrets. The dashboard is among the three that are free. The table costs 0.25 a GB and month, its backups
0.20; a million orders are {Decimal(str(counted["per_order"]["table_bytes"])) * MILLION / 10**9:.1f} GB without their indexes.

## Counted, for one order

By `make bench BENCH=cost`, the mean of {counted["orders"]} orders with Perfex's module 3.x. A write unit is 1 KB of a row; each index whose
entry changes takes one more, two where the entry moves; in a transaction all of it counts twice. Bytes are those of HTTP, without TLS.

| | |
|---|---|
{listed}

## Prices

US dollars, US East (N. Virginia), as noted in November 2026 and before. The pages decide: look there before you rely on a sum. Other regions cost up to a third more.

{prices}
"""


if __name__ == "__main__":
    sys.stdout.write(page())
