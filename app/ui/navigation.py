"""The way to the pages, at the left edge: names where there is room, pictures alone where there is not."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

from app.ui.icons import icon
from app.ui.pieces import label
from app.ui.theme import ACCENT_DARK, MUTED

WIDE, NARROW, MARGIN = 136, 54, 8


class Navigation(QFrame):
    """One button a page; Alt and its number go there, up and down walk from button to button."""

    turned = Signal(int)

    def __init__(self, pages: list[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName("nav")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(2)
        self.station, self.county = label("", "brand", wraps=True), label("", "place", wraps=True)
        column.addWidget(self.station)
        column.addWidget(self.county)
        self.buttons = [self._button(place, picture, text) for place, (picture, text) in enumerate(pages)]
        for each in self.buttons:
            column.addWidget(each)
        column.addStretch()
        self.narrow(is_narrow=False)

    def narrow(self, *, is_narrow: bool) -> None:
        """Pictures alone, for small screens."""
        style = Qt.ToolButtonStyle
        for each in self.buttons:
            each.setToolButtonStyle(style.ToolButtonIconOnly if is_narrow else style.ToolButtonTextBesideIcon)
        longest = max(each.sizeHint().width() for each in self.buttons) + 2 * MARGIN
        self.setFixedWidth(NARROW if is_narrow else max(WIDE, longest))
        self.station.setVisible(not is_narrow)
        self.county.setVisible(not is_narrow)

    def name_station(self, name: str, county: str = "") -> None:
        """Whose ledger this is."""
        self.station.setText(name)
        self.county.setText(county)

    def _button(self, place: int, picture: str, text: str) -> QToolButton:
        made = QToolButton()
        made.setText(f"  {text}")
        made.setAccessibleName(text)
        made.setCheckable(True)
        made.setAutoExclusive(True)
        # Not by a click alone: Qt lets a tool button be reached by Tab only when it is told so.
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setIcon(icon(picture, MUTED, ACCENT_DARK))
        made.setIconSize(QSize(17, 17))
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setToolTip(f"{text}  {page_key(place)}")
        made.clicked.connect(lambda: self.turned.emit(place))
        # Not the button's own key: that would show it pressed for a tenth of a second before it turned the page.
        shortcut = QShortcut(QKeySequence(page_key(place)), self)
        shortcut.activated.connect(lambda: self.turned.emit(place))
        return made


def page_key(place: int) -> str:
    """The key that leads to the page at this place: Alt+1 to Alt+9, and Alt+0 for the tenth."""
    return f"Alt+{(place + 1) % 10}"
