"""The program on a real screen, under a window manager, with real key events and a printer that keeps its pages."""

import os
import shutil
import time
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
from tests.makers_certificates import PRINTER
from tests.ui.issuing_printer import install_printer
from tests.ui.real_screen import missing, real_window, until

ASKED = "XIANGXUN_REAL_SCREEN"
pytestmark = [
    pytest.mark.skipif(bool(missing()), reason=f"this machine lacks {', '.join(missing())}"),
    pytest.mark.skipif(ASKED not in os.environ, reason=f"a screen of its own takes long: run with {ASKED}=1"),
]
LOGIN = Login("练习员", "")
QUIET = 4.0  # s


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


def test_attendance_is_typed_and_certificates_are_issued_and_printed_with_the_keyboard(practice, tmp_path):
    folder = tmp_path / "ledger"
    shutil.copytree(practice, folder)
    paper, path = install_printer(tmp_path / "printer")
    before = told(folder)

    with real_window(folder, f"{path}:{os.environ['PATH']}", "乡训通") as window:
        head = folder / "ledger.head"
        for keys in (("alt+4", "Return", "2"), ("2",)):
            written = head.read_bytes()
            window.insist(lambda written=written: head.read_bytes() != written, *keys)
        window.insist(lambda: window.shows("签发"), "alt+5", "Down", "Return", "ctrl+Return")
        window.insist(lambda: window.shows("打印"), "Return")
        window.insist(lambda: paper.runs, "ctrl+Return")
        until(lambda: not window.shows("打印"), "the desk")
        status = window.quit()

    after = told(folder)
    pages = PdfReader(paper.runs[0]).pages
    assert status == 0
    assert after.late - before.late >= 2
    assert len(pages) == after.certificates - before.certificates > 0
    assert "结业证书" in pages[0].extract_text().replace(" ", "")


def is_at_rest(head: Path) -> bool:
    """Whether nothing was written to the ledger for a while: it is filled."""
    return head.is_file() and time.time() - head.stat().st_mtime > QUIET


def test_practice_begins_with_one_word_on_a_machine_that_has_no_ledger(tmp_path):
    folder = tmp_path / "practice"

    with real_window(folder, os.environ["PATH"], "乡训通", "--practice") as window:
        until(lambda: is_at_rest(folder / "ledger.head"), "a practice ledger")
        window.keys("alt+4")
        status = window.quit()

    with open_ledger(folder, LOGIN, SystemClock()) as ledger:
        states = {row.status_label for row in list_classes(ledger)}
    assert status == 0
    assert "进行中" in states
