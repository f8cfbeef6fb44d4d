"""`make demo` and `make demo-check`."""

import signal
import sys
import time

from tests.demo import documents, first_day, full_sync, lost, neighbours, night, outage, play, policies, report, runbooks, watchdog
from tests.demo.start import Settings, build, ended, say, settings
from tests.demo.world import PEOPLE, ROOT, World
from tests.local.binaries import FOLDERS
from tests.local.start_time import megabytes, start_milliseconds

# Calls to Perfex for a completed, paid order, by flavour.
CALLS = {
    "themesic-2": {"known": 5, "known, estimate stood": 8, "new": 10},
    "themesic-3": {"known": 4, "known, estimate stood": 7, "new": 8},
}
OUTAGE_FLAVOUR = "themesic-3"
LARGEST_WEBHOOK_MEGABYTES = 10
SLOWEST_START_MILLISECONDS = 30


def main() -> int:
    checking = "--check" in sys.argv[1:]
    # A terminated demonstration stops what it started, as an interrupted one does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return ended(lambda: demonstrate(checking))
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0


def demonstrate(checking: bool) -> list[str]:
    asked = settings(default_flavour="both" if checking else "themesic-3")
    build(asked.profile)
    problems, lines = measure(asked.profile), []
    for flavour in asked.flavours:
        found, line = show(flavour, asked, stay=not checking)
        problems += found
        lines.append(line)
    if checking and OUTAGE_FLAVOUR in asked.flavours:
        with asked.world(OUTAGE_FLAVOUR, configured=False) as world:
            problems += first_day.run(world, say)
        with asked.world(OUTAGE_FLAVOUR, policies.PARAMETERS) as world:
            problems += policies.run(world, say)
            problems += documents.run(world, say)
    print(" | ".join(lines))
    return problems


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


def show(flavour: str, asked: Settings, stay: bool) -> tuple[list[str], str]:
    started = time.monotonic()
    say(f"starting the local AWS, the store and a CRM of flavour {flavour}")
    with asked.world(flavour) as world:
        played = play.run(world, say)
        lost.run(world, played, say)
        full_sync.run(world, played, say)
        watchdog.run(world, played, say)
        # It takes minutes, so only where nobody waits, and once: it is the same for both flavours.
        if not stay and flavour == OUTAGE_FLAVOUR:
            outage.run(world, played, say)
            played.problems += runbooks.run(world, say)
            played.problems += night.run(world, say)
            played.problems += neighbours.run(world, say)
        print(report.table(played))
        played.problems += too_many_calls(played.most_calls, CALLS[flavour])
        print("\nCalls to Perfex for a completed, paid order: "
              + ", ".join(f"{kind} client {count} (at most {CALLS[flavour][kind]})" for kind, count in played.most_calls.items()))
        line = report.figures(played, flavour, time.monotonic() - started)
        if stay:
            leave_running(world, played.problems, line)
        return [f"{flavour}: {problem}" for problem in played.problems], line


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


if __name__ == "__main__":
    sys.exit(main())
