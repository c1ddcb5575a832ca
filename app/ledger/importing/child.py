"""The child process that opens a stranger's file: small rights, hard limits, one question, one answer."""

import hashlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from app.ledger.importing.limits import Limits
from app.ledger.importing.reading import BROKEN, OUT_OF_MEMORY
from app.ledger.importing.refusals import FileIsChanging, FileIsLocked, WorkbookRefusal, to_plain
from app.ledger.importing.sheets import to_plain as sheet_to_plain

_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.startfile")


def main() -> None:
    """Answer the request on standard input with JSON on standard output."""
    request = orjson.loads(sys.stdin.buffer.read())
    limits = Limits(**request["limits"])
    hold_to(limits)
    sys.excepthook = _leave
    sys.addaudithook(refuse_to_reach_out)
    sys.stdout.buffer.write(orjson.dumps(answer(request, limits)))


def answer(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """What came of the request: what was read, or the refusal."""
    path = Path(request["path"])
    try:
        path.open("rb").close()
        return _do(request, path, limits)
    except WorkbookRefusal as refusal:
        return to_plain(refusal)
    except PermissionError:
        return to_plain(FileIsLocked(file=path.name))


def hold_to(limits: Limits) -> None:
    """Let the system enforce memory and time; Windows has no such limits, there the parent's clock must do."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _do(request: dict[str, Any], path: Path, limits: Limits) -> dict[str, Any]:
    if request["task"] == "mark":
        from app.ledger.importing.marking import write_marked

        write_marked(path, Path(request["out"]), request["marks"], limits)
        return {}
    from app.ledger.importing.workbooks import read_file

    before = _hash_of(path)
    sheets = [sheet_to_plain(sheet) for sheet in read_file(path, limits)]
    if _hash_of(path) != before:
        raise FileIsChanging(file=path.name)
    return {"sheets": sheets, "sha256": before}


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _leave(kind: type[BaseException], _error: BaseException, _trace: TracebackType | None) -> None:
    """A reader broke, be it by an exception of its own or by a panic, which no `except` may name: on the file, or
    for want of memory.
    """
    os._exit(OUT_OF_MEMORY if issubclass(kind, MemoryError) or _is_at_its_limit() else BROKEN)


def _is_at_its_limit() -> bool:
    """True if the process has come near the memory it may have; known on Linux alone."""
    status = Path("/proc/self/status")
    if sys.platform == "win32" or not status.exists():
        return False
    import resource

    peak = next(line.split()[1] for line in status.read_text(encoding="utf-8").splitlines() if "VmPeak" in line)
    return int(peak) * 1024 > resource.getrlimit(resource.RLIMIT_AS)[0] * 0.9


def refuse_to_reach_out(event: str, _arguments: tuple[Any, ...]) -> None:
    """The hook under which a child reads: it neither speaks to the network nor starts a program."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


if __name__ == "__main__":
    main()
