"""The program on a real screen, under a window manager, with real key events and a printer that keeps its pages."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.clock import SystemClock
from app.ledger.attendance_marks import LessonChoice, marks_of
from app.ledger.certificate_register import list_certificates
from app.ledger.class_rows import list_classes
from app.ledger.practice import fill_practice
from app.models.opening import Login, create_ledger, open_ledger
from app.ui.spots import CLASS, CLASSES, HOME, ISSUE
from tests.makers_certificates import PRINTER
from tests.ui.issuing_printer import KeptPaper, install_printer
from tests.ui.real_screen import RealWindow, missing, real_window

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"this machine lacks {', '.join(missing())}")
LOGIN = Login("练习员", "")


@dataclass(frozen=True)
class Told:
    """What the ledger holds of what is typed here."""

    late: int
    certificates: int


def told(folder: Path) -> Told:
    """Read it while no window has the ledger open."""
    with open_ledger(folder, LOGIN, SystemClock()) as ledger:
        running = next(row for row in list_classes(ledger) if row.status_label == "进行中")
        marks = marks_of(ledger, LessonChoice(running.id))
        return Told(sum(mark.status == "late" for mark in marks), len(list_certificates(ledger)))


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice ledger as the program itself fills it, today."""
    folder = tmp_path_factory.mktemp("real") / "ledger"
    with create_ledger(folder, LOGIN, SystemClock(), practice=True) as ledger:
        fill_practice(ledger, PRINTER, lambda *_: None)
    return folder


def type_two_marks(window: RealWindow, head: Path) -> None:
    """Two people come late to the lesson at hand; each mark is on the disk before the next is typed."""
    window.press("alt+4")
    window.see(page=CLASSES, focus="QTableView")
    window.press("Return")
    window.see(page=CLASS, part="roll", focus="RollGrid")
    for _ in range(2):
        written = head.read_bytes()
        window.press("2")
        window.wait(lambda written=written: head.read_bytes() != written, "a mark on the disk")


def issue_and_print(window: RealWindow, paper: KeptPaper) -> None:
    """The class that waits for its certificates gets them, on paper."""
    window.press("alt+5")
    window.see(page=ISSUE, focus="QTableView")
    window.press("Down", "Return")
    window.see("签发 ", page=ISSUE)
    window.press("ctrl+Return")
    window.see("签发 ", "签发")
    window.press("Return")
    window.see("打印 ", "打印")
    window.press("ctrl+Return")
    window.wait(lambda: paper.runs, "pages at the printer")
    window.see(title="乡训通", page=ISSUE, part="job")


def test_attendance_is_typed_and_certificates_are_issued_and_printed_with_the_keyboard(practice, tmp_path):
    folder = tmp_path / "ledger"
    shutil.copytree(practice, folder)
    paper, path = install_printer(tmp_path / "printer")
    before = told(folder)

    with real_window(folder, f"{path}:{os.environ['PATH']}", "乡训通") as window:
        window.see(page=HOME)
        type_two_marks(window, folder / "ledger.head")
        issue_and_print(window, paper)
        status = window.quit()

    after = told(folder)
    pages = PdfReader(paper.runs[0]).pages
    assert status == 0
    assert after.late - before.late >= 2
    assert len(pages) == after.certificates - before.certificates > 0
    assert "结业证书" in pages[0].extract_text().replace(" ", "")


def test_practice_begins_with_one_word_on_a_machine_that_has_no_ledger(tmp_path):
    folder = tmp_path / "practice"

    with real_window(folder, os.environ["PATH"], "乡训通", "--practice") as window:
        window.see(page=HOME)
        window.press("alt+4")
        window.see(page=CLASSES)
        status = window.quit()

    with open_ledger(folder, LOGIN, SystemClock()) as ledger:
        states = {row.status_label for row in list_classes(ledger)}
    assert status == 0
    assert "进行中" in states
