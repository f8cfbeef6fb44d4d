"""The real webhook binary behind the real template: what the store sees, what the queue gets."""

import json
import os
import socket
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from pathlib import Path

from tests.local.deploy import STACK, client, deploy
from tests.local.standin import Standin
from tests.local.state import ROOT

WEBHOOKS = ROOT / "tests" / "fixtures" / "woocommerce" / "webhooks"
SECRET = "test-secret-woo-9099"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def recording(number: int) -> tuple[dict[str, str], bytes]:
    """The headers and the body of a recorded delivery."""
    [body] = WEBHOOKS.glob(f"{number:03}-*.body")
    meta = json.loads(body.with_suffix(".headers.json").read_text())
    headers = {k: v for k, v in meta["headers"] if k not in ("Host", "Connection", "Content-Length")}
    return headers, body.read_bytes()


class Webhook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.aws = Standin(free_port(), Path(folder.name))
        cls.aws.start()
        cls.addClassCleanup(cls.aws.stop)
        cls.stack = deploy(ROOT, cls.aws.url, os.environ.get("PROFILE", "release"))
        cls.leave_the_queue_alone()
        client("secretsmanager", cls.aws.url).put_secret_value(
            SecretId=cls.stack["WebhookSecretsArn"],
            SecretString=json.dumps({"main": {"current": SECRET, "previous": None}}),
        )

    @classmethod
    def leave_the_queue_alone(cls):
        """Switch the consumer off, so that the hints can be looked at."""
        functions = client("lambda", cls.aws.url)
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
            functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)

    def deliver(self, store: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        url = self.stack["WebhookUrl"].replace("{store}", store)
        request = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def hints(self) -> list[dict]:
        sqs = client("sqs", self.aws.url)
        answer = sqs.receive_message(
            QueueUrl=self.stack["QueueUrl"], MaxNumberOfMessages=10, VisibilityTimeout=0,
            MessageSystemAttributeNames=["MessageGroupId"],
        )
        return [
            json.loads(message["Body"]) | {"group": message["Attributes"]["MessageGroupId"]}
            for message in answer.get("Messages", [])
        ]

    def test_a_recorded_delivery_becomes_a_hint_and_a_forged_one_does_not(self):
        headers, body = recording(137)
        self.assertEqual(self.deliver("main", headers, body)[0], 200)
        [hint] = self.hints()
        order = json.loads(body)["id"]
        self.assertEqual((hint["store"], hint["id"], hint["topic"]), ("main", order, "order.updated"))
        self.assertEqual(hint["group"], f"main.order.{order}")

        forged = self.deliver("main", headers, body + b" ")
        elsewhere = self.deliver("nobody", headers, body)
        self.assertEqual(forged, (401, b'{"message":"Unauthorized"}'))
        self.assertEqual(elsewhere, forged)
        self.assertEqual(len(self.hints()), 1)
        self.assertEqual(self.told("SignatureFailures"), [1, 1])

    def told(self, metric: str) -> list[int]:
        """What the function told of a metric. The stand-in writes a log when its invocation has ended."""
        logs = client("logs", self.aws.url)
        time.sleep(1)
        lines = [event["message"] for event in logs.filter_log_events(logGroupName=f"/woosync/{STACK}/webhook")["events"]]
        figures = [json.loads(line) for line in lines if '"_aws"' in line]
        self.assertTrue(all(figure["Stack"] == "woosync" for figure in figures))
        return [figure[metric] for figure in figures if metric in figure]

    def test_a_ping_gets_exactly_200(self):
        headers, body = recording(1)
        self.assertEqual(self.deliver("main", headers, body)[0], 200)
        self.assertEqual(self.deliver("nobody", headers, body)[0], 200)
