"""All that the papers of a class file are filled from: the class, its lessons and trainers, its people, their marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.clock import today as day_on
from app.ledger.class_people import ClassPerson, ClassSheet, class_sheet
from app.ledger.conduct import ConductRow, conduct_of
from app.ledger.graduation import ClassGraduation, graduation_of
from app.ledger.parents import parent_of
from app.ledger.teaching import TrainerRow, list_trainers
from app.ledger.timetable import LessonRow, timetable
from app.models.code_tables import supported_by_poverty_policy
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import AttendanceStatus, Outcome

FILED = "papers_filed"
"""Under which word the plan of a class keeps the papers that were put into its file: {key: day}."""

_MEMBER = "01"  # 中共党员 in GB/T 4762
_THERE = frozenset(
    each.symbol for each in (AttendanceStatus.PRESENT, AttendanceStatus.LATE, AttendanceStatus.LEFT_EARLY)
)


@dataclass(frozen=True)
class LessonTaught:
    """A lesson that was or will be held, with how many were expected and there, and who was missing."""

    lesson: LessonRow
    marked: int
    expected: int
    there: int
    absent: tuple[str, ...]


@dataclass(frozen=True)
class ClassRecords:
    """Everything about one class; `filed` says on which day the paper of a key was put into the file."""

    sheet: ClassSheet
    lessons: tuple[LessonTaught, ...]
    trainers: tuple[TrainerRow, ...]
    conduct: tuple[ConductRow, ...]
    graduation: ClassGraduation
    party_members: tuple[str, ...]  # enrolment ids
    filed: dict[str, date]
    today: date

    @property
    def staying(self) -> tuple[ClassPerson, ...]:
        """Those who have not left the class."""
        return tuple(person for person in self.sheet.people if not person.row.has_withdrawn)

    @property
    def completed(self) -> tuple[ClassPerson, ...]:
        """Those who have completed the class."""
        return tuple(person for person in self.sheet.people if person.row.outcome == Outcome.COMPLETED)

    @property
    def is_over(self) -> bool:
        """True from the last day of lessons on."""
        return self.graduation.is_over

    def supported(self, person: ClassPerson) -> bool:
        """True for who belonged to a group of the poverty policies on the first day."""
        return bool(supported_by_poverty_policy() & set(person.row.categories))

    def days_attended(self, person: ClassPerson) -> int:
        """The days on which someone was there for a lesson at least."""
        days = {slot.id: slot.day for slot in self.sheet.lessons}
        return len({days[lesson] for lesson, symbol in person.symbols.items() if symbol in _THERE})


def class_records(ledger: Ledger, class_id: str) -> ClassRecords:
    """Read all of it. Raises NoSuchClass."""
    sheet = class_sheet(ledger, class_id)
    lessons = [lesson for lesson in timetable(ledger, class_id) if not lesson.cancelled]
    named = {lesson.trainer_id for lesson in lessons}
    filed, members = _kept(ledger, class_id)
    return ClassRecords(
        sheet=sheet,
        lessons=tuple(_taught(lesson, sheet.people) for lesson in lessons),
        trainers=tuple(trainer for trainer in list_trainers(ledger) if trainer.id in named),
        conduct=conduct_of(ledger, class_id),
        graduation=graduation_of(ledger, class_id),
        party_members=members,
        filed=filed,
        today=day_on(ledger.clock),
    )


def _taught(lesson: LessonRow, people: Sequence[ClassPerson]) -> LessonTaught:
    """Who left before the day is not expected any more."""
    here = [each for each in people if not _had_left(each, lesson.day)]
    symbols = [each.symbols.get(lesson.id, "") for each in here]
    absent = tuple(each.row.name for each, sign in zip(here, symbols, strict=True) if sign and sign not in _THERE)
    there = sum(sign in _THERE for sign in symbols)
    return LessonTaught(lesson, sum(map(bool, symbols)), len(here), there, absent)


def _had_left(person: ClassPerson, day: date) -> bool:
    return person.row.has_withdrawn and (person.row.outcome_on or date.min) < day


def _kept(ledger: Ledger, class_id: str) -> tuple[dict[str, date], tuple[str, ...]]:
    """Which papers were put into the file and when, and who is a member of the party."""
    statement = select(Enrolment.id).join(Trainee, Trainee.id == Enrolment.trainee_id).order_by(Enrolment.serial)
    statement = statement.where(Enrolment.class_id == class_id, Trainee.political_status == _MEMBER)
    with ledger.reading() as session:
        plan = parent_of(session, TrainingClass, class_id).plan
        members = session.scalars(statement.where(Enrolment.outcome != Outcome.WITHDREW)).all()
    return {key: date.fromisoformat(day) for key, day in plan.get(FILED, {}).items()}, tuple(members)
