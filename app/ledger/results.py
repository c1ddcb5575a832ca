"""Exam results: theory and practice, a first attempt and the resits, in points with one decimal."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.attendance import HasGraduated, HasLeft
from app.ledger.class_roster import RosterRow, roster_rows
from app.ledger.day_seals import FutureDay
from app.ledger.enrolling import NoSuchEnrolment
from app.ledger.known_people import among
from app.ledger.lessons import needed
from app.ledger.parents import name_of, parent_of
from app.ledger.rules import rule
from app.models.change import Change
from app.models.ledger import Ledger
from app.models.training import Enrolment, ExamResult, TrainingClass
from app.models.vocabulary import LessonKind, Outcome

HIGHEST_TENTHS = 1000
_SCORE = re.compile(r"(\d{1,3})(?:\.(\d)0*)?分?")


class ScoreUnreadable(Refusal):
    """What was given is no score."""

    code = "score_unreadable"
    message = mark("“{given}” is not a score.")
    remedy = mark("Write points from 0 to 100 with at most one decimal, for instance 85 or 85.5.")


class ResultExists(Refusal):
    """The attempt has another score already."""

    code = "result_exists"
    message = mark("{name} already has {held} in {part} (attempt {attempt}); {given} was not taken.")
    remedy = mark("Enter a resit as the next attempt; to mend a slip correct the score and say why.")


class TooManyAttempts(Refusal):
    """The rules allow fewer attempts, or one before it is missing."""

    code = "attempt_unfit"
    message = mark("{name}: attempt {attempt} in {part} cannot be entered.")
    remedy = mark("Attempts follow each other from 1 on; the rules allow {most}.")


class ResultMissing(Refusal):
    """There is no result to correct."""

    code = "result_missing"
    message = mark("{name} has no result in {part} (attempt {attempt}) to correct.")
    remedy = mark("Enter it as a new score.")


@dataclass(frozen=True)
class ResultEntry:
    """A result to be kept. Score in tenths of a point."""

    enrolment_id: str
    part: LessonKind
    score_tenths: int
    attempt: int = 1
    taken_on: date | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """What there is one result of."""
        return self.enrolment_id, self.part.value, self.attempt


Held = dict[tuple[str, str, int], ExamResult]


@dataclass(frozen=True)
class ResultRow:
    """One exam as shown; the score in points."""

    part: str
    part_label: str
    attempt: int
    score: float
    taken_on: date | None


@dataclass(frozen=True)
class PersonResults:
    """Everyone's exams; the best attempt of each part counts, None where there is none."""

    serial: int
    name: str
    enrolment_id: str
    theory: float | None
    practical: float | None
    attempts: tuple[ResultRow, ...]
    outcome: str


@dataclass(frozen=True)
class ResultsTaken:
    """How many results were written, and how many stood there already."""

    written: int
    unchanged: int


def read_score(given: object) -> int:
    """Points from 0 to 100 with at most one decimal, as tenths. Raises ScoreUnreadable."""
    text = unicodedata.normalize("NFKC", str(given if given is not None else "")).strip()
    parts = None if isinstance(given, bool) else _SCORE.fullmatch(text)
    tenths = int(parts[1]) * 10 + int(parts[2] or 0) if parts else HIGHEST_TENTHS + 1
    if tenths > HIGHEST_TENTHS:
        raise ScoreUnreadable(given=text)
    return tenths


def set_results(
    ledger: Ledger, entries: Iterable[ResultEntry], *, correct: bool = False, reason: str = ""
) -> ResultsTaken:
    """Keep these results, all or none; `correct` replaces what stands, with a reason.

    Raises ResultExists, TooManyAttempts, ResultMissing, FutureDay, HasGraduated, HasLeft, ReasonMissing.
    """
    why = needed(reason) if correct else reason
    with ledger.change("results.correct" if correct else "results.set", reason=why) as change:
        return enter_results(change, tuple(entries), correct=correct)


def enter_results(change: Change, entries: Sequence[ResultEntry], *, correct: bool = False) -> ResultsTaken:
    """The same inside a change that is under way."""
    held = held_results(change, entries)
    written = 0
    for entry in sorted(entries, key=lambda entry: entry.attempt):
        check_result(change, entry, held, correct=correct)
        row = held.get(entry.key)
        if row is None:
            held[entry.key] = change.add(_row(entry))
        elif _is_same(row, entry):
            continue
        else:
            row.score_tenths, row.taken_on = entry.score_tenths, entry.taken_on or row.taken_on
        written += 1
    return ResultsTaken(written, len(entries) - written)


