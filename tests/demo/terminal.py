"""A command at a terminal of its own, whose questions are answered as a person types."""

import os
import pty
import select
import termios
import time
from pathlib import Path

# Until the next question, or the end.
LONGEST_SECONDS = 60
# Where tcgetattr tells whether what is typed is shown.
LOCAL_MODES = 3


class Unseen(str):
    """An answer that the terminal does not show."""


def converse(command: list[str], folder: Path, environment: dict[str, str], answers: dict[str, str]) -> tuple[int, str]:
    """How it ended, and all that stood on the terminal. `answers`: what is typed once the terminal shows the question."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        os.execve(command[0], command, environment)
    try:
        shown = ""
        for question, answer in answers.items():
            shown += until(terminal, question)
            if isinstance(answer, Unseen):
                until_unseen(terminal)
            os.write(terminal, f"{answer}\n".encode())
        shown += until(terminal, None)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown
    finally:
        os.close(terminal)


def until_unseen(terminal: int) -> None:
    """A person reads the question first: by then nothing is shown any more of what is typed."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while termios.tcgetattr(terminal)[LOCAL_MODES] & termios.ECHO:
        if time.monotonic() > deadline:
            raise TimeoutError("what is typed would be shown")
        time.sleep(0.01)


def until(terminal: int, text: str | None) -> str:
    """What is shown until this text stands there, or until the command ends."""
    shown = b""
    deadline = time.monotonic() + LONGEST_SECONDS
    while text is None or text.encode() not in shown:
        if not select.select([terminal], [], [], deadline - time.monotonic())[0]:
            raise TimeoutError(f"the terminal shows no {text!r}: {shown.decode()}")
        try:
            more = os.read(terminal, 4096)
        except OSError:
            # The other end is closed.
            more = b""
        if not more:
            break
        shown += more
    return shown.decode()
