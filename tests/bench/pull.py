"""All orders of a store by WooSync, by other programs, and by a bare socket: how fast, at what cost, and how many
orders are missed while people are at work in the store. The store tells that itself, of what it has answered.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.places import BINARIES, NODE_PULL_FOLDER, PEERS, VENV_AIRBYTE, VENV_PULL, VENV_TAP
from tests.bench.used import run
from tests.bench.webhook import real_node

# For each page: about an edit a second in a store that takes 0.4 s for one.
CHURN = ["--edits=0.4", "--new=0.2", "--deletions=0.05"]
SINCE = "2010-01-01"


@dataclass
class Puller:
    name: str
    command: list[str]
    # What it writes to standard output is its result then.
    writes: bool = True
    environment: dict[str, str] = field(default_factory=dict)


def pullers(url: str, folder: Path) -> list[Puller]:
    out, node = str(folder / "orders.jsonl"), real_node()
    script = str(NODE_PULL_FOLDER / "library.mjs")
    python = str(VENV_PULL / "bin/python")
    return [
        Puller("WooSync, 4 at a time",
               [str(BINARIES / "woosync"), "orders", "list", "--url", url, "--key", "ck_1", "--concurrency", "4", "--out", out],
               environment={"WOOSYNC_STORE_SECRET": "cs_1"}),
        Puller("bare socket, nothing parsed", [str(BINARIES / "floor_pull"), url], writes=False),
        Puller("woocommerce (Python)", [python, str(PEERS / "pull-python/library.py"), url, out]),
        Puller("@woocommerce/woocommerce-rest-api (Node)", [node, script, url, out]),
        Puller("the same, 4 at a time", [node, script, url, out, "4"]),
        Puller("dlt rest_api", [python, str(PEERS / "pull-python/load_tool.py"), url, out],
               environment={"RUNTIME__DLTHUB_TELEMETRY": "false"}),
        Puller("tap-woocommerce", tap(url, folder)),
        Puller("Airbyte source-woocommerce", airbyte(url, folder)),
    ]


def tap(url: str, folder: Path) -> list[str]:
    config = written(folder / "tap.json", {"url": f"{url}/", "consumer_key": "ck_1", "consumer_secret": "cs_1", "start_date": f"{SINCE}T00:00:00Z"})
    catalog = {"streams": [{"stream": "orders", "tap_stream_id": "orders", "schema": {"selected": True, "type": "object", "properties": {}}}]}
    return [str(VENV_TAP / "bin/tap-woocommerce"), "--config", config, "--catalog", written(folder / "tap-catalog.json", catalog)]


def airbyte(url: str, folder: Path) -> list[str]:
    config = {"shop": url.removeprefix("http://"), "api_key": "ck_1", "api_secret": "cs_1", "start_date": SINCE}
    stream = {"name": "orders", "json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"]}
    catalog = {"streams": [{"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "append"}]}
    return [str(VENV_AIRBYTE / "bin/source-woocommerce"), "read", "--config", written(folder / "airbyte.json", config),
            "--catalog", written(folder / "airbyte-catalog.json", catalog)]


def written(path: Path, content: dict) -> str:
    path.write_text(json.dumps(content))
    return str(path)


def measured(place: int, orders: int, latency_ms: int, workers: int, churn: list[str]) -> dict:
    """One pull. `place` is the puller's in the list, which is made for the store's address."""
    server = subprocess.Popen([BINARIES / "listing_server", f"--latency-ms={latency_ms}", f"--workers={workers}", *churn, str(orders)],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with server, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        puller = pullers(server.stdout.readline().strip(), folder)[place]
        with (folder / "stdout").open("wb") as stdout, (folder / "stderr").open("wb") as stderr:
            used = run(puller.command, env={**os.environ, **puller.environment}, stdout=stdout, stderr=stderr)
        server.stdin.close()
        requests, listed, missed = map(int, server.stdout.readline().split())
        if used.status or not listed:
            told = (folder / "stderr").read_text()[-400:].strip()
            return {"puller": puller.name, "failed": f"ended with {used.status}: {told}"}
    if not churn and listed != orders:
        sys.exit(f"{puller.name} listed {listed} of {orders} orders")
    return {
        "puller": puller.name, "seconds": used.seconds, "orders_a_second": listed / used.seconds, "requests": requests, "missed": missed,
        "cpu_us_an_order": used.cpu_seconds * 1e6 / listed, "peak_kib": used.peak_kib,
    }


def names() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        return [puller.name for puller in pullers("http://127.0.0.1", Path(folder))]


def in_turns(rounds: int, orders: int, latency_ms: int = 0, workers: int = 4, churn: list[str] | None = None,
             of: list[str] | None = None) -> dict[str, list[dict]]:
    found: dict[str, list[dict]] = {}
    for number in range(rounds):
        for place, name in enumerate(names()):
            if of is None or name in of:
                print(f"pull, {latency_ms} ms, round {number + 1} of {rounds}: {name}", file=sys.stderr)
                found.setdefault(name, []).append(measured(place, orders, latency_ms, workers, churn or []))
    return found
