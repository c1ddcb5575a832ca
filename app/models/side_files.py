"""The small files beside the ledger: the lock, the head it had last, and the wrapped keys."""

import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from app.models.faults import LedgerBusy
from app.models.journal import Head
from app.models.ledger_file import fsync_folder

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def open_private(path: Path) -> IO[bytes]:
    """An empty file to be written, which no other user of this PC may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600), "wb")


def write_whole(path: Path, data: bytes) -> None:
    """Write a private file beside its place, make it last, then put it there: never half a file."""
    beside = path.with_name(path.name + ".new")
    try:
        with open_private(beside) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    fsync_folder(path.parent)


def write_over(path: Path, data: bytes) -> None:
    """Write a small file over itself, one sector in one go: a file put in its place would make the disk wait for it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
    try:
        os.write(handle, data)
        if os.fstat(handle).st_size > len(data):
            os.ftruncate(handle, len(data))
    finally:
        os.close(handle)


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Write a small JSON file whole."""
    write_whole(path, json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode())


def read_json(path: Path) -> dict[str, Any] | None:
    """A small JSON file, or None if it is missing or torn."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class Lock:
    """One running program a ledger. Taken without waiting longer than asked; let go when the process ends.

    The file may be deleted and made anew by anybody, so the folder in which the ledger lies is locked itself; Windows
    does not let a file go that is open. The file says who holds it.
    """

    def __init__(self, path: Path, patience: float = 0.0) -> None:
        self._path = path
        self._file: IO[bytes] = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        self._folder = os.open(path.parent, os.O_RDONLY) if sys.platform != "win32" else -1
        deadline = time.monotonic() + patience
        while not self._taken():
            if time.monotonic() >= deadline:
                holder = self._holder()
                self._close()
                raise LedgerBusy(holder=holder)
            time.sleep(0.05)
        self._sign()

    def _taken(self) -> bool:
        try:
            if sys.platform == "win32":
                self._file.seek(1 << 20)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # what a former version looks at
        except OSError:
            return False
        return True

    def _close(self) -> None:
        self._file.close()
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1

    def _holder(self) -> str:
        self._file.seek(0)
        return self._file.read(20).decode("ascii", "replace").strip() or "?"

    def _sign(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(os.getpid()).encode())
        self._file.flush()

    def release(self) -> None:
        """Let the next program in."""
        if sys.platform == "win32" and not self._file.closed:
            self._file.seek(1 << 20)
            msvcrt.locking(self._file.fileno(), msvcrt.LK_UNLCK, 1)
        self._close()


@dataclass(frozen=True)
class Noted:
    """The head last noted, and the computer on which it was noted (empty if that cannot be told)."""

    head: Head
    machine: str


class HeadFile:
    """The last entry known to be written, outside the ledger: a ledger that ends earlier was restored.

    Written after each commit without waiting for the disk: if it lags after a power cut, nothing is accused wrongly.
    """

    def __init__(self, path: Path, machine: str) -> None:
        self._path = path
        self.machine = machine

    @property
    def name(self) -> str:
        """The name of the file."""
        return self._path.name

    @property
    def is_missing(self) -> bool:
        """Whether there is no file at all: a power cut may tear it, but never takes it away."""
        return not self._path.exists()

    def read(self) -> Noted | None:
        """What was last noted, or None if there is no whole note."""
        noted = read_json(self._path)
        try:
            return _noted(noted) if noted else None
        except (KeyError, ValueError, TypeError):
            return None

    def write(self, head: Head) -> None:
        """Note a head."""
        noted = {"replica": head.replica, "seq": head.seq, "hash": head.hash.hex(), "machine": self.machine}
        # The commit stands by now: a note that cannot be written must not look like a change that was not.
        with suppress(OSError):
            write_over(self._path, json.dumps(noted).encode())


def _noted(noted: dict[str, Any]) -> Noted:
    head = Head(str(noted["replica"]), int(noted["seq"]), bytes.fromhex(noted["hash"]))
    return Noted(head, str(noted["machine"]))
