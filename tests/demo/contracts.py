"""What each function has to do to be worth something: set to work by hand, it gives what is wrong.

Each statement of a function's policy has one that fails without it.
"""

import base64
import json
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager

from tests.demo import ticks
from tests.demo.hands import LIKE, complaints, deliver, hint, lines, new_order, now_ms, restart, until_handled, wait
from tests.demo.world import STORE_ID, World, call
from tests.local.deploy import STACK, client

# What is wrong after the function was set to work; empty if it did as it should.
Contract = Callable[[World], list[str]]


def a_delivery_is_queued(world: World) -> list[str]:
    restart(world, "WebhookFunctionName")
    status = deliver(world, new_order(world))
    return [] if status == 200 else [f"the delivery was answered with {status}"]


def an_order_is_written(world: World) -> list[str]:
    restart(world, "ConsumerFunctionName")
    began = now_ms()
    order = new_order(world)
    if deliver(world, order) != 200:
        return ["the delivery was not taken"]
    return until_handled(world, began, f'"id":{order},')


def calls_are_told(world: World) -> list[str]:
    """The metrics of calls are what both sides counted themselves."""
    world.wait_until_quiet()
    began = now_ms()
    for side in (world.crm_url, world.store_url):
        call("POST", f"{side}/_sim/calls/reset")
    an_order_is_written(world)
    sides = {"PerfexCalls": world.crm_url, "StoreCalls": world.store_url}

    def counted() -> dict[str, int]:
        return {name: len(call("GET", f"{side}/_sim/calls")) for name, side in sides.items()}

    def told() -> dict[str, int]:
        figures = [json.loads(line) for line in lines(world, "consumer", began) if '"_aws"' in line]
        return {name: sum(line.get(name, 0) for line in figures) for name in sides}

    def agree() -> bool:
        seen = counted()
        return told() == seen and all(seen.values())

    # Once is enough: whatever is handled meanwhile is counted before it is told.
    return [] if wait(agree) else [f"metrics: {told()} is told, and {counted()} were counted"]


def a_delivery_can_be_followed(world: World) -> list[str]:
    """By its trace, from the webhook's line to the calls to Perfex."""
    began, order = now_ms(), new_order(world)
    deliver(world, order)
    until_handled(world, began, f'"id":{order},')
    told = [json.loads(line) for line in lines(world, "webhook", began) if f'"id":{order},' in line]
    labels = [entry["request_id"] or "" for entry in call("GET", f"{world.crm_url}/_sim/calls")]
    followed = told and any(label.startswith(f"{STORE_ID}.order.{order}/{told[0]['trace']}/") for label in labels)
    return [] if followed else [f"trace: the webhook told {told}, and Perfex saw {labels[-3:]}"]


def a_retry_is_put_to_sleep(world: World) -> list[str]:
    began = now_ms()
    # One order's reads, each tried three times: not so many failures that a breaker opens.
    call("POST", f"{world.crm_url}/_sim/faults", {"kind": "down", "times": 3})
    try:
        deliver(world, new_order(world))
        wait(lambda: [line for line in lines(world, "consumer", began) if '"outcome":"retry"' in line])
        time.sleep(1)
        return [line for line in lines(world, "consumer", began) if "keeps the queue's visibility timeout" in line]
    finally:
        call("DELETE", f"{world.crm_url}/_sim/faults")


def poison_is_taken_out(world: World) -> list[str]:
    before, sqs = world.poison(), client("sqs", world.aws_url)
    began = now_ms()
    sqs.send_message(QueueUrl=world.outputs["QueueUrl"], MessageBody="no hint", MessageGroupId=str(uuid.uuid4()),
                     MessageDeduplicationId=str(uuid.uuid4()))
    wait(lambda: world.poison() > before or complaints(world, "consumer", began, "did not take it"))
    return [] if world.poison() > before else ["it is not in the dead-letter queue"]


def what_waits_goes_back(world: World) -> list[str]:
    # The row's key is made of the hint's own second.
    order, second = new_order(world), int(time.time())
    now = second * 1000
    key = {"pk": {"S": "WAITING#crm"}, "sk": {"S": f"{now:016}#{STORE_ID}.order.{order}"}}
    table = client("dynamodb", world.aws_url)
    table.put_item(TableName=world.outputs["TableName"],
                   Item=key | {"doc": {"S": hint(order, second)}, "since": {"N": str(now)}})
    client("lambda", world.aws_url).invoke(FunctionName=world.outputs["ConsumerFunctionName"], Payload=b'{"tick":"minute"}')
    left = table.get_item(TableName=world.outputs["TableName"], Key=key).get("Item")
    table.delete_item(TableName=world.outputs["TableName"], Key=key)
    return ["it still waits"] if left else []


