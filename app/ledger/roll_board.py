"""All that a roll call shows at once: lessons, people, marks, sealed days, and how hours are measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.ledger.attendance_hours import Hours, LessonHours, Measure, hours_of
from app.ledger.attendance_marks import current_marks
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import ClassRow, NoSuchClass, class_rows
from app.ledger.rules import rules_on
from app.ledger.timetable import LessonRow, held_lessons, lesson_row
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.regions import short_village
from app.models.training import DaySeal, TrainingClass

_TAIL = 4


@dataclass(frozen=True)
class RollPerson:
    """One person on the roll; of the ID number only the last four signs."""

    serial: int
    enrolment_id: str
    name: str
    pinyin: str
    initials: str
    id_tail: str
    village: str
    outcome: str
    outcome_label: str
    left_on: date | None

    @property
    def is_open(self) -> bool:
        """True while the outcome is."""
        return self.outcome in ("", "failed")


@dataclass(frozen=True)
class RollBoard:
    """The roll call of a class; `statuses` are the marks that hold by (enrolment, lesson)."""

    row: ClassRow
    lessons: tuple[LessonRow, ...]
    people: tuple[RollPerson, ...]
    statuses: Mapping[tuple[str, str], str]
    sealed: frozenset[date]
    measure: Measure
    today: date

    def hours(self, statuses: Mapping[str, str]) -> Hours:
        """One person's hours from the status of each lesson that has a mark."""
        return hours_of(self._lesson_hours, statuses, self.measure)

    @cached_property
    def _lesson_hours(self) -> tuple[LessonHours, ...]:
        # Asked for at every key of the roll call.
        return tuple(LessonHours(each.id, each.day, each.kind, each.hours) for each in self.lessons)


def roll_board(ledger: Ledger, class_id: str) -> RollBoard:
    """The board of this class as it stands. Raises NoSuchClass."""
    today = day_on(ledger.clock)
    with ledger.reading() as session:
        row = session.get(TrainingClass, class_id)
        if row is None:
            raise NoSuchClass(name=class_id)
        lessons = session.scalars(held_lessons(class_id)).all()
        marks = current_marks(session, [lesson.id for lesson in lessons])
        days = session.scalars(select(DaySeal.day).where(DaySeal.class_id == class_id))
        return RollBoard(
            row=class_rows(session, [class_id])[0],
            lessons=tuple(lesson_row(lesson, number, None) for number, lesson in enumerate(lessons, start=1)),
            people=_people(session, roster_rows(session, class_id)),
            statuses={key: held.status for key, held in marks.items()},
            sealed=frozenset(days),
            measure=Measure.of(rules_on(session, row.starts_on), today),
            today=today,
        )


def _people(session: Session, roster: Sequence[RosterRow]) -> tuple[RollPerson, ...]:
    wanted = select(Trainee.id, Trainee.pinyin, Trainee.initials).where(Trainee.id.in_([r.trainee_id for r in roster]))
    spoken = {found.id: (found.pinyin, found.initials) for found in session.execute(wanted)}
    return tuple(_person(row, *spoken[row.trainee_id]) for row in roster)


def _person(row: RosterRow, pinyin: str, initials: str) -> RollPerson:
    return RollPerson(
        serial=row.serial,
        enrolment_id=row.enrolment_id,
        name=row.name,
        pinyin=pinyin.replace(" ", ""),
        initials=initials,
        id_tail=row.id_number[-_TAIL:],
        village=short_village(row.village),
        outcome=row.outcome,
        outcome_label=row.outcome_label,
        left_on=row.outcome_on if row.has_withdrawn else None,
    )
