"""Each action of each function's policy is needed: without it the function does not do its work.

The local AWS gives every function the credentials of its own role and enforces the role's policy. So
all that a demonstration does, it does with no more than the template allows; here one action after the
other is taken out of the running stack, and the function's contract is tried without it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from tests.demo import ticks
from tests.demo.contracts import CONTRACTS, a_delivery_can_be_followed, calls_are_told
from tests.demo.world import ROOT, World
from tests.local import rules, template
from tests.local.deploy import STACK, client

# A message that is not put to sleep comes back after the queue's own time: that must not take long.
PARAMETERS = {"FunctionTimeoutSeconds": "10", "PerfexTimeoutSeconds": "2"}
# Lambda and the Scheduler do these in the function's name. The local AWS does them in its own.
NOT_ENFORCED = {
    "logs:CreateLogStream", "logs:PutLogEvents", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes",
}
# But these functions ask for a queue's attributes by themselves.
OF_THEIR_OWN = {("ConsoleRole", "SeeHowMuchWaits"), ("DeltaRole", "CountWhatIsQueued")}

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
