"""The day the window must win: from the first run to certificates handed out, through the window alone."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication

from app.county.enrolment import Terms
from app.ledger.certificate_register import CertificateState, list_certificates
from app.ledger.checking import check_ledger
from app.ledger.hand_out import not_collected
from app.ledger.print_jobs_board import Stand
from app.ui.classes.catalogue_dialogs import CourseDialog
from app.ui.classes.class_form import ClassForm
from app.ui.classes.class_page import NAMES
from app.ui.first_run_joining import JoinDialog
from app.ui.issuing.collect_dialog import CollectDialog
from app.ui.issuing.correct_dialog import CorrectDialog
from app.ui.issuing.issue_dialog import IssueDialog
from app.ui.issuing.jam_dialog import JamDialog
from app.ui.issuing.press_dialog import PressDialog
from app.ui.people.details_fields import line_of
from app.ui.spots import CERTIFICATE, CLASS, ISSUE, PERSON, PERSON_FORM, REGISTER
from tests.conftest import CHINA
from tests.county.conftest import cheap_passwords, county_folder, founded, office, root_key  # noqa: F401 - fixtures
from tests.county.makers import NAME, STATION
from tests.makers_people import name_of, roster_line, write_xlsx
from tests.ui.clerk import ENTER, KEY, Clerk
from tests.ui.issuing_printer import KeptPaper, install_printer
from tests.ui.makers_shell import at_first_run, opened

PEOPLE, PASSWORD = 24, "correct horse"
FIRST_DAY, DAYS, LAST_GOOD = date(2026, 11, 23), 2, 9
WRONG, RIGHT = name_of(5), "欧阳春花"


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeptPaper:
    """The only printer of the machine."""
    kept, path = install_printer(tmp_path / "printer")
    monkeypatch.setenv("PATH", path)
    return kept


@pytest.fixture
def clerk(qtbot, window_on, tmp_path) -> Clerk:
    """In front of a PC that was never used."""
    return Clerk(qtbot, at_first_run(qtbot, window_on(tmp_path / "home")))


def begin(clerk: Clerk, office, stick: Path) -> None:  # noqa: F811 - the fixture
    """First run: a real ledger, joined to the county by two files."""
    steps = clerk.window.first_run
    steps.go_on()
    steps.joined.setChecked(True)
    steps.go_on()
    for field, text in ((steps.operator, "zhang"), (steps.password, PASSWORD), (steps.again, PASSWORD)):
        clerk.write(field, text)
    steps.go_on()
    opened(clerk.qtbot, clerk.window)
    join = clerk.opened(JoinDialog)
    clerk.write(join.name, NAME)
    join.write.click()
    clerk.answer(stick / "a.xxrequest")
    (stick / "a.xxenrol").write_bytes(office.enrol((stick / "a.xxrequest").read_bytes(), Terms(STATION, NAME)).data)
    join.take.click()
    clerk.answer(stick / "a.xxenrol")
    clerk.wait(join.confirm.isVisible)
    join.confirm.click()
    clerk.wait(join.confirm.isHidden)
    join.close()


def test_graduation_day(clerk, office, paper, tmp_path, clock):  # noqa: F811 - the fixture
    begin(clerk, office, tmp_path)

    open_the_class(clerk)
    bring_the_roster(clerk, tmp_path)
    call_the_roll(clerk, clock)
    type_the_scores(clerk)
    graduate_everyone(clerk)
    issue_and_print(clerk, paper)
    correct_a_name(clerk)
    hand_out(clerk)

    ledger = clerk.window.ledger
    assert ledger is not None
    certificates = list_certificates(ledger)
    states = Counter(row.state for row in certificates)
    assert [len(PdfReader(run).pages) for run in paper.runs] == [PEOPLE, PEOPLE - LAST_GOOD, 1]
    assert RIGHT in PdfReader(paper.runs[2]).pages[0].extract_text()
    assert states == {CertificateState.GOOD: PEOPLE, CertificateState.CORRECTED: 1}
    assert not_collected(ledger) == []
    assert check_ledger(ledger).is_sound


def open_the_class(clerk: Clerk) -> None:
    """Ctrl+N on the classes; the course is added where it is missing."""
    clerk.alt(KEY.Key_4)
    clerk.ctrl(KEY.Key_N)
    form = clerk.opened(ClassForm)
    form.form.course.setFocus()
    clerk.ctrl(KEY.Key_N)
    course = clerk.opened(CourseDialog)
    clerk.write(course.name, "核桃嫁接")
    course.theory.setValue(8)
    course.practical.setValue(8)
    clerk.ctrl(ENTER)
    clerk.opened(ClassForm)
    form.form.starts_on.choose(FIRST_DAY)
    form.form.days.setValue(DAYS)
    clerk.write(form.form.place, "凤山镇文化站")
    clerk.wait(form.verb.isEnabled)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.dialog is None)


def bring_the_roster(clerk: Clerk, folder: Path) -> None:
    """The spreadsheet of the villages, straight into the class."""
    clerk.alt(KEY.Key_3)
    file = write_xlsx(folder / "花名册.xlsx", [roster_line(place) for place in range(1, PEOPLE + 1)])
    clerk.ctrl(KEY.Key_O)
    clerk.answer(file)
    page = clerk.page
    clerk.wait(lambda: page.parts.currentWidget() is vars(page).get("check") and page.check.checker.is_at_rest)
    page.check.head.classes.setCurrentIndex(1)
    clerk.wait(lambda: page.check.checker.is_at_rest)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: page.parts.currentWidget() is vars(page).get("result"))


def call_the_roll(clerk: Clerk, clock) -> None:
    """Four half-days: everyone present, one late."""
    clock.time = datetime(2026, 11, 24, 18, 0, tzinfo=CHINA)
    clerk.alt(KEY.Key_4)
    clerk.wait(lambda: clerk.page.rows.rowCount() == 1)
    clerk.press(ENTER)
    turn_to(clerk, "roll")
    clerk.wait(lambda: len(clerk.page.part("roll").model.people) == PEOPLE)
    roll = clerk.page.part("roll")
    for lesson in range(2 * DAYS):
        roll.grid.go(2, lesson)
        if lesson == 1:
            clerk.press(KEY.Key_2)
        clerk.ctrl(ENTER)
    clerk.wait(lambda: all(roll.model.mark_at((row, 3)) for row in range(PEOPLE)))


def turn_to(clerk: Clerk, part: str) -> None:
    """Ctrl+Tab through the parts of the class."""
    clerk.wait(lambda: clerk.page.spot.page == CLASS)
    for _ in range(len(NAMES)):
        if clerk.page.spot.part == part:
            return
        clerk.ctrl(KEY.Key_Tab)
    raise AssertionError(part)


def type_the_scores(clerk: Clerk) -> None:
    """A block from a spreadsheet: theory and practice."""
    turn_to(clerk, "results")
    part = clerk.page.part("results")
    clerk.wait(lambda: part.model.rowCount() == PEOPLE)
    QGuiApplication.clipboard().setText("\n".join(f"{60 + place}\t{70 + place}" for place in range(PEOPLE)))
    clerk.ctrl(KEY.Key_V)


def graduate_everyone(clerk: Clerk) -> None:
    """Ctrl+Enter; nobody lacks anything."""
    turn_to(clerk, "graduation")
    clerk.wait(clerk.page.part("graduation").verb.isEnabled)
    clerk.ctrl(ENTER)


def issue_and_print(clerk: Clerk, paper: KeptPaper) -> None:
    """Issue, print, the ninth sheet jams, the rest is printed again."""
    clerk.alt(KEY.Key_5)
    clerk.press(ENTER)
    clerk.wait(clerk.page.choose.verb.isEnabled)
    clerk.ctrl(ENTER)
    clerk.opened(IssueDialog)
    clerk.press(ENTER)
    clerk.opened(PressDialog)
    clerk.wait(clerk.dialog.verb.isEnabled)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.page.job.board and clerk.page.parts.currentWidget() is clerk.page.job)
    clerk.ctrl(KEY.Key_J)
    jam = clerk.opened(JamDialog)
    clerk.write(jam.last, str(LAST_GOOD))
    clerk.ctrl(ENTER)
    clerk.opened(PressDialog)
    clerk.wait(clerk.dialog.verb.isEnabled)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.dialog is None and len(clerk.page.job.board.at(Stand.SENT)) == PEOPLE - LAST_GOOD)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.page.job.board.job.is_done)


def correct_a_name(clerk: Clerk) -> None:
    """The name was wrong in the roster: mended at the person, then a successor is issued and printed."""
    clerk.alt(KEY.Key_2)
    clerk.write(clerk.page.search, WRONG)
    clerk.wait(lambda: clerk.page.rows.rowCount() == 1)
    clerk.press(ENTER, ENTER)
    clerk.wait(lambda: clerk.page.spot.page == PERSON and clerk.page.name.text() == WRONG)
    clerk.press(KEY.Key_F2)
    clerk.wait(lambda: clerk.page.spot.page == PERSON_FORM and clerk.page.details.texts["name"] == WRONG)
    line_of(clerk.page.details.fields["name"]).clear()
    clerk.write(line_of(clerk.page.details.fields["name"]), RIGHT)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.page.spot.page == PERSON)
    clerk.alt(KEY.Key_6)
    clerk.write(clerk.page.search, RIGHT)
    clerk.wait(lambda: clerk.page.spot.page == REGISTER)
    clerk.press(ENTER, ENTER)
    clerk.wait(lambda: clerk.page.spot.page == CERTIFICATE and clerk.page.correct.isEnabled())
    clerk.press(KEY.Key_F2)
    dialog = clerk.opened(CorrectDialog)
    clerk.wait(lambda: dialog.changed == ["name"])
    clerk.write(dialog.reason.lineEdit(), "姓名有误")
    clerk.ctrl(ENTER)
    clerk.opened(PressDialog)
    clerk.wait(clerk.dialog.verb.isEnabled)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.page.spot.page == ISSUE and clerk.page.job.board.lines)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.page.job.board.job.is_done)


def hand_out(clerk: Clerk) -> None:
    """Everyone signs and goes home with it."""
    clerk.alt(KEY.Key_5)
    clerk.wait(lambda: clerk.page.overview.rows.rowCount() == 1)
    clerk.press(ENTER)
    clerk.wait(lambda: clerk.page.hand_out.board)
    clerk.ctrl(KEY.Key_A)
    clerk.ctrl(ENTER)
    clerk.opened(CollectDialog)
    clerk.press(KEY.Key_Space)
    clerk.ctrl(ENTER)
    clerk.wait(lambda: clerk.page.hand_out.count.text() == f"已领 {PEOPLE}，待领 0")
