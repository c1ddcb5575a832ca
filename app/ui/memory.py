"""What the window remembers between two days: sizes, columns, last folders and choices; nothing of the ledger.

A folder that a clerk chose may be called after a person, so the file is for this account alone.
"""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QTableView

FILE = "window.ini"
LANGUAGE, TEXT_SCALE = "language", "text_scale"
"""Both hold from the next start of the program."""


class Memory:
    """Small settings kept in a file beside the ledger; a lost file loses only habits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._settings = QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    @property
    def folder(self) -> Path:
        """Where it lies: beside the ledger."""
        return self._folder

    def get(self, key: str, otherwise: str = "") -> str:
        """What was kept under this key."""
        return str(self._settings.value(key, otherwise))

    def put(self, key: str, value: str) -> None:
        """Keep a word; where there is no ledger yet, nothing is written beside it either."""
        if self._folder.is_dir():
            _make_private(self._folder / FILE)
            self._settings.setValue(key, value)

    def columns(self, view: QTableView, name: str) -> None:
        """Give a list the column widths that it had, and keep what the clerk makes of them."""
        header, key = view.horizontalHeader(), f"columns/{name}"
        kept = [int(each) for each in self.get(key).split() if each.isdigit()]
        if len(kept) == header.count():
            for column, width in enumerate(kept):
                view.setColumnWidth(column, width)
        header.sectionResized.connect(
            lambda *_: self.put(key, " ".join(str(header.sectionSize(at)) for at in range(header.count())))
        )


def _make_private(path: Path) -> None:
    with suppress(OSError):
        path.touch(mode=0o600)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
