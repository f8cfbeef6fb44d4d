"""The consumer's own binary between the simulated store and CRM: processor time and memory for an order, and how
long a batch of ten takes where each call takes 0.3 s. Its table is the local stand-in's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.bench.places import BINARIES
from tests.bench.webhook import group
from tests.demo.start import settings
from tests.demo.world import STORE_ID, World, call
from tests.local.standin import CREDENTIALS, REGION

LIKE = 183
BATCH = 10
DELAY_MS = 300
PAID = {"status": "completed", "date_paid": "2026-11-23T10:00:00", "date_paid_gmt": "2026-11-23T09:00:00",
        "date_completed": "2026-11-23T10:00:00", "date_completed_gmt": "2026-11-23T09:00:00"}
# What Lambda tells each function.
LAMBDAS_OWN = {"AWS_LAMBDA_FUNCTION_NAME": "bench", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
               "AWS_LAMBDA_LOG_GROUP_NAME": "bench", "AWS_LAMBDA_LOG_STREAM_NAME": "bench"}


class Undelivered(World):
    """A world whose store tells nobody: the bench hands out the hints itself."""

    def _run(self, name: str, arguments: list[str]) -> None:
        if "--deliver-to" in arguments:
            arguments[arguments.index("--deliver-to") + 1] = "http://127.0.0.1:9/nobody"
        super()._run(name, arguments)


class Consumer:
    """The function's process, and what it is handed. Use it as a context."""

    def __init__(self, world: World, share: Path | None = None):
        outputs = world.outputs
        variables = CREDENTIALS | LAMBDAS_OWN | {
            "AWS_ENDPOINT_URL": world.aws_url, "AWS_REGION": REGION, "LOG_LEVEL": "info", "STACK_NAME": "bench",
            "QUEUE_URL": outputs["QueueUrl"], "BACKFILL_URL": outputs["QueueUrl"], "DLQ_URL": outputs["DlqUrl"],
            "TABLE_NAME": outputs["TableName"], "STORE_KEYS_ARN": outputs["StoreKeysArn"], "CRM_TOKEN_ARN": outputs["CrmTokenArn"],
        }
        command = [BINARIES / "bench_invoke", *([f"--group={share}"] if share else [])]
        command += [f"--env={name}={value}" for name, value in variables.items()]
        self._process = subprocess.Popen([*command, "--", BINARIES / "consumer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> "Consumer":
        return self

    def __exit__(self, *_) -> None:
        self._process.stdin.close()
        self._process.wait()

    def handle(self, orders: list[int]) -> dict:
        """Hands it a batch of these orders; all of them have to end."""
        self._process.stdin.write(json.dumps({"Records": [record(order) for order in orders]}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline() or sys.exit("the consumer ended"))
        if told["answer"].get("batchItemFailures"):
            sys.exit(f"the consumer did not get done with {told['answer']}")
        return told


def record(order: int) -> dict:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    hint = {"v": 1, "store": STORE_ID, "resource": "order", "id": order, "topic": "order.updated", "source": "webhook",
            "received_at": now, "trace": f"bench-{order}"}
    return {"messageId": f"m-{order}", "receiptHandle": f"r-{order}", "body": json.dumps(hint), "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:woosync-changes.fifo", "awsRegion": "us-east-1",
            "attributes": {"MessageGroupId": f"{STORE_ID}.order.{order}", "ApproximateReceiveCount": "1"}}


def new_orders(world: World, count: int, state: dict = PAID) -> list[int]:
    """Orders, each of a buyer of its own whom Perfex does not know; paid and completed if nothing else is asked."""
    orders = []
    for _ in range(count):
        billing = {"email": f"{os.urandom(6).hex()}@example.com", "first_name": "Jo", "last_name": "Do", "country": "DE"}
        changed = state | {"billing": billing, "customer_id": 0}
        orders.append(call("POST", f"{world.store_url}/_sim/create", {"like": LIKE, "set": changed})["id"])
    return orders


def in_three_deliveries(world: World, consumer: Consumer, count: int) -> float:
    """The life of an order as it is told: made, told again, completed. The processor time for all of it, in µs."""
    total = 0
    for order in new_orders(world, count, {"status": "pending"}):
        total += consumer.handle([order])["cpu_us"] + consumer.handle([order])["cpu_us"]
        call("POST", f"{world.store_url}/_sim/edit", {"order": order, "set": PAID})
        total += consumer.handle([order])["cpu_us"]
        check(world, [order])
    return total / count


def check(world: World, orders: list[int]) -> None:
    """Each of them is done, or the figures would be of something else."""
    outcomes = world.outcomes(orders)
    bad = [order for order in orders if outcomes[order].get("outcome") != "done"]
    if bad:
        sys.exit(f"order {bad[0]} is not done: {outcomes[bad[0]]}")


def measured(orders: int, rounds: int) -> dict:
    """All of it, in a world whose other functions are of the build of the tests: they do not count here."""
    asked = settings()
    with Undelivered("themesic-3", asked.data, asked.secret, "dev", asked.ports) as world:
        return {"at_once": at_once(world, orders), "slow": slow(world, rounds), "share": at_a_share(world)}


def at_once(world: World, count: int) -> dict:
    """Against answers without delay."""
    with Consumer(world) as consumer:
        consumer.handle(new_orders(world, 1))
        orders = new_orders(world, count)
        batches = [consumer.handle(orders[place:place + BATCH]) for place in range(0, count, BATCH)]
        three = in_three_deliveries(world, consumer, count // 5)
        again = [consumer.handle(orders[place:place + BATCH]) for place in range(0, count, BATCH)]
    check(world, orders)
    of = lambda samples, field: sum(sample[field] for sample in samples)  # noqa: E731
    return {
        "orders": count,
        "cpu_us_an_order": of(batches, "cpu_us") / count,
        "cpu_us_an_order_in_three_deliveries": three,
        "orders_a_second": count / of(batches, "took_us") * 1e6,
        "cpu_us_an_unchanged_order": of(again, "cpu_us") / count,
        "unchanged_a_second": count / of(again, "took_us") * 1e6,
        "peak_kib": max(sample["peak_kib"] for sample in again),
    }


@contextmanager
def delayed(world: World) -> Iterator[None]:
    """Each answer of the store and of the CRM comes late."""
    for url in (world.store_url, world.crm_url):
        call("POST", f"{url}/_sim/faults", {"kind": "slow", "delay_ms": DELAY_MS})
    try:
        yield
    finally:
        for url in (world.store_url, world.crm_url):
            call("DELETE", f"{url}/_sim/faults")


def slow(world: World, rounds: int) -> dict:
    """Ten orders in one batch beside the slowest of as many that come one by one."""
    pairs = []
    with delayed(world), Consumer(world) as consumer:
        consumer.handle(new_orders(world, 1))
        for _ in range(rounds):
            alone = [consumer.handle([order])["took_us"] for order in new_orders(world, BATCH)]
            together = new_orders(world, BATCH)
            pairs.append((max(alone), consumer.handle(together)["took_us"]))
            check(world, together)
    return {"delay_ms": DELAY_MS, "slowest_alone_us": median(alone for alone, _ in pairs), "batch_of_ten_us": median(batch for _, batch in pairs),
            "ratio": median(batch / alone for alone, batch in pairs)}


def at_a_share(world: World) -> dict | str:
    """The same at the processor's share of 128 MB: what the time of an order becomes."""
    try:
        with group() as folder, delayed(world):
            found = {}
            for name, share in (("whole", None), ("128_mb", folder)):
                with Consumer(world, share) as consumer:
                    first = consumer.handle(new_orders(world, 1))["took_us"]
                    next_ones = [consumer.handle(new_orders(world, 1))["took_us"] for _ in range(5)]
                    ten = consumer.handle(new_orders(world, BATCH))["took_us"]
                found[name] = {"first_us": first, "one_us": median(next_ones), "batch_of_ten_us": ten}
            return found
    except OSError as error:
        return f"not measured: this machine allows no control groups ({error.strerror})"
