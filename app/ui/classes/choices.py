"""Choosing from what the ledger knows: typed to be found, chosen from a list, or added in place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from app.i18n import tr
from app.models.vocabulary import Word
from app.ui.icons import icon
from app.ui.pieces import button, key
from app.ui.tips import hint

NARROW = 34
Offer = tuple[str, str]  # id and label


class Choice(QWidget):
    """One of many by name: a part of the name finds it; Ctrl+N in the field adds one that is not there yet."""

    changed = Signal()

    def __init__(self, add: Callable[[str], object] | None = None, add_words: str = "", nothing: str = "") -> None:
        super().__init__()
        self._nothing = nothing
        self.list = QComboBox()
        self.list.setEditable(True)
        self.list.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.list.setMaxVisibleItems(14)
        self.list.setMinimumContentsLength(8)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        completer = QCompleter(self.list.model(), self.list)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.list.setCompleter(completer)
        self.setFocusProxy(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self.list, 1)
        if add is not None:
            line.addWidget(self._adder(add, add_words))
        self.list.editTextChanged.connect(lambda _: self.changed.emit())

    def _adder(self, add: Callable[[str], object], words: str) -> QWidget:
        made = button("", lambda: add(self.typed), "plus")
        made.setAccessibleName(words)
        hint(made, f"{words}  Ctrl+N")
        made.setFixedWidth(NARROW)
        # Not by Tab, which goes from one list to the next: by its key.
        made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        key(self, "Ctrl+N", lambda: add(self.typed))
        return made

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.list.setAccessibleName(name)

    def offer(self, rows: Sequence[Offer]) -> None:
        """Offer these; what was chosen stays, if it is among them, and so does what was typed before they came."""
        chosen, typed = self.chosen, self.typed if self.is_unknown else ""
        self.list.blockSignals(True)
        self.list.clear()
        if self._nothing:
            self.list.addItem(self._nothing, "")
        for row_id, words in rows:
            self.list.addItem(words, row_id)
        self.list.blockSignals(False)
        self.choose(chosen)
        if typed:
            self.list.setEditText(typed)

    def choose(self, row_id: str) -> None:
        """Choose the one of this id; nothing if there is none."""
        place = self.list.findData(row_id) if row_id else -1
        self.list.setCurrentIndex(place if place >= 0 else 0 if self._nothing else -1)
        self.list.setEditText(self.list.currentText() if self.list.currentIndex() >= 0 else "")
        self.changed.emit()

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.list.currentText().strip()

    @property
    def chosen(self) -> str:
        """The id of the one whose name stands in the field, or whose name alone holds what was typed."""
        typed = self.typed.casefold()
        names = [self.list.itemText(at).casefold() for at in range(self.list.count())]
        if not typed:
            return ""
        found = [at for at, name in enumerate(names) if name == typed] or [
            at for at, name in enumerate(names) if typed in name
        ]
        return str(self.list.itemData(found[0]) or "") if len(found) == 1 else ""

    @property
    def is_unknown(self) -> bool:
        """True if something stands there that is none of those offered."""
        return bool(self.typed) and self.typed != self._nothing and not self.chosen


class Several(QToolButton):
    """Some of many, ticked in a menu."""

    changed = Signal()

    def __init__(self, rows: Sequence[Offer], none: str) -> None:
        super().__init__()
        self._none = none
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(icon("chevron-right"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self)
        for row_id, words in rows:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setData(row_id)
            action.toggled.connect(self._tell)
        self.setMenu(menu)
        self._tell()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids that are ticked."""
        return tuple(str(each.data()) for each in self.menu().actions() if each.isChecked())

    def choose(self, ids: Sequence[str]) -> None:
        """Tick these alone."""
        for action in self.menu().actions():
            action.setChecked(action.data() in ids)

    def _tell(self) -> None:
        names = [each.text() for each in self.menu().actions() if each.isChecked()]
        self.setText("、".join(names) if names else self._none)
        self.changed.emit()


def word_box(words: type[Word], none: str = "") -> QComboBox:
    """A list of the words of one kind; `none` stands for none of them."""
    box = QComboBox()
    if none:
        box.addItem(none, "")
    for word in words:
        box.addItem(word.label, word.value)
    return box


def choose_word(box: QComboBox, value: str) -> None:
    """Choose the word of this value; the first line if there is none."""
    box.setCurrentIndex(max(0, box.findData(value)))


def nobody() -> str:
    """What stands in a list for no trainer at all."""
    return tr("(nobody yet)")
