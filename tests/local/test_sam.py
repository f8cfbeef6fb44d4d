"""The SAM CLI deploys the template, and whoever it asks can answer with Enter.

The local AWS takes the place of the real one; what the local run changes in the template, `tests.local.template` says.
"""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from tests.local import template
from tests.local.deploy import client
from tests.local.standin import CREDENTIALS, REGION, Standin
from tests.local.state import ROOT
from tests.local.test_webhook import free_port

SAM = ROOT / ".venv-sam" / "bin" / "sam"
# What SAM calls a stack of which nothing was said.
STACK = "sam-app"
MORE_THAN_QUESTIONS = 100


class Guided(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        code = self.folder / "code"
        code.mkdir()
        # Nothing is called here.
        (code / "bootstrap").write_text("#!/bin/sh\n")
        self.aws = Standin(free_port(), self.folder / "log")
        self.aws.start()
        self.addCleanup(self.aws.stop)
        self.source = template.load(ROOT / "template.yaml")

    def guided(self, source: dict) -> subprocess.CompletedProcess:
        local = template.for_this_machine(source, {name: "code" for name in template.functions(source)})
        (self.folder / "template.yaml").write_text(json.dumps(local))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | CREDENTIALS
        environment |= {"AWS_ENDPOINT_URL": self.aws.url, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION, "SAM_CLI_TELEMETRY": "0"}
        return subprocess.run([SAM, "deploy", "--guided"], cwd=self.folder, env=environment, input="\n" * MORE_THAN_QUESTIONS,
                              capture_output=True, text=True, timeout=300)

    def test_every_question_can_be_answered_with_enter(self):
        done = self.guided(self.source)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        [stack] = client("cloudformation", self.aws.url).describe_stacks(StackName=STACK)["Stacks"]
        self.assertEqual({output["OutputKey"] for output in stack["Outputs"]}, set(self.source["Outputs"]))
        given = {parameter["ParameterKey"]: parameter["ParameterValue"] for parameter in stack["Parameters"]}
        wanted = {name: str(parameter["Default"]) for name, parameter in self.source["Parameters"].items()}
        self.assertEqual(given, wanted)

    def test_a_parameter_without_a_default_is_noticed(self):
        del self.source["Parameters"]["MaximumConcurrency"]["Default"]
        self.assertNotEqual(self.guided(self.source).returncode, 0)


if __name__ == "__main__":
    unittest.main()
