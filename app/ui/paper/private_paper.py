"""Drawn pages on their way to paper: the one owner of files that nobody else may read, and that no crash leaves behind.

Whoever opens the ledger, locks it or leaves it clears the folder; what is drawn lies in it for as long as it is shown.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.operation import Operation

FOLDER = "paper"

Draw = Callable[[Path], object]


class PrivateSheet:
    """One private file from the moment that it is begun; removing it is right at any time, and more than once."""

    def __init__(self, ledger_folder: Path) -> None:
        self._folder = ledger_folder
        self._path: Path | None = None
        self.is_unwanted = False  # whoever still draws it takes it away again

    def begin(self) -> Path:
        """Where to draw; known here before anything is written, so that no leaving comes too early."""
        self._path = _new_file(self._folder)
        return self._path

    def drawn(self, draw: Draw, operation: "Operation | None" = None) -> Path:
        """Draw it, called in the pool; a fault leaves no file, nor does what nobody waits for any more."""
        path = self.begin()
        try:
            draw(path)
            with suppress(OSError):
                path.chmod(0o600)
        except BaseException:
            self.remove()
            raise
        if self.is_unwanted or (operation is not None and operation.is_cancelled):
            self.remove()
        return path

    def copy_to(self, target: Path) -> None:
        """Save what was drawn there, whole or not at all. Raises DiskFull, FileNotWritable."""
        from app.documents.atomic_file import whole_file

        if self._path is not None:
            with self._path.open("rb") as drawn, whole_file(target) as stream:
                shutil.copyfileobj(drawn, stream)

    def remove(self) -> None:
        """Take away what was drawn; another program that still has it open may keep it until the folder is cleared."""
        self.is_unwanted = True
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


class SheetInView:
    """The one sheet that a view shows; it goes when another takes its place, and with the view."""

    def __init__(self, ledger_folder: Path) -> None:
        self._folder = ledger_folder
        self._sheet: PrivateSheet | None = None

    def another(self) -> PrivateSheet:
        """A new one in the place of the one that was shown."""
        self.drop()
        self._sheet = PrivateSheet(self._folder)
        return self._sheet

    def drop(self) -> None:
        """Leave none."""
        if self._sheet is not None:
            self._sheet.remove()
        self._sheet = None


def clear(ledger_folder: Path) -> None:
    """Remove all pages, those too that a power cut left; only for who knows that no other window has the ledger."""
    shutil.rmtree(ledger_folder / FOLDER, ignore_errors=True)


def _new_file(ledger_folder: Path) -> Path:
    folder = ledger_folder / FOLDER / str(os.getpid())
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    return folder / f"{token_hex(12)}.pdf"
