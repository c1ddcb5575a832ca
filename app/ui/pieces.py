"""The small pieces that every page is put together from."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.ui.columns import Column, RowsModel
from app.ui.icons import icon
from app.ui.theme import FAINT, MUTED

ROW_HEIGHT = 27


def label(text: str = "", name: str = "", *, wraps: bool = False) -> QLabel:
    """A line of words; `name` is its look in the style sheet."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(wraps)
    # What comes from the ledger is words, never markup.
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def button(text: str, pressed: Callable[[], object], picture: str = "", *, is_primary: bool = False) -> QPushButton:
    """A button that says what it does."""
    made = QPushButton(text)
    made.setAccessibleName(text)
    # Enter presses the button that has the focus; from a field of a dialog it presses the primary one.
    made.setAutoDefault(True)
    made.setDefault(is_primary)
    if is_primary:
        made.setObjectName("primary")
    if picture:
        made.setIcon(icon(picture, "#ffffff" if is_primary else MUTED))
    made.clicked.connect(_alone(pressed))
    return made


def _alone(pressed: Callable[[], object]) -> Callable[[], None]:
    def press() -> None:  # without the arguments that a signal brings along
        pressed()

    return press


def search_field(hint: str) -> QLineEdit:
    """A field to search with."""
    field = QLineEdit()
    field.setPlaceholderText(hint)
    field.setAccessibleName(hint)
    field.setClearButtonEnabled(True)
    field.addAction(icon("search", FAINT), QLineEdit.ActionPosition.LeadingPosition)
    return field


def row_of(*parts: QWidget | int | None) -> QHBoxLayout:
    """Parts side by side; None is the space that stretches, a figure a space in pixels."""
    layout = QHBoxLayout()
    _fill(layout, parts)
    return layout


def pile_of(*parts: QWidget | int | None) -> QVBoxLayout:
    """Parts one below the other."""
    layout = QVBoxLayout()
    _fill(layout, parts)
    return layout


def _fill(layout: QBoxLayout, parts: Sequence[QWidget | int | None]) -> None:
    layout.setSpacing(8)
    for part in parts:
        if part is None:
            layout.addStretch()
        elif isinstance(part, int):
            layout.addSpacing(part)
        else:
            layout.addWidget(part)


def card(layout: QBoxLayout, margin: int = 1) -> QFrame:
    """A white field with a thin edge."""
    frame = QFrame()
    frame.setObjectName("card")
    layout.setContentsMargins(margin, margin, margin, margin)
    frame.setLayout(layout)
    return frame


def key(owner: QWidget, keys: str, pressed: Callable[[], object]) -> QShortcut:
    """A key that works while its owner is in sight."""
    shortcut = QShortcut(QKeySequence(keys), owner)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(_alone(pressed))
    return shortcut


def list_view(model: RowsModel, name: str) -> QTableView:
    """A list of rows; Enter and a double click open the row (`activated`)."""
    view = QTableView()
    view.setModel(model)
    dress(view, model.columns, name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return view


def dress(view: QTableView, columns: Sequence[Column], name: str) -> None:
    """Give a table the look that all tables have."""
    view.setAccessibleName(name)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    # Fixed: rows that ask their contents for a height cost a second with 25,000 of them.
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    _set_widths(view, columns)


def _set_widths(view: QTableView, columns: Sequence[Column]) -> None:
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    for place, column in enumerate(columns):
        view.setColumnWidth(place, column.width)
    header.setStretchLastSection(True)
