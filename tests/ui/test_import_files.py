"""Files as they really come: damaged, locked, gone, changed while open; and what was typed is never lost."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.i18n import tr
from app.ledger.importing.refusals import FileIsMissing, RosterFileChanged
from app.ledger.roster_drafts import draft_of
from app.models.faults import CopiedLedger
from app.ui.importing.import_page import ImportPage
from app.ui.notices import TroubleDialog
from app.ui.spots import CHOOSE, IMPORT, Spot
from tests.importing import hostile
from tests.makers_people import id_number, roster_line, tables_of, write_xlsx
from tests.makers_training import keep_class
from tests.ui.import_stage import (
    CONTROL,
    KEY,
    cells,
    drop,
    groups,
    opened,
    page_of,
    press,
    settle,
    shown,
    turn,
    type_in,
    wrong_number,
)


@pytest.mark.parametrize("case", ["password", "not_a_zip", "word"])
def test_a_file_that_cannot_be_read_is_told_calmly_with_a_way_out(qtbot, work, ledger, tmp_path, case):
    data = {"password": _hostile("PasswordProtected"), "not_a_zip": b"PK\x03\x04", "word": b"{\\rtf1"}[case]
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(data)
    page = page_of(qtbot, work)

    drop(page.start.field, path)
    shown(qtbot, page, "trouble")

    assert "花名册.xlsx" in page.trouble.what.text()
    assert page.trouble.to_do.text().startswith("怎么办：")
    assert "台账保持原样" in page.trouble.safe.text()
    assert page.trouble.again.hasFocus()


def _hostile(refusal: str) -> bytes:
    return next(data for data, name in hostile.CASES.values() if name == refusal)


def test_after_the_file_was_mended_trying_again_reads_it(qtbot, work, tmp_path):
    page, path = page_of(qtbot, work), tmp_path / "a.xlsx"
    drop(page.start.field, path)
    shown(qtbot, page, "trouble")
    told = page.trouble.what.text()
    write_xlsx(path, [roster_line(1)])

    qtbot.keyClick(page.trouble.again, KEY.Key_F5)
    shown(qtbot, page, "check")

    assert told == FileIsMissing(file="a.xlsx").sentence()
    assert groups(page) == (1, 0, 0, 0)


def test_a_roster_of_nobody_says_that_it_may_be_the_empty_template(qtbot, work, tmp_path):
    page = page_of(qtbot, work)
    page.start.write_template(tmp_path / "模板.xlsx")
    settle(qtbot, page)

    drop(page.start.field, tmp_path / "模板.xlsx")
    shown(qtbot, page, "trouble")

    assert "空白模板" in page.trouble.to_do.text()
    assert (tmp_path / "模板.xlsx").stat().st_size > 4000


def test_reading_that_takes_long_is_stopped_and_leaves_the_page_as_it_was(qtbot, work, tmp_path, monkeypatch):
    slow = tmp_path / "slow.py"
    slow.write_text("import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(60)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.ledger.importing.reading.child_command", lambda: [sys.executable, str(slow)])
    page = page_of(qtbot, work)
    drop(page.start.field, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    qtbot.waitUntil((tmp_path / "begun").exists)
    words = page.reading_words.text()

    qtbot.keyClick(page, KEY.Key_Escape)
    settle(qtbot, page)

    assert words == "正在读取 a.xlsx……"
    assert page.parts.currentWidget() is page.start
    assert page.spot == Spot(IMPORT)


def test_the_strip_of_the_window_stops_a_reading_too(qtbot, work, tmp_path, monkeypatch):
    slow = tmp_path / "slow.py"
    slow.write_text("import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(60)\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.ledger.importing.reading.child_command", lambda: [sys.executable, str(slow)])
    under_way = []
    work.under_way.connect(lambda operation, _: under_way.append(operation))
    page = page_of(qtbot, work)
    drop(page.start.field, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    qtbot.waitUntil((tmp_path / "begun").exists)

    under_way[0].stop()

    shown(qtbot, page, "start")


def test_another_file_dropped_while_one_is_read_takes_its_place(qtbot, work, tmp_path):
    first = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    second = write_xlsx(tmp_path / "b.xlsx", [roster_line(2), roster_line(3)])
    page = page_of(qtbot, work)

    drop(page.start.field, first)
    page.show_spot(Spot(IMPORT, part="file", detail=str(second)))
    shown(qtbot, page, "check")

    assert page.check.head.file.text() == "b.xlsx"
    assert groups(page) == (2, 0, 0, 0)


@pytest.fixture
def mended(qtbot, work, tmp_path) -> ImportPage:
    """A roster with one wrong number, mended in place."""
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1, 身份证号=wrong_number(1)), roster_line(2)])
    page = opened(qtbot, work, path)
    type_in(qtbot, page, id_number(1))
    settle(qtbot, page)
    return page


def test_what_was_mended_is_there_again_after_leaving_the_roster(qtbot, mended, tmp_path):
    qtbot.keyClick(mended.check.grid, KEY.Key_Escape)
    settle(qtbot, mended)
    left = mended.parts.currentWidget() is mended.start

    drop(mended.start.field, tmp_path / "a.xlsx")
    shown(qtbot, mended, "check")

    assert left
    assert groups(mended) == (2, 0, 0, 0)
    assert "已改 1 格" in mended.check.people.bar.changes.text()


def test_what_was_mended_outlives_the_window(qtbot, mended, work, tmp_path):
    mended.close()

    page = page_of(qtbot, work)
    page.show_spot(Spot(IMPORT, part="file", detail=str(tmp_path / "a.xlsx")))
    shown(qtbot, page, "check")

    assert groups(page) == (2, 0, 0, 0)


def test_what_was_typed_a_moment_before_the_window_closes_is_kept_too(qtbot, mended, work, tmp_path):
    turn(qtbot, mended, "new")
    mended.check.grid.stand_at(1, 3)
    type_in(qtbot, mended, "1")

    mended.close()

    kept = draft_of(work.ledger, mended.check.checker.draft.file.sha256)
    assert len(kept.edits) == 2


def test_a_file_that_was_changed_meanwhile_is_not_imported_but_read_again(qtbot, mended, ledger, tmp_path):
    write_xlsx(tmp_path / "a.xlsx", [roster_line(7)])

    qtbot.keyClick(mended.check.grid, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: mended.findChild(TroubleDialog) is not None)
    dialog = mended.findChild(TroubleDialog)
    again = next(each for each in dialog.findChildren(type(mended.check.head.go)) if each.text() == "重新读取")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: groups(mended) == (1, 0, 0, 0))

    assert dialog.words.what == RosterFileChanged(file="a.xlsx").sentence()
    assert tables_of(ledger).rows["roster_import"] == {}


def test_a_stick_that_was_pulled_out_hinders_no_import_of_what_was_shown(qtbot, mended, ledger, tmp_path):
    (tmp_path / "a.xlsx").unlink()

    qtbot.keyClick(mended.check.grid, KEY.Key_Return, CONTROL)
    shown(qtbot, mended, "result")

    assert mended.result.title.text() == "已导入：新增2人，已在册0人"


def test_the_same_file_dropped_again_is_read_anew_only_if_it_changed(qtbot, mended, tmp_path):
    path = tmp_path / "a.xlsx"
    turn(qtbot, mended, "new")
    mended.check.grid.stand_at(0, 3)
    mended.show_spot(Spot(IMPORT, part="file", detail=str(path)))
    settle(qtbot, mended)
    unchanged = (mended.check.grid.currentIndex().column(), groups(mended))

    write_xlsx(path, [roster_line(8)])
    mended.show_spot(Spot(IMPORT, part="file", detail=str(path)))
    qtbot.waitUntil(lambda: groups(mended) == (1, 0, 0, 0))

    assert unchanged == (3, (2, 0, 0, 0))


def test_ctrl_o_asks_for_a_file_and_the_chosen_one_is_looked_at(qtbot, work, tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [roster_line(1)])
    page = page_of(qtbot, work)

    qtbot.keyClick(page.start.choose, KEY.Key_O, CONTROL)
    dialog = page.findChild(QFileDialog)
    title = dialog.windowTitle()
    dialog.done(0)
    page.start.chosen.emit(path)
    shown(qtbot, page, "check")

    assert title == tr("Choose a roster")
    assert groups(page) == (1, 0, 0, 0)


def test_a_word_file_dropped_on_the_field_is_told_what_it_is(qtbot, work, tmp_path):
    path = tmp_path / "名单.docx"
    path.write_bytes(b"{\\rtf1 hello")
    page = page_of(qtbot, work)

    drop(page.start.field, path)
    shown(qtbot, page, "trouble")

    assert "Word" in page.trouble.what.text()


def test_a_ledger_that_may_not_be_written_takes_nobody_in_and_shows_everything(qtbot, work, ledger, tmp_path):
    ledger.hinder(CopiedLedger())

    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]))
    press(qtbot, page, KEY.Key_Return, CONTROL)

    assert groups(page) == (1, 0, 0, 0)
    assert not page.check.head.go.isEnabled()
    assert page.parts.currentWidget() is page.check


def test_coming_from_a_class_its_roster_is_meant_for_it(qtbot, work, ledger, tmp_path):
    group = keep_class(ledger)

    page = opened(qtbot, work, write_xlsx(tmp_path / "a.xlsx", [roster_line(1)]), group.id)

    assert page.check.head.classes.currentData() == group.id
    assert page.spot == Spot(IMPORT, group.id, "file", str(tmp_path / "a.xlsx"))
    assert cells(page)[0][1] == id_number(1)


def test_coming_to_fetch_a_roster_the_file_is_asked_for_at_once_and_only_once(qtbot, work, ledger):
    group = keep_class(ledger)
    page = page_of(qtbot, work)

    page.show_spot(Spot(IMPORT, group.id, CHOOSE))
    [asked] = page.findChildren(QFileDialog)
    is_asked = asked.isVisible()
    asked.done(0)
    qtbot.waitUntil(lambda: not page.findChildren(QFileDialog))
    page.show_spot(page.spot)

    assert is_asked
    assert page.findChildren(QFileDialog) == []


def test_of_a_picture_no_one_is_told_to_open_it_in_a_spreadsheet(qtbot, work, tmp_path):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(600))
    page = page_of(qtbot, work)

    drop(page.start.field, path)
    shown(qtbot, page, "trouble")

    told = " ".join(each.text() for each in page.trouble.findChildren(QLabel))
    assert "图片" in told
    assert "请向对方要电子表格" in told
    assert "Excel" not in told
