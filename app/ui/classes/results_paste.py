"""Reading a block of scores off the clipboard: by the names or ID numbers in it if it has them, else by order."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.errors import Refusal
from app.i18n import tr
from app.ledger.results import read_score
from app.ledger.results_file import HEADINGS, NO_RESULT
from app.ledger.results_sheet import Exam, ScoredPerson
from app.models.id_text import clean_id_text
from app.models.person_names import name_key
from app.models.vocabulary import LessonKind
from app.ui.sheet_grid import Cell

Block = Sequence[Sequence[str]]
WHO = ("serial", "name", "id_number")
_TAIL, _LONG = 4, 8
_RESIT = "补考"


@dataclass(frozen=True)
class RefusedCell:
    """A cell of the block that is not taken: its line, whose it is, what stands in it, and why."""

    line: int
    who: str
    text: str
    why: str


@dataclass(frozen=True)
class Pasted:
    """What a block fills in, what of it is refused, and whether people were found by their names."""

    cells: dict[Cell, str]
    refused: tuple[RefusedCell, ...]
    is_by_name: bool


@dataclass(frozen=True)
class Target:
    """Where the block goes: the people by row, the exams by column from `first` on, and the current cell."""

    people: Sequence[ScoredPerson]
    exams: Sequence[Exam]
    first: int
    here: Cell
    why_shut: Callable[[ScoredPerson, Exam], str]


def read_block(block: Block, target: Target) -> Pasted:
    """What this block fills in."""
    lines = [(number, [_plain(cell) for cell in line]) for number, line in enumerate(block, 1)]
    lines = [(number, line) for number, line in lines if any(line)]
    heading = _heading(lines[0][1]) if lines else {}
    body = lines[1:] if heading else lines
    reader = _Reader(target, _who_columns(heading, [line for _, line in body], target.people))
    columns = _score_columns(heading, body, reader.who, target)
    for place, (number, line) in enumerate(body):
        reader.read(place, number, line, columns)
    return Pasted(reader.cells, tuple(reader.refused), bool(reader.who))


class _Reader:
    """Goes through the lines of a block."""

    def __init__(self, target: Target, who: dict[str, int]) -> None:
        self._target = target
        self.who = who
        self.cells: dict[Cell, str] = {}
        self.refused: list[RefusedCell] = []
        self._seen: dict[int, int] = {}

    def read(self, place: int, number: int, line: Sequence[str], columns: dict[int, int]) -> None:
        """Take the scores of one line."""
        named = " ".join(line[at] for at in self.who.values() if at < len(line) and line[at])
        scores = {at: line[at] for at in columns if at < len(line) and line[at] not in NO_RESULT}
        row, why = self._row(place, number, line)
        # First attempts before resits, wherever they stand in the block.
        for at, text in sorted(scores.items(), key=lambda each: columns[each[0]]):
            reason = why or self._why_not(row, columns[at], text)
            if reason:
                self.refused.append(RefusedCell(number, named or self._name(row), text, reason))
            else:
                self.cells[row, columns[at]] = text

    def _row(self, place: int, number: int, line: Sequence[str]) -> tuple[int, str]:
        """The row of the person a line is about, or why nobody is."""
        if not self.who:
            row = self._target.here[0] + place
            return row, "" if row < len(self._target.people) else tr("There are no more people below.")
        given = {word: line[at] for word, at in self.who.items() if at < len(line) and line[at]}
        found = _people_called(given, self._target.people)
        if len(found) != 1:
            none = tr("Nobody in this class is called so.")
            return 0, tr(
                "{count} people may be meant; put the ID tail beside the name.", count=len(found)
            ) if found else none
        if found[0] in self._seen:
            return 0, tr("Stands in line {line} already.", line=self._seen[found[0]])
        self._seen[found[0]] = number
        return found[0], ""

    def _why_not(self, row: int, column: int, text: str) -> str:
        exam = self._exam(column)
        if exam is None:
            return tr("There is no column for scores here.")
        try:
            read_score(text)
        except Refusal as error:
            return error.sentence()
        if (row, self._column((exam[0], exam[1] - 1))) in self.cells:
            return ""  # the attempt before it is in the same block
        return self._target.why_shut(self._target.people[row], exam)

    def _exam(self, column: int) -> Exam | None:
        place = column - self._target.first
        return self._target.exams[place] if 0 <= place < len(self._target.exams) else None

    def _column(self, exam: Exam) -> int:
        exams = self._target.exams
        return self._target.first + exams.index(exam) if exam in exams else -1

    def _name(self, row: int) -> str:
        return self._target.people[row].name if row < len(self._target.people) else ""


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip()


def _folded(cell: str) -> str:
    return "".join(cell.casefold().split()).partition("(")[0]


def _heading(line: Sequence[str]) -> dict[str, int]:
    """The columns that a heading line names; empty if it is no heading."""
    found: dict[str, int] = {}
    for at, cell in enumerate(line):
        folded = _folded(cell)
        for word, spellings in HEADINGS.items():
            if folded in spellings:
                found.setdefault(word, at)
            elif word in tuple(LessonKind) and _RESIT in folded and folded.replace(_RESIT, "") in spellings:
                found.setdefault(word + _RESIT, at)
    return found


def _who_columns(
    heading: dict[str, int], lines: Sequence[Sequence[str]], people: Sequence[ScoredPerson]
) -> dict[str, int]:
    """Where the block says who is meant; by its heading, else by what stands in the columns before the scores."""
    if heading:
        named = {word: heading[word] for word in WHO if word in heading}
        return named if set(named) - {"serial"} or len(heading) > len(named) else {}
    found: dict[str, int] = {}
    for at in range(max((len(line) for line in lines), default=0)):
        cells = [line[at] for line in lines if at < len(line) and line[at]]
        kind = _kind_of(cells, people)
        if kind and kind not in found:
            found[kind] = at
    return found


def _kind_of(cells: Sequence[str], people: Sequence[ScoredPerson]) -> str:
    """Whether a column holds names or ID numbers: most of its cells must."""
    names = {name_key(person.name) for person in people}
    tails = {person.id_tail.upper() for person in people}
    words = [cell for cell in cells if not any(sign.isdecimal() for sign in cell) and cell not in NO_RESULT]
    if any(name_key(word) in names for word in words) and 2 * len(words) > len(cells):
        return "name"
    numbers = [cell for cell in cells if len(cell) >= _TAIL and clean_id_text(cell)[-_TAIL:] in tails]
    return "id_number" if 2 * len(numbers) > len(cells) else ""


def _people_called(given: dict[str, str], people: Sequence[ScoredPerson]) -> list[int]:
    """The rows of those whose name and ID number these are; the serial decides between several, or stands alone."""
    found = list(range(len(people)))
    if name := given.get("name", ""):
        found = [row for row in found if name_key(people[row].name) == name_key(name)]
    if number := clean_id_text(given.get("id_number", "").replace("*", "")):
        found = [row for row in found if people[row].id_tail and number.endswith(people[row].id_tail.upper())]
    serial = given.get("serial", "").removesuffix(".0")
    if serial.isdecimal() and (len(found) > 1 or not (name or number)):
        found = [row for row in found if people[row].serial == int(serial)]
    return found if name or number or serial else []


def _score_columns(
    heading: dict[str, int], body: Sequence[tuple[int, list[str]]], who: dict[str, int], target: Target
) -> dict[int, int]:
    """Which column of the block goes into which column of the sheet."""
    exams = {(part.value, part.value + _RESIT)[n - 1]: at for at, (part, n) in enumerate(target.exams) if n <= 2}
    if any(word in heading for word in exams):
        return {heading[word]: target.first + at for word, at in exams.items() if word in heading}
    begin = target.here[1] if target.first <= target.here[1] < target.first + len(target.exams) else target.first
    width = max((len(line) for _, line in body), default=0)
    free = [at for at in range(max(who.values(), default=-1) + 1, width) if not _is_long(at, body)]
    free = [at for at in free if _holds_scores(at, body)] or free
    return {at: begin + place for place, at in enumerate(free)}


def _holds_scores(at: int, body: Sequence[tuple[int, list[str]]]) -> bool:
    """True for a column in which any cell is a score, or that is empty: an empty one keeps its place."""
    cells = [line[at] for _, line in body if at < len(line) and line[at] not in NO_RESULT]
    return not cells or any(_is_score(cell) for cell in cells)


def _is_score(text: str) -> bool:
    try:
        read_score(text)
    except Refusal:
        return False
    return True


def _is_long(at: int, body: Sequence[tuple[int, list[str]]]) -> bool:
    """True for a column of long numbers, such as phones: it holds no scores."""
    cells = [line[at] for _, line in body if at < len(line) and line[at]]
    return bool(cells) and all(len(cell) >= _LONG for cell in cells)
