"""Forms: fields with their words below them, in a dialog that fits every screen."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.day_field import DayField
from app.ui.pieces import button, key, label, pile_of, row_of
from app.ui.wording import sentences_for

WIDTH, HIGHEST, FRAME = 560, 600, 40
BESIDE, BELOW = 50, 84  # the margins and the scroll bar; the margins and the buttons
LOOKS = {"wrong": "wrong", "warn": "warn", "good": "good", "": "muted"}


class Hint(QLabel):
    """What is said below a field: how to fill it, what is wrong with it, what was read from it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.tell("")

    def tell(self, words: str, kind: str = "") -> None:
        """Say this; `kind` is "wrong", "warn", "good" or "" for plain advice."""
        self.setText(words)
        self.setVisible(bool(words))
        if self.objectName() != LOOKS[kind]:
            self.setObjectName(LOOKS[kind])
            self.style().unpolish(self)
            self.style().polish(self)


class Fields(QWidget):
    """Fields below one another, each with its name at the left and its hint below."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(12)
        self._grid.setColumnStretch(1, 1)
        self.hints: dict[str, Hint] = {}
        self.titles: dict[str, QLabel] = {}

    def expect(self, names: Iterable[str]) -> None:
        """Leave room for names that come later: no field moves aside when they do."""
        widest = label(max(names, key=self.fontMetrics().horizontalAdvance), "muted")
        widest.ensurePolished()
        self._grid.setColumnMinimumWidth(0, widest.sizeHint().width())

    def add(self, name: str, field: QWidget, hint: str = "") -> Hint:
        """Add a field under a name that is spoken with it; gives the place for words below it."""
        place = self._grid.rowCount()
        told = Hint()
        title = label(name, "muted")
        title.setBuddy(field)
        field.setAccessibleName(name)
        self._grid.addWidget(title, place, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(field, place, 1)
        self._grid.addWidget(told, place + 1, 1)
        # Once it stands in its place: words shown before that would be a window of their own for a moment.
        told.tell(hint)
        self.hints[name], self.titles[name] = told, title
        return told


class FormDialog(QDialog):
    """A question of several fields: no higher than 600 px or the screen, Ctrl+Enter does it, Esc leaves all as is."""

    def __init__(self, title: str, verb: str, owner: QWidget | None = None, width: int = WIDTH) -> None:
        super().__init__(owner)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields = Fields()
        self.trouble = label("", "wrong", wraps=True)
        self.trouble.hide()
        self.verb = button(verb, self._submit, is_primary=True)
        self.leave = button(tr("Leave it as it was"), self.reject)
        self.body = QVBoxLayout()
        self.body.addWidget(self.fields)
        self._lay_out(width)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key(self, keys, self._submit)

    def _lay_out(self, width: int) -> None:
        inner = QWidget()
        inner.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 6, 0)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inner)
        layout = pile_of(self._scroll, self.trouble)
        layout.addLayout(row_of(None, self.leave, self.verb))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        self.setMinimumWidth(width)
        # With larger text a small screen has less than 600 px, and the title bar would stand above its edge.
        self.setMaximumHeight(min(HIGHEST, self.screen().availableGeometry().height() - FRAME))

    def show_sized(self) -> None:
        """Open it as high as its fields need, the first one ready to be typed in."""
        width = self.minimumWidth()
        self.resize(width, min(self.maximumHeight(), self._needed(width) + BELOW))
        self.open()
        first = next((each for each in self.fields.findChildren(QWidget) if _takes_tab(each)), None)
        if first is not None and not self.fields.isAncestorOf(self.focusWidget()):
            first.setFocus()

    def _needed(self, width: int) -> int:
        """How high the fields are at this width, their words wrapped."""
        self.ensurePolished()
        # What was added before the first show did not tell the layout above it.
        self.fields.updateGeometry()
        self.body.invalidate()
        inner = width - BESIDE
        return max(self.body.heightForWidth(inner), self.body.sizeHint().height())

    def _submit(self) -> None:
        """Do it, unless something that is no day stands in a field: no other day is ever taken for it."""
        days = (each for each in self.findChildren(DayField) if each.isVisible() and each.isEnabled())
        odd = next((each for each in days if not each.is_day), None)
        if odd is not None:
            odd.complain()
        else:
            self.submit()

    def submit(self) -> None:
        """Do what the dialog is for; a subclass says what. `done_with` closes it, `tell` keeps it open."""
        raise NotImplementedError

    def tell(self, error: Exception | str) -> None:
        """Say what is wrong; everything typed stays."""
        words = error if isinstance(error, str) else sentences_for(error)
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))
        self.verb.setEnabled(True)

    def busy(self) -> None:
        """The deed is under way: it is not asked for twice."""
        self.trouble.hide()
        self.verb.setEnabled(False)


def _takes_tab(widget: QWidget) -> bool:
    return widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
