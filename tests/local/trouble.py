"""Trouble to try the runbooks with, in the local AWS that `make demo` left running.

    .venv/bin/python -m tests.local.trouble bury "no hint"        a message for the dead-letter queue
    .venv/bin/python -m tests.local.trouble look                  invokes delta-sync, as its schedule does
    .venv/bin/python -m tests.local.trouble call full-sync '{}'     invokes a function, and prints its answer
    .venv/bin/python -m tests.local.trouble metric Parked         waits until the metric is told above 0
    .venv/bin/python -m tests.local.trouble metric Parked 0       waits until it is told as 0
    .venv/bin/python -m tests.local.trouble log consumer "turned" waits for a line that holds the text
    .venv/bin/python -m tests.local.trouble break webhook NAME    gives the function a wrong environment variable
    .venv/bin/python -m tests.local.trouble throttle webhook      lets it run no more
    .venv/bin/python -m tests.local.trouble hold consumer         gives it nothing of its queue
    .venv/bin/python -m tests.local.trouble mend webhook          undoes these three

It reads the addresses of target/demo/urls.env from the environment.
"""

import json
import os
import sys
import time
import uuid

from tests.local.deploy import STACK, client

OUTPUTS = {"webhook": "WEBHOOK_FUNCTION_NAME", "consumer": "CONSUMER_FUNCTION_NAME", "delta-sync": "DELTA_FUNCTION_NAME",
           "full-sync": "FULL_SYNC_FUNCTION_NAME", "console": "CONSOLE_FUNCTION_NAME"}
WAIT_SECONDS = 150
LOOKS_BACK_MS = 1000 * int(os.environ.get("LOOK_BACK_SECONDS", "5"))
WRONG = "https://nowhere.invalid/000000000000/none.fifo"
KEPT = "WOOSYNC_BROKEN_BY_TROUBLE"


class NotSeen(Exception):
    """What was waited for did not come. The text says what."""


def aws(service: str):
    return client(service, os.environ["AWS_ENDPOINT_URL"])


def function(name: str) -> str:
    """The name in AWS of one of our functions."""
    return os.environ[OUTPUTS[name]]


def bury(text: str) -> None:
    """Send a message that is no hint: the consumer takes it out of the queue."""
    aws("sqs").send_message(QueueUrl=os.environ["QUEUE_URL"], MessageBody=text,
                            MessageGroupId="trouble", MessageDeduplicationId=str(uuid.uuid4()))


def call(name: str, event: str) -> None:
    answer = aws("lambda").invoke(FunctionName=function(name), Payload=event.encode())
    print(answer["Payload"].read().decode())


def look() -> None:
    call("delta-sync", "{}")


def lines(name: str, since_ms: int) -> list[str]:
    """What a function wrote to its log since then."""
    logs, group = aws("logs"), f"/woosync/{STACK}/{name}"
    try:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since_ms)
        return [event["message"] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []


def wait_for(what: str, found) -> str:
    """Wait for the first thing that `found` gives of the lines of the log, told a few seconds ago or later."""
    since_ms = int(time.time() * 1000) - LOOKS_BACK_MS
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        for name in OUTPUTS:
            for line in lines(name, since_ms):
                if found(name, line):
                    return line
        time.sleep(1)
    raise NotSeen(f"{what} was not seen within {WAIT_SECONDS} s")


def log(name: str, text: str) -> None:
    print(wait_for(f"a line with {text!r} of {name}", lambda of, line: of == name and text in line))


def metric(name: str, value: str = "") -> None:
    def told(_: str, line: str) -> bool:
        if '"_aws"' not in line:
            return False
        figure = json.loads(line).get(name)
        return figure is not None and (str(figure) == value if value else figure != 0)

    print(wait_for(f"the metric {name} {value}", told))


def break_function(name: str, variable: str) -> None:
    configuration = aws("lambda").get_function_configuration(FunctionName=function(name))
    variables = configuration["Environment"]["Variables"]
    variables[KEPT] = json.dumps({variable: variables[variable]})
    variables[variable] = WRONG
    aws("lambda").update_function_configuration(FunctionName=function(name), Environment={"Variables": variables})


def throttle(name: str) -> None:
    aws("lambda").put_function_concurrency(FunctionName=function(name), ReservedConcurrentExecutions=0)


def hold(name: str, held: bool = True) -> None:
    functions = aws("lambda")
    for mapping in functions.list_event_source_mappings(FunctionName=function(name))["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=not held)


def mend(name: str) -> None:
    hold(name, held=False)
    functions = aws("lambda")
    functions.delete_function_concurrency(FunctionName=function(name))
    variables = functions.get_function_configuration(FunctionName=function(name))["Environment"]["Variables"]
    if KEPT in variables:
        variables |= json.loads(variables.pop(KEPT))
        functions.update_function_configuration(FunctionName=function(name), Environment={"Variables": variables})


DEEDS = {"bury": bury, "call": call, "look": look, "log": log, "metric": metric, "break": break_function, "throttle": throttle, "hold": hold, "mend": mend}


def main(arguments: list[str]) -> int:
    deed = DEEDS.get(arguments[0]) if arguments else None
    if deed is None:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        deed(*arguments[1:])
    except NotSeen as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
