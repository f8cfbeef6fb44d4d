"""Deploys the template and the functions' binaries to the stand-in."""

import json
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from tests.local import binaries, template
from tests.local.standin import REGION

STACK = "woosync"
BUCKET = "woosync-code"


class DeployFailed(Exception):
    """The stack was not made. The text names the resource and the reason."""


def client(service: str, endpoint: str):
    """A client of `service` at the stand-in, root by its credentials."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}),
    )


def deploy(root: Path, endpoint: str, profile: str, parameters: dict[str, str] | None = None) -> dict[str, str]:
    """Deploy what stands in the folder `root`, built with the cargo profile `profile`.

    Gives the stack's outputs. WebhookUrl is the one to call here: the last part, `{store}`, is
    still to be filled in.
    """
    source = template.load(root / "template.yaml")
    code = upload(root, endpoint, profile, template.functions(source))
    local = template.for_this_machine(source, code)
    given = {"SignInUrl": endpoint} | (parameters or {})
    outputs = make_stack(endpoint, local, given)
    # Where the console is reached here is known once the API has its id.
    origin = f"http://{outputs['ApiId']}.execute-api.localhost:{endpoint.rsplit(':', 1)[1]}"
    outputs = make_stack(endpoint, local, given | {"ConsoleOrigin": origin}, update=True)
    enable_ttl(endpoint, source, outputs["TableName"])
    outputs["WebhookUrl"] = f"{endpoint}/_aws/execute-api/{outputs['ApiId']}/webhooks/{{store}}"
    return outputs


def upload(root: Path, endpoint: str, profile: str, functions: dict[str, str]) -> dict[str, dict]:
    """Put the functions' code into a bucket. Gives Bucket and Key by logical name."""
    s3 = client("s3", endpoint)
    try:
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    except s3.exceptions.BucketAlreadyOwnedByYou:
        pass
    code = {}
    for name, binary in functions.items():
        key = f"{binary}.zip"
        s3.put_object(Bucket=BUCKET, Key=key, Body=binaries.as_zip(binaries.find(root, profile, binary)))
        code[name] = {"Bucket": BUCKET, "Key": key}
    return code


def make_stack(endpoint: str, body: dict, parameters: dict[str, str] | None = None, update: bool = False) -> dict[str, str]:
    """Create the stack, or update it, and wait for it. Gives its outputs."""
    cloudformation = client("cloudformation", endpoint)
    chosen = {"Architecture": "x86_64"} | (parameters or {})
    deed, waiter = (cloudformation.update_stack, "stack_update_complete") if update else (cloudformation.create_stack, "stack_create_complete")
    try:
        deed(
            StackName=STACK,
            TemplateURL=put_template(endpoint, body),
            Parameters=[{"ParameterKey": k, "ParameterValue": str(v)} for k, v in chosen.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        cloudformation.get_waiter(waiter).wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    except (ClientError, WaiterError) as error:
        raise DeployFailed(f"The stack was not made: {error}\n{failures(cloudformation)}") from error
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def put_template(endpoint: str, body: dict) -> str:
    """Put the template beside the functions' code, since it is too long to go along with the call."""
    client("s3", endpoint).put_object(Bucket=BUCKET, Key="template.json", Body=json.dumps(body))
    return f"{endpoint}/{BUCKET}/template.json"


def failures(cloudformation) -> str:
    """What the stack's events say went wrong."""
    try:
        events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    except ClientError:
        return ""
    return "\n".join(
        f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED")
    )


def enable_ttl(endpoint: str, source: dict, table: str) -> None:
    """Set the table's expiry: the stand-in drops it from the template."""
    wanted = source["Resources"]["Table"]["Properties"]["TimeToLiveSpecification"]
    client("dynamodb", endpoint).update_time_to_live(TableName=table, TimeToLiveSpecification=wanted)
