"""The field that a scan was typed into by the way: taken back to what it was, or given what nobody else wanted."""

from contextlib import suppress

from PySide6.QtCore import QEvent, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

Lines = QPlainTextEdit | QTextEdit
GONE = RuntimeError
"""What is raised where a widget was closed while the scan came in: then there is nothing to take back."""


class ScannedField:
    """Remembers what stood in a widget before the first character."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._before = _state(widget)
        self._after = self._before
        self._cell: tuple[QPersistentModelIndex, str] | None = None  # of a table: which one, and what stood in it

    @classmethod
    def of(cls, widget: QWidget) -> "ScannedField":
        """The field behind this widget: a list and a spin box hold one of their own."""
        if isinstance(widget, QComboBox | QAbstractSpinBox):
            inner = widget.findChild(QLineEdit)
            return cls(inner or widget)
        return cls(widget)

    def take_back(self) -> None:
        """As it was before."""
        with suppress(GONE):
            self._after = _state(self._widget)
            if isinstance(self._widget, QAbstractItemView):
                self._cell = _leave_cell(self._widget)
            elif self._before != self._after:
                _put(self._widget, self._before)

    def give_again(self, held: str) -> None:
        """As it was with the scan in it; the key that ended it ends the typing in a cell, as after a slow hand."""
        with suppress(GONE):
            if self._cell is not None and isinstance(self._widget, QAbstractItemView):
                index, text = self._cell
                self._widget.model().setData(index, text + held, Qt.ItemDataRole.EditRole)
                return
            if self._before != self._after:
                _put(self._widget, self._after)
        self.type(held)

    def type(self, text: str) -> None:
        """Add what was kept from it."""
        with suppress(GONE):
            if isinstance(self._widget, QLineEdit) and not self._widget.isReadOnly():
                self._widget.insert(text)
            elif isinstance(self._widget, Lines) and not self._widget.isReadOnly():
                self._widget.textCursor().insertText(text)


def _state(widget: QWidget) -> tuple[str, int]:
    """The text and where the cursor stands in it."""
    if isinstance(widget, QLineEdit):
        return widget.text(), widget.cursorPosition()
    if isinstance(widget, Lines):
        return widget.toPlainText(), widget.textCursor().position()
    return "", 0


def _put(widget: QWidget, state: tuple[str, int]) -> None:
    text, place = state
    if isinstance(widget, QLineEdit):
        widget.setText(text)
        widget.setCursorPosition(place)
    elif isinstance(widget, Lines):
        widget.setPlainText(text)
        cursor = widget.textCursor()
        cursor.setPosition(place, QTextCursor.MoveMode.MoveAnchor)
        widget.setTextCursor(cursor)


def _leave_cell(view: QAbstractItemView) -> tuple[QPersistentModelIndex, str] | None:
    """A table opens a field under the first key: leave the cell as it was. Gives which it was, and what was typed."""
    editor = QApplication.focusWidget()
    if editor is None or not view.isAncestorOf(editor) or not isinstance(editor, QLineEdit):
        return None
    typed = QPersistentModelIndex(view.currentIndex()), editor.text()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(editor, QKeyEvent(kind, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    return typed
