"""What a card reader types into a cell of a table stands there, unless somebody wanted it as a scan."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from app.ui.scanner import Scanner
from app.ui.scanner_burst import ScannerHabits
from app.ui.sheet_grid import SheetColumn, SheetGrid, SheetModel

KEY = Qt.Key
NUMBER, OTHER, OLD = "533521199003074512", "533521198811230020", "53352119900307000"


class Roster(SheetModel):
    """Two people with a wrong number each; what is typed is kept."""

    def __init__(self) -> None:
        super().__init__([SheetColumn("身份证号", lambda row: row, is_open=True)])
        self.show_rows([OLD, OLD])
        self.filled.connect(self._keep)

    def _keep(self, step) -> None:
        for (row, _), text in step.items():
            self.replace_row(row, text)


@pytest.fixture
def grid(qtbot) -> SheetGrid:
    made = SheetGrid(Roster(), "花名册")
    qtbot.addWidget(made)
    made.wanted = []  # what somebody wants as a scan
    made.taken = []
    made.scanner = Scanner(made, lambda: ScannerHabits(gap_ms=2000), lambda text: _take(made, text))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    made.setCurrentIndex(made.sheet.index(0, 0))
    return made


def _take(grid: SheetGrid, text: str) -> bool:
    if text in grid.wanted:
        grid.taken.append(text)
    return text in grid.wanted


def read_card(text: str, ending: KEY = KEY.Key_Return) -> None:
    """As fast as a reader, into whatever has the focus at each sign."""
    for sign in text:
        QTest.keyClicks(QApplication.focusWidget(), sign)
    QTest.keyClick(QApplication.focusWidget(), ending)


def shown(grid: SheetGrid) -> list[str]:
    return [grid.sheet.index(row, 0).data() for row in range(2)]


def test_the_digits_stand_in_the_cell_and_enter_goes_down_to_the_next_card(grid):
    read_card(NUMBER)
    where = grid.currentIndex().row()
    read_card(OTHER)

    assert where == 1
    assert shown(grid) == [NUMBER, OTHER]


def test_a_number_read_into_an_open_cell_stands_there_too(grid):
    QTest.keyClick(grid, KEY.Key_F2)
    QApplication.focusWidget().selectAll()

    read_card(NUMBER)

    assert shown(grid) == [NUMBER, OLD]
    assert grid.currentIndex().row() == 1


def test_one_key_takes_the_digits_back(grid):
    read_card(NUMBER)

    grid.undo()

    assert shown(grid) == [OLD, OLD]


def test_what_somebody_wants_as_a_scan_leaves_the_cell_as_it_was(grid):
    grid.wanted.append(NUMBER)

    read_card(NUMBER)

    assert (grid.taken, shown(grid), grid.currentIndex().row()) == ([NUMBER], [OLD, OLD], 0)
    assert not [each for each in grid.findChildren(QLineEdit) if each.isVisible()]
