"""Takes one guard after the other out of the code and looks for a seed that notices.

    python3 tests/simulation/guards.py            all guards
    python3 tests/simulation/guards.py lease      those whose name contains this

Works on a copy of the last commit in target/guards, never on the files themselves. Ends with an
error if a guard can be taken out without any seed of SEEDS turning red: then it is needless, or the
simulation is blind to what it is for.
"""

import dataclasses
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
COPY = ROOT / "target" / "guards" / "copy"
SEEDS = "1..10000"


@dataclasses.dataclass
class Guard:
    name: str
    file: str
    before: str
    after: str
    # What has to turn red: the simulation, or a test by its name.
    test: str = ""


GUARDS = [
    Guard(
        "intent write",
        "shared/sync/src/stand.rs",
        "            ..self.nothing_intended(link)\n        });\n        self.save(link).await\n",
        "            ..self.nothing_intended(link)\n        });\n        Ok(())\n",
    ),
    Guard(
        "lease of an order",
        "shared/sync/src/intent.rs",
        "left.is_positive().then_some(left)",
        "(left.is_positive() && false).then_some(left)",
    ),
    Guard(
        "lease of a client",
        "shared/sync/src/client.rs",
        "if holder != self.holder && lease_until > now =>",
        "if holder != self.holder && lease_until > now && false =>",
    ),
    Guard(
        "marker search",
        "shared/sync/src/settle.rs",
        "let mut found = self.find(slot).await?;\n        if found.is_none() {",
        "let mut found: Option<u64> = None;\n        if false {",
    ),
    Guard(
        "list after a search that found nothing",
        "shared/sync/src/settle.rs",
        "if found.is_none() {",
        "if false {",
    ),
    Guard(
        "search for a client that was being made",
        "shared/sync/src/find_client.rs",
        "let orphan = if trial.is_first {",
        "let orphan = if trial.is_first || true {",
    ),
    Guard(
        "read-back",
        "shared/sync/src/documents.rs",
        "        if drops_adjustment(&read, document) {\n            let rounded",
        "        if false {\n            let rounded",
    ),
    Guard(
        "conditional write",
        "tests/behaviour/src/memory_table.rs",
        "    if row.len() as u64 != seen {",
        "    if row.len() as u64 != seen && false {",
    ),
    Guard(
        "older reads are refused",
        "shared/sync/src/reconcile.rs",
        "fn refuse_older(link: &mut Link, read: Option<Timestamp>) -> Result<(), Stop> {",
        "fn refuse_older(link: &mut Link, read: Option<Timestamp>) -> Result<(), Stop> {\n"
        "    if true {\n        return Ok(());\n    }",
    ),
    Guard(
        "second look at the store",
        "shared/sync/src/delta.rs",
        "        for among in [Among::Kept, Among::Trash] {",
        "        for among in [Among::Kept] {",
    ),
    Guard(
        "waiting list",
        "functions/consumer/src/health.rs",
        "sides.into_iter().find(open)",
        "sides.into_iter().find(open).filter(|_| false)",
        test="a_day_without_the_crm",
    ),
]


def cargo(*arguments):
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(ROOT / "target" / "guards" / "target"),
        "RUSTFLAGS": "-Awarnings",
    }
    return subprocess.run(
        ["cargo", *arguments], cwd=COPY, env=environment, capture_output=True, text=True
    )


def first_red(guard):
    """The seed or test that turned red, none if nothing did."""
    if guard.test:
        ended = cargo("test", "--quiet", "--package", "simulation", guard.test)
        return guard.test if "test result: FAILED" in ended.stdout else None
    built = cargo("build", "--quiet", "--package", "simulation")
    if built.returncode != 0:
        raise SystemExit(f"{guard.name}: it does not build\n{built.stderr}")
    ended = cargo(
        "run", "--quiet", "--package", "simulation", "--bin", "simulate", "--",
        "--fail-fast", SEEDS,
    )
    red = sorted(
        (int(seed), problem)
        for seed, problem in re.findall(r"^seed (\d+): (.*)$", ended.stdout, re.MULTILINE)
    )
    return f"seed {red[0][0]}: {red[0][1]}" if red else None


def main():
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if COPY.exists():
        subprocess.run(["git", "worktree", "remove", "--force", COPY], cwd=ROOT, check=True)
    subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=True)
    subprocess.run(
        ["git", "worktree", "add", "--quiet", "--detach", COPY], cwd=ROOT, check=True
    )
    needless = []
    try:
        for guard in GUARDS:
            if wanted not in guard.name:
                continue
            file = COPY / guard.file
            whole = file.read_text()
            if whole.count(guard.before) != 1:
                raise SystemExit(f"{guard.name}: {guard.file} has changed, describe it anew")
            file.write_text(whole.replace(guard.before, guard.after))
            red = first_red(guard)
            file.write_text(whole)
            print(f"without the {guard.name}: {red or 'nothing notices'}", flush=True)
            if red is None:
                needless.append(guard.name)
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", COPY], cwd=ROOT, check=True)
    if needless:
        raise SystemExit(f"nothing notices that these are gone: {', '.join(needless)}")


if __name__ == "__main__":
    main()
