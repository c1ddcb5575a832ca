"""A field for a word of a list: chosen, or typed as the word, its code, its pinyin or its initials."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit

from app.ledger.person_choices import plain_words, spoken_words, village_words
from app.ui.work import Work

WORDS = int(Qt.ItemDataRole.UserRole)
NARROWEST = 40
PAINTED = 50  # ms


class WordsCompleter(QCompleter):
    """Offers what holds the typed letters anywhere in its words; puts the label in."""

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        return str(index.data())


class WordBox(QComboBox):
    """Holds words, not codes: the rules read them. What stands for one word alone becomes that word when left."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        # The box around it has the edge and the padding already.
        self.line.setStyleSheet("border:0; padding:0; background:transparent;")
        # This alone makes it editable. `setEditable` would also make a line of its own, and the list that drops down.
        self.setLineEdit(self.line)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self._rows = QStandardItemModel(self)
        self._rows.appendRow(_item("", ""))
        self.setModel(self._rows)
        completer = WordsCompleter(self._rows, self)
        completer.setCompletionRole(WORDS)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(10)
        self.setCompleter(completer)
        self.line.editingFinished.connect(self.settle)

    # Said here, as wide as the form lets it be: to choose another policy would make the list that drops down, at once.
    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.currentText().strip()

    def offer(self, words: Mapping[str, str]) -> None:
        """Let these labels be chosen, each found by all of its words; what stands in the field stays."""
        known = {self._rows.item(row).text(): self._rows.item(row) for row in range(1, self._rows.rowCount())}
        for label, spoken in words.items():
            if label in known:
                known[label].setData(spoken, WORDS)
            else:
                self._rows.appendRow(_item(label, spoken))

    def put(self, words: str) -> None:
        """Let this stand in the field."""
        self.setCurrentIndex(max(0, self.findText(words, Qt.MatchFlag.MatchExactly)))
        self.setEditText(words)

    # Declared, since a slot that Qt learns of while connecting costs 2 ms each, for every field.
    @Slot()
    def settle(self) -> None:
        """A code, pinyin or initials that stand for one word alone become it; anything else stays as typed."""
        meant = self._meant(self.text.casefold())
        if meant and meant != self.text:
            self.put(meant)

    def later(self, ask: Callable[[], object]) -> QTimer:
        """Asks once the form is painted: what is read while it is made makes it wait for its turn, time and again."""
        timer = QTimer(self, singleShot=True, interval=PAINTED)
        timer.timeout.connect(ask)
        return timer

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A form that is scrolled past this field must not change it.
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _meant(self, typed: str) -> str:
        if not typed or not typed.isascii():
            return ""
        items = [self._rows.item(row) for row in range(1, self._rows.rowCount())]
        spoken = {item.text(): str(item.data(WORDS)).casefold().split() for item in items}
        whole = [label for label, words in spoken.items() if typed in words]
        begun = [label for label, words in spoken.items() if any(word.startswith(typed) for word in words)]
        found = whole or begun
        return found[0] if len(found) == 1 else ""


class CodeBox(WordBox):
    """A word of a code table; it is found by its pinyin too, once that is here."""

    def __init__(self, work: Work, table_name: str) -> None:
        super().__init__()
        self.offer(plain_words(table_name))
        self.later(lambda: work.ask(lambda _: spoken_words(table_name), self.offer)).start()


class PlaceBox(WordBox):
    """A village of the region, or any other place in words."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._soon = self.later(lambda: work.ask(lambda _: village_words(work.ledger), self.offer))

    def read_villages(self) -> None:
        """Ask which villages there are."""
        self._soon.start()


def _item(label: str, words: str) -> QStandardItem:
    item = QStandardItem(label)
    item.setData(words, WORDS)
    return item
