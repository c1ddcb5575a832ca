"""The diagnostics bundle: versions, figures, settings and reports of faults; nothing about any person."""

import importlib.metadata
import json
import os
import platform
import re
import shutil
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from app.i18n import current_language
from app.resources import path_of
from app.sync.release import release
from app.ui.memory import LANGUAGE, TEXT_SCALE, Memory

if TYPE_CHECKING:
    from app.models.ledger import Ledger

# Only these: a folder, a class or a search may hold a name.
KEPT_WORDS = (LANGUAGE, TEXT_SCALE, "scanner/is_used", "scanner/gap_ms", "scanner/least", "scanner/endings")
PROGRAM = "xiangxun"
REPORTS, LONGEST_REPORT = 20, 100_000
SHORT = 60  # longer is the text of a licence, not its name
_FRAME = re.compile(r"^\s*(?P<path>\S.*):(?P<line>\d+) (?P<name>[A-Za-z_<>0-9]+)$")
_PLAIN = re.compile(r"^[A-Za-z0-9_.,:+\- ]{1,200}$")
_ROOTS = ("app", "site-packages")


def write_bundle(ledger: "Ledger", window: dict[str, Any], reports: Path, out: Path) -> None:
    """Write the bundle. Raises DamagedLedger, DiskFull, FileNotWritable."""
    from app.documents.atomic_file import whole_file
    from app.ledger.diagnosing import figures_of

    parts = {
        "versions.json": _json(versions()),
        "ledger.json": _json(asdict(figures_of(ledger)) | {"disk": _disk(ledger.places.folder)}),
        "window.json": _json(window),
        **dict(_reports(reports)),
    }
    with whole_file(out) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def versions() -> dict[str, Any]:
    """What runs here: the program, what it stands on, and the kind of system; not the name of the machine."""
    return {
        "program": program_version(),
        "python": platform.python_version(),
        "qt": qVersion(),
        "system": [platform.system(), platform.release(), platform.machine()],
        "processors": os.cpu_count(),
        "is_frozen": bool(getattr(sys, "frozen", False)),
        "packages": {name: version for name, version, _ in packages()},
    }


def window_facts(memory: Memory) -> dict[str, Any]:
    """How the window is set; read in its own thread."""
    screens = [
        [each.size().width(), each.size().height(), each.devicePixelRatio()] for each in QGuiApplication.screens()
    ]
    kept = {key: memory.get(key) for key in KEPT_WORDS if _PLAIN.match(memory.get(key))}
    return {
        "language": current_language(),
        "platform": QGuiApplication.platformName(),
        "screens": screens,
        "kept": kept,
    }


def program_version() -> str:
    """The version of the program; empty where nothing tells it."""
    return release() or str(_project().get("version", ""))


def packages() -> list[tuple[str, str, str]]:
    """What the program stands on: name, version and licence of each package it asks for."""
    try:
        wanted = importlib.metadata.requires(PROGRAM) or []
    except importlib.metadata.PackageNotFoundError:
        wanted = list(_project().get("dependencies", ()))
    names = sorted({re.split(r"[^A-Za-z0-9_.-]", line, maxsplit=1)[0] for line in wanted}, key=str.casefold)
    return [found for found in map(_package, names) if found]


def _project() -> dict[str, Any]:
    """What a checkout that was not installed says of itself."""
    told = path_of("fonts").parent.parent / "pyproject.toml"
    found: dict[str, Any] = tomllib.loads(told.read_text(encoding="utf-8"))["project"] if told.is_file() else {}
    return found


def _package(name: str) -> tuple[str, str, str] | None:
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return None
    if not told["Name"]:  # a bundle may bring along the folder alone
        return None
    plain = told.get_all("License") or []
    classified = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or [] if line.startswith("License")]
    short = [line for line in plain if line and "\n" not in line and len(line) < SHORT]
    return told["Name"], told["Version"] or "", ", ".join(told.get_all("License-Expression") or short or classified)


def _disk(folder: Path) -> dict[str, int]:
    found = shutil.disk_usage(folder)
    return {"total": found.total, "free": found.free}


def _reports(folder: Path) -> Iterator[tuple[str, str]]:
    newest = sorted(folder.glob("report-*.txt"))[-REPORTS:] if folder.is_dir() else []
    for number, path in enumerate(newest, 1):
        text = path.read_text(encoding="utf-8", errors="replace")[:LONGEST_REPORT]
        yield f"reports/{number:02d}.txt", "\n".join(filter(None, map(_report_line, text.splitlines()))) + "\n"


def _report_line(line: str) -> str:
    """A line as it may leave: a place in the program, or plain words; a path above the program may name a person."""
    frame = _FRAME.match(line)
    if frame:
        return f"  {_place(frame['path'])}:{frame['line']} {frame['name']}"
    return line if _PLAIN.match(line) else ""


def _place(path: str) -> str:
    parts = re.split(r"[\\/]", path)
    begin = next((place for place, part in enumerate(parts) if part in _ROOTS), len(parts) - 1)
    kept = "/".join(parts[begin:])
    return kept if _PLAIN.match(kept.replace("/", ".")) else "…"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, indent=1, sort_keys=True, default=str) + "\n"
