"""Measures WooSync beside other programs and prints tables; the raw figures go to tests/bench/results.

    make bench                     all of it: the better part of an hour on two cores
    make bench BENCH='webhook'     a part: webhook, pull, consumer, cost
    make bench ROUNDS=3            fewer rounds

Other work on the machine changes seconds, and processor time little. So programs run in turns, the median of
the rounds counts, and what is compared is the processor time of each whole process, as the kernel tells it.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import cost, pull, webhook
from tests.bench.places import BINARIES, PEERS, PROFILE, RESULTS, ROOT, VENV, VENV_AIRBYTE, VENV_PULL, VENV_TAP
from tests.bench.promises import PROMISES, middle, ratio

ORDERS = 10_000


def of_webhook(rounds: int) -> tuple[dict, str]:
    warm, cold = webhook.warm(rounds), webhook.cold(rounds)
    lines = ["| webhook | start-up ms | CPU µs a delivery | p50 µs | p99 µs | peak MiB | cold at 128 MB, ms |", "|---|---|---|---|---|---|---|"]
    for name, samples in warm.items():
        first = cold if isinstance(cold, str) else f"{middle(cold[name], 'start_us', 'first_us') / 1000:.0f}"
        lines.append(
            f"| {name} | {middle(samples, 'start_us') / 1000:.1f} | {middle(samples, 'cpu_us'):.0f} | {middle(samples, 'p50_us'):.0f} "
            f"| {middle(samples, 'p99_us'):.0f} | {middle(samples, 'peak_kib') / 1024:.1f} | {first} |")
    ours, bare, *others = warm
    peer = min(others, key=lambda name: middle(warm[name], "cpu_us"))
    lines += ["", f"WooSync takes {ratio(warm, ours, bare):.2f} times the processor time of the bare handler, and the best of the "
              f"others ({peer}) {ratio(warm, peer, ours):.1f} times that of WooSync: medians of the rounds' ratios."]
    return {"warm": warm, "cold": cold}, "\n".join(lines)


def of_pull(rounds: int) -> tuple[dict, str]:
    ours, *_ = pull.names()
    quick = pull.in_turns(rounds, ORDERS)
    slow = pull.in_turns(1, ORDERS, 400)
    churn = pull.in_turns(1, ORDERS, 400, churn=pull.CHURN, of=[name for name in pull.names() if "socket" not in name])
    # What the store allows: its pages times the latency, over its workers.
    limit = ORDERS / 100 * 0.4 / 4
    lines = [f"| {ORDERS:,} orders | 0 ms: orders/s | CPU µs an order | peak MiB | 400 ms × 4: orders/s | times the limit | missed in churn |", "|---|---|---|---|---|---|---|"]
    for name, samples in quick.items():
        if failed := next((sample["failed"] for sample in samples if "failed" in sample), None):
            lines.append(f"| {name} | {failed} | | | | | |")
            continue
        late, missed = slow[name][0], churn.get(name, [{"missed": "not tried"}])[0]
        lines.append(
            f"| {name} | {middle(samples, 'orders_a_second'):,.0f} | {middle(samples, 'cpu_us_an_order'):.0f} | {middle(samples, 'peak_kib') / 1024:.1f} "
            f"| {late.get('orders_a_second', 0):,.0f} | {late.get('seconds', 0) / limit:.2f} | {missed.get('missed', missed.get('failed'))} |")
    return {"no_latency": quick, "latency_400_ms": slow, "churn": churn, "limit_s": limit}, "\n".join(lines)


def of_consumer(rounds: int) -> tuple[dict, str]:
    # It needs the local AWS, whose packages the other parts do without.
    from tests.bench import consumer

    found = consumer.measured(100, rounds)
    quick, slow = found["at_once"], found["slow"]
    lines = [
        "| consumer | |", "|---|---|",
        f"| CPU for an order: client, invoice and payment written | {quick['cpu_us_an_order'] / 1000:.1f} ms |",
        f"| CPU for an order in three deliveries: estimate, then invoice and payment | {quick['cpu_us_an_order_in_three_deliveries'] / 1000:.1f} ms |",
        f"| CPU for an order that did not change | {quick['cpu_us_an_unchanged_order'] / 1000:.1f} ms |",
        f"| orders a second, batches of ten, no latency (the table is the local stand-in's, which is slow) | {quick['orders_a_second']:.0f} |",
        f"| peak memory | {quick['peak_kib'] / 1024:.1f} MiB |",
        f"| batch of ten at {slow['delay_ms']} ms a call, beside its slowest order alone | {slow['ratio']:.2f} × |",
    ]
    if isinstance(found["share"], dict):
        whole, part = found["share"]["whole"], found["share"]["128_mb"]
        lines += [f"| an order at {slow['delay_ms']} ms a call: whole processor, 128 MB's share | {whole['one_us'] / 1e6:.2f} s, {part['one_us'] / 1e6:.2f} s |",
                  f"| batch of ten there | {whole['batch_of_ten_us'] / 1e6:.2f} s, {part['batch_of_ten_us'] / 1e6:.2f} s |"]
    return found, "\n".join(lines)


def of_cost(_: int) -> tuple[dict, str]:
    """Counted and not measured, so once is enough."""
    from tests.bench import counts

    found = counts.counted()
    return found, cost.tables(found)


# What is counted is so of a build of the tests, see `tests.bench.counts`.
COUNTED = {"cost"}
PARTS: dict[str, Callable[[int], tuple[dict, str]]] = {"webhook": of_webhook, "pull": of_pull, "consumer": of_consumer, "cost": of_cost}


def machine(profile: str) -> dict:
    model = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name"))
    told = lambda *command: subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout.strip()  # noqa: E731
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "processor": f"{os.cpu_count()} × {model}", "kernel": platform.release(),
        "profile": profile, "load_before": os.getloadavg()[0], "commit": told("git", "rev-parse", "--short", "HEAD"), "rustc": told("rustc", "--version"),
        "python": platform.python_version(), "node": told(webhook.real_node(), "--version"),
        "python_packages": sorted(line for venv in (VENV, VENV_PULL, VENV_TAP, VENV_AIRBYTE)
                                  for line in told(str(venv / "bin/pip"), "freeze").splitlines() if line.split("==")[0].replace("_", "-") in NAMED),
        "node_packages": {name: asked for folder in ("webhook-node", "pull-node")
                          for name, asked in json.loads((PEERS / folder / "package.json").read_text())["dependencies"].items()},
        "bytes": {name: (BINARIES / name).stat().st_size for name in ("webhook", "consumer", "woosync") if (BINARIES / name).exists()},
    }


NAMED = {"boto3", "awslambdaric", "aws-lambda-powertools", "woocommerce", "dlt", "tap-woocommerce", "airbyte-source-woocommerce", "airbyte-cdk"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("parts", nargs="*", default=list(PARTS), help=f"of {', '.join(PARTS)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.parts) - set(PARTS):
        sys.exit(f"no part is called {', '.join(sorted(unknown))}: there are {', '.join(PARTS)}")
    RESULTS.mkdir(exist_ok=True)
    broken = 0
    for part in arguments.parts or PARTS:
        before = machine("dev" if part in COUNTED else PROFILE)
        found, table = PARTS[part](arguments.rounds)
        (RESULTS / f"{part}.json").write_text(json.dumps({"machine": before, "rounds": arguments.rounds, "found": found}, indent=1) + "\n")
        print(f"{before['processor']}, {before['date']}, cargo profile {before['profile']}, load {before['load_before']:.1f}\n\n{table}\n", flush=True)
        promises = PROMISES[part](found)
        print(*promises, "", sep="\n", flush=True)
        broken += sum(not promise.kept for promise in promises)
    if broken and PROFILE == "release":
        sys.exit(f"{broken} of what is promised is not kept")


if __name__ == "__main__":
    main()
