"""The roll call as a table: who is on it, each lesson's mark, the totals; every step is one change of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Signal

from app.i18n import tr
from app.ledger.attendance import DayIsSealed, MarkEntry, mark_attendance
from app.ledger.attendance_hours import Hours, Prospect
from app.ledger.roll_board import RollBoard, RollPerson, roll_board
from app.models.vocabulary import AttendanceStatus
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
    refused = Signal(object, object)  # the error and the step
    reason_wanted = Signal(object, object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.board: RollBoard | None = None
        self._marks: list[list[str]] = []
        self._hours: list[Hours] = []
        self._done: list[Step] = []

    def show_board(self, board: RollBoard) -> None:
        """Show this roll call; nothing of another one can be undone any more."""
        self.beginResetModel()
        if self.board is None or self.board.row.id != board.row.id:
            self._done.clear()
        self.board = board
        ids = [lesson.id for lesson in board.lessons]
        self._marks = [
            [board.statuses.get((person.enrolment_id, each), NOT_MARKED) for each in ids] for person in board.people
        ]
        self._hours = [self._measured(place) for place in range(len(board.people))]
        self.endResetModel()
        self.changed.emit()

    @property
    def people(self) -> tuple[RollPerson, ...]:
        return self.board.people if self.board else ()

    @property
    def lessons(self) -> int:
        return len(self.board.lessons) if self.board else 0

    @property
    def last_open(self) -> int:
        """The place of the last lesson that may be marked, -1 if none."""
        lessons = self.board.lessons if self.board else ()
        return sum(lesson.day <= self.today for lesson in lessons) - 1

    @property
    def today(self) -> date:
        return self.board.today if self.board else date.min

    def mark_at(self, cell: Cell) -> str:
        """The status in this cell, "" if there is none."""
        return self._marks[cell[0]][cell[1]]

    def hours_at(self, person: int) -> Hours:
        """The hours of the person at this place."""
        return self._hours[person]

    def tally(self, lesson: int) -> Mapping[str, int]:
        """How often each status stands in this lesson, among those who may be there."""
        counts: dict[str, int] = {}
        for place, person in enumerate(self.people):
            if person.left_on is None or self._marks[place][lesson]:
                status = self._marks[place][lesson]
                counts[status] = counts.get(status, 0) + 1
        return counts

    def is_in_danger(self, person: int) -> bool:
        """True for who may miss the least attendance, or has."""
        open_still = self.people[person].outcome == ""
        return open_still and self._hours[person].prospect in (Prospect.DANGER, Prospect.LOST)

    def put(self, wanted: Mapping[Cell, str]) -> int:
        """Mark these cells in one change; gives how many differ from before."""
        step = Step(
            tuple(
                (cell, self.mark_at(cell), status)
                for cell, status in wanted.items()
                if 0 <= cell[1] <= self.last_open and self.mark_at(cell) != status
            )
        )
        if step.cells and self._work.may_write:
            self._done.append(step)
            self.write(step)
        return len(step.cells)

    def undo(self) -> Step | None:
        """Take the last step back; gives it, or None if there is nothing to undo."""
        if not self._done:
            return None
        step = self._done.pop()
        self.write(step.reversed())
        return step

    def write(self, step: Step, reason: str = "") -> None:
        """Paint a step and hand it to the ledger."""
        entries, ledger = self._entries(step), self._work.ledger
        self._paint(step)
        self._work.operations.write(
            lambda _: mark_attendance(ledger, entries, reason=reason),
            lambda _: self._work.note_saved(),
            lambda error: self._take_back(step, error),
        )

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
            person = self.people[row]
            return (str(person.serial), person.name or tr("(erased)"), person.id_tail, person.village)[column]
        if column < LEFT + self.lessons:
            return self._marks[row][column - LEFT]
        return self._total(row, column - LEFT - self.lessons)

    def _total(self, row: int, place: int) -> Any:
        hours = self._hours[row]
        return hours.counts[TOTALS[place]] if place < len(TOTALS) else hours.rate_so_far

    def _entries(self, step: Step) -> list[MarkEntry]:
        assert self.board is not None  # noqa: S101 - there are no cells without a board
        people, lessons = self.board.people, self.board.lessons
        return [
            MarkEntry(people[row].enrolment_id, lessons[column].id, AttendanceStatus(after) if after else None)
            for (row, column), _, after in step.cells
        ]

    def _paint(self, step: Step) -> None:
        for (row, column), _, after in step.cells:
            self._marks[row][column] = after
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
        self._paint(step.reversed())
        if self._done and self._done[-1] == step:
            self._done.pop()
        told = self.reason_wanted if isinstance(error, DayIsSealed) else self.refused
        told.emit(error, step)

    def _measured(self, row: int) -> Hours:
        assert self.board is not None  # noqa: S101 - there are no people without a board
        ids = [lesson.id for lesson in self.board.lessons]
        return self.board.hours({ids[at]: status for at, status in enumerate(self._marks[row]) if status})
