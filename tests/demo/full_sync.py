"""`make full-sync`: a store that nobody listened to, and one full sync that makes the CRM agree with it.

A part of `make demo-check` too, with few orders. Environment: ORDERS (2000), and what the demonstration takes.
"""

import json
import os
import sys
import time

from tests.demo import play
from tests.demo.world import STORE_ID, World, WorldFailed, call

ORDERS = 2000
FEW = 60
BUYERS = 40
LIKE = 183


def main() -> int:
    # The demonstration has this as a part of its own.
    from tests.demo.demo import BadSetting, build, settings
    from tests.local.deploy import DeployFailed
    from tests.local.ports import PortTaken
    from tests.local.standin import StandinFailed

    text = os.environ.get("ORDERS") or str(ORDERS)
    if not text.isdigit():
        print(f"error: ORDERS is `{text}`: it must be a number", file=sys.stderr)
        return 1
    try:
        flavours, data, ports = settings(checking=False)
        profile = os.environ.get("PROFILE", "release")
        build(profile)
        problems = []
        for flavour in flavours:
            secret = os.environ.get("SECRET") or "test-secret-woo-9099"
            with World(flavour, data, secret, profile, ports) as world:
                problems += sync(world, int(text), show=True)
    except (BadSetting, PortTaken, StandinFailed, DeployFailed, WorldFailed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for problem in problems:
        print(f"PROBLEM {problem}")
    return 1 if problems else 0


def run(world: World, ended: play.Ended, say) -> None:
    """The part of the demonstration: a few orders of which the store told nobody."""
    stood = play.standing_orders(ended.state)
    say(f"{FEW} orders of which the store tells nobody, then a full sync")
    ended.problems += sync(world, FEW, show=False)
    world.wait_until_quiet()
    play.check(world, ended, "after the full sync", stood)


def sync(world: World, orders: int, show: bool) -> list[str]:
    """Makes orders, syncs them, and gives what is wrong."""
    for number in range(orders):
        billing = {"email": f"full{number % BUYERS}@example.com", "first_name": "Fu", "last_name": "Ll", "country": "DE"}
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
