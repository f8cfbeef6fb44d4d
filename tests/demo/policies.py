"""Each action of each function's policy is needed: without it the function does not do its work.

The local AWS gives every function the credentials of its own role and enforces the role's policy. So
all that a demonstration does, it does with no more than the template allows; here one action after the
other is taken out of the running stack, and the function's contract is tried without it.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.demo import ticks
from tests.demo.world import ROOT, STORE_ID, World, call
from tests.local import rules, template
from tests.local.deploy import STACK, client
from tests.local.processes import kill, processes_of

# A message that is not put to sleep comes back after the queue's own time: that must not take long.
PARAMETERS = {"FunctionTimeoutSeconds": "10", "PerfexTimeoutSeconds": "2"}
# Lambda and the Scheduler do these in the function's name. The local AWS does them in its own.
NOT_ENFORCED = {
    "logs:CreateLogStream", "logs:PutLogEvents", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
}
# But these functions ask for a queue's attributes by themselves.
OF_THEIR_OWN = {("ConsoleRole", "SeeHowMuchWaits"), ("DeltaRole", "CountWhatIsQueued")}
LIKE = 183
WITHIN_SECONDS = 25

# What is wrong after the function was set to work; empty if it did as it should.
Contract = Callable[[World], list[str]]


def run(world: World, say) -> list[str]:
    """Gives what is wrong. The world is spoilt afterwards."""
    source = template.load(ROOT / "template.yaml")
    problems = []
    say("every function does its work with the policies of the template")
    for contract in sorted(set(CONTRACTS.values()), key=lambda contract: contract.__name__):
        problems += [f"policies: {contract.__name__}: {line}" for line in contract(world)]
        world.wait_until_quiet()
    problems += calls_are_told(world) + a_delivery_can_be_followed(world)
    say("taking each action away, one at a time")
    tried = 0
    for role, sid, action in enforced(source):
        contract = CONTRACTS.get((role, sid))
        if contract is None:
            problems.append(f"policies: nothing tries {sid} of {role}")
            continue
        with without(world, role, sid, action):
            if not contract(world):
                problems.append(f"policies: nothing fails without {action} ({sid} of {role})")
        # A run that could not go on would stand in the way of the next.
        if role == "FullSyncRole":
            problems += [f"policies: after {action} ({sid} of {role}): {line}" for line in ticks.finish_the_run(world)]
        tried += 1
    print(f"policies: {tried} actions taken away, one at a time")
    return problems


def enforced(source: dict) -> Iterator[tuple[str, str, str]]:
    for name, role in rules.of_type(source, "AWS::IAM::Role").items():
        if rules.of_scheduler(role):
            continue
        for statement in rules.statements(role):
            own = (name, statement["Sid"]) in OF_THEIR_OWN
            for action in rules.actions(statement):
                if own or action not in NOT_ENFORCED:
                    yield name, statement["Sid"], action


@contextmanager
def without(world: World, role: str, sid: str, action: str):
    """Takes an action out of a statement of a role in the running stack, and puts it back.

    sqs:SendMessage goes with sqs:SendMessageBatch, which here is an action of its own.
    """
    iam = client("iam", world.aws_url)
    described = client("cloudformation", world.aws_url).describe_stack_resource(StackName=STACK, LogicalResourceId=role)
    name = described["StackResourceDetail"]["PhysicalResourceId"]
    [policy] = iam.list_role_policies(RoleName=name)["PolicyNames"]
    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
    less = {**document, "Statement": []}
    for statement in document["Statement"]:
        if statement["Sid"] == sid:
            left = [other for other in rules.actions(statement) if not other.startswith(action)]
            statement = {**statement, "Action": left} if left else None
        if statement:
            less["Statement"].append(statement)
    iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=json.dumps(document))


# --- What a function is set to do ---------------------------------------------------------------


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

    wait(agree)
    return [] if agree() else [f"metrics: {told()} is told, and {counted()} were counted"]


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
    if status != 200 or told["choices"]["problems"]:
        return [*wrong, f"settings: {status} {told.get('choices')}"]
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


# --- How -----------------------------------------------------------------------------------------


def restart(world: World, function: str) -> None:
    """The next invocation starts a new process, which has read nothing yet."""
    for process in processes_of(world.outputs[function], world.standin_pid):
        kill(process)


def new_order(world: World) -> int:
    """An order of which the store tells nobody."""
    created = call("POST", f"{world.store_url}/_sim/create", {"like": LIKE, "set": {"status": "completed"}, "deliver": False})
    return created["id"]


def hint(order: int, second: int) -> str:
    """What the webhook would have put on the queue about an order at that second."""
    told_of = {"v": 1, "store": STORE_ID, "resource": "order", "id": order, "topic": "order.updated", "source": "webhook", "run": None,
               "received_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second)), "trace": "made-by-hand"}
    return json.dumps(told_of, separators=(",", ":"))


def deliver(world: World, order: int) -> int:
    """A signed delivery about an order; the status of the answer."""
    body = json.dumps({"id": order}).encode()
    signature = base64.b64encode(hmac.digest(world.secret.encode(), body, hashlib.sha256)).decode()
    headers = {"Content-Type": "application/json", "X-WC-Webhook-Topic": "order.updated", "X-WC-Webhook-Signature": signature}
    try:
        with urllib.request.urlopen(urllib.request.Request(world.webhook_url, body, headers), timeout=40) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def until_handled(world: World, began: int, about: str) -> list[str]:
    """Waits until the consumer is done with something, or complains; what it complains of."""
    def done() -> list[str]:
        return [line for line in lines(world, "consumer", began) if about in line and '"outcome":"done"' in line]

    wait(lambda: done() or complaints(world, "consumer", began))
    return [] if done() else complaints(world, "consumer", began) or ["it was not handled"]


def complaints(world: World, function: str, began: int, text: str = "") -> list[str]:
    return [line for line in lines(world, function, began) if text in line and ('"WARN"' in line or '"ERROR"' in line)]


def lines(world: World, function: str, since_ms: int) -> list[str]:
    logs = client("logs", world.aws_url)
    try:
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=f"/woosync/{STACK}/{function}", startTime=since_ms)
        return [event["message"] for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []


def wait(until: Callable[[], object]) -> None:
    """Waits for something to be true, a while at most: what it means that it never is, the caller says."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while not until() and time.monotonic() < deadline:
        time.sleep(0.3)


def now_ms() -> int:
    return int(time.time() * 1000)
