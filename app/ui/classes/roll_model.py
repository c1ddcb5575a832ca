"""The roll call as a table: who is on it, each lesson's mark, the totals; every step is one change of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Signal

from app.i18n import tr
from app.ledger.attendance import DayIsSealed, MarkEntry, mark_attendance
from app.ledger.attendance_hours import Hours, Prospect
from app.ledger.roll_board import RollBoard, RollPerson, roll_board
from app.models.vocabulary import AttendanceStatus, Outcome
from app.ui.classes.roll_words import NOT_MARKED
from app.ui.columns import DISPLAY, NO_PARENT, Index
from app.ui.work import Work

LEFT = 4  # serial, name, tail of the ID number, village
TOTALS = ("present", "late", "absent", "excused")
RIGHT = len(TOTALS) + 1
Cell = tuple[int, int]  # the place of a person and of a lesson


@dataclass(frozen=True)
class Step:
    """What one key did: each cell with the status before and after."""

    cells: tuple[tuple[Cell, str, str], ...]

    def reversed(self) -> "Step":
        """The step that takes this one back."""
        return Step(tuple((cell, after, before) for cell, before, after in self.cells))


class RollModel(QAbstractTableModel):
    """What is typed is painted at once and written behind; if the ledger refuses, it is as it was before."""

    changed = Signal()
    painted = Signal()  # a step is to be seen at once: what is written now takes the processor
    counted = Signal(int)  # the place of a lesson whose tally is another now
    refused = Signal(object, object)  # the error and the step
    reason_wanted = Signal(object, object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.board: RollBoard | None = None
        self._marks: list[list[str]] = []
        self._hours: list[Hours] = []
        self._tallies: list[Mapping[str, int]] = []
        self._ends: list[bool] = []
        self._last_open = -1
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def show_board(self, board: RollBoard) -> None:
        """Show this roll call; nothing of another one can be undone any more."""
        self.beginResetModel()
        if self.board is None or self.board.row.id != board.row.id:
            self._done.clear()
            self._undone.clear()
        self.board = board
        lessons = board.lessons
        self._marks = [
            [board.statuses.get((person.enrolment_id, each.id), NOT_MARKED) for each in lessons]
            for person in board.people
        ]
        self._hours = [self._measured(place) for place in range(len(board.people))]
        self._tallies = [self._counted(place) for place in range(len(lessons))]
        self._ends = [one.day != next_one.day for one, next_one in pairwise(lessons)] + [True]
        self._last_open = sum(lesson.day <= board.today for lesson in lessons) - 1
        self.endResetModel()
        self.changed.emit()

    @property
    def takes_marks(self) -> bool:
        """False while something hinders the ledger."""
        return self._work.may_write

    @property
    def people(self) -> tuple[RollPerson, ...]:
        return self.board.people if self.board else ()

    @property
    def lessons(self) -> int:
        return len(self.board.lessons) if self.board else 0

    @property
    def last_open(self) -> int:
        """The place of the last lesson that may be marked, -1 if none."""
        return self._last_open

    @property
    def today(self) -> date:
        return self.board.today if self.board else date.min

    def ends_day(self, lesson: int) -> bool:
        """True for the last lesson of a day."""
        return self._ends[lesson]

    def marks_of(self, person: int) -> Sequence[str]:
        """The status of each lesson of the person at this place."""
        return self._marks[person]

    def mark_at(self, cell: Cell) -> str:
        """The status in this cell, "" if there is none."""
        return self._marks[cell[0]][cell[1]]

    def hours_at(self, person: int) -> Hours:
        """The hours of the person at this place."""
        return self._hours[person]

    def tally(self, lesson: int) -> Mapping[str, int]:
        """How often each status stands in this lesson, among those who may be there."""
        return self._tallies[lesson]

    def is_in_danger(self, person: int) -> bool:
        """True for who may miss the least attendance, or has."""
        open_still = self.people[person].outcome == ""
        return open_still and self._hours[person].prospect in (Prospect.DANGER, Prospect.LOST)

    def hindrance(self, cell: Cell) -> str:
        """Why this cell takes no mark, in the reader's language; empty if it does."""
        row, lesson = cell
        if self.board is None or not (0 <= row < len(self.people) and 0 <= lesson < self.lessons):
            return tr("outside the roll call")
        person, day = self.people[row], self.board.lessons[lesson].day
        if lesson > self._last_open:
            return tr("a day that has not come yet")
        if person.left_on is not None and day > person.left_on:
            return tr("somebody who had left the class")
        return tr("somebody who has completed the class") if person.outcome == Outcome.COMPLETED else ""

    def put(self, wanted: Mapping[Cell, str]) -> int:
        """Mark these cells in one change, where they take a mark; gives how many differ from before."""
        step = Step(
            tuple(
                (cell, self.mark_at(cell), status)
                for cell, status in wanted.items()
                if not self.hindrance(cell) and self.mark_at(cell) != status
            )
        )
        if not step.cells or not self.takes_marks:
            return 0
        self._done.append(step)
        self._undone.clear()
        self.write(step)
        return len(step.cells)

    def undo(self) -> Step | None:
        """Take the last step back; gives it, or None if there is nothing to undo."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self.write(step.reversed(), undoes=True)
        return step

    def redo(self) -> Step | None:
        """Do the step again that was taken back last; gives it, or None if there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self.write(step, undoes=True)
        return step

    def write(self, step: Step, reason: str = "", *, undoes: bool = False) -> None:
        """Paint a step and hand it to the ledger; `undoes` if it takes the last one back, or that again."""
        entries, ledger = self._entries(step, undoes=undoes), self._work.ledger
        self._paint(step)
        self.painted.emit()
        self._work.operations.write(
            lambda _: mark_attendance(ledger, entries, reason=reason),
            lambda _: self._work.note_saved(),
            lambda error: self._take_back(step, error),
        )

    def step_of(self, marks: Mapping[tuple[str, str], tuple[str, str]]) -> Step:
        """The step that marks by (enrolment, lesson) come to, each with the status before and after."""
        people = {person.enrolment_id: at for at, person in enumerate(self.people)}
        lessons = {lesson.id: at for at, lesson in enumerate(self.board.lessons)} if self.board else {}
        return Step(tuple(((people[who], lessons[what]), *pair) for (who, what), pair in marks.items()))

    def learn(self, step: Step) -> None:
        """Take a step that something else has written, so that it can be taken back."""
        if step.cells:
            self._done.append(step)
            self._undone.clear()

    def reload(self) -> None:
        """Read the roll call again, after all that is being written."""
        if self.board:
            ledger, class_id = self._work.ledger, self.board.row.id
            self._work.operations.write(lambda _: roll_board(ledger, class_id), self.show_board)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self.people)

    def columnCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() or not self.board else LEFT + self.lessons + RIGHT

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role != DISPLAY:
            return None
        row, column = index.row(), index.column()
        if column < LEFT:
            return self.told(row, column)
        if column < LEFT + self.lessons:
            return self._marks[row][column - LEFT]
        return self._total(row, column - LEFT - self.lessons)

    def told(self, row: int, column: int) -> str:
        """What the columns at the left say of the person at this place."""
        person = self.people[row]
        return (str(person.serial), person.name or tr("(erased)"), person.id_tail, person.village)[column]

    def _total(self, row: int, place: int) -> Any:
        hours = self._hours[row]
        return hours.counts[TOTALS[place]] if place < len(TOTALS) else hours.rate_so_far

    def _entries(self, step: Step, *, undoes: bool) -> list[MarkEntry]:
        assert self.board is not None  # noqa: S101 - there are no cells without a board
        people, lessons = self.board.people, self.board.lessons
        return [
            MarkEntry(
                people[row].enrolment_id,
                lessons[column].id,
                AttendanceStatus(after) if after else None,
                undoes=undoes,
            )
            for (row, column), _, after in step.cells
        ]

    def _paint(self, step: Step) -> None:
        for (row, column), _, after in step.cells:
            self._marks[row][column] = after
        for column in {cell[1] for cell, _, _ in step.cells}:
            self._tallies[column] = self._counted(column)
            self.counted.emit(column)
        for row in {cell[0] for cell, _, _ in step.cells}:
            self._hours[row] = self._measured(row)
            for place in range(RIGHT):
                self._tell(row, LEFT + self.lessons + place)
        for (row, column), _, _ in step.cells:
            self._tell(row, LEFT + column)
        self.changed.emit()

    def _tell(self, row: int, column: int) -> None:
        # One cell at a time: for a range the view paints everything in sight.
        self.dataChanged.emit(self.index(row, column), self.index(row, column))

    def _take_back(self, step: Step, error: Exception) -> None:
        # Cells that were marked again in the meantime keep the later mark.
        self._paint(Step(tuple(each for each in step.reversed().cells if self.mark_at(each[0]) == each[1])))
        # Neither done nor taken back: what the ledger refused is no step to come back to.
        self._done = [each for each in self._done if each is not step]
        self._undone = [each for each in self._undone if each.reversed() != step]
        told = self.reason_wanted if isinstance(error, DayIsSealed) else self.refused
        told.emit(error, step)

    def _counted(self, lesson: int) -> Mapping[str, int]:
        counts: dict[str, int] = {}
        for person, marks in zip(self.people, self._marks, strict=True):
            status = marks[lesson]
            if status or person.left_on is None:
                counts[status] = counts.get(status, 0) + 1
        return counts

    def _measured(self, row: int) -> Hours:
        assert self.board is not None  # noqa: S101 - there are no people without a board
        ids = [lesson.id for lesson in self.board.lessons]
        return self.board.hours({ids[at]: status for at, status in enumerate(self._marks[row]) if status})
