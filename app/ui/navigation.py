"""The way to the pages, at the left edge: names where there is room, pictures alone where there is not."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

from app.ui.icons import icon
from app.ui.pieces import label
from app.ui.theme import ACCENT_DARK, MUTED

WIDE, NARROW = 128, 54


class Navigation(QFrame):
    """One button a page; Alt and its number go there."""

    turned = Signal(int)

    def __init__(self, pages: list[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("nav")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(2)
        self._station = label("", "brand", wraps=True)
        column.addWidget(self._station)
        self.buttons = [self._button(place, picture, text) for place, (picture, text) in enumerate(pages)]
        for each in self.buttons:
            column.addWidget(each)
        column.addStretch()
        self.narrow(is_narrow=False)

    def narrow(self, *, is_narrow: bool) -> None:
        """Pictures alone, for small screens."""
        self.setFixedWidth(NARROW if is_narrow else WIDE)
        style = Qt.ToolButtonStyle
        for each in self.buttons:
            each.setToolButtonStyle(style.ToolButtonIconOnly if is_narrow else style.ToolButtonTextBesideIcon)
        self._station.setVisible(not is_narrow)

    def name_station(self, name: str) -> None:
        """Whose ledger this is."""
        self._station.setText(name)

    def _button(self, place: int, picture: str, text: str) -> QToolButton:
        made = QToolButton()
        made.setText(f"  {text}")
        made.setAccessibleName(text)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        made.setIcon(icon(picture, MUTED, ACCENT_DARK))
        made.setIconSize(QSize(17, 17))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setToolTip(f"{text}  Alt+{place + 1}")
        made.clicked.connect(lambda: self.turned.emit(place))
        # Not the button's own key: that would show it pressed for a tenth of a second before it turned the page.
        shortcut = QShortcut(QKeySequence(f"Alt+{place + 1}"), self)
        shortcut.activated.connect(lambda: self.turned.emit(place))
        return made
