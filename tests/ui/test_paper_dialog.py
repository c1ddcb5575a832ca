"""The dialog for paper without a printer: pages looked at, saved as PDF, and nothing private left behind."""

import resource
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLineEdit, QSpinBox, QWidget

from app.documents import certificates
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.paper.pdf_view import FIT_PAGE
from app.ui.paper.printer_choice import Choice
from app.ui.paper.printers import PrinterRow, TrayRow
from app.ui.paper.private_paper import FOLDER
from tests.documents.makers import make_sheet
from tests.ui.patience import PATIENCE

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
PANTUM = PrinterRow("Pantum", is_default=False, trays=(TrayRow("Tray1", "纸盒 1"), TrayRow("Tray2", "纸盒 2")))
LENOVO = PrinterRow("Lenovo", is_default=True, has_duplex=True)


@pytest.fixture(autouse=True)
def no_printing_system(monkeypatch, tmp_path) -> None:
    """Only what the dialog does by itself is meant here."""
    monkeypatch.setenv("PATH", str(tmp_path))


def draw_pages(count: int) -> Callable[[Path], None]:
    return lambda path: certificates.render((make_sheet() for _ in range(count)), path)


@pytest.fixture
def dialog_of(qtbot, work):
    """Opens the dialog on something to draw, and waits until it is done."""

    def open_on(draw: Callable[[Path], None]) -> PaperDialog:
        dialog = PaperDialog(work, "结业证书", draw, "结业证书.pdf")
        dialog.show_sized()
        qtbot.waitUntil(lambda: work.operations.is_idle)
        qtbot.waitUntil(lambda: dialog.view.is_drawn or not dialog.view.pages)
        return dialog

    made: list[PaperDialog] = []
    yield lambda draw: made.append(open_on(draw)) or made[-1]
    for dialog in made:
        with suppress(RuntimeError):  # it was closed, and is gone
            dialog.reject()


def private_files(work) -> list[Path]:
    return [path for path in (work.ledger.places.folder / FOLDER).rglob("*") if path.is_file()]


def test_the_pages_are_shown_with_how_many_there_are(dialog_of):
    dialog = dialog_of(draw_pages(3))

    assert dialog.bar.place.text() == "第 1 / 3 页"
    assert dialog.view.is_drawn
    shown = dialog.view.grab().toImage()
    seal = {shown.pixelColor(x, y).name() for x in range(0, shown.width(), 3) for y in range(0, 200, 3)}
    assert len(seal) > 20


def test_pages_are_turned_from_wherever_the_focus_is(qtbot, dialog_of):
    dialog = dialog_of(draw_pages(3))
    dialog.panel.range.setFocus()

    qtbot.keyClick(dialog.panel.range, KEY.Key_PageDown)
    second = dialog.bar.place.text()
    qtbot.keyClick(dialog.save, KEY.Key_End, CONTROL)
    last = dialog.bar.place.text()
    qtbot.keyClick(dialog.panel.range, KEY.Key_PageDown)

    assert (second, last) == ("第 2 / 3 页", "第 3 / 3 页")
    assert dialog.bar.place.text() == last
    assert not dialog.bar.next.isEnabled()


def test_a_thousand_pages_open_at_once_and_only_those_in_sight_are_drawn(qtbot, dialog_of, tmp_path):
    one = tmp_path / "book.pdf"
    draw_pages(1000)(one)
    dialog = dialog_of(lambda path: shutil.copyfile(one, path))
    at_first = set(dialog.view.kept)

    qtbot.keyClick(dialog, KEY.Key_End, CONTROL)
    qtbot.waitUntil(lambda: dialog.view.is_drawn)

    assert dialog.bar.place.text() == "第 1000 / 1000 页"
    assert at_first == {1, 2}
    assert len(dialog.view.kept) <= 5


def test_the_pages_come_nearer_and_go_back(qtbot, dialog_of):
    dialog = dialog_of(draw_pages(2))
    before = dialog.view.percent

    qtbot.keyClick(dialog, KEY.Key_Plus, CONTROL)
    nearer = dialog.view.percent
    qtbot.keyClick(dialog, KEY.Key_Minus, CONTROL)
    qtbot.keyClick(dialog, KEY.Key_0, CONTROL)

    assert nearer > before
    assert dialog.view.zoom == FIT_PAGE
    assert dialog.bar.zoom.currentText() == "整页"


