"""The first page of the day: everything that is to be done, each line leading to its spot."""

import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QBoxLayout, QLabel

from app.ledger.backup_places import SecondPlace, choose_second_place, look_at_second_place
from app.ledger.home_today import Today
from app.ledger.today_certificates import CertificatesToday, ClassCount, FewBlanks, NumbersLeft, OpenJob
from app.ledger.today_classes import (
    ClassesToday,
    ClassInDanger,
    DaysLeftOpen,
    GraduationDue,
    LessonToCall,
    PersonInDanger,
    RollCallToday,
)
from app.ledger.today_station import Outbox, StationToday
from app.models.vocabulary import AttendanceStatus
from app.ui import spots
from app.ui.home.home_page import HomePage
from app.ui.home.tasks import CALM, DUE, MOST_OF_A_KIND, URGENT, first_steps, groups_of
from app.ui.spots import Spot
from tests.conftest import CHINA
from tests.makers_certificates import QuickPrinter
from tests.makers_training import attend, keep_class, person_at
from tests.ui.makers_shell import click

NOW = datetime(2026, 11, 18, 10, 12, tzinfo=CHINA)
DAY = NOW.date()
STICK = Path("/media/stick")
NO_CLASSES = ClassesToday((), (), (), ())
NO_CERTIFICATES = CertificatesToday((), (), (), (), (), NumbersLeft(900, 1000, is_low=False))
KEY = Qt.Key


def a_day(
    classes: ClassesToday = NO_CLASSES, certificates: CertificatesToday = NO_CERTIFICATES, **station: object
) -> Today:
    usual = {
        "station_name": "凤山镇工作站",
        "is_enrolled": True,
        "is_practice": False,
        "outbox": Outbox(0, None),
        "backed_up_on": DAY,
    }
    return Today(NOW, "张丽", "", True, True, classes, certificates, StationToday(**(usual | station)))


def told(day: Today) -> list[tuple[str, str]]:
    return [(task.words, task.more) for group in groups_of(day) for task in group.tasks]


def spots_of(day: Today) -> list[Spot]:
    return [task.spot for group in groups_of(day) for task in group.tasks]


def test_a_roll_call_says_which_half_days_are_open_and_how_many_are_missing():
    lessons = (LessonToCall("morning", 5, True), LessonToCall("afternoon", 60, False))
    some = RollCallToday("c", "厨师班", 60, lessons)
    none = RollCallToday("d", "茶叶班", 60, (LessonToCall("morning", 60, True),))
    later = RollCallToday("e", "电工班", 60, (LessonToCall("evening", 60, False),))

    found = a_day(ClassesToday((some, none, later), (), (), ()))

    assert told(found) == [
        ("厨师班：上午还差 5 人、下午待点名", "共 60 人"),
        ("茶叶班：上午未点名", "共 60 人"),
        ("电工班：晚上待点名", "共 60 人"),
    ]
    assert spots_of(found)[0] == Spot(spots.CLASS, "c", "roll")
    assert [task.tone for task in groups_of(found)[0].tasks] == [DUE, DUE, CALM]


def test_people_in_danger_are_named_with_what_they_may_still_miss():
    people = (PersonInDanger("e1", "罗正祥", 0, True), PersonInDanger("e2", "李兰", 4.0, False))

    found = a_day(ClassesToday((), (), (ClassInDanger("c", "厨师班", people),), ()))

    assert told(found) == [("厨师班：2 人可能达不到出勤要求", "罗正祥（已无法达到）；李兰（还可缺 4 学时）")]
    assert spots_of(found) == [Spot(spots.CLASS, "c", "roll", "e1")]
    assert groups_of(found)[0].tasks[0].tone == URGENT


def test_days_left_open_and_graduations_are_told_with_their_days():
    left = DaysLeftOpen("c", "厨师班", tuple(date(2026, 11, day) for day in range(2, 9)), 21)
    due = GraduationDue("d", "茶叶班", date(2026, 11, 16), 12)

    found = a_day(ClassesToday((), (left,), (), (due,)))

    assert told(found) == [
        ("厨师班：还有 21 个考勤没有记", "11月2日、11月3日、11月4日、11月5日等共 7 天"),
        ("茶叶班：课已上完，等待结业", "12 人，11月16日 结束"),
    ]
    assert spots_of(found) == [Spot(spots.CLASS, "c", "roll"), Spot(spots.CLASS, "d", "graduation")]


