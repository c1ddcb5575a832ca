"""What clerks stumbled over: a stale state, a bar that moves at every key, one page called pages, a scan half eaten."""

import importlib.metadata
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodQueryEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.clock import SetClock
from app.i18n import choose_language
from app.ledger.graduating import graduate
from app.models.vocabulary import AttendanceStatus
from app.ui.classes.class_page import ClassPage
from app.ui.issuing.blanks_dialogs import DeliveryDialog, TakeOutDialog
from app.ui.issuing.press_dialog import print_words
from app.ui.paper.paper_panel import PaperPanel
from app.ui.people.record_dialog import PersonRecordDialog
from app.ui.settings import diagnostics
from app.ui.settings.about_section import AboutSection
from app.ui.settings.licences_dialog import LicencesDialog
from app.ui.spots import CLASS, Spot
from app.ui.status_bar import StatusBar
from tests.makers_training import attend, keep_class, keep_trainees, pass_exams

KEY = Qt.Key


class Layouts(QObject):
    """Counts how often a widget was laid out anew."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        self.count += event.type() is QEvent.Type.LayoutRequest
        return False


@pytest.fixture
def bar(qtbot, clock: SetClock) -> StatusBar:
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(900, 26)
    made.show()
    made.note_saved(clock.now().replace(minute=12, second=21))
    QApplication.processEvents()
    return made


def test_the_status_bar_is_not_laid_out_anew_when_only_the_seconds_change(bar, clock):
    seen = Layouts(bar)

    for minute, second in ((21, 12), (12, 21), (21, 12)):  # as wide in any font
        bar.note_saved(clock.now().replace(minute=minute, second=second))
        QApplication.processEvents()

    assert "09:21:12" in bar.saved.text()
    assert seen.count == 0


def test_the_status_bar_makes_room_for_longer_words(bar):
    seen, before = Layouts(bar), bar.saved.width()

    bar._tell(bar.saved, bar.saved.text() * 2)
    QApplication.processEvents()

    assert seen.count
    assert bar.saved.width() > before


def test_the_state_of_a_class_follows_what_was_saved_on_its_page(qtbot, work, ledger, clock):
    row = keep_class(ledger, 2)
    for serial in (1, 2):
        attend(ledger, row.id, serial, [AttendanceStatus.PRESENT] * 30, reason="补录")
    pass_exams(ledger, row.id)
    page = ClassPage(work)
    qtbot.addWidget(page)
    page.show()
    page.show_spot(Spot(CLASS, row.id, "file"))
    qtbot.waitUntil(lambda: bool(page.state.text()) and work.operations.is_idle)
    before = page.state.text()

    work.change(lambda _: graduate(ledger, row.id))
    qtbot.waitUntil(lambda: page.state.text() != before)

    assert page.state.text() == "已结业"


@pytest.mark.parametrize(("count", "words"), [(1, "Print one sheet"), (2, "Print 2 sheets")])
def test_one_sheet_is_no_sheets_in_english(count, words):
    choose_language("en")

    assert print_words(count) == words


@pytest.mark.parametrize(
    ("pages", "copies", "words"),
    [
        (1, 1, "Print one page"),
        (1, 3, "Print one page, 3 times"),
        (4, 1, "Print 4 pages"),
        (4, 2, "Print 4 pages, 2 times"),
    ],
)
def test_one_page_is_no_pages_in_english(qtbot, work, pages, copies, words):
    choose_language("en")
    panel = PaperPanel(work, "Roster", "plain")
    qtbot.addWidget(panel)

    panel.copies.setValue(copies)

    assert panel._words(pages) == words


def is_enabled(widget: QWidget) -> bool:
    """Whether an input method may work here."""
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(widget, query)
    return bool(query.value(Qt.InputMethodQuery.ImEnabled))


def test_no_input_method_eats_the_letters_of_a_serial_that_is_scanned(qtbot, work, ledger):
    (person,) = keep_trainees(ledger, 1)
    owner = QWidget()
    qtbot.addWidget(owner)
    received = DeliveryDialog(work, owner)
    spoiled = TakeOutDialog(work, owner, is_return=False)
    record = PersonRecordDialog(work, person, owner)

    scanned = (received.first, received.last, spoiled.first, record.number)

    assert [is_enabled(field) for field in scanned] == [False] * 4
    assert is_enabled(record.name)  # the control: words are Chinese


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle that brought no metadata of its packages."""

    def lost(name: str) -> Any:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "distribution", lost)
    monkeypatch.setattr(diagnostics, "_project", dict)


def test_without_metadata_the_program_says_unknown(qtbot, work, bare):
    section = AboutSection(work)
    qtbot.addWidget(section)
    section.show_section()
    qtbot.waitUntil(lambda: work.operations.is_idle)
    dialog = LicencesDialog(section)
    dialog.show_sized()
    told = []
    for place in range(dialog.list.count()):
        dialog.list.setCurrentRow(place)
        told.append(dialog.text.toPlainText())

    assert diagnostics.program_version() == ""
    assert diagnostics.packages() == []
    assert any("版本未知" in each.text() for each in section.findChildren(QLabel))
    assert dialog.list.item(dialog.list.count() - 1).text() == "软件包：未知"
    assert "未知" in told[-1]
    assert all(told)
