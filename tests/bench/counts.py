"""Counts what orders cost in AWS: the calls of the functions, in the units in which they are paid for.

Each of ORDERS orders comes in, of which WooCommerce tells twice (created, updated), and is completed and paid, which
is a third delivery: one estimate, one invoice, one payment, one new client. In a second case it is paid first and
completed later, in a fourth. Nothing else goes on, so each delivery is a batch of its own, which is the dearest case.
"""

import json
import math
import os
import time
from collections import Counter

from tests.bench.meter import Meter
from tests.demo.start import settings
from tests.demo.world import ROOT, World, call
from tests.local import template
from tests.local.deploy import STACK, client

ORDERS = 10
LIKE = 183
FLAVOUR = "themesic-3"
KINDS = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "SendMessage", "GetSecretValue"]
PAID = {"status": "processing", "date_paid": "2026-11-23T10:00:00", "date_paid_gmt": "2026-11-23T09:00:00"}
COMPLETED = PAID | {"status": "completed", "date_completed": "2026-11-23T10:00:00", "date_completed_gmt": "2026-11-23T09:00:00"}
FUNCTIONS = ["webhook", "consumer", "delta-sync", "full-sync"]


def counted() -> dict:
    """All of it, of functions of the build of the tests: what they do does not depend on how they were compiled."""
    # The stand-in inherits it, and records each call.
    os.environ["CLOUDTRAIL_RECORDING"] = "1"
    try:
        asked = settings()
        with World(FLAVOUR, asked.data, asked.secret, "dev", asked.ports) as world, \
                Meter(world.store_port) as store, Meter(world.crm_port) as crm:
            world.reach(store.url, crm.url)
            warm_up(world)
            meters = {"store": store, "perfex": crm}
            return {
                "orders": ORDERS, "indexes": len(template_indexes()),
                "per_order": count(world, meters, [COMPLETED]),
                "per_order_if_paid_before": count(world, meters, [PAID, COMPLETED]),
            }
    finally:
        del os.environ["CLOUDTRAIL_RECORDING"]


def warm_up(world: World) -> None:
    """Settings, secrets and statuses are read once, not for each order."""
    live(world, "warm@example.com", [PAID, COMPLETED])


def live(world: World, email: str, changes: list[dict]) -> None:
    billing = {"email": email, "first_name": "Jo", "last_name": "Do", "country": "DE"}
    order = call("POST", f"{world.store_url}/_sim/create", {"like": LIKE, "set": {"status": "pending", "billing": billing, "customer_id": 0}})["id"]
    world.wait_until_quiet()
    for change in changes:
        call("POST", f"{world.store_url}/_sim/edit", {"order": order, "set": change, "deliver": True})
        world.wait_until_quiet()


def count(world: World, meters: dict[str, Meter], changes: list[dict]) -> dict:
    began = time.time()
    call("POST", f"{world.crm_url}/_sim/calls/reset")
    call("POST", f"{world.store_url}/_sim/calls/reset")
    before = table_bytes(world)
    moved = {side: (meter.out, meter.back) for side, meter in meters.items()}
    totals: Counter = Counter()
    for number in range(ORDERS):
        since = time.time()
        live(world, f"buyer{number}-{len(changes)}@example.com", changes)
        told = events(world, since)
        for event in told:
            totals.update(units(event))
        totals["write_units"] += write_units(told)
    totals["perfex_calls"] = len(call("GET", f"{world.crm_url}/_sim/calls"))
    totals["store_calls"] = len(call("GET", f"{world.store_url}/_sim/calls"))
    for side, meter in meters.items():
        totals[f"{side}_bytes_out"] = meter.out - moved[side][0]
        totals[f"{side}_bytes_back"] = meter.back - moved[side][1]
    totals["table_bytes"] = table_bytes(world) - before
    totals["log_bytes"] = sum(log_bytes(world, function, began) for function in FUNCTIONS)
    return {name: round(total / ORDERS, 2) for name, total in sorted(totals.items())}


