"""What the commands of the demonstration begin with: their settings, the build, and how they end.

Environment: FLAVOUR (themesic-2, themesic-3, both), DATA (a folder of recordings), SECRET (its webhook secret),
PROFILE, and AWS_PORT, STORE_PORT, CRM_PORT.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.demo.world import ROOT, World, WorldFailed, tools_profile
from tests.local.binaries import BinaryMissing
from tests.local.deploy import DeployFailed
from tests.local.ports import PortTaken
from tests.local.standin import StandinFailed

FUNCTIONS = ["webhook", "consumer", "delta-sync", "full-sync", "console"]
TOOLS = ["sim-woocommerce", "sim-crm", "woosync"]
FLAVOURS = ["themesic-2", "themesic-3"]
PORTS = {"AWS_PORT": 4566, "STORE_PORT": 9200, "CRM_PORT": 9100}


class BadSetting(Exception):
    """An environment variable that cannot be used. The text names it."""


@dataclass(frozen=True)
class Settings:
    flavours: list[str]
    data: Path
    secret: str
    profile: str
    ports: dict[str, int]

    def world(self, flavour: str, parameters: dict[str, str] | None = None, configured: bool = True) -> World:
        return World(flavour, self.data, self.secret, self.profile, self.ports, parameters, configured)


def settings(default_flavour: str = "themesic-3") -> Settings:
    asked = os.environ.get("FLAVOUR") or default_flavour
    flavours = FLAVOURS if asked == "both" else [asked]
    if not set(flavours) <= set(FLAVOURS):
        raise BadSetting(f"FLAVOUR is `{asked}`: it can be {', '.join(FLAVOURS)} or both")
    data = Path(os.environ.get("DATA") or ROOT / "tests" / "fixtures" / "woocommerce").resolve()
    if not (data / "webhooks").is_dir():
        raise BadSetting(f"DATA is `{data}`: there is no folder webhooks/ in it")
    ports = {name: number(name, default) for name, default in PORTS.items()}
    for name, port in ports.items():
        if port >= 65_536:
            raise BadSetting(f"{name} is `{port}`: it must be a port")
    secret = os.environ.get("SECRET") or "test-secret-woo-9099"
    return Settings(flavours, data, secret, os.environ.get("PROFILE") or "local", ports)


def number(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdigit() or int(text) == 0:
        raise BadSetting(f"{name} is `{text}`: it must be a number, and more than 0")
    return int(text)


def build(profile: str) -> None:
    """Builds what is missing, with a line of progress."""
    if shutil.which("cargo") is None:
        raise BadSetting("cargo is missing: install Rust, see https://rustup.rs")
    for what, chosen, which in parts(profile):
        say(f"building the {what} ({chosen})")
        done = subprocess.run(["cargo", "build", "--profile", chosen, *which], cwd=ROOT)
        if done.returncode:
            raise WorldFailed(f"the {what} were not built: see above")


def parts(profile: str) -> list[tuple[str, str, list[str]]]:
    """What is built by a call of cargo each: its name, the profile and cargo's arguments."""
    if profile == "dev":
        # As the tests are built: cargo would unify features otherwise, and build the dependencies again.
        return [("functions and simulators", profile, ["--workspace", "--all-targets"])]
    if tools_profile(profile) == profile:
        return [("functions and simulators", profile, binaries(FUNCTIONS + TOOLS))]
    # What is released has just the features that it needs.
    return [("functions", profile, packages(FUNCTIONS)), ("simulators", tools_profile(profile), packages(TOOLS))]


def packages(names: list[str]) -> list[str]:
    return [argument for name in names for argument in ("--package", name)]


def binaries(names: list[str]) -> list[str]:
    """By binary and not by package: among what the command needs is a crate that is called console, too."""
    return [argument for name in names for argument in ("--bin", name)]


def ended(work: Callable[[], list[str]]) -> int:
    """Does the work, tells what it found or why it could not be done, and gives the exit code."""
    try:
        problems = work()
    except (BadSetting, PortTaken, StandinFailed, BinaryMissing, DeployFailed, WorldFailed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for problem in problems:
        print(f"PROBLEM {problem}")
    return 1 if problems else 0


def say(text: str) -> None:
    print(f"... {text}", flush=True)


def main() -> int:
    """Builds only."""
    def work() -> list[str]:
        build(settings().profile)
        return []
    return ended(work)


if __name__ == "__main__":
    sys.exit(main())
