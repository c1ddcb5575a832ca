"""All that the sheet of results shows at once: everyone's scores by part and attempt, the pass marks, the remarks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.ledger.attendance_hours import Prospect, people_hours
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.class_rows import ClassRow, NoSuchClass, class_rows
from app.ledger.graduation import examined_parts
from app.ledger.parents import parent_of
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import held_lessons
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import ConductNote, Course, Enrolment, ExamResult, TrainingClass
from app.models.vocabulary import LessonKind, Outcome

_TAIL = 4
_MARK_RULES = {LessonKind.THEORY: "theory_pass_mark", LessonKind.PRACTICAL: "practical_pass_mark"}
Exam = tuple[LessonKind, int]  # the part and the attempt


@dataclass(frozen=True)
class ScoredPerson:
    """One person on the sheet: scores in tenths by part and attempt, the newest remark, the share of hours so far.

    Of the ID number only the last four signs. `is_short` if the least attendance cannot be reached any more.
    """

    serial: int
    enrolment_id: str
    trainee_id: str
    name: str
    pinyin: str
    initials: str
    id_tail: str
    outcome: str
    outcome_label: str
    scores: Mapping[Exam, int]
    remark: str
    rate: float
    is_short: bool

    @property
    def is_open(self) -> bool:
        """True while scores may be entered: who has completed or left keeps what stands."""
        return self.outcome not in (Outcome.COMPLETED, Outcome.WITHDREW)

    @property
    def has_withdrawn(self) -> bool:
        """True for who left the class before its end."""
        return self.outcome == Outcome.WITHDREW

    def best(self, part: LessonKind) -> int | None:
        """The best attempt of a part in tenths; it is the one that counts."""
        return max((tenths for (each, _), tenths in self.scores.items() if each is part), default=None)


@dataclass(frozen=True)
class ResultsSheet:
    """The results of a class; `parts` are shown, `examined` must be passed; pass marks in tenths."""

    row: ClassRow
    people: tuple[ScoredPerson, ...]
    parts: tuple[LessonKind, ...]
    examined: tuple[LessonKind, ...]
    attempts: int
    pass_marks: Mapping[LessonKind, float]
    last_day: date
    today: date

    def missing(self, person: ScoredPerson) -> tuple[LessonKind, ...]:
        """The parts that must be passed and have no score yet."""
        return tuple(part for part in self.examined if person.best(part) is None)

    def failed(self, person: ScoredPerson) -> tuple[LessonKind, ...]:
        """The parts whose best score is below the pass mark."""
        bests = {part: person.best(part) for part in self.examined}
        return tuple(part for part, best in bests.items() if best is not None and not self.passes(part, best))

    def passes(self, part: LessonKind, tenths: int) -> bool:
        """True for a score that reaches the pass mark."""
        return tenths >= self.pass_marks[part]


def results_sheet(ledger: Ledger, class_id: str) -> ResultsSheet:
    """The sheet of this class as it stands. Raises NoSuchClass."""
    today = day_on(ledger.clock)
    with ledger.reading() as session:
        row = session.get(TrainingClass, class_id)
        if row is None:
            raise NoSuchClass(name=class_id)
        rules = rules_on(session, row.starts_on)
        people = _people(session, class_id, today)
        examined = examined_parts(rules, row.certificate_kind, parent_of(session, Course, row.course_id))
        return ResultsSheet(
            row=class_rows(session, [class_id])[0],
            people=people,
            parts=_shown(examined, people),
            examined=examined,
            attempts=max([int(rules.value("exam_attempts_max")), *_attempts(people)]),
            pass_marks=_pass_marks(rules),
            last_day=max((lesson.day for lesson in session.scalars(held_lessons(class_id))), default=row.ends_on),
            today=today,
        )


def _shown(examined: Sequence[LessonKind], people: Sequence[ScoredPerson]) -> tuple[LessonKind, ...]:
    """The parts that are examined, and those in which somebody has a score; both where there is neither."""
    scored = {part for person in people for part, _ in person.scores}
    return tuple(part for part in LessonKind if part in examined or part in scored) or tuple(LessonKind)


def _attempts(people: Sequence[ScoredPerson]) -> set[int]:
    return {attempt for person in people for _, attempt in person.scores}


def _pass_marks(rules: Rules) -> dict[LessonKind, float]:
    return {part: float(rules[key].fraction * 10) for part, key in _MARK_RULES.items()}


def _people(session: Session, class_id: str, today: date) -> tuple[ScoredPerson, ...]:
    roster, scores = roster_rows(session, class_id), _scores(session, class_id)
    remarks, spoken = _remarks(session, class_id), _spoken(session, class_id)
    hours = {each.enrolment_id: each.hours for each in people_hours(session, class_id, today)}
    return tuple(
        ScoredPerson(
            **_who(row, *spoken[row.trainee_id]),
            scores=scores.get(row.enrolment_id, {}),
            remark=remarks.get(row.enrolment_id, ""),
            rate=hours[row.enrolment_id].rate_so_far,
            is_short=hours[row.enrolment_id].prospect is Prospect.LOST,
        )
        for row in roster
    )


def _who(row: RosterRow, pinyin: str, initials: str) -> dict[str, Any]:
    return {
        "serial": row.serial,
        "enrolment_id": row.enrolment_id,
        "trainee_id": row.trainee_id,
        "name": row.name,
        "pinyin": pinyin.replace(" ", ""),
        "initials": initials,
        "id_tail": row.id_number[-_TAIL:],
        "outcome": row.outcome,
        "outcome_label": row.outcome_label,
    }


def _spoken(session: Session, class_id: str) -> dict[str, tuple[str, str]]:
    """The pinyin and the initials of everyone in the class."""
    wanted = select(Trainee.id, Trainee.pinyin, Trainee.initials).join(Enrolment, Enrolment.trainee_id == Trainee.id)
    found = session.execute(wanted.where(Enrolment.class_id == class_id))
    return {trainee_id: (pinyin, initials) for trainee_id, pinyin, initials in found}


def _scores(session: Session, class_id: str) -> dict[str, dict[Exam, int]]:
    found: dict[str, dict[Exam, int]] = {}
    wanted = select(ExamResult).join(Enrolment).where(Enrolment.class_id == class_id)
    for row in session.scalars(wanted.order_by(ExamResult.id)):
        found.setdefault(row.enrolment_id, {})[LessonKind(row.part), row.attempt] = row.score_tenths
    return found


def _remarks(session: Session, class_id: str) -> dict[str, str]:
    """The newest remark on each."""
    notes = select(ConductNote).join(Enrolment).where(Enrolment.class_id == class_id)
    return {row.enrolment_id: row.text for row in session.scalars(notes.order_by(ConductNote.day, ConductNote.id))}
