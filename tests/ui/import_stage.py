"""What the tests of the roster import share: the page in sight, files dropped on it, and what it shows."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.ledger.people import add_trainee
from app.models.ledger import Ledger
from app.ui.importing.import_page import ImportPage
from app.ui.spots import IMPORT, Spot
from app.ui.work import Work
from tests.makers_people import id_number, name_of, roster_line, typed, write_xlsx

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
ID, PHONE = 1, 2  # columns of the usual roster in the grid


def wrong_number(place: int) -> str:
    """The number of someone with another check digit."""
    number = id_number(place)
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def usual_roster(ledger: Ledger, folder: Path) -> Path:
    """Five people: two new, one known, one doubtful by the phone, one with a wrong number; and a total below."""
    add_trainee(ledger, typed(name=name_of(2), id_number=id_number(2)))
    lines = [
        roster_line(1),
        roster_line(2),
        roster_line(3, 联系电话="1380000"),
        roster_line(4, 身份证号=wrong_number(4)),
    ]
    return write_xlsx(folder / "水箐村.xlsx", [*lines, roster_line(5), ("合计", "5人")])


def page_of(qtbot, work: Work, class_id: str = "") -> ImportPage:
    """The page, in sight and active, waiting for a file."""
    page = ImportPage(work)
    qtbot.addWidget(page)
    page.resize(1200, 640)
    page.show()
    with qtbot.waitActive(page):
        page.activateWindow()
    page.show_spot(Spot(IMPORT, class_id))
    settle(qtbot, page)
    return page


def drop(target: QWidget, *paths: Path) -> bool:
    """Drop files on a widget; True if it took them."""
    told = QMimeData()
    told.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(20, 20), copy, told, left, NONE)
    enter.ignore()
    target.dragEnterEvent(enter)
    if not enter.isAccepted():
        return False
    event = QDropEvent(QPointF(20, 20), copy, told, left, NONE)
    target.dropEvent(event)
    return True


def opened(qtbot, work: Work, path: Path, class_id: str = "") -> ImportPage:
    """The page with this file dropped on it, judged."""
    page = page_of(qtbot, work, class_id)
    drop(page.start.field, path)
    shown(qtbot, page, "check")
    return page


def shown(qtbot, page: ImportPage, part: str) -> None:
    """Wait until this part of the page is in sight and nothing is under way."""
    qtbot.waitUntil(lambda: page.parts.currentWidget() is vars(page).get(part))
    settle(qtbot, page)


def settle(qtbot, page: ImportPage) -> None:
    """Wait until nothing is under way or about to be."""

    def is_quiet() -> bool:
        check = vars(page).get("check")
        return page.work.operations.is_idle and (check is None or check.checker.is_at_rest)

    qtbot.waitUntil(is_quiet)


def press(qtbot, page: ImportPage, pressed: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key in the grid, and wait for what comes of it."""
    qtbot.keyClick(page.check.grid, pressed, modifier)
    settle(qtbot, page)


def type_in(qtbot, page: ImportPage, text: str, end: Qt.Key = KEY.Key_Return) -> None:
    """Type over the current cell, as in a spreadsheet."""
    grid = page.check.grid
    qtbot.keyClick(grid, text[0])
    field = grid.indexWidget(grid.currentIndex())
    qtbot.keyClicks(field, text[1:])
    qtbot.keyClick(field, end)


def tabs(page: ImportPage) -> dict[str, int]:
    """The tabs that are there, with their counts."""
    bar = page.check.tabs
    texts = [bar.tabText(place).rsplit(" ", 1) for place in range(bar.count()) if bar.isTabVisible(place)]
    return {name: int(count) for name, count in texts}


def groups(page: ImportPage) -> tuple[int, ...]:
    """How many are new, known, doubtful, wrong."""
    counts = tabs(page)
    return tuple(counts[name] for name in ("新增", "已在册", "待核对", "有错误"))


def turn(qtbot, page: ImportPage, name: str) -> None:
    """Bring a tab into sight."""
    page.check.tabs.turn_to(name)
    settle(qtbot, page)


def cells(page: ImportPage) -> list[list[str]]:
    """What the grid shows."""
    model = page.check.people.lines
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def beside(page: ImportPage) -> list[list[str]]:
    """What stands at the left of the grid: row, handling, reason."""
    model = page.check.people.fates
    return [[model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())]
