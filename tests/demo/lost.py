"""Deliveries are lost: one look of the delta-sync function later the documents are as if none had been."""

import json

from tests.demo import play
from tests.demo.world import World, call
from tests.local.deploy import client

LOST = 6


def run(world: World, ended: play.Ended, say) -> None:
    stood = play.standing_orders(ended.state)
    say(f"{LOST} changes of which the store tells nobody, then one look of delta-sync")
    first = look(world, ended)
    world.wait_until_quiet()
    kept = [order["id"] for order in ended.orders if order["status"] == "completed"]
    like = {"like": kept[0], "deliver": False}
    for number in range(LOST):
        billing = {"email": f"lost{number}@example.com", "first_name": "Lo", "last_name": "St", "country": "DE"}
        call("POST", f"{world.store_url}/_sim/create", like | {"set": {"status": "completed", "billing": billing}})
    found = look(world, ended)
    world.wait_until_quiet()
    play.check(world, ended, "after lost deliveries", stood)
    idle = look(world, ended)
    if found["queued"] != LOST:
        ended.problems.append(f"lost deliveries: {found['queued']} hints for {LOST} changes: {found}")
    if idle["queued"] or idle["requests"] != 3:
        ended.problems.append(f"lost deliveries: an idle look is {idle}")
    print(f"delta-sync: the first look listed {first['listed']} orders and queued {first['queued']}; "
          f"{found['queued']} of {LOST} lost changes found; an idle look is {idle['requests']} requests")


def look(world: World, ended: play.Ended) -> dict:
    """Invokes the function as the schedule does, and gives what it says of the store."""
    answer = client("lambda", world.aws_url).invoke(FunctionName=world.outputs["DeltaFunctionName"], Payload=b"{}")
    said = json.loads(answer["Payload"].read())
    summary = said.get("stores", {}).get("main")
    if not summary or summary["outcome"] != "finished":
        ended.problems.append(f"delta-sync: {said}")
        return {"listed": 0, "queued": 0, "requests": 0}
    return summary
