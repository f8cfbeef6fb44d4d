"""The functions' binaries that cargo built, as Lambda takes them."""

import io
import zipfile
from pathlib import Path

# Cargo's folder for a profile is its name, but for the oldest one.
FOLDERS = {"dev": "debug"}


class BinaryMissing(Exception):
    """A function was not built. The text says how to build it."""


def find(root: Path, profile: str, name: str) -> Path:
    """The binary `name` of the cargo profile `profile`."""
    path = root / "target" / FOLDERS.get(profile, profile) / name
    if not path.is_file():
        raise BinaryMissing(f"{path} is not there. Build it: make build PROFILE={profile}")
    return path


def as_zip(binary: Path) -> bytes:
    """The code package of `binary`: a zip whose one file is the executable `bootstrap`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        entry = zipfile.ZipInfo("bootstrap", date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o755 << 16
        archive.writestr(entry, binary.read_bytes())
    return packed.getvalue()
