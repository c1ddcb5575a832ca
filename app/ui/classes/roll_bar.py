"""The bar above the roll call: the keys with their marks, and the tally of the lesson at hand."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.i18n import tr
from app.ui import theme
from app.ui.classes.roll_grid import RollGrid
from app.ui.classes.roll_words import NOT_MARKED, Sign, signs

GAP, WORD_GAP, MOST_PEOPLE = 9, 3, "100"
MIDDLE = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
COUNTED = ("present", "late", "absent", "excused")


class Tally(QWidget):
    """How many have which mark in the lesson at hand.

    Painted, and of one width: a label of changing length would have the whole page laid out anew at every key.
    """

    def __init__(self, grid: RollGrid) -> None:
        super().__init__()
        self._grid = grid
        self._signs = signs()
        self._figures: list[tuple[str, int, str]] = []
        self._inks = {ink: QColor(ink) for _, _, ink in _figures(self._signs, {})}
        self._widths: dict[tuple[str, bool], int] = {}
        # Or everything behind it would be painted along with it at every key.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Tally of this half-day"))
        grid.roll.changed.connect(self.count)
        grid.selectionModel().currentColumnChanged.connect(self.count)

    def count(self) -> None:
        """Count the lesson at hand anew."""
        here = self._grid.cell()
        known = here is not None and 0 <= here[1] < self._grid.roll.lessons
        self._figures = _figures(self._signs, self._grid.roll.tally(here[1])) if known and here else []
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self) -> str:
        """The tally as a line of text."""
        return " ".join(f"{word} {count}" for word, count, _ in self._figures)

    def sizeHint(self) -> QSize:
        plain, bold = self.fontMetrics(), QFontMetrics(self._bold())
        widths = [plain.horizontalAdvance(word) + WORD_GAP + GAP for word, _, _ in _figures(self._signs, {})]
        return QSize(sum(widths) + len(widths) * bold.horizontalAdvance(MOST_PEOPLE) - GAP, plain.height() + 4)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter, right = QPainter(self), self.width()
        painter.fillRect(self.rect(), self.palette().window())
        placed: list[tuple[bool, int, str, str]] = []
        for word, count, ink in reversed(self._figures):
            for is_bold, text, gap in ((True, str(count), WORD_GAP), (False, word, GAP)):
                width = self._width(text, is_bold=is_bold)
                placed.append((is_bold, right - width, text, ink))
                right -= width + gap
        for is_bold, font in ((True, self._bold()), (False, self.font())):
            painter.setFont(font)
            for bold, left, text, ink in placed:
                if bold == is_bold:
                    painter.setPen(self._inks[ink])
                    painter.drawText(left, 0, self.width(), self.height(), MIDDLE, text)

    def _width(self, text: str, *, is_bold: bool) -> int:
        """How wide a word is; measured once."""
        if (text, is_bold) not in self._widths:
            font = self._bold() if is_bold else self.font()
            self._widths[text, is_bold] = QFontMetrics(font).horizontalAdvance(text)
        return self._widths[text, is_bold]

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setBold(True)
        return font


def legend(grid: RollGrid) -> list[QToolButton]:
    """A button for each mark, with its key."""
    return [_legend_button(grid, sign.status) for sign in signs().values()]


def _figures(known: Mapping[str, Sign], counts: Mapping[str, int]) -> list[tuple[str, int, str]]:
    told = [(tr("expected"), sum(counts.values()), theme.TEXT)]
    told += [(known[code].word, counts.get(code, 0), known[code].ink) for code in COUNTED]
    return [*told, (tr("no mark"), counts.get(NOT_MARKED, 0), theme.MUTED)]


def _legend_button(grid: RollGrid, status: str) -> QToolButton:
    sign = signs()[status]
    made = QToolButton()
    made.setText(f"{sign.key} {sign.word}")
    made.setAccessibleName(sign.word)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    field, edge = sign.field or theme.BASE, sign.field or theme.LINE_DARK
    ink = sign.ink if status else theme.MUTED
    made.setStyleSheet(
        f"QToolButton{{color:{ink};background:{field};border:1px solid {edge};border-radius:5px;padding:3px 7px}}"
        f"QToolButton:hover{{border-color:{ink}}}"
    )
    made.clicked.connect(lambda: grid.put(status))
    made.clicked.connect(grid.setFocus)
    return made
