"""A sheet filled in with the keyboard: the habits of a spreadsheet, and what cannot stand stays where it was typed."""

from dataclasses import dataclass, replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ui.sheet_grid import FIELD, HINT, SheetColumn, SheetGrid, SheetModel

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = ("罗正祥", "李兰", "杨志强", "王秀英")


@dataclass(frozen=True)
class Line:
    name: str
    theory: str = ""
    practical: str = ""
    is_shut: bool = False


class Sheet(SheetModel):
    """A sheet whose owner keeps whatever is filled in."""

    def __init__(self) -> None:
        def shut(line: Line) -> str:
            return "已结业" if line.is_shut else ""

        def refusal(text: str) -> str:
            return "" if not text or text.isdecimal() else f"“{text}”不是分数"

        score = {"is_open": True, "closed": shut, "refusal": refusal}
        super().__init__(
            [
                SheetColumn("姓名", lambda line: line.name),
                SheetColumn("理论", lambda line: line.theory, **score),
                SheetColumn("出勤", lambda line: "100%"),
                SheetColumn("实操", lambda line: line.practical, **score),
            ]
        )
        self.steps: list[dict[tuple[int, int], str]] = []
        self.filled.connect(self._keep)

    def _keep(self, step) -> None:
        self.steps.append(dict(step))
        for (row, column), text in step.items():
            self.replace_row(row, replace(self.rows[row], **{"theory" if column == 1 else "practical": text}))


@pytest.fixture
def grid(qtbot) -> SheetGrid:
    model = Sheet()
    model.show_rows([Line(name) for name in NAMES])
    made = SheetGrid(model, "成绩")
    qtbot.addWidget(made)
    made.resize(700, 300)
    made.show()
    made.setFocus()
    made.setCurrentIndex(model.index(0, 1))
    return made


def at(grid: SheetGrid) -> tuple[int, int]:
    return grid.currentIndex().row(), grid.currentIndex().column()


def typed(qtbot, grid: SheetGrid, *keys) -> None:
    """Keys go to where the focus is: the field of a cell once it is open."""
    for each in keys:
        target = grid.window().focusWidget()
        qtbot.keyClicks(target, each) if isinstance(each, str) else qtbot.keyClick(target, each)


def shown(grid: SheetGrid, column: int = 1) -> list[str]:
    return [grid.sheet.index(row, column).data() for row in range(len(NAMES))]