def events(world: World, since: float) -> list[dict]:
    """The calls since then, each kind by itself: the stand-in gives the newest fifty, and no further page."""
    trail, found = client("cloudtrail", world.aws_url), []
    for kind in KINDS:
        told = trail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": kind}])["Events"]
        found += [event for event in told if event["EventTime"].timestamp() >= since]
    return [json.loads(event["CloudTrailEvent"]) for event in found]


def template_indexes() -> list[dict]:
    return template.load(ROOT / "template.yaml")["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]


def asked_of(event: dict) -> dict:
    asked = event["requestParameters"] or {}
    return json.loads(asked) if isinstance(asked, str) else asked


def units(event: dict) -> dict[str, float]:
    """What a call counts for, but for the units of writes."""
    asked = asked_of(event)
    match event["eventName"]:
        case "GetItem" | "Query":
            return {"read_units": 1 if asked.get("ConsistentRead") else 0.5, "table_reads": 1}
        case "BatchGetItem":
            keys = sum(len(of["Keys"]) for of in asked["RequestItems"].values())
            return {"read_units": keys, "table_reads": 1}
        case "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems":
            return {"table_writes": 1}
        case "SendMessage":
            return {"queue_sends": 1}
        case "GetSecretValue":
            return {"secret_reads": 1}
    return {}


def write_units(events: list[dict]) -> int:
    """A unit for each kilobyte of a row that is written; one for each index whose entry changes, and two where its
    place in the index does. In a transaction all of it counts twice."""
    puts, total = [], 0
    for event in events:
        asked = asked_of(event)
        match event["eventName"]:
            case "PutItem":
                puts.append((1, asked["Item"]))
            case "UpdateItem":
                total += updated(asked)
            case "DeleteItem":
                total += 1
            case "TransactWriteItems":
                puts += [(2, part["Put"]["Item"]) for part in asked["TransactItems"] if "Put" in part]
                total += 2 * sum(updated(part["Update"]) for part in asked["TransactItems"] if "Update" in part)
    rows: dict[tuple, dict] = {}
    for times, item in sorted(puts, key=lambda put: version(put[1])):
        key = (item["pk"]["S"], item["sk"]["S"])
        total += times * written(rows.get(key, {}), item)
        rows[key] = item
    return total


def version(item: dict) -> int:
    return int(item.get("version", {"N": "0"})["N"])


def updated(asked: dict) -> int:
    """An addition to a row of the ledger, which is small. What a client spent is that row's place in its index."""
    return 3 if "customers_of" in asked.get("ExpressionAttributeNames", {}).values() else 1


def written(before: dict, item: dict) -> int:
    total = math.ceil(size(item) / 1024)
    for index in template_indexes():
        keys = [key["AttributeName"] for key in index["KeySchema"]]
        shown = keys + index["Projection"].get("NonKeyAttributes", [])
        old, new = (entry(row, keys, shown) for row in (before, item))
        moved = old and new and any(old[key] != new[key] for key in keys)
        total += 2 if moved else int(old != new)
    return total


def entry(item: dict, keys: list[str], shown: list[str]) -> dict:
    """What an index holds of a row: nothing if it lacks a key."""
    return {name: item[name] for name in shown if name in item} if all(key in item for key in keys) else {}


def size(item: dict) -> int:
    """The bytes of an item, as DynamoDB counts them: names and values."""
    return sum(len(name.encode()) + len(str(next(iter(value.values()))).encode()) for name, value in item.items())


def table_bytes(world: World) -> int:
    pages = client("dynamodb", world.aws_url).get_paginator("scan").paginate(TableName=world.outputs["TableName"])
    return sum(size(item) for page in pages for item in page["Items"])


def log_bytes(world: World, function: str, since: float) -> int:
    """What CloudWatch takes in of our own lines: each line, and 26 bytes more for each."""
    logs = client("logs", world.aws_url)
    try:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=f"/woosync/{STACK}/{function}", startTime=int(since * 1000)
        )
        return sum(len(event["message"].encode()) + 26 for page in pages for event in page["events"]
                   if event["message"].startswith("{"))
    except logs.exceptions.ResourceNotFoundException:
        return 0

