"""The CRM is down while orders come in: nothing is lost, nobody knocks, and it ends by itself."""

import time

from tests.demo import play
from tests.demo.world import World, WorldFailed, call

ORDERS = 8
# The schedule comes once a minute, and the stand-in looks at its schedules every ten seconds.
WATCHED_SECONDS = 75
MOST_PROBES = 2
LONGEST_RETURN_SECONDS = 150


def run(world: World, ended: play.Ended, say) -> None:
    stood = play.standing_orders(ended.state)
    pending = next(order["id"] for order in ended.orders if order["status"] != "checkout-draft")
    billing = {"email": "outage@example.com", "first_name": "Out", "last_name": "Age", "country": "DE"}

    say(f"the CRM goes down, {ORDERS} orders come in, and all the queue holds moves to the table")
    call("POST", f"{world.crm_url}/_sim/faults", {"kind": "down"})
    for _ in range(ORDERS):
        call("POST", f"{world.store_url}/_sim/create", {"like": pending, "set": {"status": "completed", "billing": billing}})
    world.wait_until_quiet()
    poisoned = world.poison()
    if poisoned:
        ended.problems.append(f"outage: {poisoned} messages are in the dead-letter queue")

    say(f"for {WATCHED_SECONDS} seconds nobody but a probe a minute asks the CRM anything")
    play.reset_calls(world, ended)
    time.sleep(WATCHED_SECONDS)
    probes = len(play.crm_calls(world))
    if not 1 <= probes <= MOST_PROBES:
        ended.problems.append(f"outage: {probes} calls in {WATCHED_SECONDS} s, where 1 to {MOST_PROBES} probes were due")

    say("the CRM is back")
    call("DELETE", f"{world.crm_url}/_sim/faults")
    seconds = wait_for_all(world, len(stood) + ORDERS)
    print(f"outage: {ORDERS} orders stood {seconds:.0f} s after the CRM was back; {probes} calls in {WATCHED_SECONDS} s before")
    world.wait_until_quiet()
    play.check(world, ended, "after the outage", stood)


def wait_for_all(world: World, orders: int) -> float:
    """Waits until so many orders have documents, and tells how long that took."""
    started = time.monotonic()
    while time.monotonic() < started + LONGEST_RETURN_SECONDS:
        if len(play.standing_orders(call("GET", f"{world.crm_url}/_sim/state"))) >= orders:
            return time.monotonic() - started
        time.sleep(0.5)
    raise WorldFailed(f"{LONGEST_RETURN_SECONDS} s after the outage not all of {orders} orders stand")
