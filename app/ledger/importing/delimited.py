"""Reading a text file of columns, in the encodings and with the separators that are met."""

import csv
import io
from pathlib import Path

from app.ledger.importing.limits import Limits
from app.ledger.importing.refusals import TextNotReadable, TextTooLong, TooManyColumns, TooManyRows
from app.ledger.importing.sheets import Cell, Sheet, column_letter, trimmed

_SEPARATORS = ",\t;，；|"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_text_file(path: Path, limits: Limits) -> Sheet:
    """The file as one sheet of text cells, named like the file. Raises the refusal that names line and column."""
    text = _decoded(path.read_bytes(), path)
    separator = _separator_of(text)
    # A field may be as long as the file: our own limit below names the place.
    csv.field_size_limit(max(len(text), 1))
    rows = []
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1):
        row = trimmed([_cell(cell) for cell in cells])
        _check(row, number, path, limits)
        rows.append(row)
    return Sheet(path.stem, tuple(rows))


def _decoded(data: bytes, path: Path) -> str:
    if data.startswith(_UTF16):
        return _decode(data, "utf-16", path)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decode(data, "gb18030", path)


def _decode(data: bytes, encoding: str, path: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TextNotReadable(file=path.name, row=data.count(b"\n", 0, error.start) + 1) from error


def _separator_of(text: str) -> str:
    """The separator that parts the most of the first lines into the most columns."""
    lines = [line for line in text.splitlines()[:40] if line.strip()]
    return max(_SEPARATORS, key=lambda separator: _columns_parted(lines, separator))


def _columns_parted(lines: list[str], separator: str) -> int:
    counts = [line.count(separator) for line in lines]
    usual = max(counts, key=lambda count: (counts.count(count) * count, count), default=0)
    return usual * counts.count(usual)


def _cell(text: str) -> Cell:
    """The text as it was meant: some programs write ="123" to keep digits from harm."""
    bare = text.replace("\0", "")
    if len(bare) > 2 and bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1]
    return bare if bare.strip() else None


def _check(row: tuple[Cell, ...], number: int, path: Path, limits: Limits) -> None:
    if number > limits.rows and row:
        raise TooManyRows(file=path.name, sheet=path.stem, row=number, limit=limits.rows)
    if len(row) > limits.columns:
        letter = column_letter(len(row))
        raise TooManyColumns(file=path.name, sheet=path.stem, column=letter, row=number, limit=limits.columns)
    for column, cell in enumerate(row, start=1):
        if isinstance(cell, str) and len(cell) > limits.text:
            letter = column_letter(column)
            raise TextTooLong(file=path.name, sheet=path.stem, column=letter, row=number, limit=limits.text)
