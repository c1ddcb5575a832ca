"""Registers and figures: chosen at the left, looked at, printed, saved as PDF or as a spreadsheet."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QListWidget, QStackedWidget, QTableView, QWidget

from app.clock import today as day_on
from app.i18n import tr
from app.ledger.class_rows import ClassRow, list_classes
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.files import ask_save
from app.ui.page import Page
from app.ui.pieces import button, card, dress, key, label, pile_of, row_of
from app.ui.reports.full_numbers import FullNumbers
from app.ui.reports.report_filters import ReportFilters
from app.ui.reports.report_reading import KINDS, Report, ReportAsk, ReportKind, read_report
from app.ui.spots import REPORTS, Spot
from app.ui.theme import ACCENT_DARK, ACCENT_LIGHT, MUTED
from app.ui.work import Work

if TYPE_CHECKING:
    from app.documents.registers import RegisterTable

KEPT, LIST_WIDTH = "reports/shown", 172
FONT = Qt.ItemDataRole.FontRole
PADDING, LEAST, MOST, MEASURED = 18, 40, 260, 60  # pixels of a column, and how many rows are measured for it
AT_A_GLANCE = 12  # rows with which the total is in sight
KEYS = tuple(kind.key for kind in KINDS)
LIST_LOOK = f"""QListWidget {{ border:0; background:transparent; padding:4px; }}
QListWidget::item {{ padding:6px 8px; border-radius:5px; color:{MUTED}; }}
QListWidget::item:selected {{ background:{ACCENT_LIGHT}; color:{ACCENT_DARK}; }}"""


class TableRows(RowsModel):
    """The rows of a register as they are printed, the total last and bold."""

    def __init__(self, columns: list[Column], parent: QWidget) -> None:
        super().__init__(columns, parent)
        self.has_total = False

    def show_table(self, table: "RegisterTable") -> None:
        """Show this register, whatever columns it has."""
        self.beginResetModel()
        self.has_total = bool(table.total)
        self.columns = tuple(_columns(table))
        self.rows = (*table.rows, *((table.total,) if table.total else ()))
        self.endResetModel()

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == FONT and self.has_total and index.row() == len(self.rows) - 1:
            font = QFont()
            font.setBold(True)
            return font
        return super().data(index, role)


class ReportsPage(Page):
    """One report at a time."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.table: RegisterTable | None = None
        self._about: tuple[str, ...] = ()  # the trainees whose numbers are in it
        self._shown: ReportAsk | None = None
        self._asked: ReportAsk | None = None
        self.kinds = QListWidget()
        self.kinds.setAccessibleName(tr("Registers"))
        self.kinds.setFixedWidth(LIST_WIDTH)
        self.kinds.setStyleSheet(LIST_LOOK)
        self.kinds.addItems([tr(kind.title) for kind in KINDS])
        self.filters = ReportFilters(day_on(work.ledger.clock))
        self.rows = TableRows([], self)
        self.list = QTableView()
        self.list.setModel(self.rows)
        self.list.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.list.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        dress(self.list, [], tr("Report"))
        self.list.horizontalHeader().setStretchLastSection(False)
        self.title, self.count = label("", "title"), label("", "muted", wraps=True)
        self.legend = label("", "muted", wraps=True)
        self.full = FullNumbers(work, self)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.look = button(tr("Look at it, print"), self.preview, "printer", is_primary=True)
        self.look.setToolTip("Ctrl+P")
        self.sheet = button(tr("Save for Excel"), self.ask_sheet, "file-spreadsheet")
        self.sheet.setToolTip("Ctrl+E")
        self.pdf = button(tr("Save as PDF"), self.ask_pdf, "download")
        self.pdf.setToolTip("Ctrl+S")

    def _lay_out(self) -> None:
        self.empty = label("", "muted", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.empty)
        right = pile_of()
        right.addWidget(self.filters)
        right.addWidget(card(pile_of(self.layers)), 1)
        below = row_of(self.count, self.full)
        below.setStretch(0, 1)
        right.addLayout(below)
        right.addWidget(self.legend)
        main = row_of(card(pile_of(self.kinds)))
        main.addLayout(right, 1)
        layout = pile_of()
        layout.addLayout(row_of(self.title, None, self.pdf, self.sheet, self.look))
        layout.addLayout(main, 1)
        self.fill(layout)

    def _connect(self) -> None:
        self.kinds.currentRowChanged.connect(self._turn)
        self.kinds.itemActivated.connect(lambda _: self.list.setFocus())
        self.filters.changed.connect(self.refresh)
        self.full.changed.connect(self.refresh)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+P": self.preview,
            "Ctrl+Return": self.preview,
            "Ctrl+Enter": self.preview,
            "Ctrl+E": self.ask_sheet,
            "Ctrl+S": self.ask_pdf,
            "Ctrl+U": self.full.toggle_by_key,
            "F5": self.refresh,
            "Esc": self.work.go_back,
        }
        for pressed, deed in keys.items():
            key(self, pressed, deed)

    def show_spot(self, spot: Spot) -> None:
        """Show the report in `detail`, of the class in `id` if there is one; without either the one looked at last."""
        wanted = spot.detail if spot.detail in KEYS else self.work.memory.get(KEPT, KEYS[0])
        self.full.hide_numbers()
        self._asked = None
        self.kinds.blockSignals(True)
        self.kinds.setCurrentRow(KEYS.index(wanted) if wanted in KEYS else 0)
        self.kinds.blockSignals(False)
        self.kinds.setFocus()
        ledger, class_id = self.work.ledger, spot.id
        self.work.ask(lambda _: list_classes(ledger), lambda rows: self._take_classes(rows, class_id))

    @property
    def spot(self) -> Spot:
        return Spot(REPORTS, detail=self.kind.key)

    @property
    def kind(self) -> ReportKind:
        """The report that is chosen."""
        return KINDS[max(0, self.kinds.currentRow())]

    @property
    def shown_key(self) -> str:
        """The report that is in sight; "" while another one is being read."""
        is_it = self._shown is not None and self._shown == self._asked
        return self._shown.key if is_it and self._shown else ""

    def refresh(self) -> None:
        """Read what is chosen; of two questions the later one is shown."""
        kind = self.kind
        self.filters.suit(kind)
        self.full.setVisible(kind.has_numbers)
        full = self.full.isChecked() and kind.has_numbers
        ask = ReportAsk(
            kind.key, self.filters.scope(kind), self.filters.figure_kind, full, self.full.reason if full else ""
        )
        self._asked = ask
        self.title.setText(tr(kind.title))
        self._enable(is_ready=False)
        if self.filters.is_unread:
            return
        if kind.of_class and not ask.scope.class_id:
            self._show_nothing(tr("There is no class yet."))
            return
        ledger = self.work.ledger
        # Whole numbers are journaled, so such a question stands in line with the changes.
        ask_door = self.work.operations.write if full else self.work.operations.read
        ask_door(lambda _: read_report(ledger, ask), lambda report: self._show(ask, report), self._fail)

    def preview(self) -> None:
        """Look at the report as it is printed."""
        if self.table is None or not self.look.isEnabled():
            return
        from app.ui.paper.paper_dialog import PaperDialog

        draw = self._writer("pdf")
        dialog = PaperDialog(self.work, self.title.text(), draw, self._proposed("pdf"), self)
        dialog.finished.connect(self.list.setFocus)
        dialog.show_sized()

    def ask_sheet(self) -> None:
        """Ask where the spreadsheet is to be saved."""
        if self.sheet.isEnabled():
            ask_save(
                self, self.work.memory, self.sheet.text(), self._proposed("xlsx"), "Excel (*.xlsx)", self.save_sheet
            )

    def ask_pdf(self) -> None:
        """Ask where the PDF is to be saved."""
        if self.pdf.isEnabled():
            ask_save(self, self.work.memory, self.pdf.text(), self._proposed("pdf"), "PDF (*.pdf)", self.save_pdf)

    def save_sheet(self, path: Path) -> None:
        """Save the report as a spreadsheet."""
        self._save("xlsx", path)

    def save_pdf(self, path: Path) -> None:
        """Save the report as PDF."""
        self._save("pdf", path)

    def _save(self, ending: str, path: Path) -> None:
        write = self._writer(ending)
        words = tr("The report is being written…")
        self.work.change(lambda _: write(path), words=words, said=tr("Saved as {file}.", file=path.name))

    def _writer(self, ending: str) -> Callable[[Path], None]:
        """Writes what is on the screen, after the export is in the journal."""
        table, ask, ledger, about = self.table, self._shown, self.work.ledger, self._about

        def write(path: Path) -> None:
            from app.documents import register_pdf, register_xlsx
            from app.ledger.exporting import note_export

            if table is None or ask is None:
                return
            what = f"report.{ask.key}"
            note_export(ledger, what, len(table.rows), full=ask.full, reason=ask.reason, about=about)
            (register_pdf if ending == "pdf" else register_xlsx).render(table, path)

        return write

    def _proposed(self, ending: str) -> str:
        scope = self._shown.scope if self._shown else None
        days = [f"{day:%Y%m%d}" for day in (scope.first, scope.last) if day] if scope else []
        code = self.filters.class_.currentText().split("  ")[0] if scope and scope.class_id else ""
        return "-".join([self.title.text().replace("：", "-"), *([code] if code else []), *days]) + f".{ending}"

    def _turn(self) -> None:
        self.full.hide_numbers()
        self.work.memory.put(KEPT, self.kind.key)
        self.refresh()

    def _take_classes(self, rows: tuple[ClassRow, ...], class_id: str) -> None:
        self.filters.show_classes(rows, class_id)
        self.refresh()

    def _show(self, ask: ReportAsk, report: Report) -> None:
        if ask != self._asked:
            return
        table = report.table
        self.table, self._shown, self._about = table, ask, report.about
        self.rows.show_table(table)
        for place in range(len(table.columns)):
            self.list.setColumnWidth(place, self._needed(table, place))
        self.layers.setCurrentIndex(0 if table.rows else 1)
        self.empty.setText(tr("Nothing falls into this period. Choose another one above."))
        sums = _sums(table) if len(table.rows) > AT_A_GLANCE else []
        self.count.setText(" · ".join((tr("{count} rows", count=len(table.rows)), *sums)))
        self.legend.setText(table.legend)
        self.legend.setVisible(bool(table.legend))
        self._enable(is_ready=True)

    def _needed(self, table: "RegisterTable", place: int) -> int:
        """How wide a column must be to be read."""
        metrics = self.list.fontMetrics()
        texts = [table.columns[place].title, *(row[place] for row in table.rows[:MEASURED])]
        return min(MOST, max(LEAST, *(metrics.horizontalAdvance(text) + PADDING for text in texts)))

    def _show_nothing(self, words: str) -> None:
        self.table, self._shown = None, None
        self.rows.show_rows(())
        self.empty.setText(words)
        self.layers.setCurrentIndex(1)
        self.count.setText("")
        self.legend.setText("")

    def _fail(self, error: Exception) -> None:
        self.full.hide_numbers()
        self._show_nothing(tr("This report could not be read."))
        self.work.operations.trouble.emit(error)

    def _enable(self, *, is_ready: bool) -> None:
        for each in (self.look, self.sheet, self.pdf):
            each.setEnabled(is_ready and self.work.is_writable)


def _columns(table: "RegisterTable") -> list[Column]:
    def cell(place: int) -> Callable[[tuple[str, ...]], str]:
        return lambda row: row[place].replace("\n", " ")

    return [
        Column(column.title, cell(place), is_figure=_holds_figures(table, place))
        for place, column in enumerate(table.columns)
    ]


def _sums(table: "RegisterTable") -> list[str]:
    """The sums of a register, each after its heading: the last row may be far below."""
    cells = zip(table.columns[1:], table.total[1:], strict=False)
    return [f"{column.title} {text}" for column, text in cells if text]


def _holds_figures(table: "RegisterTable", place: int) -> bool:
    """True for a column of counts: they stand at the right, unlike numbers that are names."""
    cells = [row[place] for row in table.rows if row[place]]
    return bool(cells) and all(len(cell) <= 6 and cell.replace(".", "").isdecimal() for cell in cells)
