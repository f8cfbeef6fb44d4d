"""The store disables a webhook: one look of the delta-sync function later it is there afresh."""

import base64
import json
import urllib.request

from tests.demo import lost, play
from tests.demo.world import KEY, KEY_SECRET, STORE_ID, World
from tests.local.deploy import client

TOPICS = ["order.created", "order.updated", "order.deleted", "order.restored",
          "customer.created", "customer.updated", "customer.deleted"]
DISABLED = "order.updated"


def run(world: World, ended: play.Ended, say) -> None:
    say(f"the store disables the webhook {DISABLED}")
    function = client("lambda", world.aws_url).get_function_configuration(FunctionName=world.outputs["DeltaFunctionName"])
    url = function["Environment"]["Variables"]["WEBHOOK_URL"] + STORE_ID
    made = [store(world, "POST", "webhooks", {"topic": topic, "delivery_url": url}) for topic in TOPICS]
    old = made[TOPICS.index(DISABLED)]["id"]
    store(world, "PUT", f"webhooks/{old}", {"status": "disabled"})
    watched = lost.look(world, ended).get("webhooks") or {}
    if watched.get("mended") != [DISABLED]:
        ended.problems.append(f"watchdog: {watched}")
    ours = [hook for hook in store(world, "GET", "webhooks?per_page=100") if hook["delivery_url"] == url]
    if sorted(hook["topic"] for hook in ours) != sorted(TOPICS) or any(hook["status"] != "active" for hook in ours):
        ended.problems.append(f"watchdog: the store's webhooks are {ours}")
    # They deliver to an address that is none on this machine.
    for hook in ours:
        store(world, "DELETE", f"webhooks/{hook['id']}?force=true")


def store(world: World, method: str, route: str, body: dict | None = None):
    """One call to the store's REST API with the key that WooSync has."""
    key = base64.b64encode(f"{KEY}:{KEY_SECRET}".encode()).decode()
    headers = {"Authorization": f"Basic {key}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{world.store_url}/wp-json/wc/v3/{route}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())
