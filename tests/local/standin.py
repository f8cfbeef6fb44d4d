"""The local stand-in for AWS: ministack, as a child process on one port of the loopback."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.local.ports import require_free

REGION = "eu-west-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
READY_WITHIN_SECONDS = 30


class StandinFailed(Exception):
    """The stand-in did not come up. The text says why, or where its log is."""


class Standin:
    """A running stand-in. `folder` holds its log."""

    def __init__(self, port: int, folder: Path):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "aws.log"
        self._process: subprocess.Popen | None = None

    def start(self) -> "Standin":
        """Start it and wait until it answers. Nothing of an earlier run is left in it."""
        require_free(self.port, "the local AWS", "AWS_PORT")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            # A session of its own, so that Ctrl-C reaches our stop() first.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ministack"],
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    @property
    def pid(self) -> int:
        assert self._process is not None, "it was not started"
        return self._process.pid

    def stop(self) -> None:
        """Stop it, and the functions that it runs."""
        if self._process is None:
            return
        stop_group(self._process.pid, self._process.wait)
        self._process = None

    def messages(self) -> dict:
        """Every message of every queue, with receive count and visibility; receives none."""
        with urllib.request.urlopen(f"{self.url}/_ministack/sqs/messages", timeout=10) as answer:
            return json.load(answer)

    def _environment(self) -> dict[str, str]:
        # Functions inherit this: nothing of the developer's own AWS set-up may reach them.
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        return inherited | CREDENTIALS | {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "localhost",
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL": self.url,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
            # Each function gets the credentials of its own role, and no more than that allows.
            "AUTH": "true",
            # These listen on ports of their own, the first on every interface.
            "IOT_MTLS_ENABLED": "false",
            "SFTP_ENABLED": "false",
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise StandinFailed(f"The local AWS stopped at its start:\n{self._last_lines()}")
            try:
                with urllib.request.urlopen(f"{self.url}/_ministack/ready", timeout=1):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise StandinFailed(
            f"The local AWS did not answer within {READY_WITHIN_SECONDS} s. Its log: {self.log}"
        )

    def _last_lines(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-5:])


def stop_group(pid: int, wait) -> None:
    """Stop the process `pid`, which leads a group, and whatever it left behind in it."""
    try:
        os.kill(pid, signal.SIGTERM)
        wait(timeout=10)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
