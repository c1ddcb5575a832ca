"""A file that could not be read, told calmly: what happened, what is safe, what to do, and once more."""

from collections.abc import Callable

from PySide6.QtWidgets import QLabel, QWidget

from app.i18n import tr
from app.ui.icons import icon
from app.ui.pieces import button, card, label, pile_of, row_of
from app.ui.theme import AMBER
from app.ui.wording import words_for

PICTURE, WIDTH = 40, 560


class TroublePart(QWidget):
    """Speaks of one file."""

    def __init__(self, again: Callable[[], object], another: Callable[[], object]) -> None:
        super().__init__()
        picture = QLabel()
        picture.setPixmap(icon("triangle-alert", AMBER).pixmap(PICTURE, PICTURE))
        self.file, self.what = label("", "muted"), label("", "heading", wraps=True)
        self.to_do, self.safe = label("", wraps=True), label("", "muted", wraps=True)
        self.again = button(tr("Try again (F5)"), again, "refresh-cw", is_primary=True)
        self.another = button(tr("Another file (Ctrl+O)"), another, "folder-open")
        inner = pile_of(picture, self.file, self.what, self.to_do, self.safe, 10)
        inner.addLayout(row_of(self.again, self.another, None))
        told = card(inner, 24)
        told.setFixedWidth(WIDTH)
        layout = pile_of(label(tr("Roster import"), "title"), 30)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row_of(None, told, None))
        layout.addStretch()
        self.setLayout(layout)

    def tell(self, file: str, error: Exception) -> None:
        """Say what kept this file from being read."""
        words = words_for(error)
        self.file.setText(file)
        self.what.setText(words.what)
        self.to_do.setText(tr("What to do: {remedy}", remedy=words.to_do) if words.to_do else "")
        self.safe.setText(tr("Nothing was taken from the file; the ledger is as it was."))
        self.again.setFocus()
