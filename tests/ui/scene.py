"""A stage for looking at the window: a station with 400 invented people, classes in every state, and certificates."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.clock import SetClock
from app.ledger.attendance import MarkEntry, mark_attendance
from app.ledger.enrolling import enrol
from app.ledger.graduating import graduate
from app.ledger.issuing import Order, issue
from app.ledger.practice_people import Invented, invent
from app.ledger.roll_board import roll_board
from app.models.code_tables import table
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger
from app.models.people import Trainee
from app.models.pinyin import full_pinyin, initials
from app.models.vocabulary import AttendanceStatus
from app.ui.desk import Desk
from app.ui.window import MainWindow
from app.ui.work import Work
from tests.conftest import CHINA
from tests.makers_certificates import PRINTER, MakeBelieveCounty
from tests.makers_people import load_places
from tests.makers_training import keep_category, keep_class, pass_exams
from tests.ui.patience import until

OPERATOR = "张丽"
TODAY = datetime(2026, 11, 18, 10, 12, tzinfo=CHINA)
TURN = 10  # ms
GROUP = table("person_categories").codes()[0]


@dataclass(frozen=True)
class Ids:
    """Which is which on the stage."""

    people: tuple[str, ...]
    running: str  # the class of 60 with marks up to this morning
    ended: str  # 12 people, everything done, not graduated yet
    graduated: str  # 8 people, graduated, no certificate yet
    issued: str  # 8 people with certificates


@dataclass(frozen=True)
class Stage:
    """The window on the stage's ledger, unlocked."""

    window: MainWindow
    ids: Ids
    folder: Path

    @property
    def desk(self) -> Desk:
        assert self.window.desk is not None
        return self.window.desk

    @property
    def work(self) -> Work:
        return self.desk.work

    @property
    def ledger(self) -> Ledger:
        return self.work.ledger

    def wait(self, condition: Callable[[], object]) -> None:
        """Until this holds and no work is under way."""
        turn()
        until(lambda: self.window.operations.is_idle and condition(), turn, lambda: "the window never came to show it")


@dataclass(frozen=True)
class Scene:
    """One picture: its name, and how the window comes to show it; gives what is to be photographed."""

    name: str
    show: Callable[[Stage], QWidget]


def turn() -> None:
    """Let the window go on for a moment."""
    QTest.qWait(TURN)


def fill(folder: Path) -> Ids:
    """Make the ledger of the stage in an empty folder."""
    clock = SetClock(TODAY)
    with create_ledger(folder, Login(OPERATOR, ""), clock, practice=True) as ledger:
        MakeBelieveCounty().enrol(ledger)
        load_places(ledger)
        people = _people(ledger, invent(400))
        running = _class(ledger, people[:60], "厨师班第一期", date(2026, 11, 9))
        ended = _class(ledger, people[60:72], "核桃嫁接第二期", date(2026, 10, 26))
        graduated = _class(ledger, people[72:80], "家政服务第一期", date(2026, 10, 12))
        issued = _class(ledger, people[80:88], "茶叶加工第一期", date(2026, 9, 7))
        _attend(ledger, running, leave=8)
        for each in (ended, graduated, issued):
            _attend(ledger, each)
            pass_exams(ledger, each)
        for each in (graduated, issued):
            graduate(ledger, each)
        issue(ledger, PRINTER, Order(class_id=issued))
        return Ids(tuple(people), running, ended, graduated, issued)


@contextmanager
def stage_on(folder: Path, ids: Ids) -> Iterator[Stage]:
    """The window on a filled ledger, its first page in sight; closed at the end."""
    window, programs = MainWindow(folder, SetClock(TODAY)), os.environ["PATH"]
    stage = Stage(window, ids, folder)
    window.show()
    window.start()
    try:
        stage.wait(lambda: window.desk is not None and window.desk.page is not None)
        yield stage
    finally:
        window.close()
        window.deleteLater()
        # A scene may have put programs of its own before the others.
        os.environ["PATH"] = programs


def _people(ledger: Ledger, invented: list[Invented]) -> list[str]:
    with ledger.change("trainee.add") as change:
        ids = [change.add(_trainee(one)).id for one in invented]
    for place in range(0, 90, 3):
        keep_category(ledger, ids[place], GROUP, date(2026, 1, 1))
    return ids


def _trainee(one: Invented) -> Trainee:
    return Trainee(
        name=one.name,
        pinyin=full_pinyin(one.name),
        initials=initials(one.name),
        id_type="01",
        id_number=one.id_number,
        phone=one.phone,
        village=one.village,
        birth_date=one.birth,
        sex="1" if one.sex == "男" else "2",
    )


def _class(ledger: Ledger, people: list[str], name: str, starts_on: date) -> str:
    course = name.partition("第")[0].removesuffix("班")
    row = keep_class(ledger, course=course, name=name, starts_on=starts_on, place="凤山镇文化站")
    enrol(ledger, row.id, people)
    return row.id


def _attend(ledger: Ledger, class_id: str, leave: int = 0) -> None:
    """Marks for everyone up to today; the last lesson stays open for so many."""
    board, chance = roll_board(ledger, class_id), random.Random(5)
    open_lessons = [lesson for lesson in board.lessons if lesson.day <= board.today]
    entries: list[MarkEntry] = []
    for place, person in enumerate(board.people):
        is_weak = bool(leave) and place in (6, 21)
        lessons = open_lessons[:-1] if leave and place >= len(board.people) - leave else open_lessons
        entries += [MarkEntry(person.enrolment_id, lesson.id, _status(chance, is_weak=is_weak)) for lesson in lessons]
    mark_attendance(ledger, entries)


def _status(chance: random.Random, *, is_weak: bool) -> AttendanceStatus:
    drawn, tells = chance.random(), AttendanceStatus
    if drawn < (0.4 if is_weak else 0.006):
        return tells.ABSENT
    if drawn < 0.02:
        return tells.EXCUSED
    return tells.LATE if drawn < 0.045 else tells.PRESENT
