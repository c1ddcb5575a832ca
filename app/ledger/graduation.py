"""Who has earned the certificate, and what exactly is missing for everyone else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import today as day_on
from app.i18n import mark
from app.ledger.attendance_hours import Hours, PersonHours, people_hours
from app.ledger.class_rows import NoSuchClass
from app.ledger.eligibility import past_of
from app.ledger.parents import parent_of
from app.ledger.past_training import CheckBasis, check_basis
from app.ledger.results import PersonResults, people_results
from app.ledger.rules import Rules, rules_on
from app.ledger.timetable import held_lessons
from app.models.findings import Finding, Severity, block, warn
from app.models.ledger import Ledger
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import LessonKind, Outcome

HELD_BACK = "不予结业："
"""How the reason of an outcome begins that people decided and not the rules; kept with the data, so in Chinese."""

_MARK_RULES = {LessonKind.THEORY: "theory_pass_mark", LessonKind.PRACTICAL: "practical_pass_mark"}


@dataclass(frozen=True)
class Demand:
    """What a class asks of everyone: the rules, the kind of certificate, the parts that are examined."""

    rules: Rules
    certificate_kind: str
    parts: tuple[LessonKind, ...]


@dataclass(frozen=True)
class PersonGraduation:
    """How one person stands: what is missing keeps the certificate back, what is only told does not."""

    serial: int
    name: str
    enrolment_id: str
    trainee_id: str
    outcome: str
    is_eligible: bool
    missing: tuple[Finding, ...]
    told: tuple[Finding, ...]
    hours: Hours
    theory: float | None
    practical: float | None

    @property
    def has_withdrawn(self) -> bool:
        """True for who left the class before its end."""
        return self.outcome == Outcome.WITHDREW


@dataclass(frozen=True)
class ClassGraduation:
    """How a class stands: its last day, what the rules say of it as a whole, and everyone in it."""

    class_id: str
    code: str
    last_day: date
    is_over: bool
    findings: tuple[Finding, ...]
    people: tuple[PersonGraduation, ...]
    basis: CheckBasis

    @property
    def eligible(self) -> tuple[PersonGraduation, ...]:
        """Those who have earned the certificate."""
        return tuple(person for person in self.people if person.is_eligible)

    @property
    def not_eligible(self) -> tuple[PersonGraduation, ...]:
        """Those for whom something is missing; nobody who has withdrawn."""
        return tuple(person for person in self.people if not person.is_eligible and not person.has_withdrawn)


def graduation_of(ledger: Ledger, class_id: str) -> ClassGraduation:
    """How everyone in the class stands today; changes nothing. Raises NoSuchClass."""
    with ledger.reading() as session:
        return judge_class(session, class_id, day_on(ledger.clock))


def judge_class(session: Session, class_id: str, today: date) -> ClassGraduation:
    """The same within a session."""
    row = session.get(TrainingClass, class_id)
    if row is None:
        raise NoSuchClass(name=class_id)
    course = parent_of(session, Course, row.course_id)
    rules = rules_on(session, row.starts_on)
    hours = people_hours(session, class_id, today)
    results = {each.enrolment_id: each for each in people_results(session, class_id)}
    past = past_of(session, rules, row, {each.trainee_id for each in hours})
    demand = Demand(rules, row.certificate_kind, examined_parts(rules, row.certificate_kind, course))
    held = held_back(session, class_id)
    people = tuple(
        judge_person(
            demand,
            each,
            results[each.enrolment_id],
            (*held.get(each.enrolment_id, ()), *past.get(each.trainee_id, ())),
        )
        for each in hours
    )
    last_day = max((lesson.day for lesson in session.scalars(held_lessons(class_id))), default=row.ends_on)
    findings = (*_held(rules, course, session, class_id), *_few(rules, people))
    return ClassGraduation(
        class_id, row.code, last_day, today >= last_day, findings, people, check_basis(session, today)
    )


def examined_parts(rules: Rules, certificate_kind: str, course: Course) -> tuple[LessonKind, ...]:
    """The parts that must be passed: those the rule names, as far as the course has hours of them."""
    taught = {LessonKind.THEORY: course.theory_hours, LessonKind.PRACTICAL: course.practical_hours}
    wanted = rules.value("exam_parts").get(certificate_kind, ())
    return tuple(part for part in LessonKind if part in wanted and taught[part])


def held_back(session: Session, class_id: str) -> dict[str, tuple[Finding, ...]]:
    """Those whom people decided not to let graduate, by enrolment, each with the reason."""
    wanted = select(Enrolment.id, Enrolment.outcome_reason).where(Enrolment.class_id == class_id)
    found = session.execute(wanted.where(Enrolment.outcome == Outcome.FAILED, Enrolment.outcome_reason != ""))
    message, remedy = mark("Not let graduate: {reason}"), mark("Take the outcome back if this no longer holds.")
    return {
        enrolment_id: (block("held_back", message, remedy, reason=reason.removeprefix(HELD_BACK)),)
        for enrolment_id, reason in found
        if reason.startswith(HELD_BACK)
    }


def judge_person(
    demand: Demand, person: PersonHours, results: PersonResults, besides: Iterable[Finding]
) -> PersonGraduation:
    """How one person stands; `besides` is what was found of them elsewhere."""
    found = (*_attendance(demand, person.hours), *_exams(demand, results), *besides)
    missing = tuple(finding for finding in found if finding.severity is Severity.BLOCK)
    return PersonGraduation(
        serial=person.serial,
        name=person.name,
        enrolment_id=person.enrolment_id,
        trainee_id=person.trainee_id,
        outcome=person.outcome,
        is_eligible=not missing and person.outcome != Outcome.WITHDREW,
        missing=missing,
        told=tuple(finding for finding in found if finding.severity is not Severity.BLOCK),
        hours=person.hours,
        theory=results.theory,
        practical=results.practical,
    )


def percent(share: float) -> str:
    """0.7399 as 73.99, rounded down, so that what is short never looks enough."""
    return f"{int(share * 10_000 + 1e-6) / 100:g}"


def _attendance(demand: Demand, hours: Hours) -> tuple[Finding, ...]:
    rules, found = demand.rules, list[Finding]()
    if hours.unmarked:
        message = mark("{hours} hours have no attendance mark.")
        found.append(warn("marks_missing", message, mark("Finish the roll call."), hours=hours.unmarked))
    if not hours.is_enough:
        message = mark("Attendance {rate} % is below {least} %: {short} hours short ({attended} of {total}).")
        figures = {"rate": percent(hours.rate), "least": percent(float(rules["attendance_min_for_exam"].fraction))}
        figures |= {"short": f"{hours.short:g}", "attended": f"{hours.attended:g}", "total": str(hours.total)}
        found += rules.finding("attendance_min_for_exam", message, mark("Have the hours made up."), **figures)
    least = rules.value("attended_hours_min").get(demand.certificate_kind, 0)
    if hours.attended < least:
        message = mark("{attended} hours attended; this certificate needs {least}: {short} hours short.")
        short = {"attended": f"{hours.attended:g}", "least": least, "short": f"{least - hours.attended:g}"}
        found += rules.finding("attended_hours_min", message, mark("Have the hours made up."), **short)
    return tuple(found)


def _exams(demand: Demand, results: PersonResults) -> tuple[Finding, ...]:
    scores = {LessonKind.THEORY: results.theory, LessonKind.PRACTICAL: results.practical}
    return tuple(finding for part in demand.parts for finding in _exam(demand.rules, part, scores[part]))


def _exam(rules: Rules, part: LessonKind, score: float | None) -> tuple[Finding, ...]:
    if score is None:
        message = mark("No theory result.") if part is LessonKind.THEORY else mark("No practical result.")
        return (block(f"{part.value}_missing", message, mark("Enter the score, or arrange the exam.")),)
    rule = rules[_MARK_RULES[part]]
    if score >= rule.value:
        return ()
    is_theory = part is LessonKind.THEORY
    message = mark("Theory {score} is below {least}.") if is_theory else mark("Practice {score} is below {least}.")
    return rules.finding(
        rule.key, message, mark("Arrange a resit."), score=f"{score:g}", least=f"{float(rule.fraction):g}"
    )


def _held(rules: Rules, course: Course, session: Session, class_id: str) -> tuple[Finding, ...]:
    held, planned = sum(lesson.hours for lesson in session.scalars(held_lessons(class_id))), course.theory_hours
    planned += course.practical_hours
    if held >= planned:
        return ()
    message = mark("The timetable holds {held} of the course's {planned} hours: {short} are missing.")
    remedy = mark("Add the lessons that fell out to the timetable.")
    return rules.finding("hours_not_held", message, remedy, held=held, planned=planned, short=planned - held)


def _few(rules: Rules, people: Iterable[PersonGraduation]) -> tuple[Finding, ...]:
    count, least = sum(not person.has_withdrawn for person in people), rules.value("class_size_min")
    if count >= least:
        return ()
    message = mark("The class has {count} people; at least {least} are wanted.")
    return rules.finding("class_size_min", message, "", count=count, least=least)
