"""Having a file read in a child process, so that no file can harm or hang the ledger."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from app import settings
from app.errors import XiangxunError
from app.ledger.importing import refusals
from app.ledger.importing.limits import LIMITS, MIB, Limits
from app.ledger.importing.sheets import Sheet, from_plain

BROKEN, OUT_OF_MEMORY = 70, 71  # the child's status where a reader broke on the file, or had no room for it
_SIGSEGV, _SIGXCPU = 11, 24
_WINDOWS_ABORTS = (0xC0000409, 0xC0000017, 3)
_LOOK_UP = 0.1  # seconds between two looks at whether somebody wants the reading to stop
_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL")


Watch = Callable[[], object]


@dataclass(frozen=True)
class FileRead:
    """What a file held, and the SHA-256 of the bytes that were read."""

    sheets: tuple[Sheet, ...]
    sha256: str


def _never_stop() -> None:
    """Nobody watches."""


def read_sheets(path: Path, limits: Limits = LIMITS) -> tuple[Sheet, ...]:
    """The sheets of a .xlsx, .xlsm, .xls or .csv file. Raises a WorkbookRefusal naming the place and the way out."""
    return read_file(path, limits).sheets


def read_file(path: Path, limits: Limits = LIMITS, watch: Watch = _never_stop) -> FileRead:
    """The same with the hash of the file. `watch` is called while the child reads; what it raises ends the child.

    Raises a WorkbookRefusal, also if the file changed while it was read.
    """
    answer = ask_child(path, {"task": "read"}, limits, watch)
    return FileRead(tuple(from_plain(sheet) for sheet in answer["sheets"]), answer["sha256"])


def ask_child(path: Path, request: dict[str, Any], limits: Limits, watch: Watch = _never_stop) -> dict[str, Any]:
    """Put a request about a file to a fresh child. Raises its refusal, or the one for its death."""
    _check_from_outside(path, limits)
    request = {**request, "path": str(path.absolute()), "limits": limits.to_plain()}
    answer: dict[str, Any] = orjson.loads(_run(path, orjson.dumps(request), limits, watch))
    if "refusal" in answer:
        raise refusals.by_name(answer["refusal"])(**answer["figures"])
    return answer


def child_command(module: str = "app.ledger.importing.child", *words: str) -> list[str]:
    """How to start the child: in a frozen bundle the program itself, told by its first arguments."""
    if getattr(sys, "frozen", False):
        return [sys.executable, settings.CHILD_ARGUMENT, *words]
    # -P: a module lying beside the sender's file must not be imported.
    return [sys.executable, "-P", "-m", module]


def _check_from_outside(path: Path, limits: Limits) -> None:
    """Looks without opening: if the ledger's own file was chosen, to open and close it here would drop its locks."""
    if path.is_dir():
        raise refusals.IsFolder(file=path.name)
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise refusals.FileIsMissing(file=path.name) from error
    except OSError as error:
        raise refusals.FileIsLocked(file=path.name) from error
    if size == 0:
        raise refusals.FileIsEmpty(file=path.name)
    if size > limits.packed:
        raise refusals.FileTooBig(file=path.name, size=-(-size // MIB), limit=limits.packed // MIB)


def _run(path: Path, request: bytes, limits: Limits, watch: Watch) -> bytes:
    with subprocess.Popen(
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        try:
            answer = _answer_of(child, request, limits.seconds, watch)
        except subprocess.TimeoutExpired as error:
            child.kill()
            raise refusals.ReadingTookTooLong(file=path.name, limit=limits.seconds) from error
        except BaseException:
            child.kill()
            raise
    if child.returncode == 0:
        return answer
    raise _death(path, child.returncode, limits)


def _answer_of(child: "subprocess.Popen[bytes]", request: bytes, seconds: int, watch: Watch) -> bytes:
    """What the child says in the end. Raises TimeoutExpired, or what `watch` raises."""
    until, said = time.monotonic() + seconds, request
    while True:
        watch()
        patience = min(_LOOK_UP, max(0.0, until - time.monotonic()))
        try:
            return child.communicate(said or None, timeout=patience)[0]
        except subprocess.TimeoutExpired:
            said = b""  # it has the request already
            if time.monotonic() >= until:
                raise


def _death(path: Path, status: int, limits: Limits) -> XiangxunError:
    """Why a child died without an answer; calamine aborts where memory is refused to it."""
    if status == -_SIGXCPU:
        return refusals.ReadingTookTooLong(file=path.name, limit=limits.seconds)
    if status in (BROKEN, -_SIGSEGV):
        return refusals.DamagedWorkbook(file=path.name)
    if status < 0 or status in (OUT_OF_MEMORY, *_WINDOWS_ABORTS):
        return refusals.ReadingTookTooMuchMemory(file=path.name, limit=limits.memory // MIB)
    return refusals.ReaderDidNotStart(status=status)


def child_environment() -> dict[str, str]:
    """What the child needs to start and no more: above all no password."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
