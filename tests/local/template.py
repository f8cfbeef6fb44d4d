"""template.yaml as data, and the few things that the local run changes in it."""

import copy
import re
from pathlib import Path

import yaml

# Lambda works on several message groups of a FIFO queue at once; the stand-in takes one batch at a
# time for each mapping. So many mappings stand for that here. AWS itself would refuse a second.
MAPPINGS = 4

# What the local run does without: the policy that denies plain HTTP to the queues, and alarms over
# several metrics, with their places on the dashboard.
ALARMS_LEFT_OUT = ("OldHintAlarm", "FunctionErrorsAlarm", "FunctionThrottlesAlarm")
LEFT_OUT = ("QueuesByHttpsOnly", *ALARMS_LEFT_OUT)


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (!Ref, !GetAtt, !Sub ...)."""


def _long_form(loader: _Loader, tag: str, node: yaml.Node):
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _long_form)


def load(path: Path) -> dict:
    """The template at `path`, with the short forms written out."""
    return parse(path.read_text())


def parse(text: str) -> dict:
    """A template's text, with the short forms written out."""
    return yaml.load(text, Loader=_Loader)


def functions(template: dict) -> dict[str, str]:
    """The functions' logical names, and the binary of each."""
    return {
        name: resource["Metadata"]["BuildProperties"]["Binary"]
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def for_this_machine(template: dict, code: dict[str, dict]) -> dict:
    """A copy of `template` with all that differs in the local run:

    1. the functions' code is what is given in `code` (logical name to Bucket and Key);
    2. there are more event source mappings, see MAPPINGS;
    3. queues take plain HTTP, which is all that the stand-in speaks;
    4. alarms over several metrics are left out, which the stand-in does not know;
    5. who may send a message may send ten at once: on AWS that is one permission, here it is two.

    The processor is a parameter, and the endpoint comes from the stand-in itself.
    """
    local = copy.deepcopy(template)
    resources = local["Resources"]
    for name in functions(template):
        resources[name]["Properties"]["CodeUri"] = code[name]
    for number in range(2, MAPPINGS + 1):
        resources[f"ConsumerMapping{number}"] = copy.deepcopy(resources["ConsumerMapping"])
        # An older version, from which a stack is updated, may have no backfill yet.
        if "BackfillMapping" in resources:
            resources[f"BackfillMapping{number}"] = copy.deepcopy(resources["BackfillMapping"])
    for role in resources.values():
        if role["Type"] == "AWS::IAM::Role":
            for policy in role["Properties"].get("Policies", []):
                for statement in policy["PolicyDocument"]["Statement"]:
                    if statement["Action"] == "sqs:SendMessage":
                        statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]
    # An older version, from which a stack is updated, may not have all of them yet.
    left_out = [name for name in LEFT_OUT if resources.pop(name, None)]
    for name in left_out:
        if name not in ALARMS_LEFT_OUT:
            continue
        body = resources["Dashboard"]["Properties"]["DashboardBody"]
        body["Fn::Sub"] = re.sub(rf',?\s*"\${{{name}.Arn}}"', "", body["Fn::Sub"])
    return local
