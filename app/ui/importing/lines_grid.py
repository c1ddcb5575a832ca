"""The grid of a preview: cells to be typed over, and at its left, always in sight, what becomes of each row and why."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QTableView, QWidget

from app.i18n import tr
from app.ui.importing.lines import GridField, PreviewLine
from app.ui.importing.lines_model import FATE, REASON, ROW, FatesModel, LinesModel, replace_rows
from app.ui.pieces import ROW_HEIGHT, dress, pile_of
from app.ui.sheet_grid import SheetGrid

PER_PIXEL = QAbstractItemView.ScrollMode.ScrollPerPixel
OFF = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
WIDE, NARROW, SMALL = 270, 190, 1000
ROW_WIDTH, SHEET_AND_ROW = 46, 96


class LinesGrid(SheetGrid):
    """The cells."""

    def __init__(self, model: LinesModel) -> None:
        super().__init__(model, tr("People of the roster"))
        self.lines = model
        self.setHorizontalScrollMode(PER_PIXEL)
        self.horizontalHeader().setStretchLastSection(False)

    @property
    def is_typing(self) -> bool:
        """True while a cell is open."""
        return self.state() == QAbstractItemView.State.EditingState

    def finish_typing(self) -> None:
        """Keep what stands in an open cell, and close it."""
        field = self.indexWidget(self.currentIndex()) if self.is_typing else None
        if field is not None:
            self.commitData(field)
            self.closeEditor(field, self._field.EndEditHint.NoHint)

    def here(self) -> tuple[PreviewLine, GridField] | None:
        """The current line and its field."""
        index = self.currentIndex()
        line = self.lines.line_at(index.row())
        return (line, self.lines.fields[index.column()]) if line and index.isValid() else None

    def chosen(self) -> list[PreviewLine]:
        """The lines in which a cell is chosen."""
        rows = sorted({index.row() for index in self.selectedIndexes()} or {self.currentIndex().row()})
        return [line for line in map(self.lines.line_at, rows) if line]

    def stand_at(self, row: int, column: int) -> None:
        """Go to a cell, as near as there is one."""
        last = (self.lines.rowCount() - 1, self.lines.columnCount() - 1)
        if last[0] >= 0 and last[1] >= 0:
            self.setCurrentIndex(self.lines.index(max(0, min(row, last[0])), max(0, min(column, last[1]))))


class SideTable(QTableView):
    """What becomes of each row; it scrolls with the grid and is never stood in."""

    def __init__(self, model: FatesModel, grid: LinesGrid) -> None:
        super().__init__()
        self._grid = grid
        self.setModel(model)
        dress(self, model.columns, tr("Handling of the rows"))
        self.setShowGrid(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(OFF)
        self.setHorizontalScrollBarPolicy(OFF)
        self.setVerticalScrollMode(PER_PIXEL)
        grid.setVerticalScrollMode(PER_PIXEL)
        grid.verticalScrollBar().setSingleStep(ROW_HEIGHT)
        grid.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(grid.verticalScrollBar().setValue)
        grid.selectionModel().currentRowChanged.connect(self._follow)
        self.clicked.connect(self._lead)

    def widths(self, *, reason: int, names_sheets: bool, has_reasons: bool) -> None:
        """Take as much room as is needed, and leave the rest to the grid."""
        row = SHEET_AND_ROW if names_sheets else ROW_WIDTH
        fate = self.model().columns[FATE].width  # type: ignore[attr-defined]  # the model it was made with
        for column, width in ((ROW, row), (FATE, fate), (REASON, reason)):
            self.setColumnWidth(column, width)
        self.setColumnHidden(REASON, not has_reasons)
        self.setFixedWidth(row + fate + (reason if has_reasons else 0) + 2)

    def _follow(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid():
            self.selectRow(now.row())
        else:
            self.clearSelection()

    def _lead(self, index: QModelIndex) -> None:
        self._grid.stand_at(index.row(), max(0, self._grid.currentIndex().column()))
        self._grid.setFocus()


class LinesView(QFrame):
    """Both beside each other, showing one group of lines at a time."""

    def __init__(self, lines: LinesModel, fates: FatesModel) -> None:
        super().__init__()
        self.lines, self.fates = lines, fates
        self.grid = LinesGrid(lines)
        self.side = SideTable(fates, self.grid)
        self._has_reasons = True
        # As much room below the side as the grid needs for its bar, so that both show the same rows.
        self._foot = QWidget()
        self._foot.setFixedHeight(self.grid.horizontalScrollBar().sizeHint().height())
        left = pile_of(self.side, self._foot)
        left.setSpacing(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(left)
        layout.addWidget(self.grid, 1)
        self._foot.hide()
        self.grid.horizontalScrollBar().rangeChanged.connect(lambda _, most: self._foot.setVisible(most > 0))

    def show_fields(self, fields: Sequence[GridField]) -> None:
        """Show these columns, if they are others than before."""
        if tuple(fields) != self.lines.fields:
            self.lines.show_fields(fields)
            for place, field in enumerate(fields):
                self.grid.setColumnWidth(place, field.width)

    def show_lines(self, lines: Sequence[PreviewLine], *, has_reasons: bool) -> None:
        """Show these lines; the clerk stays in the same row of the file, or where it was."""
        here, index = self.grid.here(), self.grid.currentIndex()
        across = self.grid.horizontalScrollBar().value()
        self.lines.show_lines(lines)
        replace_rows(self.fates, lines)
        self._has_reasons = has_reasons
        self._set_widths()
        if lines and not self.grid.currentIndex().isValid():
            place = self.lines.place_of(here[0].row.place) if here else -1
            self.grid.stand_at(place if place >= 0 else max(0, index.row()), max(0, index.column()))
            self.grid.horizontalScrollBar().setValue(across)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_widths()

    def _set_widths(self) -> None:
        reason = NARROW if self.width() < SMALL else WIDE
        self.side.widths(reason=reason, names_sheets=self.fates.names_sheets, has_reasons=self._has_reasons)