def what_was_not_permitted_is_tried(world: World) -> list[str]:
    restart(world, "ConsumerFunctionName")
    began, order = now_ms(), new_order(world)
    table, key = client("dynamodb", world.aws_url), {"pk": {"S": "SOME"}, "sk": {"S": "ROW"}}
    parked = {"parked": {"S": STORE_ID}, "parked_by": {"S": f"not_permitted#order#{order}"}}
    table.put_item(TableName=world.outputs["TableName"], Item=key | parked)
    function = world.outputs["ConsumerFunctionName"]
    client("lambda", world.aws_url).invoke(FunctionName=function, Payload=b'{"tick":"permissions"}')
    # Else the order's end would release this row, as one more that waits for it.
    table.delete_item(TableName=world.outputs["TableName"], Key=key)
    return until_handled(world, began, f'"id":{order},')


def a_look_is_finished(world: World) -> list[str]:
    restart(world, "DeltaFunctionName")
    new_order(world)
    answer = client("lambda", world.aws_url).invoke(FunctionName=world.outputs["DeltaFunctionName"], Payload=b"{}")
    said = json.loads(answer["Payload"].read())
    store = said.get("stores", {}).get(STORE_ID, {})
    good = store.get("outcome") == "finished" and store["queued"] > 0
    return [] if good else [f"it says {said}"]


def the_webhooks_are_noted(world: World) -> list[str]:
    table, key = client("dynamodb", world.aws_url), {"pk": {"S": f"PULSE#{STORE_ID}"}, "sk": {"S": "PULSE"}}
    table.delete_item(TableName=world.outputs["TableName"], Key=key)
    client("lambda", world.aws_url).invoke(FunctionName=world.outputs["DeltaFunctionName"], Payload=b"{}")
    row = table.get_item(TableName=world.outputs["TableName"], Key=key).get("Item", {})
    return [] if "webhooks" in row else ["it is not noted how the webhooks are"]


def a_full_sync_is_finished(world: World) -> list[str]:
    """Of the customers, and of an order that nobody told of."""
    restart(world, "FullSyncFunctionName")
    began, order = now_ms(), new_order(world)
    [made] = [told["date_created_gmt"] for told in call("GET", f"{world.store_url}/_sim/orders") if told["id"] == order]
    asked = {"store": STORE_ID, "steps": ["customers", "orders"], "after": f"{made}Z"}
    problem, _ = ticks.full_sync(world, asked)
    if problem:
        return [problem]
    # Of the call to itself nobody waits for the answer.
    wait(lambda: [line for line in lines(world, "full-sync", began) if "worked on the run" in line or "waits for the schedule" in line])
    late = complaints(world, "full-sync", began)
    return late or ticks.finish_the_run(world)


def the_digest_is_told(world: World) -> list[str]:
    """The store has no webhooks here, so that there is always something to tell."""
    restart(world, "DeltaFunctionName")
    with listening(world) as heard:
        answer = client("lambda", world.aws_url).invoke(FunctionName=world.outputs["DeltaFunctionName"], Payload=b'{"tick":"digest"}')
        said = json.loads(answer["Payload"].read())
        if said.get("digest") != "sent":
            return [f"it says {said}"]
        wait(heard)
        return wrong_with(world, heard())


def wrong_with(world: World, messages: list[dict]) -> list[str]:
    if len(messages) != 1:
        return [f"{len(messages)} messages came"]
    [message] = messages
    lines = message["Message"].splitlines()
    wanted = [f"Store {STORE_ID}", "Parked: ", "Webhooks: ", "Queue: "]
    wrong = [f"nothing about {start!r}" for start in wanted if not any(line.lstrip("! ").startswith(start) for line in lines)]
    wrong += [line for line in lines if "not be read" in line or "did not tell" in line or "is not known" in line]
    wrong += ["it does not lead to the console"] if world.outputs["ConsoleUrl"] not in message["Message"] else []
    return wrong + ([] if message["Subject"].startswith(f"WooSync {STACK}: ") else [f"its subject is {message['Subject']!r}"])


