"""Signed files between station and county, as they come from a stick and go onto one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def read_signed(path: Path) -> bytes:
    """The bytes of a signed file, no more of them than any such file has. Raises FileUnreadable."""
    from app.documents.signed_files import read_signed as read

    return read(path)


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """A stream that becomes the file once the block is through; opened before, so that nothing is granted in vain."""
    from app.documents.atomic_file import whole_file

    with whole_file(path) as stream:
        yield stream


def make_folder(folder: Path) -> None:
    """Make sure that a folder is there. Raises FileNotWritable."""
    from app.documents.atomic_file import FileNotWritable
    from app.documents.file_reasons import reason_of

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileNotWritable(file=str(folder), reason=reason_of(error)) from error
