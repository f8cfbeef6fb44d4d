"""The console's API holds what its own description says, whatever it is asked.

Schemathesis makes requests of the description, right ones and wrong ones, and holds each answer against it:
no failure of the function, no status, no kind and no form of an answer that is not described.
"""

import os
import subprocess
import time

from tests.browser.console import ConsoleCase
from tests.browser.gateway import Gateway
from tests.demo.world import FOLDER, ROOT, STORE_ID

PROGRAM = ROOT / ".venv-fuzz" / "bin" / "st"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# Cases of each operation.
CASES = 20
SEED = 7
LONGEST_SECONDS = 300
# So few requests would mean that the description was not understood.
LEAST_REQUESTS = 100


class Schema(ConsoleCase):
    def test_every_answer_is_one_that_the_description_knows(self):
        with Gateway(self.world.aws_url, self.world.outputs["ConsoleFunctionName"]) as gateway:
            began = time.monotonic()
            done = run(gateway)
            took = time.monotonic() - began
        (FOLDER / "schema.log").write_text(done.stdout + done.stderr)
        self.assertEqual(gateway.failed, [])
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr[-2000:])
        self.assertGreater(gateway.asked, LEAST_REQUESTS)
        print(f"schema: {gateway.asked} requests in {took:.0f} s, every answer as described")


def run(gateway: Gateway) -> subprocess.CompletedProcess:
    command = [
        PROGRAM, "--config-file", write_config(), "run", f"{gateway.url}/openapi.json", "--url", gateway.url, "--checks", CHECKS,
        # The gateway stands for the authorizer, too: whatever the token, it is one of somebody who may operate.
        "--header", "Authorization: Bearer token",
        "--phases", "examples,fuzzing", "--max-examples", str(CASES), "--seed", str(SEED), "--workers", "1",
        "--no-color", "--warnings", "off",
    ]
    environment = os.environ | {"NO_PROXY": "127.0.0.1,localhost"}
    return subprocess.run(command, env=environment, cwd=FOLDER, capture_output=True, text=True, timeout=LONGEST_SECONDS)


def write_config() -> str:
    """Every request that names a store names the one that there is: others are all answered alike."""
    file = FOLDER / "schemathesis.toml"
    file.write_text(f'[parameters]\n"path.store" = "{STORE_ID}"\n')
    return str(file)
