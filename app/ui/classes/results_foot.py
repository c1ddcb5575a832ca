"""The foot of the sheet of results: under each exam its average and how many have passed."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ledger.results_sheet import Exam
from app.ui import theme
from app.ui.classes.results_model import LEFT, ResultsModel
from app.ui.sheet_grid import SheetGrid

LINE = 22


class ResultsFoot(QWidget):
    """Two lines that stand under the columns of the grid, wherever it is scrolled."""

    def __init__(self, grid: SheetGrid, model: ResultsModel) -> None:
        super().__init__()
        self._grid, self._model = grid, model
        self.setFixedHeight(2 * LINE + 2)
        self.setAccessibleName(tr("Averages and passes"))
        grid.horizontalScrollBar().valueChanged.connect(self.update)
        grid.horizontalHeader().sectionResized.connect(self.update)
        model.changed.connect(self._tell)
        model.modelReset.connect(self.update)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.ALTERNATE))
        painter.setPen(QColor(theme.LINE_DARK))
        painter.drawLine(0, 0, self.width(), 0)
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() - 0.5)
        painter.setFont(font)
        painter.setPen(QColor(theme.MUTED))
        names = (tr("Average"), tr("Passed"))
        for line, name in enumerate(names):
            painter.drawText(QRect(8, line * LINE + 1, 160, LINE), Qt.AlignmentFlag.AlignVCenter, name)
        for place, exam in enumerate(self._model.exams):
            self._write(painter, LEFT + place, summary_of(self._model, exam))

    def _write(self, painter: QPainter, column: int, lines: tuple[str, str]) -> None:
        x, width = self._grid.columnViewportPosition(column), self._grid.columnWidth(column)
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for line, text in enumerate(lines):
            painter.drawText(QRect(x, line * LINE + 1, width - 6, LINE), side, text)

    def _tell(self) -> None:
        told = [f"{exam[0].label} {exam[1]}: {' · '.join(summary_of(self._model, exam))}" for exam in self._model.exams]
        self.setAccessibleDescription("；".join(told))
        self.update()


def summary_of(model: ResultsModel, exam: Exam) -> tuple[str, str]:
    """The average, and how many have passed of those who have a score; empty where nobody has one."""
    scores = [person.scores[exam] for person in model.people if exam in person.scores and not person.has_withdrawn]
    if not scores or model.sheet is None:
        return "", ""
    passed = sum(model.sheet.passes(exam[0], tenths) for tenths in scores)
    return f"{sum(scores) / len(scores) / 10:.1f}", f"{passed}/{len(scores)}"
