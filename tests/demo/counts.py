"""Counts what orders cost in AWS: the calls of the functions, in the units in which they are paid for.

    python3 -m tests.demo.counts > infra/guides/counts.json

Each of ORDERS orders comes in (two deliveries), is paid and is completed: one estimate, one invoice, one
payment, one client. Nothing else goes on, so each delivery is a batch of its own, which is the dearest case.
"""

import json
import math
import os
import sys
import time
from collections import Counter

from tests.demo.demo import BadSetting, settings
from tests.demo.world import ROOT, World, WorldFailed, call
from tests.local import template
from tests.local.deploy import STACK, client

ORDERS = 10
LIKE = 183
FLAVOUR = "themesic-3"
KINDS = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "SendMessage", "GetSecretValue"]
FUNCTIONS = ["webhook", "consumer", "delta-sync"]


def main() -> int:
    # The stand-in inherits it, and records each call.
    os.environ["CLOUDTRAIL_RECORDING"] = "1"
    try:
        _, data, ports = settings(True)
        profile = os.environ.get("PROFILE", "release")
        with World(FLAVOUR, data, "secret-of-the-counts", profile, ports) as world:
            warm_up(world)
            counted = count(world)
    except (BadSetting, WorldFailed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(counted, indent=2))
    return 0


def warm_up(world: World) -> None:
    """Settings, secrets and statuses are read once, not for each order."""
    live(world, "warm@example.com")


def live(world: World, email: str) -> None:
    billing = {"email": email, "first_name": "Jo", "last_name": "Do", "country": "DE"}
    order = call("POST", f"{world.store_url}/_sim/create", {"like": LIKE, "set": {"status": "pending", "billing": billing}})["id"]
    world.wait_until_quiet()
    paid = {"status": "processing", "date_paid": "2026-11-23T10:00:00", "date_paid_gmt": "2026-11-23T09:00:00"}
    done = {"status": "completed", "date_completed": "2026-11-23T10:00:00", "date_completed_gmt": "2026-11-23T09:00:00"}
    for change in (paid, done):
        call("POST", f"{world.store_url}/_sim/edit", {"order": order, "set": change, "deliver": True})
        world.wait_until_quiet()


def count(world: World) -> dict:
    began = time.time()
    call("POST", f"{world.crm_url}/_sim/calls/reset")
    call("POST", f"{world.store_url}/_sim/calls/reset")
    before = table_bytes(world)
    totals: Counter = Counter()
    indexes = index_keys()
    for number in range(ORDERS):
        since = time.time()
        live(world, f"buyer{number}@example.com")
        for event in events(world, since):
            totals.update(units(event, indexes))
    totals["perfex_calls"] = len(call("GET", f"{world.crm_url}/_sim/calls"))
    totals["store_calls"] = len(call("GET", f"{world.store_url}/_sim/calls"))
    totals["table_bytes"] = table_bytes(world) - before
    totals["log_bytes"] = sum(log_bytes(world, function, began) for function in FUNCTIONS)
    return {"orders": ORDERS, "per_order": {name: round(total / ORDERS, 2) for name, total in sorted(totals.items())}}


def events(world: World, since: float) -> list[dict]:
    """The calls since then, each kind by itself: the stand-in gives the newest fifty, and no further page."""
    trail, found = client("cloudtrail", world.aws_url), []
    for kind in KINDS:
        told = trail.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": kind}])["Events"]
        found += [event for event in told if event["EventTime"].timestamp() >= since]
    return [json.loads(event["CloudTrailEvent"]) for event in found]


def index_keys() -> list[set[str]]:
    source = template.load(ROOT / "template.yaml")["Resources"]["Table"]["Properties"]
    return [{key["AttributeName"] for key in index["KeySchema"]} for index in source["GlobalSecondaryIndexes"]]


def units(event: dict, indexes: list[set[str]]) -> dict[str, float]:
    """What a call counts for. Our own calls (root's) are left out by their kind."""
    name, asked = event["eventName"], event["requestParameters"] or {}
    if isinstance(asked, str):
        asked = json.loads(asked)
    match name:
        case "GetItem":
            return {"read_units": 1 if asked.get("ConsistentRead") else 0.5, "table_reads": 1}
        case "BatchGetItem":
            keys = sum(len(of["Keys"]) for of in asked["RequestItems"].values())
            return {"read_units": keys, "table_reads": 1}
        case "Query":
            return {"read_units": 1 if asked.get("ConsistentRead") else 0.5, "table_reads": 1}
        case "PutItem":
            return {"write_units": written(asked["Item"], indexes), "table_writes": 1}
        case "UpdateItem" | "DeleteItem":
            return {"write_units": 1, "table_writes": 1}
        case "TransactWriteItems":
            parts = [written(part["Put"]["Item"], indexes) if "Put" in part else 1 for part in asked["TransactItems"]]
            return {"write_units": 2 * sum(parts), "table_writes": 1}
        case "SendMessage":
            return {"queue_sends": 1}
        case "GetSecretValue":
            return {"secret_reads": 1}
    return {}


def written(item: dict, indexes: list[set[str]]) -> int:
    """Write units of an item: one for each kilobyte, and one for each index that it stands in."""
    return math.ceil(size(item) / 1024) + sum(keys <= item.keys() for keys in indexes)


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


if __name__ == "__main__":
    sys.exit(main())
