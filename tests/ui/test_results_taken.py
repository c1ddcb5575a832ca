"""Results pasted from a table or taken from a file, remarks, and the score sheet on paper."""

from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.ledger.conduct import conduct_of
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.ui.classes.results_dialogs import ConductDialog, PasteDialog, ScoreFileDialog
from app.ui.classes.results_part import ResultsPart
from app.ui.paper.paper_dialog import PaperDialog
from tests.conftest import CHINA
from tests.makers_training import day, id_number, keep_class, name_of, person_at
from tests.ui.makers_results import (
    CONTROL,
    KEY,
    PRACTICAL,
    THEORY,
    acts,
    column,
    done,
    kept,
    pasted,
    results_part,
    settled,
    stand,
    typed,
)


@pytest.fixture
def class_id(ledger: Ledger, clock) -> str:
    """Four people; it is the day after the last lesson."""
    clock.time = datetime(2026, 11, 17, 9, 0, tzinfo=CHINA)
    return keep_class(ledger, 4).id


@pytest.fixture
def part(qtbot, work, class_id) -> ResultsPart:
    return results_part(qtbot, work, class_id)


def test_a_block_is_pasted_by_order_from_the_current_cell(qtbot, part, ledger, class_id):
    with qtbot.waitSignal(part.work.said) as told:
        pasted(qtbot, part, "80\t85\n60\t61\n")

    assert kept(ledger, class_id)[:2] == [(80, 85), (60, 61)]
    assert told.args == ["已按顺序粘贴 4 个成绩。"]


def test_a_block_with_names_finds_its_people_whatever_its_order(qtbot, part, ledger, class_id):
    lines = [f"2\t{name_of(1)}\t62\t63", f"1\t{name_of(0)}\t缺考\t71"]

    with qtbot.waitSignal(part.work.said) as told:
        pasted(qtbot, part, "\n".join(["序号\t姓名\t理论成绩\t实操成绩", *lines]))

    assert kept(ledger, class_id)[:2] == [(None, 71), (62, 63)]
    assert told.args == ["已按姓名对应粘贴 3 个成绩。"]


def test_names_and_id_tails_without_a_heading_are_found_too(qtbot, part, ledger, class_id):
    stand(part, 3, THEORY)

    pasted(qtbot, part, f"{name_of(2)}\t{id_number(2)[-4:]}\t77\t88\n{name_of(0)}\t{id_number(0)[-4:]}\t66\t55")

    assert kept(ledger, class_id) == [(66, 55), (None, None), (77, 88), (None, None)]


def test_of_a_block_that_does_not_fit_the_rest_is_pasted_only_after_a_look(qtbot, part, ledger, class_id):
    pasted(qtbot, part, f"姓名\t理论\n{name_of(0)}\t80\n王不在\t90\n{name_of(1)}\t八十\n")
    before = kept(ledger, class_id)[0]
    dialog = part.findChild(PasteDialog)
    rows = [[dialog.list.model().index(row, at).data() for at in range(4)] for row in range(2)]

    verb = dialog.verb.text()
    done(qtbot, part, dialog)

    assert before == (None, None)
    assert rows[0] == ["3", "王不在", "90", "本班没有这个人。"]
    assert (rows[1][2], rows[1][3].startswith("“八十”不是分数")) == ("八十", True)
    assert verb == "粘贴其余 1 格"
    assert kept(ledger, class_id)[:2] == [(80, None), (None, None)]


def test_pasting_nothing_leaves_everything_as_it_was(qtbot, part, ledger, class_id):
    pasted(qtbot, part, f"{name_of(0)}\t101\n{name_of(1)}\t80")

    qtbot.keyClick(part.findChild(PasteDialog).list, KEY.Key_Escape)
    settled(qtbot, part)

    assert kept(ledger, class_id) == [(None, None)] * 4


def test_two_people_of_one_name_are_told_apart_by_the_id_tail(qtbot, work, ledger, class_id):
    with ledger.change("trainee.edit") as change:
        change.get(Trainee, person_at(ledger, class_id, 2).trainee_id).name = name_of(0)
    part = results_part(qtbot, work, class_id)

    pasted(
        qtbot, part, f"{name_of(0)}\t\t80\n{name_of(0)}\t{id_number(1)[-4:]}\t70\n{name_of(2)}\t{id_number(2)[-4:]}\t60"
    )
    refused = part.findChild(PasteDialog)._pasted

    assert [cell.why for cell in refused.refused] == ["可能是 2 个人，请在姓名旁加上证件尾号。"]
    assert sorted(refused.cells.items()) == [((1, THEORY), "70"), ((2, THEORY), "60")]


