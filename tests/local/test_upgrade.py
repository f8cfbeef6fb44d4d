"""The stack is made of nothing, updated from the version before, and taken down: nothing is lost."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from botocore.exceptions import ClientError

from tests.local import template
from tests.local.deploy import STACK, client, make_stack, upload
from tests.local.standin import Standin
from tests.local.state import ROOT
from tests.local.test_webhook import free_port

SECRET = json.dumps({"main": {"current": "kept", "previous": None}})
# What a table of ours holds, as far as its keys go.
ROW = {"pk": {"S": "ORDER#main#1"}, "sk": {"S": "LINK"}, "body": {"S": "kept"}}
FIXED = ["QueueUrl", "DlqUrl", "TableName", "ApiId", "UserPoolId", "WebhookSecretsArn", "StoreKeysArn", "CrmTokenArn"]


def version_before() -> tuple[str, str]:
    """The last released template, else the one before the last commit that changed it."""
    tag = last_release()
    commits = (git("log", "--format=%H", "--max-count=2", "--", "template.yaml") or "").split()
    commit = tag or (commits[1] if len(commits) > 1 else None)
    text = git("show", f"{commit}:template.yaml") if commit else None
    if text is None:
        raise unittest.SkipTest("the history has no template before this one (a shallow clone?)")
    return commit, text


def last_release() -> str | None:
    return git("describe", "--tags", "--abbrev=0", "--match", "v*")


def indexes_changed(before: dict, after: dict) -> list[str]:
    """The indexes of the table that are made, dropped or made otherwise."""
    def of(source: dict) -> dict[str, dict]:
        indexes = source["Resources"]["Table"]["Properties"]["GlobalSecondaryIndexes"]
        return {index["IndexName"]: index for index in indexes}

    old, new = of(before), of(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def git(*arguments: str) -> str | None:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or None if done.returncode == 0 else None


class Indexes(unittest.TestCase):
    """DynamoDB makes or drops one index of a table at a time, and CloudFormation refuses an update with more."""

    def test_a_release_changes_one_index_at_most(self):
        release = last_release()
        if release is None:
            self.skipTest("nothing is released yet: a new stack may have any number")
        before = template.parse(git("show", f"{release}:template.yaml"))
        changed = indexes_changed(before, template.load(ROOT / "template.yaml"))
        self.assertLessEqual(len(changed), 1, f"since {release}: {changed}")

    def test_changes_are_seen(self):
        def table(*names: str) -> dict:
            return {"Resources": {"Table": {"Properties": {"GlobalSecondaryIndexes": [{"IndexName": name} for name in names]}}}}

        self.assertEqual(indexes_changed(table("a", "b"), table("b", "c")), ["a", "c"])
        self.assertEqual(indexes_changed(table("a"), table("a")), [])


class Upgrade(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        aws = Standin(free_port(), Path(folder.name))
        self.url = aws.start().url
        self.addCleanup(aws.stop)

    def client(self, service: str):
        return client(service, self.url)

    def code_of(self, source: dict) -> dict:
        return upload(ROOT, self.url, os.environ.get("PROFILE", "release"), template.functions(source))

    def make(self, source: dict, update: bool = False) -> dict[str, str]:
        return make_stack(self.url, template.for_this_machine(source, self.code), update=update)

    def put_in(self, outputs: dict[str, str]) -> None:
        """A row, a secret, and a message that nobody takes meanwhile."""
        functions = self.client("lambda")
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
        self.client("dynamodb").put_item(TableName=outputs["TableName"], Item=ROW)
        self.client("secretsmanager").put_secret_value(SecretId=outputs["WebhookSecretsArn"], SecretString=SECRET)
        self.client("sqs").send_message(
            QueueUrl=outputs["QueueUrl"], MessageBody="kept", MessageGroupId="g", MessageDeduplicationId="d"
        )

    def assert_row_and_secret(self, outputs: dict[str, str]) -> None:
        key = {name: ROW[name] for name in ("pk", "sk")}
        row = self.client("dynamodb").get_item(TableName=outputs["TableName"], Key=key)
        self.assertEqual(row.get("Item"), ROW)
        secret = self.client("secretsmanager").get_secret_value(SecretId=outputs["WebhookSecretsArn"])
        self.assertEqual(secret["SecretString"], SECRET)

    def test_a_stack_is_updated_from_the_version_before_and_taken_down_without_loss(self):
        commit, text = version_before()
        new = template.load(ROOT / "template.yaml")
        before = template.parse(text)
        self.code = self.code_of(new | {"Resources": before["Resources"] | new["Resources"]})

        old_outputs = self.make(before)
        self.put_in(old_outputs)
        outputs = self.make(new, update=True)
        for name in FIXED:
            self.assertEqual(outputs[name], old_outputs[name], f"{name} since {commit}")
        self.assert_row_and_secret(outputs)
        counted = self.client("sqs").get_queue_attributes(QueueUrl=outputs["QueueUrl"], AttributeNames=["ApproximateNumberOfMessages"])
        self.assertEqual(counted["Attributes"]["ApproximateNumberOfMessages"], "1")

        cloudformation = self.client("cloudformation")
        cloudformation.delete_stack(StackName=STACK)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        self.assert_row_and_secret(outputs)
        with self.assertRaises(ClientError):
            self.client("sqs").get_queue_attributes(QueueUrl=outputs["QueueUrl"], AttributeNames=["All"])
        self.assertEqual(self.client("lambda").list_functions()["Functions"], [])


if __name__ == "__main__":
    unittest.main()
