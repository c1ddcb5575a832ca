"""A practice ledger filled with invented people and classes in every state: every page has something to show."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from app.clock import today
from app.errors import Refusal
from app.i18n import mark
from app.ledger.attendance import MarkEntry, mark_attendance
from app.ledger.blank_stock import receive_blanks
from app.ledger.certificate_pages import Printer
from app.ledger.class_roster import roster_of
from app.ledger.classes import ClassPlan, open_class
from app.ledger.courses import CoursePlan, add_course
from app.ledger.enrolling import enrol
from app.ledger.figures_training import TARGETS
from app.ledger.graduating import graduate
from app.ledger.hand_out import Collection, hand_out_class
from app.ledger.issuing import Order, issue
from app.ledger.person_categories import category_named
from app.ledger.place_tree import known_places
from app.ledger.places import load_places
from app.ledger.practice_county import COUNTY_CODE, PracticeCounty
from app.ledger.practice_people import Invented, invent
from app.ledger.printing import start_job
from app.ledger.results import ResultEntry, set_results
from app.ledger.roll_board import roll_board
from app.ledger.rules import RuleChange, set_rule
from app.ledger.sheet_results import Seen, confirm
from app.ledger.teaching import ProviderPlan, TrainerPlan, add_provider, add_trainer
from app.models.ledger import Ledger
from app.models.people import Trainee, TraineeCategory
from app.models.pinyin import full_pinyin, initials
from app.models.vocabulary import AttendanceStatus, CertificateKind, LessonKind

PEOPLE, BLANKS = 320, 200
YEAR_TARGETS = {"total": 0, "traditional": 60, "service": 60, "professional": 40}
PROVIDER, TOWN = "凤庆县职业教育中心", "凤山镇"
WEAK, NOT_CALLED, SEEN_GOOD = (6, 21), 8, 6
"""In the class under way: who is absent a lot, how many the last roll call lacks; sheets seen good of the open job."""

Step = Callable[[int, int], None]


class NotForPractice(Refusal):
    """Invented people were to be put into a ledger of real ones."""

    code = "not_for_practice"
    message = mark("This ledger holds real people; invented ones were not put in.")
    remedy = mark("Make a practice ledger of its own for trying things out.")


class State(IntEnum):
    """How far a practice class has come; each state has all that those before it have."""

    RUNNING, OVER, GRADUATED, PRINTING, DONE = range(5)


@dataclass(frozen=True)
class Planned:
    """A class to be made: it began so many days ago, with so many people from this place of the list on."""

    course: str
    skill_group: str
    people: int
    first: int
    began: int
    state: State


# Some people of the older classes come again; never into two classes at a time, however many days off there were.
CLASSES = (
    Planned("中式烹调师", "service", 48, 0, 11, State.RUNNING),
    Planned("核桃提质增效技术", "traditional", 14, 50, 25, State.OVER),
    Planned("家政服务", "service", 10, 66, 40, State.GRADUATED),
    Planned("茶叶加工", "traditional", 12, 78, 62, State.PRINTING),
    Planned("电子商务", "professional", 16, 40, 110, State.DONE),
    Planned("砌筑技术", "professional", 12, 46, 170, State.DONE),
    Planned("中药材种植", "traditional", 14, 75, 235, State.DONE),
)


def fill_practice(ledger: Ledger, printer: Printer, step: Step = lambda *_: None) -> None:
    """Put a make-believe county, invented people and classes into an empty practice ledger. Raises NotForPractice."""
    if not ledger.is_practice:
        raise NotForPractice
    last = len(CLASSES) + 1
    step(0, last)
    _make_station(ledger)
    people = _make_people(ledger)
    for number, planned in enumerate(CLASSES, 1):
        step(number, last)
        _make_class(ledger, printer, planned, people[planned.first : planned.first + planned.people])
    step(last, last)


def _make_station(ledger: Ledger) -> None:
    PracticeCounty(today(ledger.clock) - timedelta(days=300)).enrol(ledger)
    load_places(ledger, COUNTY_CODE)
    add_provider(ledger, ProviderPlan(PROVIDER, kind="职业教育中心"))
    add_trainer(ledger, TrainerPlan("罗永福", kind="school_teacher"))
    add_trainer(ledger, TrainerPlan("李金山", kind="local_expert"))
    receive_blanks(ledger, CertificateKind.COMPLETION.value, BLANKS, source="县教育体育局（练习）")
    set_rule(ledger, RuleChange(TARGETS, "凤庆县（练习）年度任务", value=YEAR_TARGETS))


def _make_people(ledger: Ledger) -> list[str]:
    invented = invent(PEOPLE)
    with ledger.change("trainee.add") as change:
        places = known_places(change.session, change.today)
        villages = {one.village: places.place_id(places.find(TOWN, one.village)) for one in invented}
        ids = change.add_many(Trainee, [_trainee(one, villages[one.village]) for one in invented])
        groups = zip(ids, (one.groups for one in invented), strict=True)
        since = date(change.today.year - 2, 1, 1)
        held = [
            {"trainee_id": each, "code": code, "from_date": since} for each, words in groups for code in _codes(words)
        ]
        change.add_many(TraineeCategory, held)
    return ids


def _codes(words: str) -> list[str]:
    return [category_named(word) for word in words.split("、") if word]


def _trainee(one: Invented, place_id: str | None) -> dict[str, object]:
    return {
        "name": one.name,
        "pinyin": full_pinyin(one.name),
        "initials": initials(one.name),
        "id_type": "01",
        "id_number": one.id_number,
        "phone": one.phone,
        "place_id": place_id,
        "village": one.village,
        "birth_date": one.birth,
        "sex": "1" if one.sex == "男" else "2",
    }


def _make_class(ledger: Ledger, printer: Printer, planned: Planned, people: Sequence[str]) -> None:
    add_course(ledger, CoursePlan(planned.course, planned.skill_group, 40, 80))
    day = today(ledger.clock) - timedelta(days=planned.began)
    plan = ClassPlan(
        planned.course,
        day,
        name=f"{planned.course}培训班",
        days=15,
        provider=PROVIDER,
        programme="full_time_certificate",
        training_mode="targeted",
        place="凤山镇文化站",
        theory_trainer="罗永福",
        practical_trainer="李金山",
    )
    class_id = open_class(ledger, plan).row.id
    enrol(ledger, class_id, people)
    _call_rolls(ledger, class_id, planned.state)
    if planned.state >= State.OVER:
        _examine(ledger, class_id)
    if planned.state >= State.GRADUATED:
        graduate(ledger, class_id)
    if planned.state >= State.PRINTING:
        _certify(ledger, printer, class_id, planned.state)


def _call_rolls(ledger: Ledger, class_id: str, state: State) -> None:
    """Marks for everyone up to yesterday; in the class under way the last roll call is left unfinished."""
    board, chance = roll_board(ledger, class_id), random.Random(5)  # noqa: S311 - practice, not a secret
    passed = [lesson for lesson in board.lessons if lesson.day < board.today]
    is_running, entries = state is State.RUNNING, list[MarkEntry]()
    for place, person in enumerate(board.people):
        is_weak = is_running and place in WEAK
        called = passed[:-1] if is_running and place >= len(board.people) - NOT_CALLED else passed
        entries += [MarkEntry(person.enrolment_id, each.id, _drawn(chance, is_weak=is_weak)) for each in called]
    if entries:
        mark_attendance(ledger, entries)


def _drawn(chance: random.Random, *, is_weak: bool) -> AttendanceStatus:
    drawn, told = chance.random(), AttendanceStatus
    if drawn < (0.4 if is_weak else 0.006):
        return told.ABSENT
    if drawn < 0.02:
        return told.EXCUSED
    return told.LATE if drawn < 0.045 else told.PRESENT


def _examine(ledger: Ledger, class_id: str) -> None:
    scores = {LessonKind.THEORY: 700, LessonKind.PRACTICAL: 760}
    entries = [
        ResultEntry(row.enrolment_id, part, tenths + place * 37 % 230)
        for place, row in enumerate(roster_of(ledger, class_id))
        for part, tenths in scores.items()
    ]
    set_results(ledger, entries)


def _certify(ledger: Ledger, printer: Printer, class_id: str, state: State) -> None:
    """Certificates of the class; of a class in print some sheets are still to be seen, and nobody has collected."""
    issue(ledger, printer, Order(class_id=class_id))
    # Nothing goes to paper: the sheets are looked at as if a printer had brought them out.
    job = start_job(ledger, printer, lambda _: None, class_id=class_id)
    if state is State.DONE:
        confirm(ledger, job.id, Seen(everything=True))
        hand_out_class(ledger, class_id, Collection(id_checked=True))
    else:
        confirm(ledger, job.id, Seen(good_to=str(SEEN_GOOD)))
