"""A second store that is slow, and then broken: the look at the first one takes no longer and goes no worse."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

from tests.demo import outlet
from tests.demo.hands import new_order, restart, wait
from tests.demo.world import KEY, KEY_SECRET, STORE_ID, World, call
from tests.local.deploy import client

# Each answer of the slow store. A look at it takes at least three of them, one after the other.
SLOW_MS = 5_000
# Nothing of the second store is written.
NEVER = "2099-01-01"
# Before the first store in the order of their ids.
BRANCH = "branch"


def run(world: World, say) -> list[str]:
    """Gives what is wrong. Afterwards there is one store again."""
    say("a second store, which is slow, and then broken, beside the first")
    settings = world.woosync(["settings", "show", "--table", world.outputs["TableName"]])
    world.woosync(["secrets", "set-store", "--secret-id", world.outputs["StoreKeysArn"], "--store", BRANCH], f"{KEY}\n{KEY_SECRET}")
    # It reads the keys again once a minute at most.
    restart(world, "DeltaFunctionName")
    with outlet.opened(world) as url:
        world.push(settings + "\n" + outlet.store_toml(BRANCH, 2, url, go_live=NEVER))
        try:
            return slow(world, url) + broken(world, url)
        finally:
            call("DELETE", f"{url}/_sim/faults")
            world.push(settings)
            world.wait_until_quiet()


def slow(world: World, url: str) -> list[str]:
    call("POST", f"{url}/_sim/faults", {"kind": "slow", "delay_ms": SLOW_MS})
    order, began = new_order(world), time.monotonic()
    with ThreadPoolExecutor() as pool:
        looking = pool.submit(look, world)
        stood = wait(lambda: looking.done() or stands(world, order)) and not looking.done()
        seconds = time.monotonic() - began
        said = looking.result()
    took = time.monotonic() - began
    if outcomes(said) != {STORE_ID: "finished", BRANCH: "finished"}:
        return [f"neighbours: beside a slow store: {said}"]
    if not stood or not stands(world, order):
        return [f"neighbours: the quick store's order waited for the slow store, {took:.0f} s: {said}"]
    print(f"neighbours: {seconds:.0f} s for the quick store's order, {took:.0f} s for the look at both")
    return []


def broken(world: World, url: str) -> list[str]:
    call("DELETE", f"{url}/_sim/faults")
    call("POST", f"{url}/_sim/faults", {"kind": "html"})
    order = new_order(world)
    said = look(world)
    wait(lambda: stands(world, order))
    told = outcomes(said) != {STORE_ID: "finished", BRANCH: "failed"}
    return [f"neighbours: beside a broken store: {said}, and its order stands: {stands(world, order)}"] if told or not stands(world, order) else []


def stands(world: World, order: int) -> bool:
    return (world.outcomes([order]).get(order) or {}).get("outcome") == "done"


def outcomes(said: dict) -> dict[str, str]:
    return {store: summary["outcome"] for store, summary in said.get("stores", {}).items()}


def look(world: World) -> dict:
    """What the function says. While the schedule's own look is at it, another one is told so."""
    deadline = time.monotonic() + 60
    while True:
        answer = client("lambda", world.aws_url).invoke(FunctionName=world.outputs["DeltaFunctionName"], Payload=b"{}")
        said = json.loads(answer["Payload"].read())
        if "busy" not in outcomes(said).values() or time.monotonic() > deadline:
            return said
        time.sleep(1)
