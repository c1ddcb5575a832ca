"""Drawn pages on their way to paper: files that nobody else may read, and that no crash leaves behind for long."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

FOLDER = "paper"


class PrivateSheet:
    """One private file from the moment that it is begun; removing it is right at any time, and more than once."""

    def __init__(self, ledger_folder: Path) -> None:
        self._folder = ledger_folder
        self._path: Path | None = None

    def begin(self) -> Path:
        """Where to draw; known here before anything is written, so that no leaving comes too early."""
        self._path = new_sheet(self._folder)
        return self._path

    def remove(self) -> None:
        """Take away what was drawn."""
        if self._path is not None:
            remove(self._path)


def new_sheet(ledger_folder: Path) -> Path:
    """A path for one PDF, private to this account; what an earlier run of the program left is removed."""
    folder = ledger_folder / FOLDER / str(os.getpid())
    _clear_others(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.chmod(0o700)
    return folder / f"{token_hex(12)}.pdf"


def keep_private(path: Path) -> None:
    """Let this account alone read the file."""
    path.chmod(0o600)


def remove(path: Path) -> None:
    """Take the file away; another program that still has it open may keep it until the next run."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _clear_others(own: Path) -> None:
    # The ledger has one process at a time, so whatever is not ours was left by one that is gone.
    for other in own.parent.glob("*"):
        if other != own:
            shutil.rmtree(other, ignore_errors=True)
