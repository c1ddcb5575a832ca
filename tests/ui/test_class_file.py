"""The class file on the screen: what each paper lacks and the way to it, printing, saving, filing on paper."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from app.clock import SetClock
from app.documents.atomic_file import FileNotWritable
from app.ledger.class_file import class_file
from app.ledger.graduating import graduate
from app.ledger.operators import add_operator
from app.models.journal import JournalEntry
from app.models.ledger import Ledger
from app.models.opening import Login, open_ledger
from app.models.vocabulary import AttendanceStatus, Role
from app.ui import spots
from app.ui.classes.file_papers import Copy, draw
from app.ui.classes.file_part import FILED, STATE, TOLD, FilePart
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import Spot
from app.ui.work import Work
from tests.conftest import CHINA, LOGIN
from tests.documents.makers import said_by_pdfium
from tests.makers_training import attend, id_number, keep_class, pass_exams
from tests.ui.unmasked import unmaskings

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
NEXT_DAY = datetime(2026, 11, 17, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def finished(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two people who have graduated, without certificates."""
    folder = tmp_path_factory.mktemp("finished") / "ledger"
    shutil.copytree(empty_ledger, folder)
    with open_ledger(folder, LOGIN, SetClock(NEXT_DAY)) as ledger:
        row = keep_class(ledger, 2, place="凤山镇文化站", head_teacher="李老师")
        for serial in (1, 2):
            attend(ledger, row.id, serial, [AttendanceStatus.PRESENT] * 30, reason="补录")
        pass_exams(ledger, row.id)
        graduate(ledger, row.id)
    return folder, row.id


@pytest.fixture
def ledger(finished: tuple[Path, str], tmp_path: Path, clock: SetClock) -> Iterator[Ledger]:
    clock.time = NEXT_DAY
    shutil.copytree(finished[0], tmp_path / "ledger")
    with open_ledger(tmp_path / "ledger", LOGIN, clock) as opened:
        yield opened


@pytest.fixture
def class_id(finished: tuple[Path, str]) -> str:
    return finished[1]


@pytest.fixture
def part(qtbot, work, class_id) -> FilePart:
    made = FilePart(work)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show()
    made.show_class(class_id)
    settled(qtbot, made)
    return made


def settled(qtbot, part: FilePart) -> None:
    qtbot.waitUntil(lambda: part.work.operations.is_idle)


def cells(part: FilePart, key: str) -> list[str]:
    place = next(row for row in range(part.rows.rowCount()) if part.rows.row_at(row).kind.key == key)
    return [part.rows.index(place, column).data() for column in range(part.rows.columnCount())]


def choose(part: FilePart, key: str) -> None:
    part.list.selectRow(next(row for row in range(part.rows.rowCount()) if part.rows.row_at(row).kind.key == key))


def acts(ledger: Ledger) -> list[str]:
    """The actions in the journal, oldest first."""
    heads = select(JournalEntry.body).where(JournalEntry.op == "C").order_by(JournalEntry.position)
    with ledger.reading() as session:
        return [orjson.loads(body)["action"] for body in session.scalars(heads)]


def shown_paper(qtbot, part: FilePart) -> PaperDialog:
    dialog = part.findChild(PaperDialog)
    qtbot.waitUntil(lambda: dialog.view.pages > 0)
    return dialog


def because(qtbot, part: FilePart, reason: str) -> None:
    dialog = part.findChild(ReasonDialog)
    dialog.field.insert(reason)
    dialog.accept()
    settled(qtbot, part)


def test_every_paper_stands_with_its_state_in_sign_and_word(part):
    assert cells(part, "scores")[STATE : TOLD + 1] == ["✓ 齐全", "2 人中 2 人有成绩。"]
    assert cells(part, "class_application")[STATE : TOLD + 1] == ["! 不齐", "没有填：培训机构。"]
    assert cells(part, "trainers")[STATE] == "✗ 缺"
    assert cells(part, "photos")[STATE] == "□ 只存纸质"
    assert cells(part, "publicity")[STATE] == "✎ 打印后手填"
    assert part.standing.text() == "共 31 份材料：已归档 0 份，待补齐 5 份。"


def test_the_thirteen_groups_are_numbered_once_each(part):
    numbers = [part.rows.index(row, 0).data() for row in range(part.rows.rowCount())]

    assert [number for number in numbers if number] == [str(number) for number in range(1, 14)]


@pytest.mark.parametrize(
    ("key", "spot"),
    [("class_application", "form"), ("trainers", "timetable"), ("roster", "roster"), ("teaching_log", "timetable")],
)
def test_enter_on_what_lacks_something_leads_to_where_it_is_mended(qtbot, part, work, class_id, key, spot):
    choose(part, key)

    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.list, KEY.Key_Return)

    assert went.args == [Spot(spots.CLASS, class_id, part=spot)]


def test_certificates_that_are_missing_lead_to_issuing(qtbot, part, work, class_id):
    choose(part, "cert_issue")

    with qtbot.waitSignal(work.wanted) as went:
        qtbot.keyClick(part.list, KEY.Key_F4)

    assert went.args == [Spot(spots.ISSUE, class_id)]


