"""Words of strangers are words wherever they stand: no name, class or file is ever taken for markup."""

import shutil
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QLabel, QLineEdit, QWidget
from sqlalchemy import select

from app.i18n import choose_language
from app.models.people import Trainee
from app.models.training import TrainingClass
from app.ui.pieces import label
from app.ui.tips import hint, tip
from tests.ui.scene import Stage, stage_on
from tests.ui.test_walk_pages import every_spot, shown

MARKUP = "<img src='file:///nowhere/red.png'>"
MOST_ROWS = 15


@pytest.fixture(scope="module")
def hostile(filled, tmp_path_factory, qapp) -> Iterator[Stage]:
    """A station whose people and classes are called like pictures."""
    folder, ids = filled
    own = tmp_path_factory.mktemp("hostile") / "ledger"
    shutil.copytree(folder, own)
    choose_language("zh_CN")
    with stage_on(own, ids) as opened:
        with opened.ledger.change("trainee.edit") as change:
            for person in change.rows(select(Trainee)):
                person.name = MARKUP + person.name
        with opened.ledger.change("class.edit") as change:
            for each in change.rows(select(TrainingClass)):
                each.name = MARKUP + each.name
        opened.window.resize(1366, 728)
        yield opened


def taken_for_markup(root: QWidget) -> list[str]:
    """What Qt would draw as a picture: tooltips, labels, and tooltips of cells."""
    everything = (root, *root.findChildren(QWidget))
    found = [f"tooltip of {type(each).__name__}" for each in everything if "<img" in each.toolTip()]
    labels = [each for each in root.findChildren(QLabel) if each.textFormat() != Qt.TextFormat.PlainText]
    found += [f"label {each.text()}" for each in labels if "<img" in each.text()]
    for view in root.findChildren(QAbstractItemView):
        found += [f"cell of {type(view.model()).__name__}" for words in cell_tips(view) if "<img" in words]
    return found


def cell_tips(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    if model is None:
        return
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())
    for row in range(min(model.rowCount(QModelIndex()), MOST_ROWS)):
        for column in range(columns):
            words = model.index(row, column, QModelIndex()).data(Qt.ItemDataRole.ToolTipRole)
            yield str(words or "")


@pytest.mark.parametrize(("name", "part"), every_spot())
def test_no_page_takes_a_name_for_a_picture(hostile, name, part):
    page = shown(hostile, name, part)

    assert taken_for_markup(page) == []


def test_the_names_are_in_sight_at_all(hostile):
    page = shown(hostile, "people", "")
    hostile.wait(lambda: any(view.model() and view.model().rowCount() for view in page.findChildren(QAbstractItemView)))

    texts = [
        str(view.model().index(0, column).data() or "")
        for view in page.findChildren(QAbstractItemView)
        if view.model()
        for column in range(view.model().columnCount())
    ]
    assert any(MARKUP in text for text in texts)


def test_the_walk_finds_a_tooltip_and_a_label_that_are_markup(qtbot):
    root = QWidget()
    qtbot.addWidget(root)
    QLineEdit(root).setToolTip(MARKUP)
    QLabel(MARKUP, root)
    label(MARKUP).setParent(root)
    hint(QLineEdit(root), MARKUP)

    assert taken_for_markup(root) == ["tooltip of QLineEdit", f"label {MARKUP}"]


@pytest.mark.parametrize("words", [MARKUP, "a &lt;b&gt;", "甲\n<b>乙</b>", "1 < 2 & 3"])
def test_a_tooltip_shows_its_words_as_they_are(words, qapp):
    document = QTextDocument()

    document.setHtml(tip(words))

    assert document.toPlainText() == words
    assert tip("Ctrl+U") == "Ctrl+U"
