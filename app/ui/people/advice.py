"""What the form offers while one types: a spelling to take over, somebody who is in the ledger already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from app.ui.pieces import button


@dataclass(frozen=True)
class Advice:
    """One thing that a press of its button does."""

    words: str
    taken: Callable[[], object]
    picture: str = ""


class AdviceStrip(QFrame):
    """Shows what there is to offer, one below the other; nothing where there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._offered: tuple[Advice, ...] = ()
        self.hide()

    @property
    def buttons(self) -> list[QPushButton]:
        """What can be pressed."""
        return [each for each in self.findChildren(QPushButton) if each.property("offered")]

    def offer(self, offered: Sequence[Advice]) -> None:
        """Offer these instead."""
        if [each.words for each in offered] == [each.words for each in self._offered]:
            self._offered = tuple(offered)
            return
        self._offered = tuple(offered)
        self._clear()
        for place, each in enumerate(offered):
            made = button(each.words, partial(self.take, place), each.picture)
            made.setProperty("offered", True)
            self._layout.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(offered))

    def take(self, place: int) -> None:
        """As a press of this one."""
        if place < len(self._offered):
            self._offered[place].taken()

    def _clear(self) -> None:
        while self._layout.count():
            gone = self._layout.takeAt(0).widget()
            gone.setProperty("offered", False)
            gone.deleteLater()
