"""The figures of a year: plotted, told in words, listed, and printed; always the same ones."""

from datetime import date

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor

from app.documents.figures_sheet import render
from app.ledger.enrolling import enrol
from app.ledger.figures_training import training_figures
from app.ledger.rules import RuleChange, set_rule
from app.ui import spots
from app.ui.home.figures_card import FiguresCard
from app.ui.home.plot import DEEP, nice_top
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.spots import Spot
from tests.makers_training import keep_class, keep_trainees
from tests.ui.makers_shell import click

KEY = Qt.Key
TARGETS = {"total": 0, "traditional": 0, "service": 40, "professional": 0}


@pytest.fixture(scope="module")
def prepared_ledger(prepare):
    """Eight people in March, three of them once more in April; a class of last year."""

    def fill(ledger):
        people = keep_trainees(ledger, 8)
        for name, starts_on, who in (
            ("春班", date(2026, 3, 2), people),
            ("夏班", date(2026, 4, 6), people[:3]),
            ("旧班", date(2025, 6, 2), people[:5]),
        ):
            enrol(ledger, keep_class(ledger, name=name, starts_on=starts_on).id, who)

    return prepare(fill)


@pytest.fixture
def trained(prepared_ledger, ledger):
    return ledger


@pytest.fixture
def card(qtbot, work, trained) -> FiguresCard:
    made = FiguresCard(work)
    qtbot.addWidget(made)
    made.resize(560, 600)
    made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.figures is not None)
    return made


def colours(card: FiguresCard, widget) -> set[str]:
    picture = widget.grab().toImage()
    return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(0, picture.height(), 3)}


def test_people_and_enrolments_are_both_shown(card):
    assert {name: shown.text() for name, shown in card.totals.items()} == {
        "people": "8",
        "enrolments": "11",
        "completed": "0",
    }


def test_each_bar_is_told_in_words_when_the_keyboard_stands_on_it(qtbot, card):
    for _ in range(3):
        qtbot.keyClick(card.months, KEY.Key_Right)
    march = card.told.text()
    qtbot.keyClick(card.months, KEY.Key_Left)
    february = card.told.text()
    for _ in range(2):
        qtbot.keyClick(card.targets, KEY.Key_Down)

    assert march == "三月：8 人，8 人次，结业 0 人次"
    assert february.startswith("二月：0 人")
    assert card.told.text().startswith("服务技能：8 人，11 人次")


def test_the_pointer_tells_the_bar_below_it(qtbot, card):
    where = QPoint(card.months.width() * 3 // 12, card.months.height() // 2)

    qtbot.mouseMove(card.months, where)

    assert "人次" in card.told.text()


def test_the_words_of_every_bar_are_there_for_those_who_cannot_see_it(card):
    described = card.months.accessibleDescription().splitlines()

    assert len(described) == 12
    assert described[3] == "四月：3 人，3 人次，结业 0 人次"
    assert card.months.accessibleName() == "各月人数和人次"
    assert card.targets.accessibleDescription().count("\n") == 2


def test_the_bars_are_painted(card):
    assert QColor(DEEP).name() in colours(card, card.months)
    assert QColor(DEEP).name() not in colours(card, card.told)


def test_another_year_can_be_looked_at(qtbot, card):
    card.year.setCurrentText("2025")
    card.year.activated.emit(card.year.currentIndex())
    qtbot.waitUntil(lambda: card.figures.year == 2025)

    assert card.totals["enrolments"].text() == "5"
    assert [card.year.itemText(at) for at in range(card.year.count())] == ["2026", "2025"]


def test_the_table_holds_the_same_figures(card):
    click(card.as_table)

    rows = [[card.table.index(row, column).data() for column in range(5)] for row in range(card.table.rowCount())]
    assert card.list.isVisible()
    assert rows[2] == ["三月", "8", "8", "0", ""]
    assert rows[-1] == ["合计", "8", "11", "0", ""]
    assert card.as_table.text() == "看图"


def test_nothing_is_said_of_the_targets_before_they_are_known(qtbot, work, trained):
    card = FiguresCard(work)
    qtbot.addWidget(card)
    card.show()
    at_first = card.no_targets.isVisible()

    card.refresh()
    qtbot.waitUntil(lambda: card.figures is not None)

    assert not at_first
    assert card.no_targets.isVisible()


def test_without_targets_a_line_leads_to_where_they_are_set(qtbot, card):
    wanted = []
    card.work.wanted.connect(wanted.append)
    offered = card.no_targets.isVisible()

    click(card.no_targets)
    set_rule(card.work.ledger, RuleChange("training_targets", "县任务分解表", TARGETS))
    card.refresh()
    qtbot.waitUntil(lambda: card.figures.has_targets)

    assert offered
    assert wanted == [Spot(spots.SETTINGS, part="rules", detail="training_targets")]
    assert not card.no_targets.isVisible()
    assert "结业 0 / 任务 40，0%" in card.targets.sentences[1]


def test_the_figures_go_to_paper_through_the_preview(qtbot, card):
    click(card.paper)

    [dialog] = card.findChildren(PaperDialog)
    qtbot.waitUntil(lambda: dialog.verb.isEnabled() or dialog.save.isEnabled())

    assert "2026年培训情况" in dialog.windowTitle()
    dialog.close()


def test_the_sheet_says_the_same_in_print(trained, tmp_path):
    set_rule(trained, RuleChange("training_targets", "县任务分解表", TARGETS))
    file = tmp_path / "f.pdf"

    render(training_figures(trained), "凤山镇工作站", date(2026, 11, 21), file)

    with pypdfium2.PdfDocument(file) as document:
        text = document[0].get_textpage().get_text_range()
        assert len(document) == 1
    assert all(words in text for words in ("2026年培训情况", "凤山镇工作站", "2026年11月21日", "服务技能", "任务 40"))
    assert "全年（人数不重复计）" in text


def test_the_same_figures_draw_the_same_sheet(trained, tmp_path):
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]

    for file in files:
        render(training_figures(trained), "凤山镇工作站", date(2026, 11, 21), file)

    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(("most", "top"), [(0, 4), (3, 4), (4, 4), (7, 8), (9, 10), (48, 60), (126, 200), (7923, 8000)])
def test_the_scale_ends_at_a_round_figure_above_the_highest_bar(most, top):
    assert nice_top(most) == top
    assert top % 2 == 0
