"""The codes on scanned or photographed paper: read from PNG, JPEG and PDF, however broken the file may be."""

import io
import json
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from PIL import Image

from app.documents import pdf_child
from app.documents.pdf_child import codes_of
from app.documents.pictures import NotAPicture, PictureTooLarge, open_picture
from app.errors import Refusal
from app.i18n import mark
from app.ledger.importing.reading import child_command, child_environment
from app.models.own_files import refuse_own_file

_BYTES_AT_MOST = 200 * 1024 * 1024
_DOTS_AT_MOST = 80_000_000
_PAGES_AT_MOST = 2000
_MEMORY, _SECONDS = 2 * 1024**3, 30  # what a page of a stranger's PDF may take
_LOOK_UP = 0.1  # seconds between two looks at whether somebody wants the reading to stop

Watch = Callable[[], object]


class UnreadableFile(Refusal):
    """A file is no picture and no PDF, or is damaged."""

    code = "unreadable_file"
    message = mark("{file} cannot be read: it is not a whole PNG, JPEG or PDF file.")
    remedy = mark("Scan or photograph the paper again and save it as JPEG, PNG or PDF.")


class FileNotThere(UnreadableFile):
    """No file has this name."""

    code = "file_not_there"
    message = mark("There is no file {file}.")
    remedy = mark("Look whether it was moved or renamed, or whether the USB stick is still in.")


class FolderNotScanned(UnreadableFile):
    """A folder was named instead of a file."""

    code = "folder_not_scanned"
    message = mark("{file} is a folder, not a picture or a PDF.")
    remedy = mark("Name one PNG, JPEG or PDF file in it.")


class FileLocked(UnreadableFile):
    """A PDF that opens with a password only."""

    code = "file_locked"
    message = mark("{file} is protected by a password, so no code can be read from it.")
    remedy = mark("Open it with its password and save or print it without one, or scan the paper itself.")


class FileTooLarge(Refusal):
    """A file has more bytes, dots or pages than is sane for scanned paper."""

    code = "file_too_large"
    message = mark("{file} is too large to be searched for codes.")
    remedy = mark("Scan at 300 dpi, and split files of more than {pages} pages.")


class FileTooHard(Refusal):
    """A PDF that takes more memory or time than any scan of paper."""

    code = "file_too_hard"
    message = mark("{file} was not read: it takes more memory or time than any scan of paper does.")
    remedy = mark("Scan or photograph the paper again. A file that a stranger sent may be made to do harm: delete it.")


_REFUSALS: dict[str, type[Refusal]] = {
    pdf_child.UNREADABLE: UnreadableFile,
    pdf_child.LOCKED: FileLocked,
    pdf_child.TOO_LARGE: FileTooLarge,
}


def read_codes(path: Path) -> list[str]:
    """The texts of all QR codes in a file, in the order of its pages.

    Raises UnreadableFile (FileNotThere, FolderNotScanned, FileLocked), FileTooLarge, FileTooHard.
    """
    return [text for texts in read_pages(path) for text in texts]


def read_picture(data: bytes, name: str) -> list[str]:
    """The texts of the QR codes in a PNG or JPEG held in memory. Raises UnreadableFile, FileTooLarge."""
    return codes_of(_picture(data, name))


def read_pages(path: Path, watch: Watch = lambda: None) -> Iterator[list[str]]:
    """The texts of the QR codes of each page; a picture is one page. Raises as `read_codes`.

    `watch` is called time and again, also while a page takes long; what it raises ends the reading.
    """
    if _is_pdf(path):
        with _asked(path, watch, counts_alone=False) as (_, lines):
            yield from (list(line["texts"]) for line in lines)
    else:
        yield codes_of(_picture(_contents(path), path.name))


def count_pages(path: Path, watch: Watch = lambda: None) -> int:
    """How many pages `read_pages` will go through. Raises as `read_codes`."""
    if not _is_pdf(path):
        return 1
    with _asked(path, watch, counts_alone=True) as (count, _):
        return count


def _is_pdf(path: Path) -> bool:
    """Whether it says so near its beginning; looked at only where it is a file of sane size."""
    refuse_own_file(path)
    try:
        if path.is_dir():
            raise FolderNotScanned(file=str(path))
        if not path.exists():
            raise FileNotThere(file=str(path))
        if not path.is_file():  # a pipe or a device never ends
            raise UnreadableFile(file=path.name)
        if path.stat().st_size > _BYTES_AT_MOST:
            raise FileTooLarge(file=path.name, pages=_PAGES_AT_MOST)
        with path.open("rb") as file:
            return file.read(1024).find(b"%PDF-") >= 0
    except OSError as error:
        raise UnreadableFile(file=path.name) from error


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(file=path.name) from error


def _picture(data: bytes, name: str) -> Image.Image:
    try:
        return open_picture(io.BytesIO(data), _DOTS_AT_MOST).convert("L")
    except PictureTooLarge:
        raise FileTooLarge(file=name, pages=_PAGES_AT_MOST) from None
    except NotAPicture as error:
        raise UnreadableFile(file=name) from error


@contextmanager
def _asked(path: Path, watch: Watch, *, counts_alone: bool) -> Iterator[tuple[int, Iterator[dict[str, Any]]]]:
    """How many pages a child finds, and what it says of each; it is ended with the block, whatever it is doing."""
    request = {"path": str(path.absolute()), "memory": _MEMORY, "seconds": _SECONDS}
    request |= {"pages": _PAGES_AT_MOST, "counts_alone": counts_alone}
    with subprocess.Popen(
        child_command("app.documents.pdf_child", pdf_child.WORD),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=child_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        try:
            lines = _lines_of(child, path, json.dumps(request).encode() + b"\n", watch)
            count = int(next(lines)["pages"])
            yield count, (next(lines) for _ in range(0 if counts_alone else count))
        finally:
            child.kill()


def _lines_of(child: "subprocess.Popen[bytes]", path: Path, request: bytes, watch: Watch) -> Iterator[dict[str, Any]]:
    said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(child, request, said), daemon=True).start()
    while True:
        answer = json.loads(_next(said, watch) or "{}")
        if not answer:
            raise FileTooHard(file=path.name)
        if "refusal" in answer:
            raise _REFUSALS[answer["refusal"]](file=path.name, pages=_PAGES_AT_MOST)
        yield answer


def _listen(child: "subprocess.Popen[bytes]", request: bytes, said: "queue.SimpleQueue[bytes]") -> None:
    """A thread of its own, for no pipe can be waited for with a watch everywhere; it ends with the child."""
    with suppress(OSError, ValueError):  # the child is gone, or was ended
        if child.stdin and child.stdout:
            child.stdin.write(request)
            child.stdin.flush()
            for line in child.stdout:
                said.put(line)
    said.put(b"")


def _next(said: "queue.SimpleQueue[bytes]", watch: Watch) -> bytes:
    """The next line; empty if the child died of the page, or took too long for it."""
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        watch()
        try:
            return said.get(timeout=_LOOK_UP)
        except queue.Empty:
            continue
    return b""
