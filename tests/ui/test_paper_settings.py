"""Printers in the settings: what is chosen is used, and what the ruler says is kept as a correction."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QTableView

from app.documents import test_sheet
from app.documents.issued_pages import offset_of
from app.documents.placement import Offset
from app.ledger.print_offsets import PrintOffset, remembered_offset, set_offset
from app.models.ledger import Clerk
from app.ui.paper.printer_choice import Choice, PrinterChoice
from app.ui.paper.printers import PrinterRow, TrayRow
from app.ui.paper.readings import Crosses, correction_of, length_of
from app.ui.settings.printers_section import PrintersSection
from tests.documents.makers import said_by_pdfium

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
TRAYS = (TrayRow("Tray1", "纸盒 1"), TrayRow("Manual", "手送纸口"))
LENOVO, PANTUM = PrinterRow("Lenovo", is_default=True), PrinterRow("Pantum", is_default=False, trays=TRAYS)
CROSSES = Crosses(test_sheet.NEAR, test_sheet.FAR)
READ = ("31.2", "29.4", "268.2", "179.4")

shifts, stretches = st.floats(-20, 20), st.floats(0.975, 1.025)
errors = st.builds(Offset, shifts, shifts, stretches, stretches)
small = st.builds(PrintOffset, st.floats(-3, 3), st.floats(-3, 3), st.floats(0.99, 1.01), st.floats(0.99, 1.01))


@given(errors, small)
def test_after_the_correction_the_crosses_come_out_where_they_belong(error, printed_with):
    before = offset_of(printed_with)
    read = tuple(side for point in (CROSSES.near, CROSSES.far) for side in error.place(before.place(point)))

    found = offset_of(correction_of(read, CROSSES, printed_with))

    for point in (CROSSES.near, CROSSES.far):
        assert error.place(found.place(point)) == pytest.approx(point, abs=0.01)


@pytest.mark.parametrize(
    ("typed", "length"),
    [("30", 30.0), (" 30.5 ", 30.5), ("30,5", 30.5), ("30。5", 30.5), ("29.4 mm", 29.4), ("180毫米", 180.0)],
)
def test_a_length_is_read_as_people_type_it(typed, length):
    assert length_of(typed) == length


@pytest.mark.parametrize("typed", ["", "-3", "abc", "1.234", "3000", "3 cm", "30.5.1"])
def test_what_is_no_length_is_not_taken_for_one(typed):
    assert length_of(typed) is None


@pytest.fixture
def section(qtbot, work, monkeypatch, tmp_path) -> PrintersSection:
    """The section on a computer with two printers."""
    monkeypatch.setenv("PATH", str(tmp_path))
    made = PrintersSection(work)
    qtbot.addWidget(made)
    made.resize(900, 620)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.show_section()
    qtbot.waitUntil(lambda: work.operations.is_idle and made.calibration.readings[0].placeholderText() != "")
    made.kinds.show_printers((LENOVO, PANTUM))
    qtbot.waitUntil(lambda: work.operations.is_idle)
    return made


def settled(qtbot, section: PrintersSection) -> None:
    qtbot.waitUntil(lambda: section.work.operations.is_idle)


def measure(qtbot, section: PrintersSection, *lengths: str) -> None:
    for field, length in zip(section.calibration.readings, lengths, strict=True):
        field.setFocus()
        qtbot.keyClicks(field, length)


def test_the_printer_chosen_for_certificates_is_proposed_where_they_are_printed(qtbot, section, work):
    line = section.kinds.lines["certificate-completion"]

    qtbot.keyClick(line.printers, KEY.Key_Down)
    qtbot.keyClick(line.trays, KEY.Key_Down)
    qtbot.keyClick(line.trays, KEY.Key_Down)

    proposed = PrinterChoice(work, "certificate-completion")
    plain = PrinterChoice(work, "plain")
    for choice in (proposed, plain):
        qtbot.addWidget(choice)
        choice.show_printers((LENOVO, PANTUM))
    assert proposed.choice == Choice("Pantum", "Manual")
    assert plain.choice == Choice("Lenovo", "")


def test_without_a_printing_system_the_section_says_what_to_do(qtbot, section):
    section.take_focus()

    qtbot.keyClick(section.focusWidget(), KEY.Key_F5)

    qtbot.waitUntil(section.kinds.hint.isVisible)
    assert "没有打印系统" in section.kinds.hint.text()
    assert section.kinds.lines["plain"].hint.window() is section
    assert not section.calibration.test.isEnabled()


def test_four_readings_become_a_correction_that_certificates_are_printed_with(qtbot, section, work):
    section.calibration.choose(Choice("Pantum", "Manual"))
    settled(qtbot, section)

    measure(qtbot, section, *READ)
    told = section.calibration.told.text()
    qtbot.keyClick(section.calibration.readings[3], KEY.Key_Return, CONTROL)
    settled(qtbot, section)

    assert told == "按此修正：向左 1.20 毫米、向下 0.60 毫米。"
    assert remembered_offset(work.ledger, "Pantum", "Manual") == PrintOffset(-1.2, 0.6)
    assert "已记住" in section.calibration.told.text()
    assert [section.rows.index(0, column).data() for column in range(5)] == [
        "Pantum",
        "手送纸口",
        "-1.20",
        "+0.60",
        "无",
    ]
    assert section.calibration.readings[0].text() == ""


def test_readings_come_on_top_of_what_the_sheet_was_printed_with(qtbot, section, work):
    set_offset(work.ledger, "Pantum", "Tray1", PrintOffset(2.0, 1.0))
    section.calibration.choose(Choice("Pantum", "Tray1"))
    settled(qtbot, section)
    before = section.calibration.now.text()

    measure(qtbot, section, "30.5", "30", "267.5", "180")
    qtbot.keyClick(section.calibration.readings[0], KEY.Key_Return, CONTROL)
    settled(qtbot, section)

    assert "向右 2.00 毫米、向下 1.00 毫米" in before
    assert remembered_offset(work.ledger, "Pantum", "Tray1") == PrintOffset(1.5, 1.0)


def test_the_correction_before_comes_back_with_one_button(qtbot, section, work):
    set_offset(work.ledger, "Pantum", "", PrintOffset(0.7, 0.0))
    section.calibration.choose(Choice("Pantum"))
    settled(qtbot, section)
    measure(qtbot, section, *READ)
    qtbot.keyClick(section.calibration.readings[0], KEY.Key_Return, CONTROL)
    settled(qtbot, section)
    corrected = remembered_offset(work.ledger, "Pantum", "")

    qtbot.mouseClick(section.calibration.back, Qt.MouseButton.LeftButton)
    settled(qtbot, section)

    assert corrected == PrintOffset(-0.5, 0.6)
    assert remembered_offset(work.ledger, "Pantum", "") == PrintOffset(0.7, 0.0)
    assert not section.calibration.back.isVisible()


@pytest.mark.parametrize(
    ("lengths", "told"),
    [
        (("30", "30", "30", "180"), "读数不对"),
        (("30", "30", "200", "180"), "读数不对"),
        (("90", "30", "327", "180"), "30"),
        (("30", "30", "267", ""), "填写四个长度"),
        (("30", "30", "267", "ab"), "填写四个长度"),
    ],
)
def test_readings_that_cannot_be_right_are_told_and_not_kept(qtbot, section, work, lengths, told):
    section.calibration.choose(Choice("Pantum"))
    settled(qtbot, section)

    measure(qtbot, section, *lengths)
    qtbot.keyClick(section.calibration.readings[0], KEY.Key_Return, CONTROL)
    settled(qtbot, section)

    assert told in section.calibration.told.text()
    assert not section.calibration.verb.isEnabled()
    assert remembered_offset(work.ledger, "Pantum", "") == PrintOffset()


def test_enter_walks_through_the_readings_to_the_verb(qtbot, section):
    section.calibration.choose(Choice("Pantum"))
    settled(qtbot, section)
    measure(qtbot, section, *READ)
    fields = section.calibration.readings
    fields[0].setFocus()

    walked = []
    for _ in range(4):
        qtbot.keyClick(section.focusWidget(), KEY.Key_Return)
        walked.append(section.focusWidget())

    assert walked == [*fields[1:], section.calibration.verb]


def test_the_picture_shows_the_length_that_is_being_typed(section):
    field = section.calibration.readings[2]

    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusIn))

    assert section.calibration.drawing.meant == 2
    assert section.calibration.drawing.crosses == CROSSES


def test_the_picture_of_the_sheet_is_drawn_differently_for_each_length(section):
    looks = []
    for length in range(4):
        section.calibration.drawing.mean(length)
        looks.append(section.calibration.drawing.grab().toImage())

    assert all(one != other for place, one in enumerate(looks) for other in looks[:place])


def test_the_test_sheet_is_saved_with_the_correction_that_is_kept(qtbot, section, work, tmp_path):
    set_offset(work.ledger, "Pantum", "Manual", PrintOffset(1.5, -0.8))
    section.calibration.choose(Choice("Pantum", "Manual"))
    settled(qtbot, section)

    qtbot.mouseClick(section.calibration.save, Qt.MouseButton.LeftButton)
    asked = section.findChild(QFileDialog)
    asked.setDirectory(str(tmp_path))
    asked.selectFile("sheet.pdf")
    asked.accept()
    settled(qtbot, section)

    said = "".join(said_by_pdfium(Path(tmp_path / "sheet.pdf").read_bytes()).split())
    assert "向右1.5" in said
    assert "已保存为" in section.calibration.told.text()


def test_a_kept_correction_is_taken_up_again_from_the_list(qtbot, section, work):
    set_offset(work.ledger, "Pantum", "Tray1", PrintOffset(0.0, 2.0, 1.002, 1.0))
    section.show_section()
    qtbot.waitUntil(lambda: section.rows.rowCount() == 1)
    section.kinds.show_printers((LENOVO, PANTUM))
    section.list.selectRow(0)

    qtbot.keyClick(section.list, KEY.Key_Return)
    settled(qtbot, section)

    assert section.calibration.choice.choice == Choice("Pantum", "Tray1")
    assert "向下 2.00 毫米、横向 100.20%，纵向 100.00%" in section.calibration.now.text()


def test_an_auditor_looks_and_changes_nothing(qtbot, section, work):
    work.ledger.clerk = Clerk("x", "审计", "auditor")
    section.show_section()
    settled(qtbot, section)
    section.kinds.show_printers((LENOVO, PANTUM))
    settled(qtbot, section)

    measure(qtbot, section, *READ)

    assert "按此修正" in section.calibration.told.text()
    assert not section.calibration.verb.isEnabled()


def test_every_control_of_the_section_has_a_name(section):
    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    controls = [each for kind in kinds for each in section.findChildren(kind) if each.isVisible()]

    assert len(controls) > 12
    assert [each for each in controls if not each.accessibleName()] == []
