"""A file that is either whole or not there: written beside its place, then put in it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from app.documents.file_reasons import reason_of
from app.errors import MachineFault
from app.i18n import mark

# EFBIG: what a quota or a process limit says instead of ENOSPC.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFull(MachineFault):
    """There was no room for the whole file; what stood there before still stands."""

    code = "no_room_for_file"
    message = mark("The disk is full: {file} was not written. What was there before is untouched.")
    remedy = mark("Free some space or choose another disk, then try again.")


class FileNotWritable(MachineFault):
    """The folder or the file cannot be written."""

    code = "file_not_writable"
    message = mark("{file} cannot be written: {reason}.")
    remedy = mark("Close the file if it is open in another program, or choose another folder.")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A stream that becomes the file at the end of the block; after any error nothing is left of it.

    Raises DiskFull, FileNotWritable.
    """
    part = path.with_name(f".{token_hex(8)}.part")
    try:
        with _private(part) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _fault(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _private(path: Path) -> BinaryIO:
    """A new file that no other user of this PC may read: most of what is written names people."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "wb")


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last; Windows knows no such call and needs none."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _fault(path: Path, error: OSError) -> MachineFault:
    if error.errno in _FULL:
        return DiskFull(file=path.name)
    return FileNotWritable(file=path.name, reason=reason_of(error))