def test_enter_on_a_complete_paper_shows_it_as_it_is_printed(qtbot, part, ledger):
    choose(part, "scores")

    qtbot.keyClick(part.list, KEY.Key_Return)
    dialog = shown_paper(qtbot, part)

    assert dialog.windowTitle().startswith("结业考核成绩册")
    assert acts(ledger)[-1] == "export.scores"
    dialog.reject()


def test_space_files_a_paper_with_todays_date_and_takes_it_out_again(qtbot, part, ledger, class_id):
    choose(part, "photos")

    qtbot.keyClick(part.list, KEY.Key_Space)
    settled(qtbot, part)
    filed, words = cells(part, "photos")[FILED], part.tick.text()
    kept = class_file(ledger, class_id).filed
    qtbot.keyClick(part.list, KEY.Key_Space)
    settled(qtbot, part)

    assert (filed, words, kept) == ("☑ 11-17 归档", "取消归档", 1)
    assert class_file(ledger, class_id).filed == 0
    assert part.chosen.kind.key == "photos"


def test_a_click_into_the_column_files_a_paper_too(qtbot, part, ledger, class_id):
    place = part.list.visualRect(part.rows.index(3, FILED)).center()

    qtbot.mouseClick(part.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled(qtbot, part)

    assert class_file(ledger, class_id).filed == 1


def test_ctrl_enter_shows_everything_that_can_be_printed_as_one_document(qtbot, part, ledger):
    words = part.verb.text()

    qtbot.keyClick(part.list, KEY.Key_Return, CONTROL)
    dialog = shown_paper(qtbot, part)

    assert words == "打印全部（13 份）"
    assert dialog.view.pages > 25  # fifteen sign-in sheets among them
    assert acts(ledger)[-1] == "export.class-file"
    dialog.reject()


def test_the_whole_file_is_saved_as_one_pdf_with_masked_numbers(qtbot, part, tmp_path):
    qtbot.keyClick(part.list, KEY.Key_S, CONTROL)
    chooser = part.findChild(QFileDialog)
    chooser.selectFile(str(tmp_path / "档案.pdf"))
    with qtbot.waitSignal(part.work.said):
        chooser.accept()

    pdf = (tmp_path / "档案.pdf").read_bytes()
    pages = len(PdfReader(tmp_path / "档案.pdf").pages)
    text = "".join(said_by_pdfium(pdf, page) for page in range(pages))
    assert "培训班档案目录" in text
    assert id_number(0) not in text
    assert id_number(0)[-4:] in text


def test_whole_numbers_need_a_reason_and_are_journaled_with_the_copy(qtbot, part, ledger, class_id, tmp_path):
    qtbot.mouseClick(part.full, Qt.MouseButton.LeftButton)
    before = part.full.isChecked()
    because(qtbot, part, "县里要求报送")
    part.save_to(tmp_path / "档案.pdf")
    settled(qtbot, part)

    text = "".join(
        said_by_pdfium((tmp_path / "档案.pdf").read_bytes(), page)
        for page in range(len(PdfReader(tmp_path / "档案.pdf").pages))
    )
    assert (before, part.full.isChecked()) == (False, True)
    assert id_number(0) in text
    assert acts(ledger)[-2:] == ["person.unmask", "export.class-file"]
    assert unmaskings(ledger) == [("县里要求报送", sorted([id_number(0), id_number(1)]))]


def test_another_class_is_masked_again(qtbot, part, ledger):
    part.full.reason = "县里要求报送"
    part.full.setChecked(True)
    other = keep_class(ledger, code="2026-55")

    part.show_class(other.id)
    settled(qtbot, part)

    assert (part.full.isChecked(), part.full.reason) == (False, "")


def test_a_clerk_gets_no_whole_numbers(qtbot, ledger, operations, class_id, tmp_path, clock):
    add_operator(ledger, "小李", Role.CLERK, "password2")
    ledger.close()
    with open_ledger(tmp_path / "ledger", Login("小李", "password2"), clock) as mine:
        part = FilePart(Work(mine, operations))
        qtbot.addWidget(part)
        part.show()
        part.show_class(class_id)
        settled(qtbot, part)

        qtbot.mouseClick(part.full, Qt.MouseButton.LeftButton)
        because(qtbot, part, "想看看")

        assert "person.unmask" in part.findChild(TroubleDialog).words.what
        assert not part.full.isChecked()


def test_the_clerk_stands_at_the_paper_that_is_meant_else_at_the_first_that_lacks_something(qtbot, part, class_id):
    first = part.chosen.kind.key
    part.show_class(class_id, "summary")
    settled(qtbot, part)

    assert first == "class_application"
    assert part.chosen.kind.key == "summary"
    assert part.window().focusWidget() is part.list


def test_the_export_is_in_the_journal_before_anything_is_drawn(ledger, class_id, tmp_path):
    with pytest.raises(FileNotWritable):
        draw(ledger, class_id, Copy(("roster",)), tmp_path / "missing" / "x.pdf")

    assert acts(ledger)[-1] == "export.roster"