def test_nearer_pages_are_drawn_anew_and_sharp(qtbot, dialog_of):
    dialog = dialog_of(draw_pages(1))

    for _ in range(4):
        qtbot.keyClick(dialog, KEY.Key_Plus, CONTROL)
    blurred = dialog.view.is_drawn
    qtbot.waitUntil(lambda: dialog.view.is_drawn)

    assert not blurred
    assert dialog.view.percent >= 100


def test_without_a_printing_system_the_way_out_is_a_pdf(dialog_of):
    dialog = dialog_of(draw_pages(1))

    assert "没有打印系统" in dialog.choice.hint.text()
    assert "另存为 PDF" in dialog.choice.hint.text()
    assert not dialog.verb.isEnabled()
    assert dialog.save.isEnabled()


def test_the_verb_says_how_many_pages_and_copies_will_be_printed(qtbot, dialog_of):
    dialog = dialog_of(draw_pages(5))
    dialog.choice.show_printers((LENOVO, PANTUM))
    whole = dialog.verb.text()

    dialog.panel.range.insert("1-2，5")
    some = dialog.verb.text()
    qtbot.keyClick(dialog.panel.copies, KEY.Key_Up)

    assert (whole, some) == ("打印 5 页", "打印 3 页")
    assert dialog.verb.text() == "打印 3 页 × 2 份"
    assert dialog.verb.accessibleName() == dialog.verb.text()


def test_pages_that_are_not_there_are_told_and_nothing_can_be_printed(qtbot, dialog_of):
    dialog = dialog_of(draw_pages(2))
    dialog.choice.show_printers((LENOVO,))

    qtbot.keyClicks(dialog.panel.range, "3")

    assert "不是这 2 页里的页码" in dialog.panel.wrong_range.text()
    assert dialog.panel.wrong_range.isVisible()
    assert not dialog.verb.isEnabled()


def test_the_usual_printer_is_proposed_and_the_one_used_last_before_it(dialog_of, work):
    dialog = dialog_of(draw_pages(1))
    dialog.choice.show_printers((LENOVO, PANTUM))
    usual = dialog.choice.choice

    dialog.choice.choose(Choice("Pantum", "Tray2"))
    dialog.choice.remember()
    another = dialog_of(draw_pages(1))
    another.choice.show_printers((LENOVO, PANTUM))

    assert usual == Choice("Lenovo", "")
    assert another.choice.choice == Choice("Pantum", "Tray2")
    assert another.choice.trays.currentText() == "纸盒 2"


def test_only_a_printer_that_can_print_on_both_sides_is_asked_to(dialog_of):
    dialog = dialog_of(draw_pages(1))

    dialog.choice.show_printers((LENOVO, PANTUM))
    lenovo = dialog.panel.two_sided.isVisible()
    dialog.choice.choose(Choice("Pantum"))

    assert lenovo
    assert not dialog.panel.two_sided.isVisible()


def save_as(qtbot, dialog: PaperDialog, target: Path) -> None:
    qtbot.keyClick(dialog, KEY.Key_S, CONTROL)
    asked = dialog.findChild(QFileDialog)
    asked.setDirectory(str(target.parent))
    asked.selectFile(target.name)
    asked.accept()
    qtbot.waitUntil(dialog.save.isEnabled)


def test_the_pdf_is_saved_whole_under_the_proposed_name(qtbot, dialog_of, tmp_path):
    dialog = dialog_of(draw_pages(4))
    drawn = private_files(dialog.work)[0].read_bytes()
    qtbot.keyClick(dialog, KEY.Key_S, CONTROL)
    asked = dialog.findChild(QFileDialog)
    proposed = Path(asked.selectedFiles()[0]).name
    asked.reject()
    (tmp_path / "stick").mkdir()

    save_as(qtbot, dialog, tmp_path / "stick" / "a.pdf")

    assert proposed == "结业证书.pdf"
    assert (tmp_path / "stick" / "a.pdf").read_bytes() == drawn
    assert "已保存为" in dialog.state.text()


