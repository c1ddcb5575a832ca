"""What every section of the settings can do."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.operation import Done, Operation
from app.ui.permissions import may
from app.ui.pieces import label
from app.ui.work import Work


class Section(QWidget):
    """One section: rules, operators, printers and so on."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work

    def show_section(self, detail: str = "") -> None:
        """Read the latest and show it; `detail` names what is meant in it."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """The focus where the clerk begins."""
        self.setFocus()

    def take_scan(self, text: str) -> bool:
        """True if what a scanner read is of use here, and was taken."""
        return False

    def fill(self, title: str, words: str, layout: QVBoxLayout) -> None:
        """Put everything in, below a title and what the section is for."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(6)
        outer.addWidget(label(title, "title"))
        if words:
            outer.addWidget(label(words, "muted", wraps=True))
        outer.addLayout(layout, 1)

    def ask(self, question: Callable[[Operation], Any], done: Done, *, words: str = "") -> Operation:
        """Read from the ledger beside the window."""
        return self.work.ask(question, done, words=words)

    def may(self, action: str) -> bool:
        """Whether whoever is here may do this, and the ledger takes it."""
        return self.work.is_writable and may(self.work.ledger, action)

    def why_not(self) -> str:
        """What is said beside a deed that is not for this role."""
        return "" if self.work.is_writable else tr("The ledger may not be written now; see the red bar above.")
