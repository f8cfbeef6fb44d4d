"""`make kills`: orders come in while the consumer's processes are killed every few seconds and the
CRM drops one answer in ten. In the end each order stands once, paid, with its own total.

Environment: ORDERS (500), SEED of the kills, and what the demonstration takes.
"""

import random
import sys
import threading
import time

from tests.demo import expect, play
from tests.demo.start import Settings, build, ended, number, say, settings
from tests.demo.world import World, call
from tests.local.processes import kill, processes_of

ORDERS = 500
BUYERS = 40
# Short, so that what a killed process left is taken up again soon.
PARAMETERS = {"FunctionTimeoutSeconds": "10", "PerfexTimeoutSeconds": "2"}
SECONDS_BETWEEN_KILLS = (1.0, 5.0)
DROPPED = {"kind": "commit_then_timeout", "every": 10}
LONGEST_SECONDS = 900


class Killer(threading.Thread):
    """Kills a process of a function every few seconds."""

    def __init__(self, function: str, standin: int, seed: int):
        super().__init__(daemon=True)
        self.function, self.standin, self.kills = function, standin, 0
        self._dice, self._ended = random.Random(seed), threading.Event()

    def run(self) -> None:
        while not self._ended.wait(self._dice.uniform(*SECONDS_BETWEEN_KILLS)):
            processes = processes_of(self.function, self.standin)
            if processes:
                self.kills += kill(self._dice.choice(processes))

    def end(self) -> None:
        self._ended.set()
        self.join()


def main() -> int:
    return ended(by_itself)


def by_itself() -> list[str]:
    asked, orders, seed = settings(), number("ORDERS", ORDERS), number("SEED", 1)
    build(asked.profile)
    problems = []
    for flavour in asked.flavours:
        problems += torment(flavour, asked, orders, seed)
    return problems


def torment(flavour: str, asked: Settings, orders: int, seed: int) -> list[str]:
    with asked.world(flavour, PARAMETERS) as world:
        say(f"{flavour}: {orders} orders come in while processes die and answers are lost")
        like = next(order["id"] for order in call("GET", f"{world.store_url}/_sim/orders") if is_model(order))
        call("POST", f"{world.crm_url}/_sim/faults", DROPPED)
        started = time.monotonic()
        killer = Killer(world.outputs["ConsumerFunctionName"], world.standin_pid, seed)
        killer.start()
        made = [come_in(world, like, place) for place in range(orders)]
        seconds = wait_for(world, made, started)
        killer.end()
        world.wait_until_quiet()
        dropped = sum(entry["fault"] == DROPPED["kind"] for entry in play.crm_calls(world))
        ended = play.Ended()
        play.refresh(world, ended)
        right, problems = judge(ended, world, set(made))
        print(f"{flavour}: {right} of {orders} orders right after {seconds:.0f} s; {killer.kills} processes killed, "
              f"{dropped} answers dropped, {world.poison()} messages in the dead-letter queue")
        if killer.kills == 0 or dropped == 0:
            problems.append("nothing was killed or nothing was dropped")
        return [f"{flavour}: {problem}" for problem in problems]


def is_model(order: dict) -> bool:
    return order["status"] == "processing" and order["currency"] == "EUR" and not order["refunds"]


def come_in(world: World, like: int, place: int) -> int:
    billing = {"email": f"buyer-{place % BUYERS}@example.com", "first_name": "Bea", "last_name": "Buyer", "country": "DE"}
    paid = {"date_paid": "2026-11-23T10:00:00", "date_paid_gmt": "2026-11-23T09:00:00"}
    body = {"like": like, "set": {"status": "completed", "billing": billing} | paid}
    return call("POST", f"{world.store_url}/_sim/create", body)["id"]


def wait_for(world: World, made: list[int], started: float) -> float:
    """Waits until each order came to its end, and tells when that was."""
    while time.monotonic() < started + LONGEST_SECONDS:
        outcomes = world.outcomes(made)
        if all(outcomes[order]["outcome"] == "done" for order in made):
            return time.monotonic() - started
        time.sleep(2)
    return LONGEST_SECONDS


def judge(ended: play.Ended, world: World, made: set[int]) -> tuple[int, list[str]]:
    """How many orders are right, and what is wrong with the others."""
    problems, right = [], 0
    for order in ended.orders:
        if order["id"] not in made:
            continue
        found = list(expect.problems(order, ended.state, ended.outcomes[order["id"]], True))
        right += not found
        problems += [f"order {order['id']}: {problem}" for problem in found]
    problems += expect.world_problems(ended.state)
    invoices = len(ended.state["invoices"])
    payments = len(ended.state["payments"])
    if (invoices, payments) != (len(made), len(made)):
        problems.append(f"{invoices} invoices and {payments} payments for {len(made)} orders")
    if world.poison():
        problems.append("messages are in the dead-letter queue")
    return right, problems


if __name__ == "__main__":
    sys.exit(main())
