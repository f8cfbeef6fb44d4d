"""`make full-sync`: a store that nobody listened to, and one full sync that makes the CRM agree with it.

A part of `make demo-check` too, with few orders. Environment: ORDERS (2000), and what the demonstration takes.
"""

import json
import sys
import time

from tests.demo import play
from tests.demo.start import build, ended, number, settings
from tests.demo.world import STORE_ID, World, call

ORDERS = 2000
FEW = 60
BUYERS = 40
LIKE = 183


def main() -> int:
    return ended(by_itself)


def by_itself() -> list[str]:
    asked, orders = settings(), number("ORDERS", ORDERS)
    build(asked.profile)
    problems = []
    for flavour in asked.flavours:
        with asked.world(flavour) as world:
            problems += sync(world, orders, show=True)
    return problems


def run(world: World, played: play.Ended, say) -> None:
    """The part of the demonstration: a few orders of which the store told nobody."""
    stood = play.standing_orders(played.state)
    say(f"{FEW} orders of which the store tells nobody, then a full sync")
    played.problems += sync(world, FEW, show=False)
    world.wait_until_quiet()
    play.check(world, played, "after the full sync", stood)


def sync(world: World, orders: int, show: bool) -> list[str]:
    """Makes orders, syncs them, and gives what is wrong."""
    for place in range(orders):
        billing = {"email": f"full{place % BUYERS}@example.com", "first_name": "Fu", "last_name": "Ll", "country": "DE"}
        body = {"like": LIKE, "deliver": False, "set": {"status": "completed", "billing": billing}}
        call("POST", f"{world.store_url}/_sim/create", body)
    started = time.monotonic()
    table = ["--table", world.outputs["TableName"]]
    command = ["full-sync", "--function", world.outputs["FullSyncFunctionName"], "--store", STORE_ID, "--watch", *table]
    shown = world.woosync(command)
    seconds = time.monotonic() - started
    if show:
        print(shown)
    newest = world.woosync(["runs", "list", "--store", STORE_ID, *table]).splitlines()[1].split()[0]
    run = json.loads(world.woosync(["runs", "show", newest, "--store", STORE_ID, "--json", *table]))
    steps = {step["step"]: step for step in run["progress"]["steps"]}
    problems = []
    if run["progress"]["ended"] != "finished":
        problems.append(f"full sync: it ended as {run['progress']['ended']}")
    for name, step in steps.items():
        through = sum(step[outcome] for outcome in ("done", "unchanged", "skipped", "parked", "failed"))
        if name != "verify" and through != step["queued"]:
            problems.append(f"full sync: {name}: {step['queued']} sent, {through} handled")
        if step["failed"]:
            problems.append(f"full sync: {name}: {step['failed']} failed")
    if steps["orders"]["done"] < orders:
        problems.append(f"full sync: {steps['orders']['done']} orders done of {orders} new ones")
    found = {kind: count for kind, count in run["verify"]["found"].items() if kind != "parked"}
    if found:
        problems.append(f"full sync: verify found {found}")
    print(f"full sync: {steps['orders']['listed']} orders listed, {steps['orders']['done']} written, "
          f"{run['verify']['orders']} compared with Perfex, {seconds:.0f} s")
    return problems


if __name__ == "__main__":
    sys.exit(main())
