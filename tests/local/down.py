"""Stop what `python3 -m tests.local.up` left running."""

import subprocess
import sys
import time
from pathlib import Path

from tests.local import state
from tests.local.standin import stop_group


def is_standin(pid: int) -> bool:
    """Whether `pid` still is our process: ids are given out again."""
    try:
        return b"ministack" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def wait_for(pid: int):
    def wait(timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while is_standin(pid):
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("ministack", timeout)
            time.sleep(0.05)

    return wait


def main() -> int:
    left = state.load()
    if left is None or not is_standin(left["pid"]):
        print("Nothing is running.")
    else:
        stop_group(left["pid"], wait_for(left["pid"]))
        print("Stopped.")
    state.clear()
    return 0


if __name__ == "__main__":
    sys.exit(main())
