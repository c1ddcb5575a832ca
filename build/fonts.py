"""Re-creates resources/fonts from the packages that SOURCES.json records, and proves every file by its SHA-256.

By hand, on Debian with npm: `python3 build/fonts.py`. After a deliberate change of a version in SOURCES.json,
`--record` takes the new sums.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
RECORD = "SOURCES.json"


@dataclass(frozen=True)
class RecordedFile:
    """A file of the folder, the path it has inside its package, and its sum."""

    name: str
    inside: str
    sha256: str

    def is_sound(self, folder: Path) -> bool:
        """Whether the folder holds exactly the recorded bytes."""
        path = folder / self.name
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


def main() -> int:
    """Fetch, lay out, then record or prove. Returns 0 if every file is sound."""
    record: dict[str, Any] = json.loads((FOLDER / RECORD).read_text(encoding="utf-8"))
    for package in record["packages"]:
        _lay_out(package)
    if "--record" in sys.argv:
        _take_sums(record)
    strangers = damaged(FOLDER)
    print(f"not as recorded: {', '.join(strangers)}" if strangers else "every file is as recorded")
    return 1 if strangers else 0


def damaged(folder: Path) -> list[str]:
    """Names in the folder that are missing, altered or not recorded."""
    recorded = {file.name: file for file in recorded_files(folder)}
    lying = {path.name for path in folder.iterdir()} - {RECORD}
    unsound = {name for name, file in recorded.items() if not file.is_sound(folder)}
    return sorted(unsound | (lying - set(recorded)))


def recorded_files(folder: Path) -> Iterator[RecordedFile]:
    """What the record of this folder tells, file by file."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    for package in record["packages"]:
        for file in package["files"]:
            yield RecordedFile(file["name"], file["inside"], file["sha256"])


def _lay_out(package: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as work:
        unpacked = _UNPACK[package["kind"]](package["package"], package["version"], Path(work))
        for file in package["files"]:
            shutil.copyfile(unpacked / file["inside"], FOLDER / file["name"])


def _unpack_debian(name: str, version: str, work: Path) -> Path:
    subprocess.run(["apt-get", "download", "-q", f"{name}={version}"], cwd=work, check=True)
    subprocess.run(["dpkg-deb", "-x", str(next(work.glob("*.deb"))), "."], cwd=work, check=True)
    return work


def _unpack_npm(name: str, version: str, work: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=work, check=True)
    with tarfile.open(next(work.glob("*.tgz"))) as archive:
        archive.extractall(work, filter="data")
    return work / "package"


def _take_sums(record: dict[str, Any]) -> None:
    for package in record["packages"]:
        for file in package["files"]:
            file["sha256"] = hashlib.sha256((FOLDER / file["name"]).read_bytes()).hexdigest()
    (FOLDER / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


_UNPACK = {"debian": _unpack_debian, "npm": _unpack_npm}


if __name__ == "__main__":
    sys.exit(main())
