"""What the runbooks say to try is tried, page by page, on what the demonstration left running."""

import os
import subprocess
from pathlib import Path

from tests.demo.world import ROOT, World
from tests.local import commands

PAGES = ROOT / "infra" / "runbooks"
LONGEST_SECONDS = 300


def run(world: World, say) -> list[str]:
    """Gives what did not go as the pages say."""
    world.write_urls()
    problems = []
    for page in sorted(PAGES.glob("*.md")):
        for block in commands.blocks(page.read_text(), "sh try"):
            say(f"runbook {page.stem}")
            problems += tried(page, block, world.tool("woosync").parent)
            world.wait_until_quiet()
    return problems


def tried(page: Path, block: str, tools: Path) -> list[str]:
    # As a person would after the line of the README, and ending with the first command that fails.
    script = f'set -a; . target/demo/urls.env; set +a; PATH="{tools}:$PATH"\nset -eo pipefail\n{block}\n'
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"LOOK_BACK_SECONDS": "20"}
    try:
        done = subprocess.run(["bash", "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired:
        return [f"runbook {page.stem}: not done after {LONGEST_SECONDS} s"]
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines()[-3:]
        return [f"runbook {page.stem}: {' / '.join(said)}"]
    return []
