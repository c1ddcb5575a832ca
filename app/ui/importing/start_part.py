"""Where an import begins: the field to drop a roster on, the empty roster to hand out, and the imports so far."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QWidget

from app.i18n import tr
from app.ledger.class_rows import class_called
from app.ledger.roster_imports import ImportRow, Undone, list_imports, undo_import
from app.ui.columns import Column, RowsModel
from app.ui.files import ask_open, ask_save
from app.ui.icons import icon
from app.ui.notices import ReasonDialog
from app.ui.permissions import lend, may, why_not
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.spots import CLASS, Spot
from app.ui.theme import ACCENT, ACCENT_LIGHT, BASE, LINE_DARK
from app.ui.work import Work

PICTURE, HEIGHT, ROUND = 40, 176, 10
READABLE = "*.xlsx *.xls *.csv *.xlsm *.et"


class DropField(QFrame):
    """The large field; whatever is dropped on it is looked at, and told why where it is no roster."""

    dropped = Signal(object)  # the Path

    def __init__(self, buttons: Sequence[QWidget]) -> None:
        super().__init__()
        self._is_over = False
        self.setAcceptDrops(True)
        self.setFixedHeight(HEIGHT)
        picture = QLabel()
        picture.setPixmap(icon("file-spreadsheet", ACCENT).pixmap(PICTURE, PICTURE))
        words = [label(tr("Drop the roster here"), "heading"), label(_habits(), "muted")]
        for each in (picture, *words):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = pile_of(None, picture, *words)
        layout.addLayout(row_of(None, *buttons, None))
        layout.addStretch()
        self.setLayout(layout)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _file_in(event):
            self._glow(is_over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._glow(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._glow(is_over=False)
        path = _file_in(event)
        if path:
            event.acceptProposedAction()
            self.dropped.emit(path)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge, field = (ACCENT, ACCENT_LIGHT) if self._is_over else (LINE_DARK, BASE)
        painter.setPen(QPen(QColor(edge), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(field))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), ROUND, ROUND)

    def _glow(self, *, is_over: bool) -> None:
        self._is_over = is_over
        self.update()


class StartPart(QWidget):
    """Ready for a roster."""

    chosen = Signal(object)  # the Path of a roster

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.choose = button(tr("Choose a file"), self.ask_file, "folder-open", is_primary=True)
        self.choose.setToolTip("Ctrl+O")
        self.template = button(tr("Empty roster to hand out"), self.ask_template, "download")
        self.field = DropField((self.choose, self.template))
        self.rows = RowsModel(_columns(), self)
        self.list = list_view(self.rows, tr("Imports so far"))
        self.undo = button(tr("Take this import back"), self.ask_undo, "undo-2")
        self.undo.setToolTip("Del")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        nobody = label(
            tr("Nothing was imported yet. Hand out the empty roster, and drop here what comes back."),
            "muted",
            wraps=True,
        )
        nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(nobody)
        layout = pile_of(label(tr("Roster import"), "title"), self.field)
        layout.addLayout(row_of(label(tr("Imports so far"), "heading"), None, self.undo))
        layout.addWidget(card(pile_of(self.layers)), 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.field.dropped.connect(self.chosen)
        self.list.activated.connect(lambda _: self.open_class())
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._tell_undo())
        key(self, "Ctrl+O", self.ask_file)
        key(self.list, "Del", self.ask_undo)
        self.work.memory.columns(self.list, "roster_imports")

    def refresh(self) -> None:
        """Read which imports there are."""
        lend(self.work, self.choose, action="roster.import")
        self.work.ask(lambda _: list_imports(self.work.ledger), self._show)

    def ask_file(self) -> None:
        """Ask which file to look at."""
        if not may(self.work.ledger, "roster.import"):
            self.work.said.emit(why_not(self.work.ledger, "roster.import"))
        if not self.choose.isEnabled():
            return
        patterns = f"{tr('Rosters')} ({READABLE});;{tr('All files')} (*)"
        ask_open(self, self.work.memory, tr("Choose a roster"), patterns, self.chosen.emit)

    def ask_template(self) -> None:
        """Ask where to write the empty roster."""
        proposed = tr("Roster of trainees") + ".xlsx"
        ask_save(
            self, self.work.memory, tr("Empty roster to hand out"), proposed, "Excel (*.xlsx)", self.write_template
        )

    def write_template(self, path: Path) -> None:
        """Write the empty roster."""

        def write(_: object) -> Path:
            from app.ledger.importing.template import write_roster_template

            write_roster_template(path)
            return path

        self.work.ask(write, lambda out: self.work.said.emit(tr("Written: {file}", file=str(out))))

    def ask_undo(self) -> None:
        """Ask why the chosen import is to be taken back."""
        row = self.row()
        if row is None or row.undone:
            return
        question = tr(
            "Take back the import of {file}? Whom it added is removed, whom it completed is as before.",
            file=row.file_name,
        )
        dialog = ReasonDialog(question, lambda reason: self.take_back(row.id, reason), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def take_back(self, import_id: str, reason: str) -> None:
        """Take an import back."""
        ledger = self.work.ledger
        self.work.change(
            lambda _: undo_import(ledger, import_id, reason), self._taken_back, words=tr("Taking the import back…")
        )

    def open_class(self) -> None:
        """Go to the class that the chosen import filled."""
        row = self.row()
        if row and row.class_code:
            ledger = self.work.ledger
            self.work.ask(
                lambda _: class_called(ledger, row.class_code).id,
                lambda class_id: self.work.go(Spot(CLASS, class_id, part="roster")),
            )

    def row(self) -> ImportRow | None:
        """The chosen import."""
        found: ImportRow | None = self.rows.row_at(self.list.currentIndex().row())
        return found

    def _show(self, rows: Sequence[ImportRow]) -> None:
        here = max(0, self.list.currentIndex().row())
        self.rows.show_rows(rows)
        self.layers.setCurrentIndex(0 if rows else 1)
        if rows:
            self.list.selectRow(min(here, len(rows) - 1))
        self._tell_undo()

    def _tell_undo(self) -> None:
        row = self.row()
        self.undo.setVisible(bool(self.rows.rowCount()))
        lend(self.work, self.undo, action="roster.undo", if_also=row is not None and not row.undone)

    def _taken_back(self, undone: Undone) -> None:
        self.work.said.emit(undone_words(undone))
        self.refresh()


def undone_words(undone: Undone) -> str:
    """What taking an import back did."""
    told = {"file_name": undone.file_name, "people": undone.people, "restored": undone.restored}
    return tr("Taken back: the import of {file_name}. {people} people removed, {restored} restored.", **told)


def _habits() -> str:
    return tr("Any .xlsx, .xls or .csv as the sender has it; the file itself is never changed. Ctrl+O")


def _file_in(event: QDropEvent) -> Path | None:
    files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(files[0]) if files else None


def _columns() -> list[Column]:
    def counted(*names: str) -> Callable[[ImportRow], int]:
        return lambda row: sum(row.counts.get(name, 0) for name in names)

    return [
        Column(tr("When"), lambda row: row.day, 130),
        Column(tr("File"), lambda row: row.file_name, 250),
        Column(tr("Who"), lambda row: row.by, 80),
        Column(tr("Class"), lambda row: row.class_code, 110),
        Column(tr("New"), counted("new"), 70, is_figure=True),
        Column(tr("Known"), counted("known"), 70, is_figure=True),
        Column(tr("Completed"), counted("filled"), 70, is_figure=True),
        Column(tr("Left out"), counted("doubtful", "wrong", "skipped"), 70, is_figure=True),
        Column(tr("Cells mended"), counted("edited"), 84, is_figure=True),
        Column(tr("State"), lambda row: tr("taken back") if row.undone else tr("stands"), 90),
    ]