def test_certificates_lead_to_the_step_that_is_next():
    found = a_day(
        certificates=CertificatesToday(
            to_issue=(ClassCount("a", "甲班", 3),),
            to_print=(ClassCount("b", "乙班", 4),),
            jobs=(OpenJob("j", "丙班", 5),),
            to_hand_out=(ClassCount("d", "丁班", 6),),
            blanks=(FewBlanks("completion", "结业证书", 7, 8),),
            numbers=NumbersLeft(46, 2000, is_low=True),
        )
    )

    assert [words for words, _ in told(found)] == [
        "甲班：3 人已结业，还没有发证",
        "乙班：4 张证书还没有打印",
        "打印批次“丙班”：5 张待打印或待核对",
        "丁班：6 张证书待领取",
        "空白结业证书只剩 7 张",
        "本机证书号只剩 46 个（共 2,000 个）",
    ]
    assert spots_of(found) == [
        Spot(spots.ISSUE, "a"),
        Spot(spots.ISSUE, "b"),
        Spot(spots.ISSUE, part="job", detail="j"),
        Spot(spots.ISSUE, "d", "hand_out"),
        Spot(spots.BLANKS),
        Spot(spots.SETTINGS, part="station"),
    ]


@pytest.mark.parametrize(
    ("station", "words"),
    [
        ({"outbox": Outbox(37, DAY - timedelta(days=3))}, ["37 条待上报，最早 3 天前"]),
        ({"outbox": Outbox(37, DAY - timedelta(days=3)), "is_practice": True}, []),
        ({"is_enrolled": False}, ["本机尚未加入县"]),
        ({"backed_up_on": DAY - timedelta(days=2)}, []),
        ({"backed_up_on": DAY - timedelta(days=5)}, ["已有 5 天没有备份"]),
        ({"backed_up_on": None, "outbox": Outbox(1, DAY)}, ["1 条待上报，最早 今天"]),
        (
            {"backed_up_on": None, "outbox": Outbox(9, DAY - timedelta(days=30))},
            ["9 条待上报，最早 30 天前", "这本台账还没有备份"],
        ),
    ],
)
def test_the_station_is_told_what_waits_and_when_it_was_backed_up(station, words):
    assert [each for each, _ in told(a_day(**station))] == words


@pytest.mark.parametrize(
    ("second", "station", "told_of"),
    [
        (None, {}, []),
        (SecondPlace(STICK, is_there=True, backed_up_on=DAY - timedelta(days=2)), {}, []),
        (SecondPlace(STICK, is_there=True, backed_up_on=DAY - timedelta(days=5)), {}, ["第二处已有 5 天没有备份"]),
        (SecondPlace(STICK, is_there=True), {}, ["备份的第二处还没有备份"]),
        (SecondPlace(STICK, is_there=False), {}, ["备份的第二处现在不在"]),
        (SecondPlace(STICK, is_there=False), {"is_practice": True}, []),
    ],
)
def test_a_second_place_that_is_away_or_behind_is_told_and_leads_to_the_backups(second, station, told_of):
    tasks = [task for group in groups_of(a_day(**station), second) for task in group.tasks]

    assert [task.words for task in tasks] == told_of
    assert all(str(STICK) in task.more and task.spot == Spot(spots.SETTINGS, part="backups") for task in tasks)


def test_what_reporting_has_left_open_is_told_in_one_line_that_leads_there():
    found = a_day(parked=2, clashes=3)

    assert told(found) == [("上报后有内容需要看一看", "2 条未能写入本机；3 项两台电脑同时改过")]
    assert spots_of(found) == [Spot(spots.REPORT)]
    assert told(a_day()) == []


def test_a_hindered_ledger_comes_before_everything_else():
    found = Today(**{**vars(a_day()), "hindrance": "这是一份旧副本。"})

    assert told(found)[0] == ("现在无法保存任何内容", "这是一份旧副本。")


def test_many_classes_do_not_bury_the_rest():
    many = tuple(ClassCount(str(at), f"{at}班", 1) for at in range(MOST_OF_A_KIND + 9))

    found = a_day(certificates=CertificatesToday((), (), (), many, (), NO_CERTIFICATES.numbers))

    assert len(told(found)) == MOST_OF_A_KIND + 1
    assert told(found)[-1][0] == "另有 9 个班"


def test_an_empty_ledger_is_told_how_to_begin():
    words = [task.words for task in first_steps(a_day(is_enrolled=False)).tasks]

    assert words == ["导入花名册", "录入一名学员", "开设培训班", "加入县"]


@pytest.fixture
def page(qtbot, work) -> HomePage:
    made = HomePage(work)
    qtbot.addWidget(made)
    made.resize(1220, 640)
    made.show()
    return made


def shown(qtbot, page: HomePage) -> HomePage:
    page.show_spot(Spot(spots.HOME))
    qtbot.waitUntil(lambda: bool(page.tasks.lines) and page.work.operations.is_idle)
    return page


