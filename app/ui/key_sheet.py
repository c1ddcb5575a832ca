"""The sheet of keys (F1): those of the page in sight first, then those that work everywhere."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QWidget

from app.i18n import mark, tr
from app.ui.keys import DIALOGS, EVERYWHERE, KEYS, LISTS, SHEETS, Key, keys_of
from app.ui.pieces import button, label, pile_of, row_of
from app.ui.spots import Spot

WIDTH, HEIGHT = 620, 560
TITLES = {
    EVERYWHERE: mark("Everywhere"),
    LISTS: mark("In lists"),
    SHEETS: mark("In tables that are filled in"),
    DIALOGS: mark("In dialogs"),
}


class KeySheet(QDialog):
    """Shows the one table of keys as far as it concerns a spot."""

    def __init__(self, spot: Spot, title: str, owner: QWidget | None = None) -> None:
        super().__init__(owner)
        self.setWindowTitle(tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        body, self._grid = QWidget(), QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.setHorizontalSpacing(18)
        body.setLayout(self._grid)
        self._add(title, keys_of(spot.page, spot.part))
        for name, words in TITLES.items():
            self._add(tr(words), KEYS[name])
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self.sheet = QScrollArea()
        self.sheet.setWidgetResizable(True)
        self.sheet.setAccessibleName(tr("Keys"))
        self.sheet.setWidget(body)
        self.leave = button(tr("Close"), self.accept, is_primary=True)
        layout = pile_of(self.sheet)
        layout.addLayout(row_of(None, self.leave))
        self.setLayout(layout)
        self.resize(WIDTH, HEIGHT)
        self.leave.setFocus()

    def _add(self, title: str, keys: tuple[Key, ...]) -> None:
        if not keys:
            return
        place = self._grid.rowCount()
        self._grid.addWidget(label(title, "heading"), place, 0, 1, 2)
        for step, each in enumerate(keys, 1):
            self._grid.addWidget(label("  ".join(each.keys), "key"), place + step, 0)
            self._grid.addWidget(label(tr(each.does), wraps=True), place + step, 1)
        self._grid.setRowMinimumHeight(place + len(keys) + 1, 8)
