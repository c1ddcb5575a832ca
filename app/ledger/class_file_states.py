"""How far the ledger can fill each paper of a class file, and what exactly is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.i18n import mark, tr
from app.ledger.class_people import ClassPerson
from app.ledger.class_records import ClassRecords

_NO_SCORE = {"theory_missing", "practical_missing"}
_PARTY_BRANCH_FROM = 3  # full members in a class


class PaperState(StrEnum):
    """How a paper stands by the ledger."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    MISSING = "missing"
    NOT_YET = "not_yet"
    FOR_THE_PEN = "for_the_pen"
    ON_PAPER = "on_paper"


STATE_WORDS = {
    PaperState.COMPLETE: mark("complete"),
    PaperState.PARTIAL: mark("incomplete"),
    PaperState.MISSING: mark("missing"),
    PaperState.NOT_YET: mark("not yet due"),
    PaperState.FOR_THE_PEN: mark("to be filled in by hand"),
    PaperState.ON_PAPER: mark("kept on paper only"),
}


@dataclass(frozen=True)
class Standing:
    """The state of a paper, and what is to be said of it: marked English with {figures}."""

    state: PaperState
    message: str = ""
    figures: tuple[tuple[str, Any], ...] = ()

    @property
    def is_printable(self) -> bool:
        """True if there is something to be printed."""
        return self.state in (PaperState.COMPLETE, PaperState.PARTIAL, PaperState.FOR_THE_PEN)

    @property
    def lacks(self) -> bool:
        """True if something is to be mended."""
        return self.state in (PaperState.PARTIAL, PaperState.MISSING)

    def sentence(self) -> str:
        """What is there and what is missing, in the reader's language."""
        return tr(self.message, **dict(self.figures)) if self.message else ""


def standing_of(key: str, records: ClassRecords) -> Standing:
    """How this paper stands."""
    judge = _JUDGES.get(key)
    return judge(records) if judge else Standing(PaperState.ON_PAPER)


def _said(state: PaperState, message: str, **figures: Any) -> Standing:
    return Standing(state, message, tuple(figures.items()))


def _share(done: int, total: int, message: str, **figures: Any) -> Standing:
    """Complete if all of it is done, missing if none."""
    state = PaperState.COMPLETE if total and done >= total else PaperState.PARTIAL if done else PaperState.MISSING
    return _said(state, message, done=done, total=total, **figures)


def _application(records: ClassRecords) -> Standing:
    row = records.sheet.training_class
    fields = {mark("training provider"): row.provider, mark("place"): row.place, mark("head teacher"): row.head_teacher}
    missing = [tr(name) for name, value in fields.items() if not value]
    if missing:
        return _said(PaperState.PARTIAL, mark("Not entered: {fields}."), fields="、".join(missing))
    return _said(PaperState.COMPLETE, mark("Filled from the class."))


def _timetable(records: ClassRecords) -> Standing:
    short = [each for each in records.graduation.findings if each.code == "hours_not_held"]
    if not records.lessons:
        return _said(PaperState.MISSING, mark("There are no lessons."))
    if short:
        return Standing(PaperState.PARTIAL, short[0].message, short[0].figures)
    row = records.sheet.training_class
    return _said(
        PaperState.COMPLETE, mark("{lessons} lessons, {hours} hours."), lessons=len(records.lessons), hours=row.hours
    )


def _trainers(records: ClassRecords) -> Standing:
    named = sum(bool(each.lesson.trainer_id) for each in records.lessons)
    return _share(named, len(records.lessons), mark("{done} of {total} lessons have a trainer."))


def _roster(records: ClassRecords) -> Standing:
    people = records.staying
    if not people:
        return _said(PaperState.MISSING, mark("Nobody is on the roster."))
    short = [person for person in people if not (person.row.id_number and person.row.phone and person.ethnic_group)]
    if short:
        message = mark("{total} people; ID number, phone or ethnic group missing for {count}: {people}.")
        return _said(PaperState.PARTIAL, message, total=len(people), count=len(short), people=_names(short))
    return _said(PaperState.COMPLETE, mark("{total} people."), total=len(people))


def _category_proofs(records: ClassRecords) -> Standing:
    count = sum(bool(person.row.categories) for person in records.staying)
    return _said(PaperState.ON_PAPER, mark("Needed for {count} people who belong to a group."), count=count)


def _id_copies(records: ClassRecords) -> Standing:
    return _said(PaperState.ON_PAPER, mark("{total} people."), total=len(records.staying))