@pytest.fixture
def two_tasks(ledger, clock):
    """A class at noon of its second day: the first is not marked, and half of the second."""
    clock.time = datetime(2026, 11, 3, 12, 0, tzinfo=CHINA)
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [AttendanceStatus.PRESENT])
    return row


def test_the_keyboard_stands_at_the_first_line_and_enter_leads_to_the_spot(qtbot, page, two_tasks):
    with qtbot.waitActive(page):
        page.activateWindow()
    wanted = []
    page.work.wanted.connect(wanted.append)
    shown(qtbot, page)
    first = page.focusWidget()

    qtbot.keyClick(first, KEY.Key_Return)
    qtbot.keyClick(first, KEY.Key_Down)
    second = page.focusWidget()
    qtbot.keyClick(second, KEY.Key_Space)

    assert first is page.tasks.lines[0]
    assert second is page.tasks.lines[1]
    assert wanted == [line.task.spot for line in page.tasks.lines[:2]]


def test_a_click_leads_there_and_who_comes_back_stands_at_the_same_line(qtbot, page, two_tasks):
    with qtbot.waitActive(page):
        page.activateWindow()
    shown(qtbot, page)
    spot = page.tasks.lines[2].task.spot

    click(page.tasks.lines[2])
    shown(qtbot, page)

    assert page.focusWidget().task.spot == spot


def test_a_task_that_was_done_is_gone_after_looking_again(qtbot, page, ledger, two_tasks):
    with qtbot.waitActive(page):
        page.activateWindow()
    shown(qtbot, page)
    before = [line.task.words for line in page.tasks.lines]
    present = [AttendanceStatus.PRESENT] * 4
    for serial in (1, 2):
        attend(ledger, two_tasks.id, serial, present, reason="补记")

    qtbot.keyClick(page.focusWidget(), KEY.Key_F5)
    qtbot.waitUntil(lambda: [line.task.words for line in page.tasks.lines] != before)

    assert any("未点名" in words or "还差" in words for words in before)
    assert not any(two_tasks.name in line.task.words for line in page.tasks.lines)


def test_every_line_is_read_out_whole(qtbot, page, ledger, two_tasks):
    shown(qtbot, page)

    names = [QAccessible.queryAccessibleInterface(line).text(QAccessible.Text.Name) for line in page.tasks.lines]

    assert any(two_tasks.name in name for name in names)
    assert names == [line.accessibleName() for line in page.tasks.lines]
    assert person_at(ledger, two_tasks.id).name not in "".join(names)


def test_an_empty_practice_ledger_offers_invented_classes_and_shows_them(qtbot, page, monkeypatch):
    # The first run draws real pages; here none is looked at.
    monkeypatch.setattr("app.documents.issued_pages.CertificatePrinter", QuickPrinter)
    shown(qtbot, page)
    empty = [line.task.words for line in page.tasks.lines]

    click(page.practise)
    qtbot.waitUntil(lambda: page.work.operations.is_idle and page.figures.isVisible())

    assert "导入花名册" in empty
    assert not page.practise.isVisible()
    assert any("可能达不到出勤要求" in line.task.words for line in page.tasks.lines)


def test_the_second_place_is_looked_at_beside_the_window_and_told_once_it_has_answered(
    qtbot, page, ledger, tmp_path, monkeypatch
):
    asked: list[threading.Thread] = []

    def look(of):
        asked.append(threading.current_thread())
        return look_at_second_place(of)

    monkeypatch.setattr("app.ui.home.home_page.look_at_second_place", look)
    monkeypatch.setattr(ledger, "is_practice", False)
    choose_second_place(ledger, tmp_path / "unplugged")

    shown(qtbot, page)

    assert any(line.task.words == "备份的第二处现在不在" for line in page.tasks.lines)
    assert threading.main_thread() not in asked


def test_when_nothing_waits_the_page_says_so_and_names_what_can_be_done(qtbot, page):
    page._show(a_day())

    assert page.nothing.isVisible()
    assert next(line.task.words for line in page.tasks.lines) == "导入花名册"


@pytest.mark.parametrize(("width", "direction"), [(1220, "LeftToRight"), (860, "TopToBottom")])
def test_the_figures_stand_below_where_there_is_no_room_beside(qtbot, page, width, direction):
    page.resize(width, 600)

    assert page.sides.direction() == getattr(QBoxLayout.Direction, direction)


def test_the_page_names_the_day(qtbot, page, clock):
    shown(qtbot, page)

    assert page.day.text() == "2026年11月21日 星期六"
    assert page.findChildren(QLabel)
