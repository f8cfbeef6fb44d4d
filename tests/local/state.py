"""What `up` leaves for `down`: the process to stop."""

import json
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target" / "local"
FILE = FOLDER / "standin.json"


def save(pid: int, outputs: dict[str, str]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps({"pid": pid, "outputs": outputs}, indent=2) + "\n")


def load() -> dict | None:
    return json.loads(FILE.read_text()) if FILE.exists() else None


def clear() -> None:
    FILE.unlink(missing_ok=True)
