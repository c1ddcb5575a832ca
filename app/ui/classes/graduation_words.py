"""How graduation is said on the screen: each person's verdict, and the spot where each missing item is mended."""

from dataclasses import dataclass

from app.i18n import mark, tr
from app.ledger.attendance_hours import Prospect
from app.ledger.graduation_board import HELD_BACK_CODE, BoardPerson, GraduationBoard
from app.models.findings import Finding
from app.ui import spots
from app.ui.spots import Spot
from app.ui.theme import ACCENT_DARK, AMBER, FAINT, MUTED, RED

HOURS = ("marks_missing", "attendance_min_for_exam", "attended_hours_min")
SCORES = ("theory_missing", "practical_missing", "theory_pass_mark", "practical_pass_mark")
PHOTO = "photo_missing"
FIELDS = {"name_missing": "name", "sex_missing": "sex", "id_number_missing": "id_number", PHOTO: "photo"}
EVERYONE, MISSING, ELIGIBLE, HINTS, GRADUATED, GONE = "", "missing", "eligible", "hints", "graduated", "gone"
CHOICES = {
    EVERYONE: mark("Everyone"),
    MISSING: mark("Something is missing"),
    ELIGIBLE: mark("Can graduate"),
    HINTS: mark("Something to look at"),
    GRADUATED: mark("Have graduated"),
    GONE: mark("Have left"),
}


@dataclass(frozen=True)
class Line:
    """One line of the list: a person, or a further item of the person above."""

    person: BoardPerson
    item: Finding | None
    is_first: bool


def lines_of(board: GraduationBoard, choice: str, typed: str = "") -> list[Line]:
    """The lines of those who are chosen: one for each item that is missing, or that is to be looked at."""
    lines: list[Line] = []
    for person in board.people:
        if not (is_chosen(person, choice) and _fits(person, typed)):
            continue
        items: list[Finding | None] = list(person.hints if choice == HINTS else missing_of(person))
        lines += [Line(person, item, place == 0) for place, item in enumerate(items or [None])]
    return lines


def missing_of(person: BoardPerson) -> tuple[Finding, ...]:
    """What keeps someone back; nothing of who has graduated or left."""
    return () if person.has_completed or person.person.has_withdrawn else person.person.missing


def is_chosen(person: BoardPerson, choice: str) -> bool:
    """True for who belongs to what was chosen to be shown."""
    belongs = {
        MISSING: bool(missing_of(person)),
        ELIGIBLE: person.may_graduate_now,
        HINTS: bool(person.hints) and not person.person.has_withdrawn,
        GRADUATED: person.has_completed,
        GONE: person.person.has_withdrawn,
    }
    return belongs.get(choice, True)


def verdict_of(person: BoardPerson) -> tuple[str, str]:
    """How a person stands, with a sign beside the colour, and the colour."""
    if person.has_completed:
        return "✓ " + (tr("graduated, certificate issued") if person.certificate else tr("has graduated")), ACCENT_DARK
    if person.person.has_withdrawn:
        return "– " + tr("has left"), FAINT
    if person.is_held_back:
        return "✗ " + tr("not let graduate"), RED
    if person.person.is_eligible:
        return "✓ " + tr("can graduate"), ACCENT_DARK
    if all(is_to_come(person, finding) for finding in person.person.missing):
        return "… " + tr("lessons to come"), MUTED
    return "✗ " + (tr("did not graduate") if person.is_judged else tr("cannot yet")), RED


def is_to_come(person: BoardPerson, item: Finding) -> bool:
    """True for hours that are missing because their lessons are still to be held."""
    hours = person.person.hours
    can_be_reached = bool(hours.to_come) and hours.prospect is not Prospect.LOST
    return item.code in HOURS and can_be_reached and not person.is_judged


def item_words(line: Line) -> str:
    """What is missing, or what is to be known of the person."""
    if line.item is not None:
        return line.item.sentence()
    if line.person.person.has_withdrawn:
        return line.person.outcome_reason
    return "；".join(finding.sentence() for finding in _besides(line.person))


def item_ink(line: Line) -> str:
    """Red for what is missing, amber for what is only told."""
    if line.item is not None and line.item in line.person.person.missing:
        return MUTED if is_to_come(line.person, line.item) else RED
    return FAINT if line.person.person.has_withdrawn else AMBER


def way_words(line: Line) -> str:
    """What to do about it."""
    item = _item(line)
    if item is None or line.person.person.has_withdrawn:
        return ""
    return tr("Hold the lessons.") if is_to_come(line.person, item) else item.way_out()


def _besides(person: BoardPerson) -> tuple[Finding, ...]:
    """What to tell of someone for whom nothing is missing. Photos have a choice of their own: often all are missing."""
    return tuple(finding for finding in person.hints if finding.code != PHOTO)


def _item(line: Line) -> Finding | None:
    """What a line is about: its item, else the first thing to be told of the person."""
    return line.item or next(iter(_besides(line.person)), None)


def spot_of(line: Line, class_id: str) -> Spot:
    """Where the item of this line is mended; without one, the person."""
    item, person = _item(line), line.person.person
    code = item.code if item is not None else ""
    if code in HOURS:
        return Spot(spots.CLASS, class_id, part="roll", detail=person.enrolment_id)
    if code in SCORES:
        return Spot(spots.CLASS, class_id, part="results", detail=person.enrolment_id)
    if code in FIELDS:
        return Spot(spots.PERSON_FORM, person.trainee_id, part=FIELDS[code])
    if code == HELD_BACK_CODE:
        return Spot(spots.CLASS, class_id, part="graduation", detail=person.enrolment_id)
    return Spot(spots.PERSON, person.trainee_id)


def class_spot(finding: Finding, class_id: str) -> Spot:
    """Where something about the class as a whole is mended."""
    if finding.code == "hours_not_held":
        return Spot(spots.CLASS, class_id, part="timetable")
    if finding.code == "class_size_min":
        return Spot(spots.CLASS, class_id, part="roster")
    return Spot(spots.SETTINGS, part="rules", detail=finding.code)


def _fits(person: BoardPerson, typed: str) -> bool:
    wanted = typed.strip().casefold()
    words = (person.person.name, person.pinyin, person.initials)
    return not wanted or any(wanted in word for word in words) or person.id_tail.casefold().endswith(wanted)
