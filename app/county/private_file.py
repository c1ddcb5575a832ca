"""A file with people in it: whole or not there, and open to nobody but the user who runs the county."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from app.documents import atomic_file
from app.documents.file_reasons import reason_of
from app.models.faults import DiskFull, file_fault
from app.models.ledger_file import fsync_folder
from app.models.side_files import open_private


@contextmanager
def private_file(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A stream and where it is written; at the end of the block it becomes the file.

    Raises DiskFull, FileNotWritable.
    """
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open_private(part) as stream:
            yield stream, part
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
        fsync_folder(path.parent)
    except OSError as error:
        if isinstance(file_fault(error), DiskFull):
            raise atomic_file.DiskFull(file=path.name) from error
        raise atomic_file.FileNotWritable(file=path.name, reason=reason_of(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
