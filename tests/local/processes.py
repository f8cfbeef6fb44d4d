"""The processes of a function in the local AWS."""

import os
import signal
from pathlib import Path


def processes_of(function: str, standin: int) -> list[int]:
    """The function's processes, children of this stand-in however far."""
    wanted = f"AWS_LAMBDA_FUNCTION_NAME={function}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0") and descends(int(folder.name), standin):
                found.append(int(folder.name))
        except (OSError, ValueError):
            continue  # It ended meanwhile.
    return found


def descends(process: int, ancestor: int) -> bool:
    while process > 1:
        if process == ancestor:
            return True
        status = Path(f"/proc/{process}/status").read_text()
        process = int(status.split("PPid:")[1].split()[0])
    return False


def kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True
