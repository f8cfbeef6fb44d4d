"""What the schedules call, called by hand."""

import json
import time

from tests.demo.world import STORE_ID, World
from tests.local.deploy import client


def finish_the_run(world: World) -> list[str]:
    """Goes on with the run that is under way, as the schedule does, until there is none."""
    deadline = time.monotonic() + 60
    worked = ""
    while time.monotonic() < deadline:
        problem, said = full_sync(world, {"tick": "minute"})
        worked = problem or said.get(STORE_ID)
        if worked in ("idle", "ended"):
            return []
        if worked not in ("waiting", "busy"):
            break
    return [f"the run did not end: {worked}"]


def full_sync(world: World, event: dict) -> tuple[str | None, dict]:
    """What went wrong, if anything, and the answer."""
    answer = client("lambda", world.aws_url).invoke(FunctionName=world.outputs["FullSyncFunctionName"], Payload=json.dumps(event))
    said = json.loads(answer["Payload"].read())
    return (said.get("errorMessage", "it failed") if "FunctionError" in answer else None), said
