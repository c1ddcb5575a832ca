"""The pictures of the roster import: dropped, checked, mended, enrolled, imported, and a file that cannot be read."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.documents.sample_roster import SampleRow, write_sample_roster
from app.ledger.practice_people import Invented, id_number, invent
from app.ui.importing.check_tabs import COLUMNS, JOINING
from app.ui.importing.import_page import ImportPage
from app.ui.spots import IMPORT, Spot
from tests.ui.scene import Scene, Stage

IN_LEDGER = 400
FILE = "凤山镇各村报名花名册.xlsx"


def roster_file(stage: Stage, path: Path) -> Path:
    """A roster of 45 new people and 5 known ones, with the mistakes that senders make."""
    people = invent(IN_LEDGER + 45)
    known, fresh = people[100:105], people[IN_LEDGER:]
    twin = people[120]
    other = id_number(twin.id_number[:6], twin.birth, int(twin.id_number[16]) + 1)
    mistakes = [
        _row(fresh[0], id_number=fresh[0].id_number[:-1] + ("0" if fresh[0].id_number[-1] != "0" else "1")),
        _row(fresh[1], id_number=float(fresh[1].id_number[:17] + "0")),
        _row(fresh[2], id_number=fresh[2].id_number[:16]),
        _row(people[110], name="罗" + people[110].name[1:] + "芳"),
        _row(replace(fresh[3], phone="1388888")),
        _row(replace(fresh[4], education="扫盲班")),
        _row(twin, id_number=other),
        _row(fresh[9]),
    ]
    write_sample_roster(path, [_row(one) for one in (*known, *fresh[5:])], mistakes)
    return path


def _row(one: Invented, *, name: str = "", id_number: object = None) -> SampleRow:
    sex, number = one.sex, id_number or one.id_number
    if isinstance(number, str) and len(number) == 18:
        sex = "男" if int(number[16]) % 2 else "女"
    return SampleRow(
        name or one.name, sex, one.ethnic, number, one.birth, one.education, one.village, one.phone, one.groups
    )


def _page(stage: Stage) -> ImportPage:
    page = stage.desk.page_of(IMPORT)
    assert isinstance(page, ImportPage)
    return page


def _opened(stage: Stage) -> ImportPage:
    """The page with the roster on it; the file is dropped if it is not open yet."""
    page = _page(stage)
    stage.window.activateWindow()
    if page.parts.currentWidget() is not page.check:
        file = stage.folder.parent / FILE
        stage.desk.go(Spot(IMPORT, part="file", detail=str(roster_file(stage, file))))
        stage.wait(lambda: page.parts.currentWidget() is page.check)
    return page


def start(stage: Stage) -> QWidget:
    """Nothing dropped yet."""
    stage.wait(lambda: stage.desk.page is not None)
    stage.desk.go(Spot(IMPORT))
    stage.wait(lambda: True)
    return stage.window


def _tab(name: str) -> Callable[[Stage], QWidget]:
    def show(stage: Stage) -> QWidget:
        page = _opened(stage)
        page.check.tabs.turn_to(name)
        stage.wait(lambda: not page.check.checker.is_judging)
        return stage.window

    return show


def joining(stage: Stage) -> QWidget:
    """A class is chosen: what its rules say of each."""
    page = _opened(stage)
    stage.wait(lambda: page.check.head.classes.count() > 1)
    page.check.head.classes.setCurrentIndex(1)
    page.check.tabs.turn_to(JOINING)
    stage.wait(lambda: bool(page.check.joining.rows.rows))
    return stage.window


def result(stage: Stage) -> QWidget:
    """One cell repaired with a key, then the import."""
    page = _opened(stage)
    page.check.tabs.turn_to("wrong")
    QTest.keyClick(page.check.grid, Qt.Key.Key_F4)
    QTest.keyClick(page.check.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    stage.wait(lambda: page.parts.currentWidget() is page.result)
    return stage.window


def trouble(stage: Stage) -> QWidget:
    """A file that was cut off."""
    page, file = _page(stage), stage.folder.parent / "水箐村花名册.xlsx"
    file.write_bytes(b"PK\x03\x04")
    page.open(file)
    stage.wait(lambda: page.parts.currentWidget() is page.trouble)
    return stage.window


SCENES: tuple[Scene, ...] = (
    Scene("start", start),
    Scene("wrong", _tab("wrong")),
    Scene("doubtful", _tab("doubtful")),
    Scene("known", _tab("known")),
    Scene("columns", _tab(COLUMNS)),
    Scene("joining", joining),
    Scene("result", result),
    Scene("trouble", trouble),
)
