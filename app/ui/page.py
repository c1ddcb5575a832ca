"""What every page of the desk can do."""

from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from app.ui.spots import Spot
from app.ui.work import Work

MARGINS = (12, 10, 12, 8)


class Page(QWidget):
    """One page: it shows a spot anew whenever the clerk comes to it."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work

    def show_spot(self, spot: Spot) -> None:
        """Read the latest from the ledger and show this spot, with the focus where the clerk begins."""
        raise NotImplementedError

    @property
    def spot(self) -> Spot:
        """Where on this page the clerk is, to come back to."""
        raise NotImplementedError

    def take_scan(self, text: str) -> bool:
        """True if what a scanner read is of use here, and was taken."""
        return False

    def take_focus(self) -> None:
        """Put the focus where the clerk begins: into the first table in sight, unless the page knows better."""
        tables = (each for each in self.findChildren(QAbstractItemView) if each.isVisible() and each.isEnabled())
        first = next(tables, None)
        (first or self).setFocus()

    def fill(self, layout: QVBoxLayout) -> None:
        """Put everything on the page, with the margins that all pages have."""
        layout.setContentsMargins(*MARGINS)
        self.setLayout(layout)
