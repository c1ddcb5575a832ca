"""What the style sheet must leave to the tables: a state is told by a colour too."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.pieces import list_view

AMBER = "#fff3da"


class Coloured(RowsModel):
    """The second row has a colour of its own."""

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == Qt.ItemDataRole.BackgroundRole:
            return QColor(AMBER) if index.row() == 1 else None
        return super().data(index, role)


@pytest.mark.parametrize(("row", "is_coloured"), [(0, False), (1, True), (2, False)])
def test_the_colour_of_a_state_is_painted_in_a_table(qtbot, row, is_coloured):
    model = Coloured([Column("姓名", lambda name: name), Column("状态", lambda _: "待补考")])
    model.show_rows(["张三", "李四", "王五"])
    view = list_view(model, "名单")
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.show()

    picture, cell = view.viewport().grab().toImage(), view.visualRect(model.index(row, 1))

    assert (picture.pixelColor(cell.right() - 4, cell.center().y()).name() == AMBER) is is_coloured
