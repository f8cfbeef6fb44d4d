"""Runs a program to its end and tells what it used."""

import os
import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

# Often enough that little is missed of what a program takes just before its end.
SECONDS_BETWEEN_LOOKS = 0.005


@dataclass(frozen=True)
class Used:
    status: int
    seconds: float
    cpu_seconds: float
    peak_kib: int


def run(command: list, **popen) -> Used:
    """The peak is read while it runs: what the kernel tells afterwards includes its starter, which may be larger."""
    begun, peak = time.monotonic(), 0
    process = subprocess.Popen(command, **popen)
    while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
        peak = max(peak, high_water_kib(process.pid))
        time.sleep(SECONDS_BETWEEN_LOOKS)
    seconds = time.monotonic() - begun
    _, status, used = ended
    process.returncode = os.waitstatus_to_exitcode(status)
    return Used(process.returncode, seconds, used.ru_utime + used.ru_stime, peak)


def high_water_kib(pid: int) -> int:
    """The most that it has had in memory until now; nothing once it has ended."""
    found = re.search(r"^VmHWM:\s+(\d+) kB$", Path(f"/proc/{pid}/status").read_text(), re.M)
    return int(found[1]) if found else 0
