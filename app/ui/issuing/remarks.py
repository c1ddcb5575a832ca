"""What a clerk should know before the deed: a few lines, each with its sign, and where one click mends it, a button."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.ui.notices import Offer
from app.ui.pieces import button, label, row_of

SIGNS = {"wrong": "×", "warn": "▲", "good": "√", "muted": "·"}


@dataclass(frozen=True)
class Remark:
    """One line: its words, its look (wrong, warn, good, muted), and a way out."""

    words: str
    look: str = "muted"
    offer: Offer | None = None


class Remarks(QWidget):
    """The lines, below one another; no room is taken if there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.told: tuple[Remark, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self.hide()

    def tell(self, remarks: Sequence[Remark]) -> None:
        """Say these instead of what was said before."""
        empty(self._column)
        self.told = tuple(remarks)
        for remark in self.told:
            self._column.addWidget(_line(remark))
        self.setVisible(bool(self.told))


def empty(layout: QBoxLayout) -> None:
    """Take every widget out of a layout that holds nothing else."""
    while layout.count():
        widget = layout.takeAt(0).widget()
        widget.hide()
        widget.deleteLater()


def _line(remark: Remark) -> QWidget:
    line = QWidget()
    words = label(f"{SIGNS[remark.look]} {remark.words}", remark.look, wraps=True)
    parts = row_of(words)
    parts.setStretch(0, 1)
    if remark.offer:
        parts.addWidget(button(remark.offer.words, remark.offer.taken))
    parts.setContentsMargins(0, 0, 0, 0)
    line.setLayout(parts)
    return line
