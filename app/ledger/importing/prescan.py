"""A look at an .xlsx before anything opens it: sizes as measured, no entities, no absurd cells, and its hidden rows."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from app.i18n import mark
from app.ledger.importing import workbook_index
from app.ledger.importing.limits import MIB, Limits
from app.ledger.importing.part_scan import SheetScan, TextScan
from app.ledger.importing.refusals import (
    BINARY_WORKBOOK,
    OPEN_DOCUMENT,
    DamagedWorkbook,
    NotAWorkbook,
    PasswordProtected,
    TooManyParts,
    UnpacksTooBig,
)

_CHUNK = 1 * MIB
_XML = (".xml", ".rels", ".vml")
_DOCUMENT_KINDS = (
    ("word/document.xml", mark("a Word document")),
    ("ppt/presentation.xml", mark("a presentation")),
    ("xl/workbook.bin", BINARY_WORKBOOK),
    ("content.xml", OPEN_DOCUMENT),
    ("ofd.xml", mark("an OFD document")),
)


def scan(path: Path, limits: Limits) -> dict[str, frozenset[int]]:
    """The hidden rows of each sheet by its name. Raises the refusal that names what is wrong with the file."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(archive, path, limits)
            return _scan_parts(archive, path, limits)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise DamagedWorkbook(file=path.name) from error


def _check_parts(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.members:
        raise TooManyParts(file=path.name, parts=len(parts), limit=limits.members)
    if any(part.flag_bits & 1 for part in parts):
        raise PasswordProtected(file=path.name)
    names = {workbook_index.plain_name(part.filename) for part in parts}
    if workbook_index.WORKBOOK not in names:
        kinds = (kind for marker, kind in _DOCUMENT_KINDS if marker in names)
        raise NotAWorkbook(file=path.name, kind=next(kinds, mark("an archive")))


def _scan_parts(archive: zipfile.ZipFile, path: Path, limits: Limits) -> dict[str, frozenset[int]]:
    sheets = workbook_index.sheet_parts(archive)
    left = limits.unpacked
    hidden: dict[str, frozenset[int]] = {}
    for part in archive.infolist():
        name = workbook_index.plain_name(part.filename)
        scan = _scan_for(name, sheets, path, limits)
        for chunk in _chunks(archive, part):
            left -= len(chunk)
            if left < 0:
                raise UnpacksTooBig(file=path.name, part=name, limit=limits.unpacked // MIB)
            scan.feed(chunk)
        if isinstance(scan, SheetScan):
            hidden[scan.sheet] = frozenset(scan.hidden_rows)
    return hidden


def _scan_for(name: str, sheets: dict[str, str], path: Path, limits: Limits) -> TextScan:
    if name in sheets:
        return SheetScan(path.name, name, sheets[name], limits)
    return TextScan(path.name, name, is_xml=name.endswith(_XML), is_strings=name.endswith("sharedstrings.xml"))


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
