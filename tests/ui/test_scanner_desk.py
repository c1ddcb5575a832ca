"""The scanner at the clerk's desk: every page may take a scan, a certificate is verified from anywhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout, QWidget

from app.ui import spots
from app.ui.certificates.verify_page import VerifyPage
from app.ui.desk import Desk
from app.ui.scanner import install_scanner, keep_habits
from app.ui.scanner_burst import ScannerHabits
from app.ui.spots import Spot
from tests.makers_certificates import QUICK, MakeBelieveCounty, issued_class

ENTER = Qt.Key.Key_Return


@pytest.fixture
def row(ledger):
    MakeBelieveCounty().enrol(ledger)
    return issued_class(ledger, 1, QUICK)[1].certificates[0]


@pytest.fixture
def desk(qtbot, work) -> Desk:
    keep_habits(work.memory, ScannerHabits(gap_ms=2000))
    made = Desk(work)
    qtbot.addWidget(made)
    made.resize(1200, 640)
    made.show()
    install_scanner(made)
    made.go(Spot(spots.CLASSES))
    qtbot.waitUntil(lambda: work.operations.is_idle)
    return made


def scan(qtbot, widget: QWidget, text: str) -> None:
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget(), sign)
    QTest.keyClick(QApplication.focusWidget(), ENTER)


def verdict(qtbot, desk: Desk) -> str:
    qtbot.waitUntil(lambda: isinstance(desk.page, VerifyPage) and desk.work.operations.is_idle)
    return desk.page.card.word.text()


def test_a_certificate_scanned_on_any_page_is_verified_and_the_field_keeps_what_stood_in_it(qtbot, desk, row):
    search = desk.page.search
    search.setText("核桃")

    scan(qtbot, search, row.credential_text)

    assert verdict(qtbot, desk) == "有效"
    assert search.text() == "核桃"


def test_a_scan_on_the_verifying_page_is_verified_there(qtbot, desk, row):
    desk.go(Spot(spots.VERIFY))
    for _ in range(2):
        scan(qtbot, desk.page.code, row.credential_text)
    verdict(qtbot, desk)

    assert desk.page.rows.rowCount() == 2
    assert desk.page.code.text() == ""


def test_a_number_scanned_in_the_register_is_looked_up_there(qtbot, desk, row):
    desk.go(Spot(spots.REGISTER))
    qtbot.waitUntil(lambda: desk.work.operations.is_idle)

    scan(qtbot, desk.page.list, row.number)

    qtbot.waitUntil(lambda: desk.page.search.text() == row.number)
    assert desk.spot.page == spots.REGISTER


def test_what_is_no_certificate_stays_in_the_field_it_was_scanned_into(qtbot, desk, row):
    search = desk.page.search

    scan(qtbot, search, "2026-0001")

    assert search.text() == "2026-0001"
    assert desk.spot.page == spots.CLASSES


def test_a_dialog_keeps_the_clerk_where_they_are_unless_it_takes_scans_itself(qtbot, desk, row):
    class Plain(QDialog):
        def __init__(self) -> None:
            super().__init__(desk)
            self.field = QLineEdit()
            QVBoxLayout(self).addWidget(self.field)

    class Taking(Plain):
        taken = ""

        def take_scan(self, text: str) -> bool:
            self.taken = text
            return True

    told = []
    for kind in (Plain, Taking):
        dialog = kind()
        dialog.open()
        qtbot.waitUntil(dialog.isActiveWindow)
        scan(qtbot, dialog.field, row.credential_text)
        told.append((dialog.field.text(), getattr(dialog, "taken", "")))
        dialog.close()

    assert told == [(row.credential_text, ""), ("", row.credential_text)]
    assert desk.spot.page == spots.CLASSES
