"""Every column of a file as the clerk checks it: its heading, what stands in it, what it is taken for and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.ledger.importing.columns import Basis
from app.ledger.importing.edits import text_of
from app.ledger.importing.heading_words import meaning
from app.ledger.importing.preview import RosterPreview, TableHead
from app.ledger.importing.sheets import Sheet, column_letter, column_number

SAMPLES = 3
_LONGEST = 40


@dataclass(frozen=True)
class ColumnFact:
    """One column; `field` is "" where it is left out, `basis` "" where nothing told what it holds.

    `is_doubtful` is True for a guess that the clerk should look at.
    """

    sheet: str
    letter: str
    heading: str
    field: str
    basis: str
    is_doubtful: bool
    samples: tuple[str, ...]

    @property
    def key(self) -> str:
        """What a choice of columns names it by."""
        return f"{self.sheet}!{self.letter}"


def column_facts(sheets: Sequence[Sheet], shown: RosterPreview) -> tuple[ColumnFact, ...]:
    """The columns of every roster that was found, in their order."""
    by_name = {sheet.name: sheet for sheet in sheets}
    return tuple(
        fact for at, table in enumerate(shown.tables) for fact in _facts(by_name[table.sheet], table, _rows(shown, at))
    )


def bare_columns(sheets: Sequence[Sheet]) -> tuple[ColumnFact, ...]:
    """The columns of a file in which no heading was found, so that the clerk can say what they hold."""
    seen = [sheet for sheet in sheets if not sheet.is_hidden]
    return tuple(
        ColumnFact(sheet.name, column_letter(number), "", "", "", False, samples)
        for sheet in seen
        for number in range(1, sheet.width + 1)
        if (samples := _samples(sheet, number, range(1, len(sheet.rows) + 1)))
    )


def _rows(shown: RosterPreview, table: int) -> list[int]:
    return [row.row for row in shown.rows if row.table == table]


def _facts(sheet: Sheet, table: TableHead, rows: Sequence[int]) -> Iterator[ColumnFact]:
    letters = sorted({*table.headings, *table.columns, *_filled(sheet, table, rows)}, key=column_number)
    for letter in letters:
        heading, field = table.headings.get(letter, ""), table.columns.get(letter, "")
        basis = table.bases.get(letter, "")
        samples = _samples(sheet, column_number(letter), rows)
        yield ColumnFact(table.sheet, letter, heading, field, basis, _is_doubtful(heading, field, basis), samples)


def _filled(sheet: Sheet, table: TableHead, rows: Sequence[int]) -> set[str]:
    """Columns without a heading in which something stands beside these people; those of a neighbour are not."""
    known = [column_number(letter) for letter in (*table.headings, *table.columns)]
    if not known:
        return set()
    return {
        column_letter(number)
        for number in range(min(known), max(known) + 1)
        if any(sheet.cell(row, number) is not None for row in rows)
    }


def _is_doubtful(heading: str, field: str, basis: str) -> bool:
    """True for a guess by the looks of what stands there, or by a heading of which no line is a known word for it."""
    lines = [meaning(heading), *map(meaning, heading.split("/"))]
    is_named = any(meant and meant.is_exact and meant.field == field for meant in lines)
    return basis == Basis.CONTENT or (basis == Basis.HEADING and not is_named)


def _samples(sheet: Sheet, column: int, rows: Iterable[int]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for row in rows:
        text = " ".join(text_of(sheet.cell(row, column)).split())
        if text:
            found[text[:_LONGEST]] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)
