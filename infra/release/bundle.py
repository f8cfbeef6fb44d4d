"""`make release`: everything that a release ships, in dist/VERSION.

The functions for both processors as Lambda takes them, for each processor a template that deploys them without
a compiler, the notices of licences, a bill of materials, and the digests of all of them. The version is that of Cargo.toml; CHANGELOG.md must have
its section, and nothing may be left uncommitted.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from infra.release import dependencies
from infra.release.dependencies import ROOT

FUNCTIONS = ["webhook", "consumer", "delta-sync", "full-sync", "console"]
TARGETS = {"arm64": "aarch64-unknown-linux-gnu", "x86_64": "x86_64-unknown-linux-gnu"}
# What a function's binary may have at most, in MB of 1,000,000 bytes: a cold start reads all of it.
MOST_MEGABYTES = {"webhook": 10}
MOST_MEGABYTES_OF_OTHERS = 18


class NotReady(Exception):
    """The release cannot be made. The text says what to do."""


def require_ready(version: str) -> None:
    if f"\n## {version}" not in (ROOT / "CHANGELOG.md").read_text():
        raise NotReady(f"CHANGELOG.md has no section `## {version}`: rename `## Unreleased`, or raise the version in Cargo.toml")
    left = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    if left:
        raise NotReady("commit first: " + ", ".join(line[3:] for line in left.splitlines()))


def rustflags(root: Path) -> str:
    """So that the binaries do not depend on the folders in which they were built: messages of a panic
    name their source."""
    cargo = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    return f"--remap-path-prefix={cargo}=/cargo --remap-path-prefix={root}=/woosync"


def build(target: str, root: Path = ROOT, functions: list[str] = FUNCTIONS) -> Path:
    """Builds functions of the source in `root`. One call for all of them, see the Makefile."""
    packages = [argument for name in functions for argument in ("--package", name)]
    subprocess.run(["rustup", "target", "add", target], check=True, capture_output=True)
    environment = os.environ | {"RUSTFLAGS": rustflags(root)}
    command = ["cargo", "lambda", "build", "--release", "--locked", "--target", target, *packages]
    subprocess.run(command, cwd=root, check=True, env=environment)
    return root / "target" / "lambda"


def pack(built: Path, processor: str, folder: Path) -> list[str]:
    """Puts each function's binary into a zip; gives what is too large."""
    problems = []
    for name in FUNCTIONS:
        binary = built / name / "bootstrap"
        megabytes = binary.stat().st_size / 1_000_000
        most = MOST_MEGABYTES.get(name, MOST_MEGABYTES_OF_OTHERS)
        print(f"{name} {processor}: {megabytes:.1f} MB (at most {most})")
        if megabytes > most:
            problems.append(f"{name} for {processor} has {megabytes:.1f} MB")
        entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o755 << 16
        with zipfile.ZipFile(folder / f"{name}-{processor}.zip", "w") as archive:
            archive.writestr(entry, binary.read_bytes())
    return problems


# How the template has a function built, and where its code is; what stands between the two stays.
BUILT = re.compile(r"^    Metadata:\n      BuildMethod: rust-cargolambda\n      BuildProperties:\n        Binary: ([\w-]+)\n(.*?)^      CodeUri: \.$", re.M | re.S)
PROCESSORS = "    AllowedValues: [arm64, x86_64]\n    Default: arm64\n"


def built_template(text: str, processor: str) -> str:
    """The template over the packed functions instead of their source."""
    text = BUILT.sub(rf"\2      CodeUri: \1-{processor}.zip", text)
    return text.replace(PROCESSORS, f"    AllowedValues: [{processor}]\n    Default: {processor}\n")


def different(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The names under which two builds have another digest."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main() -> int:
    version = dependencies.version()
    folder = ROOT / "dist" / version
    try:
        require_ready(version)
        packages = dependencies.with_checksums(dependencies.shipped(dependencies.metadata()))
        print(dependencies.check(packages))
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        problems = []
        for processor, target in TARGETS.items():
            problems += pack(build(target), processor, folder)
        if problems:
            raise NotReady("; ".join(problems))
    except (NotReady, dependencies.NotAllowed) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for processor in TARGETS:
        text = built_template((ROOT / "template.yaml").read_text(), processor)
        (folder / f"template-{processor}.yaml").write_text(text)
    (folder / "NOTICES.txt").write_text(dependencies.notices(packages))
    (folder / "sbom.cdx.json").write_text(dependencies.sbom(packages, version))
    digests = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(digests))
    print(f"{folder} holds the release. Tag it: git tag v{version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
