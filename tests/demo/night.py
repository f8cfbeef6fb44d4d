"""An invoice is deleted in the CRM and its order does not change: the night tells, and writes nothing."""

import json

from tests.demo import expect, play, ticks
from tests.demo.world import STORE_ID, World, call

LIKE = 183


def run(world: World, say) -> list[str]:
    """Gives what is wrong. The order waits for a person afterwards."""
    say("an invoice is deleted in the CRM; then the night's tick")
    billing = {"email": "night@example.com", "first_name": "Ni", "last_name": "Ght", "country": "DE"}
    order = call("POST", f"{world.store_url}/_sim/create", {"like": LIKE, "set": {"status": "completed", "billing": billing}})["id"]
    world.wait_until_quiet()
    [invoice] = expect.documents(call("GET", f"{world.crm_url}/_sim/state"), "invoices", order)
    call("POST", f"{world.crm_url}/_sim/staff", {"do": "delete_document", "kind": "invoice", "id": int(invoice["id"])})
    play.reset_calls(world, play.Ended())
    problem, said = ticks.full_sync(world, {"tick": "night"})
    if problem:
        return [f"night: {problem}"]
    problems = [f"night: {line}" for line in ticks.finish_the_run(world)]
    world.wait_until_quiet()
    problems += [f"night: {line}" for line in ticks.finish_the_run(world)]
    table = ["--store", STORE_ID, "--table", world.outputs["TableName"]]
    newest = world.woosync(["runs", "list", *table]).splitlines()[1].split()[0]
    progress = json.loads(world.woosync(["runs", "show", newest, "--json", *table]))["progress"]
    if (progress["kind"], progress["ended"]) != ("nightly", "finished"):
        problems.append(f"night: the newest run is {progress['kind']} and ended as {progress['ended']}, after the function said {said}")
    outcome = world.outcomes([order])[order]
    if (outcome["outcome"], outcome["reason"]) != ("parked", "changed_in_perfex"):
        problems.append(f"night: the order whose invoice is gone is {outcome['outcome']} ({outcome['reason']})")
    writes = sum(play.is_write(entry) for entry in play.crm_calls(world))
    if writes:
        problems.append(f"night: {writes} writes")
    [orders] = [step for step in progress["steps"] if step["step"] == "orders"]
    if not orders["queued"] or orders["failed"]:
        problems.append(f"night: {orders}")
    print(f"night: {orders['queued']} orders compared with Perfex, {orders['parked']} parked, {writes} writes")
    return problems