@contextmanager
def listening(world: World):
    """What the topic of the alarms is told while this lasts."""
    sqs, sns = client("sqs", world.aws_url), client("sns", world.aws_url)
    url = sqs.create_queue(QueueName=f"ears-{uuid.uuid4()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allowed]})})
    subscription = sns.subscribe(TopicArn=world.outputs["AlarmTopicArn"], Protocol="sqs", Endpoint=arn)["SubscriptionArn"]
    kept: list[dict] = []

    def heard() -> list[dict]:
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            kept.append(json.loads(message["Body"]))
        return kept

    try:
        yield heard
    finally:
        sns.unsubscribe(SubscriptionArn=subscription)
        sqs.delete_queue(QueueUrl=url)


def the_console_answers(world: World) -> list[str]:
    restart(world, "ConsoleFunctionName")
    store = f"/api/v1/stores/{STORE_ID}"
    wrong = []
    for path in ("overview?today=2026-11-23", "orders", "parked", "customers"):
        status, answer = ask(world, "GET", f"{store}/{path}")
        if status != 200 or answer.get("problems"):
            wrong.append(f"{path}: {status} {answer.get('problems', '')}")
        elif path.startswith("overview") and answer["queue"] is None:
            wrong.append("overview: it does not know how much waits")
    status, _ = ask(world, "POST", f"{store}/orders/{LIKE}/sync")
    wrong += [f"sync: {status}"] if status != 202 else []
    status, told = ask(world, "GET", f"/api/v1/settings?choices_of={STORE_ID}")
    choices = told.get("choices")
    # Without the store's settings or keys there is nothing to choose from, and the rest cannot be tried.
    if status != 200 or choices is None or choices["problems"]:
        return [*wrong, f"settings: {status} {choices}"]
    settings = told["settings"]
    settings["stores"][STORE_ID]["deletions_per_hour"] ^= 1
    status, _ = ask(world, "PUT", "/api/v1/settings", {"version": told["version"], "settings": settings})
    return wrong + ([f"new settings: {status}"] if status != 200 else [])


def a_full_sync_is_begun(world: World) -> list[str]:
    restart(world, "ConsoleFunctionName")
    runs = f"/api/v1/stores/{STORE_ID}/runs"
    status, begun = ask(world, "POST", runs, {"ids": [LIKE]})
    if status != 201:
        return [f"beginning it: {status}"]

    def is_over() -> bool:
        return ask(world, "GET", f"{runs}/{begun['run']}")[1].get("state") == "finished"

    wait(is_over)
    return [] if is_over() else ["it did not end"]


def ask(world: World, method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
    """Asks the console's function as the gateway does, for a person who may operate."""
    path, _, query = path.partition("?")
    event = {
        "version": "2.0", "routeKey": "ANY /api/v1/{proxy+}", "rawPath": path, "rawQueryString": query,
        "headers": {"host": "console.example", "content-type": "application/json"}, "isBase64Encoded": False,
        "requestContext": {
            "accountId": "000000000000", "apiId": "a", "domainName": "console.example", "domainPrefix": "a", "requestId": "r",
            "routeKey": "ANY /api/v1/{proxy+}", "stage": "$default", "time": "28/Nov/2026:12:00:00 +0000", "timeEpoch": 0,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "-"},
            "authorizer": {"jwt": {"claims": {"username": "demo", "token_use": "access", "cognito:groups": "[operate]"}, "scopes": None}},
        },
    }
    if body is not None:
        event["body"] = json.dumps(body)
    answer = client("lambda", world.aws_url).invoke(FunctionName=world.outputs["ConsoleFunctionName"], Payload=json.dumps(event))
    said = json.loads(answer["Payload"].read())
    text = said.get("body") or ""
    if said.get("isBase64Encoded"):
        text = base64.b64decode(text).decode()
    return said.get("statusCode", 0), json.loads(text) if text.startswith("{") else {}


CONTRACTS: dict[tuple[str, str], Contract] = {
    ("WebhookRole", "SendHints"): a_delivery_is_queued,
    ("WebhookRole", "ReadWebhookSecrets"): a_delivery_is_queued,
    ("ConsumerRole", "WorkOnHints"): a_retry_is_put_to_sleep,
    ("ConsumerRole", "TakePoisonOut"): poison_is_taken_out,
    ("ConsumerRole", "SendWaitingHintsAgain"): what_waits_goes_back,
    ("ConsumerRole", "KeepLinksAndLedger"): an_order_is_written,
    ("ConsumerRole", "EmptyTheWaitingRoom"): what_waits_goes_back,
    ("ConsumerRole", "FindWhatWasNotPermitted"): what_was_not_permitted_is_tried,
    ("ConsumerRole", "ReadKeysAndToken"): an_order_is_written,
    ("DeltaRole", "SendHints"): a_look_is_finished,
    ("DeltaRole", "ReadLinksAndKeepTheCursor"): a_look_is_finished,
    ("DeltaRole", "ReadKeysAndWebhookSecrets"): a_look_is_finished,
    ("DeltaRole", "NoteHowTheWebhooksAre"): the_webhooks_are_noted,
    ("FullSyncRole", "SendHints"): a_full_sync_is_finished,
    ("FullSyncRole", "ReadLinksAndKeepRuns"): a_full_sync_is_finished,
    ("FullSyncRole", "FindOrdersByTheirCreation"): a_full_sync_is_finished,
    ("FullSyncRole", "BeginWorkAtOnce"): a_full_sync_is_finished,
    ("FullSyncRole", "ReadKeysAndToken"): a_full_sync_is_finished,
    ("DeltaRole", "CountWhatIsParked"): the_digest_is_told,
    ("DeltaRole", "CountWhatIsQueued"): the_digest_is_told,
    ("DeltaRole", "SendTheDigest"): the_digest_is_told,
    ("ConsoleRole", "LookAndPushSettingsAndDismiss"): the_console_answers,
    ("ConsoleRole", "List"): the_console_answers,
    ("ConsoleRole", "SendHints"): the_console_answers,
    ("ConsoleRole", "BeginFullSyncs"): a_full_sync_is_begun,
    ("ConsoleRole", "SeeHowMuchWaits"): the_console_answers,
    ("ConsoleRole", "ReadKeysToShowBothSides"): the_console_answers,
}
