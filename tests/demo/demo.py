"""`make demo` and `make demo-check`.

Environment: FLAVOUR (themesic-2, themesic-3, both), DATA (a folder of recordings), SECRET (its
webhook secret), PROFILE, and AWS_PORT, STORE_PORT, CRM_PORT.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.demo import documents, first_day, full_sync, lost, outage, play, policies, report, runbooks, watchdog
from tests.demo.world import PEOPLE, ROOT, World, WorldFailed, tools_profile
from tests.local.binaries import FOLDERS, BinaryMissing
from tests.local.deploy import DeployFailed
from tests.local.ports import PortTaken
from tests.local.standin import StandinFailed
from tests.local.start_time import megabytes, start_milliseconds

FUNCTIONS = ["webhook", "consumer", "delta-sync", "full-sync", "console"]
TOOLS = ["sim-woocommerce", "sim-crm", "woosync"]
PORTS = {"AWS_PORT": 4566, "STORE_PORT": 9200, "CRM_PORT": 9100}
# Calls to Perfex for a completed, paid order, by flavour.
CALLS = {
    "themesic-2": {"known": 5, "known, estimate stood": 8, "new": 10},
    "themesic-3": {"known": 4, "known, estimate stood": 7, "new": 8},
}
OUTAGE_FLAVOUR = "themesic-3"
LARGEST_WEBHOOK_MEGABYTES = 10
SLOWEST_START_MILLISECONDS = 30


class BadSetting(Exception):
    """An environment variable that cannot be used. The text names it."""


def main() -> int:
    checking = "--check" in sys.argv[1:]
    # A terminated demonstration stops what it started, as an interrupted one does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        flavours, data, ports = settings(checking)
        profile = os.environ.get("PROFILE", "release")
        build(profile)
        problems = measure(profile)
        lines = []
        for flavour in flavours:
            found, line = show(flavour, data, profile, ports, stay=not checking)
            problems += found
            lines.append(line)
        if checking and OUTAGE_FLAVOUR in flavours:
            with World(OUTAGE_FLAVOUR, data, secret(), profile, ports, configured=False) as world:
                problems += first_day.run(world, say)
            with World(OUTAGE_FLAVOUR, data, secret(), profile, ports, policies.PARAMETERS) as world:
                problems += policies.run(world, say)
                problems += documents.run(world, say)
    except (BadSetting, PortTaken, StandinFailed, BinaryMissing, DeployFailed, WorldFailed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    for problem in problems:
        print(f"PROBLEM {problem}")
    print(" | ".join(lines))
    return 1 if problems else 0


def settings(checking: bool) -> tuple[list[str], Path, dict[str, int]]:
    asked = os.environ.get("FLAVOUR") or ("both" if checking else "themesic-3")
    flavours = list(CALLS) if asked == "both" else [asked]
    if not set(flavours) <= set(CALLS):
        raise BadSetting(f"FLAVOUR is `{asked}`: it can be {', '.join(CALLS)} or both")
    data = Path(os.environ.get("DATA") or ROOT / "tests" / "fixtures" / "woocommerce").resolve()
    if not (data / "webhooks").is_dir():
        raise BadSetting(f"DATA is `{data}`: there is no folder webhooks/ in it")
    ports = {}
    for name, default in PORTS.items():
        text = os.environ.get(name) or str(default)
        if not text.isdigit() or not 0 < int(text) < 65_536:
            raise BadSetting(f"{name} is `{text}`: it must be a port")
        ports[name] = int(text)
    return flavours, data, ports


def secret() -> str:
    return os.environ.get("SECRET") or "test-secret-woo-9099"


def build(profile: str) -> None:
    """Builds what is missing, with a line of progress."""
    if shutil.which("cargo") is None:
        raise BadSetting("cargo is missing: install Rust, see https://rustup.rs")
    parts = [("functions", profile, packages(FUNCTIONS)), ("simulators", tools_profile(profile), packages(TOOLS))]
    if profile == "dev":
        # As the tests are built: cargo would unify features otherwise, and build the dependencies again.
        parts = [("functions and simulators", profile, ["--workspace", "--all-targets"])]
    for what, chosen, which in parts:
        say(f"building the {what} ({chosen})")
        command = ["cargo", "build", "--profile", chosen, *which]
        done = subprocess.run(command, cwd=ROOT)
        if done.returncode:
            raise WorldFailed(f"the {what} were not built: see above")


def packages(names: list[str]) -> list[str]:
    return [argument for name in names for argument in ("--package", name)]


def measure(profile: str) -> list[str]:
    """The webhook's size and start, held against their limits for what is released."""
    binary = ROOT / "target" / FOLDERS.get(profile, profile) / "webhook"
    size, started = megabytes(binary), start_milliseconds(binary)
    print(f"webhook binary ({profile}): {size:.2f} MB, exec to first poll {started:.1f} ms")
    problems = []
    if profile == "release" and size >= LARGEST_WEBHOOK_MEGABYTES:
        problems.append(f"the webhook's binary has {size:.2f} MB")
    if profile == "release" and started >= SLOWEST_START_MILLISECONDS:
        problems.append(f"the webhook takes {started:.1f} ms to start")
    return problems


def show(flavour: str, data: Path, profile: str, ports: dict[str, int], stay: bool) -> tuple[list[str], str]:
    started = time.monotonic()
    say(f"starting the local AWS, the store and a CRM of flavour {flavour}")
    with World(flavour, data, secret(), profile, ports) as world:
        ended = play.run(world, say)
        lost.run(world, ended, say)
        full_sync.run(world, ended, say)
        watchdog.run(world, ended, say)
        # It takes minutes, so only where nobody waits, and once: it is the same for both flavours.
        if not stay and flavour == OUTAGE_FLAVOUR:
            outage.run(world, ended, say)
            ended.problems += runbooks.run(world, say)
        print(report.table(ended))
        ended.problems += too_many_calls(ended.most_calls, CALLS[flavour])
        print("\nCalls to Perfex for a completed, paid order: "
              + ", ".join(f"{kind} client {count} (at most {CALLS[flavour][kind]})" for kind, count in ended.most_calls.items()))
        line = report.figures(ended, flavour, time.monotonic() - started)
        if stay:
            leave_running(world, ended.problems, line)
        return [f"{flavour}: {problem}" for problem in ended.problems], line


def too_many_calls(counted: dict[str, int], limits: dict[str, int]) -> list[str]:
    return [f"{count} calls for a {kind} client" for kind, count in counted.items() if count > limits[kind]]


def leave_running(world: World, problems: list[str], line: str) -> None:
    for problem in problems:
        print(f"PROBLEM {problem}")
    print(line)
    file = world.write_urls()
    print(f"\nThe store: {world.store_url}\nThe CRM:   {world.crm_url}\nWebhooks:  {world.webhook_url}\n(also in {file})")
    password, _ = PEOPLE["demo"]
    print(f"The console: {world.outputs['ConsoleUrl']}  sign in as `demo` with `{password}`")
    print("Running until Ctrl-C.")
    while True:
        time.sleep(3600)


def say(text: str) -> None:
    print(f"... {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