def _sign_in(records: ClassRecords) -> Standing:
    days = records.sheet.days
    closed = [day for day in days if _is_called(records, day)]
    return _share(len(closed), len(days), mark("The roll is called on {done} of {total} days."))


def _is_called(records: ClassRecords, day: object) -> bool:
    lessons = [each for each in records.lessons if each.lesson.day == day]
    return all(each.expected and each.marked >= each.expected for each in lessons)


def _attendance(records: ClassRecords) -> Standing:
    missing = sum(person.hours.unmarked > 0 for person in records.staying)
    if missing:
        return _said(PaperState.PARTIAL, mark("{count} people have hours without a mark."), count=missing)
    if not records.is_over:
        return _said(PaperState.NOT_YET, mark("Lessons until {day}."), day=records.graduation.last_day)
    return _said(PaperState.COMPLETE, mark("Every hour has its mark."))


def _teaching_log(records: ClassRecords) -> Standing:
    held = [each for each in records.lessons if each.lesson.day <= records.today]
    told = sum(bool(each.lesson.topic and each.lesson.trainer) for each in held)
    if not held:
        return _said(PaperState.NOT_YET, mark("No lesson has been held yet."))
    return _share(told, len(held), mark("{done} of {total} lessons held have both topic and trainer."))


def _scores(records: ClassRecords) -> Standing:
    waiting = sum(
        bool(_NO_SCORE & {each.code for each in person.missing}) for person in records.graduation.not_eligible
    )
    total = len(records.staying)
    return _share(total - waiting, total, mark("{done} of {total} people have their scores."))


def _certificates(records: ClassRecords) -> Standing:
    completed = records.completed
    good = [row for person in completed for row in person.certificates if row.is_good]
    if not completed:
        return _said(PaperState.NOT_YET, mark("Nobody has graduated yet."))
    handed = sum(row.handed_out_on is not None for row in good)
    message = mark("{graduated} graduated, {issued} certificates issued, {done} of them handed out.")
    figures = {"graduated": len(completed), "issued": len(good), "done": handed}
    state = PaperState.COMPLETE if handed >= len(completed) else PaperState.PARTIAL if good else PaperState.MISSING
    return _said(state, message, **figures)


def _for_the_pen(_: ClassRecords) -> Standing:
    return _said(PaperState.FOR_THE_PEN, mark("Printed from the ledger; the rest is filled in by hand."))


def _after_graduation(records: ClassRecords) -> Standing:
    if not records.completed:
        return _said(PaperState.NOT_YET, mark("Nobody has graduated yet."))
    message = mark("{count} people; the rest is filled in by hand.")
    return _said(PaperState.FOR_THE_PEN, message, count=len(records.completed))


def _allowance(records: ClassRecords) -> Standing:
    if not records.is_over:
        return _said(PaperState.NOT_YET, mark("Lessons until {day}."), day=records.graduation.last_day)
    message = mark("Days attended of {count} people; sums and accounts are filled in by hand.")
    return _said(PaperState.FOR_THE_PEN, message, count=len(records.staying))


def _party(records: ClassRecords) -> Standing:
    count = len(records.party_members)
    if count < _PARTY_BRANCH_FROM:
        return _said(
            PaperState.NOT_YET,
            mark("{count} party members; a branch is formed from {least} on."),
            count=count,
            least=_PARTY_BRANCH_FROM,
        )
    return _said(PaperState.FOR_THE_PEN, mark("{count} party members."), count=count)


def _conduct(records: ClassRecords) -> Standing:
    if not records.conduct:
        return _said(PaperState.NOT_YET, mark("No remark was made."))
    return _said(PaperState.COMPLETE, mark("{count} remarks."), count=len(records.conduct))


def _names(people: Sequence[ClassPerson], most: int = 3) -> str:
    shown = "、".join(person.row.name or str(person.row.serial) for person in people[:most])
    return shown if len(people) <= most else f"{shown}…"


_JUDGES: dict[str, Callable[[ClassRecords], Standing]] = {
    "class_application": _application,
    "timetable": _timetable,
    "trainers": _trainers,
    "roster": _roster,
    "id_copies": _id_copies,
    "category_proofs": _category_proofs,
    "undertakings": _id_copies,
    "attendance_day": _sign_in,
    "attendance_total": _attendance,
    "teaching_log": _teaching_log,
    "scores": _scores,
    "cert_issue": _certificates,
    "satisfaction": _for_the_pen,
    "subsidy": _after_graduation,
    "publicity": _after_graduation,
    "allowance_pay": _allowance,
    "followup": _after_graduation,
    "summary": _after_graduation,
    "party_branch": _party,
    "conduct": _conduct,
}
