"""Where the benches find what they run."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PEERS = ROOT / "tests/bench/peers"
RESULTS = ROOT / "tests/bench/results"
DELIVERIES = ROOT / "tests/fixtures/woocommerce/webhooks"
# What is measured is the release build, unless PROFILE says otherwise.
PROFILE = os.environ.get("PROFILE") or "release"
BINARIES = ROOT / "target" / ("debug" if PROFILE == "dev" else PROFILE)
# Made by `make bench`.
VENV = ROOT / ".venv-bench"
NODE_FOLDER = ROOT / "target/bench/node"
VENV_PULL = ROOT / ".venv-bench-pull"
VENV_TAP = ROOT / ".venv-bench-tap"
VENV_AIRBYTE = ROOT / ".venv-bench-airbyte"
NODE_PULL_FOLDER = ROOT / "target/bench/node-pull"
# A certificate for localhost, its key, and the roots that a function trusts.
TLS = ROOT / "target/bench/tls"
