"""What is linked into the binaries that a release ships, told by cargo itself.

    python3 -m infra.release.dependencies check      every licence is one that deny.toml allows
    python3 -m infra.release.dependencies notices    the notices that the licences ask for, as text
    python3 -m infra.release.dependencies sbom       a bill of materials, CycloneDX 1.6 as JSON
"""

import json
import re
import subprocess
import sys
import tomllib
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ["webhook", "consumer", "delta-sync", "full-sync", "console", "woosync"]
PLATFORMS = ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"]
# What the console's page has of others, as npm has it. htm's `preact/standalone.module.js` has both in one file; of
# Preact it says no more than its first number.
VENDOR = ROOT / "functions" / "console" / "assets" / "vendor"
VENDORED = [
    {"name": "htm", "version": "3.1.1", "license": "Apache-2.0", "files": ["preact.js"], "text": "htm.LICENSE.txt"},
    {"name": "preact", "version": "10", "license": "MIT", "files": ["preact.js"], "text": "preact.LICENSE.txt"},
    {"name": "uplot", "version": "1.6.32", "license": "MIT", "files": ["uplot.js", "uplot.css"], "text": "uplot.LICENSE.txt"},
]
TEXTS = re.compile(r"^(licen[cs]e|copying|notice|unlicense)", re.IGNORECASE)


class NotAllowed(Exception):
    """A licence that deny.toml does not allow. The text names the packages."""


def metadata() -> list[dict]:
    """What cargo says of the workspace, for each platform."""
    told = []
    for platform in PLATFORMS:
        command = ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={platform}"]
        told.append(json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout))
    return told


def shipped(told: list[dict]) -> list[dict]:
    """The packages of others that are linked into what is shipped: no tests, no build scripts."""
    found = {}
    for platform in told:
        packages = {package["id"]: package for package in platform["packages"]}
        nodes = {node["id"]: node for node in platform["resolve"]["nodes"]}
        wanted = [id for id, package in packages.items() if package["name"] in SHIPPED and package["source"] is None]
        seen = set()
        while wanted:
            id = wanted.pop()
            if id in seen:
                continue
            seen.add(id)
            wanted += [
                dependency["pkg"]
                for dependency in nodes[id]["deps"]
                if any(kind["kind"] is None for kind in dependency["dep_kinds"])
            ]
        found |= {id: packages[id] for id in seen if packages[id]["source"]}
    return sorted(found.values(), key=lambda package: (package["name"], package["version"]))


def expression(package: dict) -> str:
    """Its licence as an SPDX expression; older manifests write a slash for `OR`."""
    return re.sub(r"\s*/\s*", " OR ", package["license"] or "")


def is_allowed(text: str, allowed: set[str]) -> bool:
    """Whether an SPDX expression can be met by licences that are allowed."""
    tokens = re.findall(r"\(|\)|[\w.+-]+", text)
    tokens = re.sub(r" WITH ", "-WITH-", " ".join(tokens)).split()

    def either() -> bool:
        value = both()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            other = both()
            value = value or other
        return value

    def both() -> bool:
        value = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            other = one()
            value = value and other
        return value

    def one() -> bool:
        token = tokens.pop(0) if tokens else ""
        if token != "(":
            return token in allowed
        value = either()
        if tokens:
            tokens.pop(0)
        return value

    return either()


def check(packages: list[dict]) -> str:
    allowed = set(tomllib.loads((ROOT / "deny.toml").read_text())["licenses"]["allow"])
    all_of_them = [*packages, *VENDORED]
    wrong = [f"{p['name']} {p['version']}: {expression(p) or 'no licence'}" for p in all_of_them if not is_allowed(expression(p), allowed)]
    if wrong:
        raise NotAllowed("deny.toml does not allow: " + "; ".join(wrong))
    return f"{len(all_of_them)} packages are shipped; deny.toml allows the licence of each."


def texts(package: dict) -> list[str]:
    """The licence texts that lie beside its manifest."""
    folder = Path(package["manifest_path"]).parent
    files = sorted(path for path in folder.iterdir() if path.is_file() and TEXTS.match(path.name))
    return [path.read_text(errors="replace").strip() for path in files]


def notices(packages: list[dict]) -> str:
    """Each text once, under the packages that carry it."""
    carried: dict[str, list[str]] = {}
    bare = []
    for package in packages:
        name = f"{package['name']} {package['version']} ({expression(package)})"
        found = texts(package)
        for text in found:
            carried.setdefault(text, []).append(name)
        if not found:
            bare.append(f"{name}, by {', '.join(package['authors']) or package['repository'] or 'its authors'}")
    for library in VENDORED:
        text = (VENDOR / library["text"]).read_text().strip()
        carried.setdefault(text, []).append(f"{library['name']} {library['version']} ({library['license']})")
    parts = ["What others wrote and WooSync's binaries contain, with their licences.\n"]
    parts += [f"{'=' * 80}\n" + "\n".join(names) + f"\n{'-' * 80}\n{text}\n" for text, names in carried.items()]
    if bare:
        parts.append(f"{'=' * 80}\nWithout a text of their own, under the licence named:\n" + "\n".join(bare) + "\n")
    return "\n".join(parts)


def sbom(packages: list[dict], version: str) -> str:
    """The same for the same packages: no time and no random number in it."""
    parts = [component(package) for package in packages] + [of_the_page(library) for library in VENDORED]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, "woosync:" + ",".join(part["purl"] for part in parts) + version)
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "woosync", "version": version, "bom-ref": "woosync"}},
        "components": parts,
    }
    return json.dumps(bill, indent=2) + "\n"


def component(package: dict) -> dict:
    purl = f"pkg:cargo/{package['name']}@{package['version']}"
    told = {
        "type": "library",
        "bom-ref": purl,
        "name": package["name"],
        "version": package["version"],
        "purl": purl,
        "licenses": [{"expression": expression(package)}],
    }
    if package.get("checksum"):
        told["hashes"] = [{"alg": "SHA-256", "content": package["checksum"]}]
    if package["repository"]:
        told["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return told


def of_the_page(library: dict) -> dict:
    purl = f"pkg:npm/{library['name']}@{library['version']}"
    return {
        "type": "library", "bom-ref": purl, "name": library["name"], "version": library["version"], "purl": purl,
        "licenses": [{"expression": library["license"]}],
    }


def with_checksums(packages: list[dict]) -> list[dict]:
    """Cargo.lock has what cargo does not tell: the digest of each package."""
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    digests = {(entry["name"], entry["version"]): entry.get("checksum") for entry in locked}
    return [package | {"checksum": digests.get((package["name"], package["version"]))} for package in packages]


def version() -> str:
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]


def main(arguments: list[str]) -> int:
    if arguments not in (["check"], ["notices"], ["sbom"]):
        print(__doc__, file=sys.stderr)
        return 2
    packages = with_checksums(shipped(metadata()))
    try:
        told = {"check": check, "notices": notices, "sbom": lambda all: sbom(all, version())}[arguments[0]](packages)
    except NotAllowed as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(told, end="" if told.endswith("\n") else "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