def enter_new(change: Change, entry: ResultEntry, held: Held, name: str) -> None:
    """Enter a score where there is none. Raises TooManyAttempts."""
    _refuse_attempt(change, entry, held, name)
    held[entry.key] = change.add(_row(entry))


def held_results(change: Change, entries: Iterable[ResultEntry]) -> Held:
    """What stands in the ledger of the people in these entries, by enrolment, part and attempt."""
    wanted = select(ExamResult).where(among(ExamResult.enrolment_id, {entry.enrolment_id for entry in entries}))
    # Two PCs may each have entered one exam: the later row is the one that is shown and corrected.
    return {(row.enrolment_id, row.part, row.attempt): row for row in change.rows(wanted.order_by(ExamResult.id))}


def check_result(change: Change, entry: ResultEntry, held: Held, *, correct: bool) -> None:
    """Raise what stands against this result, if anything does."""
    name = may_be_examined(change, entry.enrolment_id, entry.taken_on)
    row = held.get(entry.key)
    if row is None and correct:
        raise ResultMissing(name=name, part=entry.part.label, attempt=entry.attempt)
    if row is None:
        _refuse_attempt(change, entry, held, name)
    elif row.score_tenths != entry.score_tenths and not correct:
        figures = {"held": row.score_tenths / 10, "given": entry.score_tenths / 10}
        raise ResultExists(name=name, part=entry.part.label, attempt=entry.attempt, **figures)


def class_results(ledger: Ledger, class_id: str) -> tuple[PersonResults, ...]:
    """Everyone's results, by serial, those who withdrew too."""
    with ledger.reading() as session:
        return people_results(session, class_id)


def people_results(session: Session, class_id: str) -> tuple[PersonResults, ...]:
    """The same within a session."""
    statement = select(ExamResult).join(Enrolment).where(Enrolment.class_id == class_id)
    found: dict[str, list[ExamResult]] = {}
    for row in session.scalars(statement.order_by(ExamResult.part.desc(), ExamResult.attempt, ExamResult.id)):
        found.setdefault(row.enrolment_id, []).append(row)
    return tuple(_person(each, found.get(each.enrolment_id, [])) for each in roster_rows(session, class_id))


def _person(row: RosterRow, results: Sequence[ExamResult]) -> PersonResults:
    best = {
        part: max((each.score_tenths for each in results if each.part == part), default=None) for part in LessonKind
    }
    theory, practical = (None if best[part] is None else (best[part] or 0) / 10 for part in LessonKind)
    attempts = tuple(
        ResultRow(each.part, LessonKind(each.part).label, each.attempt, each.score_tenths / 10, each.taken_on)
        for each in results
    )
    return PersonResults(row.serial, row.name, row.enrolment_id, theory, practical, attempts, row.outcome)


def _row(entry: ResultEntry) -> ExamResult:
    row = ExamResult(enrolment_id=entry.enrolment_id, part=entry.part.value, attempt=entry.attempt)
    row.score_tenths, row.taken_on = entry.score_tenths, entry.taken_on
    return row


def _is_same(row: ExamResult, entry: ResultEntry) -> bool:
    return row.score_tenths == entry.score_tenths and entry.taken_on in (None, row.taken_on)


def may_be_examined(change: Change, enrolment_id: str, taken_on: date | None) -> str:
    """The name of the one examined, if results may be entered. Raises NoSuchEnrolment, HasGraduated, HasLeft."""
    enrolment = change.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NoSuchEnrolment
    name = name_of(change.session, enrolment.trainee_id)
    if enrolment.outcome == Outcome.COMPLETED:
        raise HasGraduated(name=name)
    if enrolment.outcome == Outcome.WITHDREW:
        raise HasLeft(name=name, day=enrolment.outcome_on)
    if taken_on and taken_on > change.today:
        raise FutureDay(day=taken_on)
    return name


def _refuse_attempt(change: Change, entry: ResultEntry, held: Held, name: str) -> None:
    """A resit follows the attempt before it, up to the number the rules allow."""
    enrolment = parent_of(change.session, Enrolment, entry.enrolment_id)
    row = parent_of(change.session, TrainingClass, enrolment.class_id)
    most = rule(change.session, "exam_attempts_max", row.starts_on).value
    has_first = entry.attempt == 1 or (entry.enrolment_id, entry.part, entry.attempt - 1) in held
    if not has_first or not 1 <= entry.attempt <= most:
        raise TooManyAttempts(name=name, part=entry.part.label, attempt=entry.attempt, most=most)