@pytest.fixture
def full_disk():
    """No file may grow beyond this many bytes; what a full disk says is said by the limit too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("room", "kept"), [(20_000, b"old"), (10_000_000, b"%PDF")])
def test_a_full_stick_keeps_the_old_file_and_says_so(qtbot, dialog_of, tmp_path, full_disk, room, kept):
    dialog = dialog_of(draw_pages(4))
    target = tmp_path / "stick" / "a.pdf"
    target.parent.mkdir()
    target.write_bytes(b"old")
    full_disk(room)

    dialog.save_to(target)
    qtbot.waitUntil(dialog.save.isEnabled)

    is_full = kept == b"old"
    assert target.read_bytes().startswith(kept)
    assert list(target.parent.iterdir()) == [target]
    assert ("磁盘已满" in dialog.state.text()) is is_full


def test_the_drawn_pages_are_private_and_gone_when_the_dialog_is_closed(qtbot, dialog_of, work):
    dialog = dialog_of(draw_pages(1))
    kept = private_files(work)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (*kept, kept[0].parent, kept[0].parent.parent)]

    qtbot.keyClick(dialog, KEY.Key_Escape)

    assert len(kept) == 1
    assert modes == [0o600, 0o700, 0o700]
    assert private_files(work) == []


def test_a_dialog_that_is_torn_down_with_its_page_leaves_nothing_either(qtbot, work):
    page = QWidget()
    dialog = PaperDialog(work, "结业证书", draw_pages(1), "a.pdf", page)
    dialog.show_sized()
    qtbot.waitUntil(lambda: work.operations.is_idle and dialog.view.is_drawn)
    there = private_files(work)

    page.deleteLater()
    qtbot.waitUntil(lambda: private_files(work) == [])

    assert len(there) == 1


def test_a_dialog_that_is_left_while_it_draws_leaves_nothing(qtbot, work):
    begun, go_on = threading.Event(), threading.Event()

    def draw(path: Path) -> None:
        begun.set()
        go_on.wait(PATIENCE)
        draw_pages(1)(path)

    dialog = PaperDialog(work, "结业证书", draw, "a.pdf")
    dialog.show_sized()
    begun.wait(PATIENCE)
    qtbot.keyClick(dialog, KEY.Key_Escape)
    go_on.set()
    qtbot.waitUntil(lambda: work.operations.is_idle)

    assert private_files(work) == []


def test_what_cannot_be_drawn_is_told_where_the_pages_would_be(dialog_of, work):
    dialog = dialog_of(lambda path: certificates.render([make_sheet(name="李" * 400)], path))

    assert dialog.view.words
    assert dialog.view.words in dialog.state.text()
    assert not dialog.save.isEnabled()
    assert private_files(work) == []


def test_a_damaged_pdf_is_told_and_cannot_be_printed(dialog_of):
    dialog = dialog_of(lambda path: path.write_bytes(b"%PDF-1.4 no more"))

    assert "无法显示页面" in dialog.state.text()
    assert not dialog.verb.isEnabled()


def test_every_control_has_a_name_and_the_dialog_fits_the_smallest_screen(dialog_of):
    dialog = dialog_of(draw_pages(1))

    kinds = (QAbstractButton, QComboBox, QSpinBox)
    controls = [each for kind in kinds for each in dialog.findChildren(kind)] + [dialog.panel.range, dialog.view]
    assert isinstance(dialog.panel.range, QLineEdit)
    assert [each for each in controls if not each.accessibleName()] == []
    assert dialog.height() <= 600
    assert dialog.minimumSizeHint().height() <= 560


def test_nothing_heavy_is_loaded_before_there_is_something_to_print():
    heavy = ("PySide6.QtPrintSupport", "pypdfium2", "reportlab", "PIL")
    code = (
        "import sys, app.ui.paper.paper_dialog, app.ui.paper.cups, app.ui.paper.qt_printing, "
        f"app.ui.settings.printers_section; print([name for name in {heavy} if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=Path.cwd(), capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
