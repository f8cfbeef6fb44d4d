"""What the demonstration's parts do to a running stack by hand, and how they wait for what comes of it."""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from tests.demo.world import STORE_ID, World, call
from tests.local.deploy import STACK, client
from tests.local.processes import kill, processes_of

LIKE = 183
WITHIN_SECONDS = 25


def restart(world: World, function: str) -> None:
    """The next invocation starts a new process, which has read nothing yet."""
    for process in processes_of(world.outputs[function], world.standin_pid):
        kill(process)


def new_order(world: World) -> int:
    """An order of which the store tells nobody."""
    created = call("POST", f"{world.store_url}/_sim/create", {"like": LIKE, "set": {"status": "completed"}, "deliver": False})
    return created["id"]


def hint(order: int, second: int) -> str:
    """What the webhook would have put on the queue about an order at that second."""
    told_of = {"v": 1, "store": STORE_ID, "resource": "order", "id": order, "topic": "order.updated", "source": "webhook", "run": None,
               "received_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second)), "trace": "made-by-hand"}
    return json.dumps(told_of, separators=(",", ":"))


def deliver(world: World, order: int) -> int:
    """A signed delivery about an order; the status of the answer."""
    body = json.dumps({"id": order}).encode()
    signature = base64.b64encode(hmac.digest(world.secret.encode(), body, hashlib.sha256)).decode()
    headers = {"Content-Type": "application/json", "X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": signature}
    try:
        with urllib.request.urlopen(urllib.request.Request(world.webhook_url, body, headers), timeout=40) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def until_handled(world: World, began: int, about: str) -> list[str]:
    """Waits until the consumer is done with something, or complains; what it complains of."""
    def done() -> list[str]:
        return [line for line in lines(world, "consumer", began) if about in line and '"outcome":"done"' in line]

    wait(lambda: done() or complaints(world, "consumer", began))
    return [] if done() else complaints(world, "consumer", began) or ["it was not handled"]


def complaints(world: World, function: str, began: int, text: str = "") -> list[str]:
    return [line for line in lines(world, function, began) if text in line and ('"WARN"' in line or '"ERROR"' in line)]


def lines(world: World, function: str, since_ms: int) -> list[str]:
    logs = client("logs", world.aws_url)
    try:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/woosync/{STACK}/{function}", startTime=since_ms)
        return [event["message"] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []


def wait(until: Callable[[], object]) -> bool:
    """Waits for something to be true, a while at most, and tells whether it was: what it means, the caller says."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while not (is_so := until()) and time.monotonic() < deadline:
        time.sleep(0.3)
    return bool(is_so)


def now_ms() -> int:
    return int(time.time() * 1000)
