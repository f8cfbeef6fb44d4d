"""`make reproduce`: whether what is committed builds to the same binaries in another folder.

Environment: PROCESSOR (arm64) and ONLY (some functions; all). It builds them twice from nothing, which takes a while: once in
this folder and once in a clone of it. The compiler has to be the same; `rustc --version` stands in its output.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.release import bundle
from infra.release.dependencies import ROOT


def digests(built: Path, functions: list[str]) -> dict[str, str]:
    return {name: hashlib.sha256((built / name / "bootstrap").read_bytes()).hexdigest() for name in functions}


def main() -> int:
    processor = os.environ.get("PROCESSOR") or "arm64"
    functions = (os.environ.get("ONLY") or " ".join(bundle.FUNCTIONS)).split()
    if processor not in bundle.TARGETS or not set(functions) <= set(bundle.FUNCTIONS):
        print(f"error: PROCESSOR is one of {', '.join(bundle.TARGETS)}, ONLY some of {', '.join(bundle.FUNCTIONS)}", file=sys.stderr)
        return 1
    target = bundle.TARGETS[processor]
    print(subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True).stdout.strip())
    here = digests(bundle.build(target, ROOT, functions), functions)
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder).resolve() / "woosync"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        there = digests(bundle.build(target, clone, functions), functions)
    for name in functions:
        print(f"{name} {processor}: {here[name]} here, {there[name]} there")
    differing = bundle.different(here, there)
    if differing:
        print(f"error: built otherwise in another folder: {', '.join(differing)}", file=sys.stderr)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