def test_f6_shows_all_remarks_and_keeps_a_further_one_of_another_day(qtbot, part, ledger, class_id):
    stand(part, 1, THEORY)
    qtbot.keyClick(part.grid, KEY.Key_F6)
    dialog = part.findChild(ConductDialog)
    dialog.on.choose(date(2026, 11, 5))
    dialog.text.insert("迟到，已提醒")

    done(qtbot, part, dialog)
    qtbot.waitUntil(lambda: dialog.notes.rowCount() == 1)
    settled(qtbot, part)

    assert [(row.name, row.day, row.text) for row in conduct_of(ledger, class_id)] == [
        (name_of(1), day(5), "迟到，已提醒")
    ]
    assert column(part, part.model.remark_column)[1] == "迟到，已提醒"


def file_of(folder: Path, *lines: str) -> Path:
    path = folder / "成绩.csv"
    path.write_text("\n".join(["序号,姓名,理论成绩,实操成绩", *lines]), encoding="utf-8-sig")
    return path


def test_a_file_of_scores_is_asked_for_and_taken_whole(qtbot, part, ledger, class_id, tmp_path):
    path = file_of(tmp_path, f"1,{name_of(0)},80,81", f"2,{name_of(1)},70,71")
    qtbot.keyClick(part.grid, KEY.Key_O, CONTROL)
    chooser = part.findChild(QFileDialog)
    chooser.selectFile(str(path))
    chooser.accept()
    dialog = part.findChild(ScoreFileDialog)

    with qtbot.waitSignal(part.work.said) as told:
        done(qtbot, part, dialog)

    assert kept(ledger, class_id)[:2] == [(80, 81), (70, 71)]
    assert told.args[0].startswith("已登记 4 条成绩，0 条原已如此。 文件里没有成绩：")
    assert column(part, PRACTICAL)[:2] == ["81", "71"]


def test_a_wrong_line_of_the_file_is_named_and_nothing_is_taken(qtbot, part, ledger, class_id, tmp_path):
    part.take_file(file_of(tmp_path, f"1,{name_of(0)},80,81", "9,王不在,70,71", f"2,{name_of(1)},170,71"))
    dialog = part.findChild(ScoreFileDialog)

    done(qtbot, part, dialog)

    model = dialog.problems.model()
    assert kept(ledger, class_id) == [(None, None)] * 4
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["3", "4"]
    assert "王不在" in model.index(0, 1).data()
    assert dialog.height() <= 600


def test_other_scores_are_corrected_by_the_file_only_with_a_reason(qtbot, part, ledger, class_id, tmp_path):
    typed(qtbot, part, "5", "0", KEY.Key_Return)
    part.take_file(file_of(tmp_path, f"1,{name_of(0)},80,"))
    dialog = part.findChild(ScoreFileDialog)
    dialog.correct.setCurrentIndex(1)

    done(qtbot, part, dialog)
    without_reason = kept(ledger, class_id)[0][0]
    dialog.reason.insert("以纸质成绩册为准")
    done(qtbot, part, dialog)

    assert (without_reason, kept(ledger, class_id)[0][0]) == (50, 80)


def test_a_file_dropped_on_the_sheet_is_taken_as_scores(qtbot, part, tmp_path):
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(file_of(tmp_path, f"1,{name_of(0)},80,81")))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier

    part.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, carried, buttons, keys))

    assert part.findChild(ScoreFileDialog).isVisible()


def test_ctrl_p_shows_the_score_sheet_as_it_is_printed_and_journals_it(qtbot, part, ledger):
    typed(qtbot, part, "8", "0", KEY.Key_Return)

    qtbot.keyClick(part.grid, KEY.Key_P, CONTROL)
    dialog = part.findChild(PaperDialog)
    qtbot.waitUntil(lambda: dialog.view.pages == 1)

    title = dialog.windowTitle()
    dialog.reject()

    assert title.startswith("结业考核成绩册")
    assert acts(ledger)[-1] == "export.scores"
