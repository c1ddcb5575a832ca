"""Blocks of marks from and to a spreadsheet: signs, words or the keys 1 to 6; a cell that cannot be taken says why."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.i18n import tr
from app.models.vocabulary import AttendanceStatus
from app.ui.classes.roll_model import Cell, RollModel
from app.ui.classes.roll_words import NOT_MARKED, PRESENT, half_day_glyph, signs
from app.ui.clipboard import Block

TICK, LONGEST = "√", 12


@dataclass(frozen=True)
class Pasted:
    """What a block comes to: the status for each cell, and how many cells were left out for each reason."""

    wanted: dict[Cell, str]
    refused: tuple[tuple[str, int], ...]

    @property
    def refused_count(self) -> int:
        """How many cells were left out."""
        return sum(count for _, count in self.refused)


class MarkReader:
    """Knows every way in which a mark is written: the keys, words and signs of the roll call, and those on paper."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}
        for sign in signs().values():
            if sign.status != NOT_MARKED:
                self._known |= {_folded(word): sign.status for word in (sign.key, sign.word, sign.glyph) if word}

    def read(self, word: str) -> str | None:
        """The status that a cell stands for; None if it is not understood."""
        folded = _folded(word)
        if folded not in self._known:
            status = AttendanceStatus.read(word)
            self._known[folded] = status.value if status else None
        return self._known[folded]


def lay(model: RollModel, block: Block, people: Sequence[int], lesson: int) -> Pasted:
    """Lay a block down from a lesson on these people, one row each; empty cells leave what is there."""
    written = [
        ((people[down], lesson + right), word)
        for down, line in enumerate(block.cells)
        for right, word in enumerate(line)
        if word.strip()
    ]
    pasted = _taken(model, written)
    if not block.beyond:
        return pasted
    outside = (tr("outside the roll call"), block.beyond)
    return Pasted(pasted.wanted, (outside, *pasted.refused))


def spread(model: RollModel, word: str, cells: Iterable[Cell]) -> Pasted:
    """One value for all of these cells."""
    return _taken(model, [(cell, word) for cell in cells])


def _taken(model: RollModel, written: Iterable[tuple[Cell, str]]) -> Pasted:
    reader = MarkReader()
    wanted: dict[Cell, str] = {}
    refused = Counter[str]()
    for cell, word in written:
        status, why = reader.read(word), model.hindrance(cell)
        if status is None:
            refused[tr("not understood: {word}", word=word.strip()[:LONGEST])] += 1
        elif why:
            refused[why] += 1
        else:
            wanted[cell] = status
    return Pasted(wanted, tuple(refused.most_common()))


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip().lower()


def block_of(model: RollModel, cells: Iterable[Cell], *, headed: bool) -> list[list[str]]:
    """These cells as a block; with headings the days stand above and serial and name at the left."""
    chosen = sorted(cells)
    people, lessons = sorted({cell[0] for cell in chosen}), sorted({cell[1] for cell in chosen})
    lines = [[_written(model.mark_at((person, lesson))) for lesson in lessons] for person in people]
    if headed:
        who = [[str(model.people[person].serial), model.told(person, 1)] for person in people]
        lines = [*_headings(model, lessons), *([*left, *line] for left, line in zip(who, lines, strict=True))]
    return lines


def _headings(model: RollModel, lessons: Sequence[int]) -> list[list[str]]:
    held = [model.board.lessons[lesson] for lesson in lessons] if model.board else []
    days = [each.day.isoformat() for each in held]
    return [[tr("No."), tr("Name"), *days], ["", "", *(half_day_glyph(each.half_day) for each in held)]]


def _written(status: str) -> str:
    return TICK if status == PRESENT else signs()[status].glyph if status else ""
