"""Signed files between station and county, as they come from a stick."""

from pathlib import Path

from app.credential.packages import MAX_BYTES
from app.documents.file_reasons import reason_of
from app.errors import Refusal
from app.i18n import mark
from app.models.own_files import refuse_own_file


class FileUnreadable(Refusal):
    """A file that was named but cannot be read."""

    code = "file_unreadable"
    message = mark("{file} cannot be read: {reason}.")
    remedy = mark("Check the name, and that the stick is in its place.")


def read_signed(path: Path) -> bytes:
    """The bytes of a signed file, no more of them than any such file has. Raises FileUnreadable."""
    refuse_own_file(path)
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise FileUnreadable(file=str(path), reason=reason_of(error)) from error
