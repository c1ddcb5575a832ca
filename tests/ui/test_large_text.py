"""Text at 150 % on a screen of 1366x768: the window is 911x485 then, and nothing lies beyond its right edge."""

import shutil
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from app.ledger.issuing_preview import Person
from app.ui.issuing.people_rows import whole_words
from app.ui.spots import IMPORT, ISSUE, Spot
from tests.ui.scene import Stage, stage_on
from tests.ui.scenes_importing import roster_file

SIZE = (911, 485)


@pytest.fixture(scope="module")
def stage(filled, tmp_path_factory, qapp) -> Iterator[Stage]:
    folder, ids = filled
    own = tmp_path_factory.mktemp("large") / "ledger"
    shutil.copytree(folder, own)
    with stage_on(own, ids) as opened:
        opened.window.showNormal()
        opened.window.resize(*SIZE)
        yield opened


def cut(stage: Stage) -> list[str]:
    """What lies beyond the right edge, or has less room than its words need."""
    frame = stage.desk.pages.currentWidget()
    right = frame.viewport().mapTo(stage.window, frame.viewport().rect().topRight()).x()
    shown = [each for each in stage.desk.page.findChildren(QPushButton) if each.isVisible()]
    return [each.text() for each in shown if edge(each, stage.window) > right or each.width() < least(each)]


def edge(widget: QWidget, window: QWidget) -> int:
    return widget.mapTo(window, widget.rect().topRight()).x()


def least(button: QPushButton) -> int:
    return button.minimumSizeHint().width()


@pytest.fixture
def checked(stage, tmp_path):
    """A roster of two sheets with every kind of mistake, meant for no class yet."""
    page = stage.desk.page_of(IMPORT)
    stage.desk.go(Spot(IMPORT, part="file", detail=str(roster_file(stage, tmp_path / "凤山镇各村报名花名册.xlsx"))))
    stage.wait(lambda: page.parts.currentWidget() is vars(page).get("check") and page.check.checker.latest is not None)
    stage.wait(lambda: stage.window.operations.is_idle)
    return page.check


def test_a_roster_with_sheets_and_mistakes_fits(stage, checked):
    places = []
    for _ in range(8):
        places.append(cut(stage))
        checked.next_problem()
        stage.wait(lambda: stage.window.operations.is_idle)

    assert checked.head.sheets.isVisible()
    assert stage.desk.pages.currentWidget().horizontalScrollBar().maximum() == 0
    assert places == [[]] * 8


def test_every_answer_at_once_has_room_for_its_words(stage, checked):
    bar = checked.people.bar
    for each in (bar.repair, bar.same, bar.take, bar.skip, bar.person, bar.anew):
        each.show()
    bar.changes.setText("已改 12 格，已定 3 行（已保存）")
    bar.buttons.arrange()
    stage.wait(lambda: True)

    assert cut(stage) == []
    assert bar.next.text() == "下一处"
    assert bar.next.toolTip() == "下一处 (F8)"


def test_beside_the_pages_stands_how_each_person_stands(stage):
    stage.desk.go(Spot(ISSUE, stage.ids.graduated))
    part = stage.desk.page.choose
    stage.wait(lambda: part.preview is not None and stage.window.operations.is_idle)
    person: Person = part.rows.row_at(0)
    state = next(at for at, column in enumerate(part.rows.columns) if column.heading == "状态")
    right = part.list.columnViewportPosition(state) + part.list.columnWidth(state)

    assert cut(stage) == []
    assert right <= part.list.viewport().width()
    assert part.standing.text() == whole_words(person)


def test_what_keeps_a_certificate_back_is_read_whole_below_the_list(stage):
    stage.desk.go(Spot(ISSUE, stage.ids.ended))
    part = stage.desk.page.choose
    stage.wait(lambda: part.preview is not None and part.preview.row.id == stage.ids.ended)
    person: Person = part.rows.row_at(0)

    assert not person.is_ready
    assert part.standing.isVisible()
    assert part.standing.text().startswith(f"× {person.candidate.name}：")
    assert part.standing.text().endswith("。")
    assert part.standing.height() >= part.standing.heightForWidth(part.standing.width())