def copied(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def test_enter_goes_down_and_each_cell_is_a_step_of_its_own(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Return, "7", "0", KEY.Key_Return)

    assert grid.sheet.steps == [{(0, 1): "85"}, {(1, 1): "70"}]
    assert at(grid) == (2, 1)
    assert grid.hasFocus()


def test_tab_goes_to_the_next_open_cell_and_enter_back_to_where_the_row_began(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Tab, "9", "0", KEY.Key_Return)

    assert (shown(grid)[0], shown(grid, 3)[0]) == ("85", "90")
    assert at(grid) == (1, 1)


def test_tab_wraps_to_the_next_row_passes_over_shut_cells_and_leads_out_at_the_end(qtbot, grid):
    grid.sheet.replace_row(1, replace(grid.sheet.rows[1], is_shut=True))

    way = []
    for _ in range(3):
        qtbot.keyClick(grid, KEY.Key_Tab)
        way.append(at(grid))
    grid.setCurrentIndex(grid.sheet.index(3, 3))

    assert way == [(0, 3), (2, 1), (2, 3)]
    assert not grid.tab(1)


def test_arrows_end_typing_over_but_not_mending_with_f2(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Down, "9", KEY.Key_Right)
    after_arrows = at(grid)
    grid.setCurrentIndex(grid.sheet.index(0, 1))
    typed(qtbot, grid, KEY.Key_F2, KEY.Key_End, KEY.Key_Left, "0", KEY.Key_Return)

    assert after_arrows == (1, 2)
    assert shown(grid)[:2] == ["805", "9"]


def test_escape_leaves_the_cell_as_it_was(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Return)
    grid.setCurrentIndex(grid.sheet.index(0, 1))

    typed(qtbot, grid, "1", KEY.Key_Escape)

    assert shown(grid)[0] == "85"
    assert len(grid.sheet.steps) == 1


def test_what_cannot_stand_stays_in_its_cell_with_the_reason_and_is_not_kept(qtbot, grid):
    typed(qtbot, grid, "x", KEY.Key_Return)
    cell = grid.sheet.index(0, 1)
    seen = cell.data(), cell.data(HINT), cell.data(FIELD) is not None

    grid.setCurrentIndex(cell)
    typed(qtbot, grid, "8", "5", KEY.Key_Return)

    assert seen == ("x", "“x”不是分数", True)
    assert grid.sheet.steps == [{(0, 1): "85"}]
    assert (shown(grid)[0], dict(grid.sheet.wrong)) == ("85", {})


def test_a_shut_row_takes_nothing_and_says_why(qtbot, grid):
    grid.sheet.replace_row(0, replace(grid.sheet.rows[0], is_shut=True))

    typed(qtbot, grid, "8", KEY.Key_Delete)

    assert grid.sheet.steps == []
    assert grid.sheet.index(0, 1).data(HINT) == "已结业"


def test_undo_and_redo_go_step_by_step_through_wrong_cells_too(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Return, "x", KEY.Key_Return)

    seen = [shown(grid)[:2]]
    for each in (KEY.Key_Z, KEY.Key_Z, KEY.Key_Y):
        qtbot.keyClick(grid, each, CONTROL)
        seen.append(shown(grid)[:2])

    assert seen == [["85", "x"], ["85", ""], ["", ""], ["85", ""]]


def test_a_pasted_block_is_one_step_and_what_falls_outside_is_counted(qtbot, grid):
    copied("85\t满勤\t90\n70\t满勤\t不详\n")

    with qtbot.waitSignal(grid.refused) as told:
        qtbot.keyClick(grid, KEY.Key_V, CONTROL)
    one_step = list(grid.sheet.steps)
    qtbot.keyClick(grid, KEY.Key_Z, CONTROL)

    assert one_step == [{(0, 1): "85", (0, 3): "90", (1, 1): "70"}]
    assert told.args == [2]
    assert (shown(grid), shown(grid, 3), dict(grid.sheet.wrong)) == ([""] * 4, [""] * 4, {})


def test_one_value_fills_everything_chosen(qtbot, grid):
    for _ in range(2):
        qtbot.keyClick(grid, KEY.Key_Down, SHIFT)
    copied("88")

    qtbot.keyClick(grid, KEY.Key_V, CONTROL)

    assert shown(grid) == ["88", "88", "88", ""]


def test_ctrl_d_fills_down_from_the_topmost_and_from_above_when_one_row_is_chosen(qtbot, grid):
    typed(qtbot, grid, "6", "0", KEY.Key_Return)
    qtbot.keyClick(grid, KEY.Key_D, CONTROL)
    one = shown(grid)
    grid.setCurrentIndex(grid.sheet.index(1, 1))
    for _ in range(2):
        qtbot.keyClick(grid, KEY.Key_Down, SHIFT)
    qtbot.keyClick(grid, KEY.Key_D, CONTROL)

    assert one == ["60", "60", "", ""]
    assert shown(grid) == ["60"] * 4


def test_hidden_rows_are_passed_over_and_left_alone(qtbot, grid):
    grid.setRowHidden(1, True)

    typed(qtbot, grid, "8", "5", KEY.Key_Return)
    went_to = at(grid)
    grid.selectColumn(1)
    grid.clear()

    assert went_to == (2, 1)
    assert grid.sheet.steps[-1] == {(0, 1): ""}


def test_what_is_copied_can_be_pasted_into_a_spreadsheet(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Return)
    grid.setCurrentIndex(grid.sheet.index(0, 0))
    qtbot.keyClick(grid, KEY.Key_Right, SHIFT)
    qtbot.keyClick(grid, KEY.Key_Down, SHIFT)

    qtbot.keyClick(grid, KEY.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "罗正祥\t85\n李兰\t"


def test_a_step_that_could_not_be_kept_is_not_met_by_undo(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Return, "9", "0", KEY.Key_Return)

    grid.sheet.take_back({(1, 1): "90"})
    qtbot.keyClick(grid, KEY.Key_Z, CONTROL)

    assert grid.sheet.steps[-1] == {(0, 1): ""}
    assert not grid.sheet.undo()


def test_a_step_back_that_could_not_be_kept_can_be_taken_back_again(qtbot, grid):
    typed(qtbot, grid, "8", "5", KEY.Key_Return)
    grid.sheet.undo()

    grid.sheet.take_back({(0, 1): ""})

    assert not grid.sheet.redo()
    assert grid.sheet.undo()
