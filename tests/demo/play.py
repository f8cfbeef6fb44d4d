"""The phases of a demonstration."""

from dataclasses import dataclass, field

from tests.demo import expect
from tests.demo.world import World, call

SEED = 20_261_123
OPEN = ("processing", "pending", "on-hold")


@dataclass
class Ended:
    """What a play found."""

    problems: list[str] = field(default_factory=list)
    orders: list[dict] = field(default_factory=list)
    outcomes: dict[int, dict] = field(default_factory=dict)
    state: dict = field(default_factory=dict)
    deliveries: int = 0
    refused: int = 0
    calls: dict[int, int] = field(default_factory=dict)
    most_calls: dict[str, int] = field(default_factory=dict)
    writes_when_replayed: int = 0


def run(world: World, say) -> Ended:
    """Plays all phases. `say` tells a person what happens."""
    ended = Ended()
    say("delivering the recorded webhooks, byte for byte")
    answers = call("POST", f"{world.store_url}/_sim/replay", {})
    ended.deliveries, ended.refused = len(answers), sum(answer["status"] != 200 for answer in answers)
    if ended.refused:
        ended.problems.append(f"{ended.refused} recorded deliveries were not answered with 200")
    world.wait_until_quiet()
    check(world, ended, "after the recordings", stood=set())

    say("a few edits: completed, a duplicate, two in reverse order, a draft")
    live_edits(world, ended)
    stood = standing_orders(ended.state)
    check(world, ended, "after the edits", stood)

    say("completing the open orders")
    complete(world, ended)
    check(world, ended, "after completion", stood | standing_orders(ended.state))

    say("delivering everything again, twice and shuffled")
    reset_calls(world, ended)
    again = {"times": 2, "order": "shuffled", "seed": SEED, "at_once": 4}
    call("POST", f"{world.store_url}/_sim/replay", again)
    world.wait_until_quiet()
    ended.writes_when_replayed = sum(is_write(entry) for entry in crm_calls(world))
    if ended.writes_when_replayed:
        ended.problems.append(f"redelivery made {ended.writes_when_replayed} write calls")
    check(world, ended, "after redelivery", stood | standing_orders(ended.state))
    return ended


def live_edits(world: World, ended: Ended) -> None:
    """Edits as a shop makes them, each delivered by the store itself."""
    open_orders = [order for order in ended.orders if expect.standing(order, False)[0] == "estimate"]
    processing = [order["id"] for order in open_orders if order["status"] == "processing"]
    pending = [order["id"] for order in open_orders if order["status"] == "pending"]
    if processing:
        measured(world, ended, "known, estimate stood", processing[0], {"status": "completed"})
        edit(world, processing[0], {"customer_note": "please ring twice"})
    for order in pending[:2]:
        edit(world, order, {"status": "on-hold"}, deliver=False)
    call("POST", f"{world.store_url}/_sim/deliver-queued", {"order": "reverse"})
    world.wait_until_quiet()
    if pending:
        like = {"like": pending[0], "set": {"status": "checkout-draft"}}
        call("POST", f"{world.store_url}/_sim/create", like)
        billing = known_billing(world, processing or pending)
        # The first tells the CRM what is new of the client, the second is measured.
        create(world, ended, "known", pending[0], billing)
        create(world, ended, "known", pending[0], billing)
        create(world, ended, "new", pending[0], billing | {"email": "new.customer@example.com"})
    world.wait_until_quiet()
    refresh(world, ended)


def create(world: World, ended: Ended, kind: str, like: int, billing: dict) -> None:
    """A new order that is completed and paid at once, its calls counted."""
    now = {"date_paid": "2026-11-23T10:00:00", "date_paid_gmt": "2026-11-23T09:00:00"}
    done = {"date_completed": "2026-11-23T10:00:00", "date_completed_gmt": "2026-11-23T09:00:00"}
    world.wait_until_quiet()
    reset_calls(world, ended)
    body = {"like": like, "set": {"status": "completed", "billing": billing} | now | done}
    call("POST", f"{world.store_url}/_sim/create", body)
    world.wait_until_quiet()
    ended.most_calls[kind] = len(crm_calls(world))


def known_billing(world: World, orders: list[int]) -> dict:
    """The billing block of an order whose client stands already."""
    edited = edit(world, orders[0], {}, deliver=False)
    return edited["billing"]


def measured(world: World, ended: Ended, kind: str, order: int, change: dict) -> None:
    world.wait_until_quiet()
    reset_calls(world, ended)
    edit(world, order, change)
    world.wait_until_quiet()
    ended.most_calls[kind] = len(crm_calls(world))


def complete(world: World, ended: Ended) -> None:
    """Completes every open order, and counts the calls that each needs at most."""
    for order in ended.orders:
        if order["status"] in OPEN:
            edit(world, order["id"], {"status": "completed"})
    world.wait_until_quiet()
    refresh(world, ended)


def edit(world: World, order: int, change: dict, deliver: bool = True) -> dict:
    return call("POST", f"{world.store_url}/_sim/edit", {"order": order, "set": change, "deliver": deliver})


def refresh(world: World, ended: Ended) -> None:
    ended.orders = call("GET", f"{world.store_url}/_sim/orders")
    ended.state = call("GET", f"{world.crm_url}/_sim/state")
    ended.outcomes = world.outcomes([order["id"] for order in ended.orders])


def check(world: World, ended: Ended, when: str, stood: set[int]) -> None:
    """Holds the CRM against the store, order by order."""
    refresh(world, ended)
    for order in ended.orders:
        was = order["id"] in stood
        for problem in expect.problems(order, ended.state, ended.outcomes[order["id"]], was):
            ended.problems.append(f"{when}: order {order['id']} ({order['status']}): {problem}")
    ended.problems += [f"{when}: {problem}" for problem in expect.world_problems(ended.state)]
    if world.poison():
        ended.problems.append(f"{when}: {world.poison()} messages are in the dead-letter queue")


def standing_orders(state: dict) -> set[int]:
    """The orders for which a document stands, by the markers in the CRM."""
    notes = [document["adminnote"] or "" for kind in ("estimates", "invoices") for document in state[kind]]
    return {int(note.split("-o")[1][:10]) for note in notes if "-o" in note}


def crm_calls(world: World) -> list[dict]:
    return call("GET", f"{world.crm_url}/_sim/calls")


def reset_calls(world: World, ended: Ended) -> None:
    """Adds the calls so far to those of their orders, and begins to count anew."""
    for entry in crm_calls(world):
        # A call's request id begins with what it was made for: main.order.183/...
        made_for = (entry["request_id"] or "").split("/")[0].split(".")
        if len(made_for) == 3 and made_for[1] == "order":
            order = int(made_for[2])
            ended.calls[order] = ended.calls.get(order, 0) + 1
    call("POST", f"{world.crm_url}/_sim/calls/reset")


def is_write(entry: dict) -> bool:
    return entry["method"] != "GET"
