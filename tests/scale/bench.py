"""How long stores of several sizes take to be listed, in time, memory and CPU.

The limit is what the store itself allows: its pages times the latency, over its workers. Peak memory and
CPU time are the command's alone, as the kernel tells them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.used import run

PAGE = 100


def listed(binaries: Path, orders: int, latency_ms: int, workers: int) -> str:
    server = subprocess.Popen(
        [binaries / "listing_server", f"--latency-ms={latency_ms}", f"--workers={workers}", str(orders)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    with server, tempfile.TemporaryDirectory() as folder:
        address = server.stdout.readline().strip()
        out = Path(folder) / "orders.jsonl"
        used = run(
            [binaries / "woosync", "orders", "list", "--url", address, "--key", "ck_1",
             "--concurrency", str(workers), "--out", out],
            env={**os.environ, "WOOSYNC_STORE_SECRET": "cs_1"}, stdout=subprocess.DEVNULL,
        )
        if used.status != 0:
            sys.exit(f"the command failed: {used.status}")
        with out.open("rb") as lines:
            count = sum(1 for _ in lines)
        if count != orders:
            sys.exit(f"{count} orders were listed, not {orders}")
        server.stdin.close()
        requests = int(server.stdout.readline().split()[0])
    limit = -(-orders // PAGE) * latency_ms / 1000 / workers
    cpu = used.cpu_seconds * 1e6 / orders
    return (f"{orders:>9}  {used.seconds:>8.2f}  {orders / used.seconds:>8.0f}  {limit:>8.2f}  {used.seconds / limit:>5.2f}"
            f"  {requests:>8}  {used.peak_kib / 1024:>8.1f}  {cpu:>12.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binaries", type=Path, required=True, help="folder of the built programs")
    parser.add_argument("--latency-ms", type=int, default=400)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("orders", type=int, nargs="+")
    arguments = parser.parse_args()
    print(f"{arguments.workers} workers, {arguments.latency_ms} ms a page of {PAGE} orders")
    print(f"{'orders':>9}  {'seconds':>8}  {'orders/s':>8}  {'limit s':>8}  {'ratio':>5}"
          f"  {'requests':>8}  {'peak MiB':>8}  {'CPU us/order':>12}", flush=True)
    for orders in arguments.orders:
        print(listed(arguments.binaries, orders, arguments.latency_ms, arguments.workers), flush=True)


if __name__ == "__main__":
    main()
