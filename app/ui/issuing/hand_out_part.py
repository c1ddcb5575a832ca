"""The counter on graduation day: each certificate scanned or chosen is entered as collected, by whom, ID looked at."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCheckBox, QStackedWidget, QWidget

from app.errors import XiangxunError
from app.i18n import tr
from app.ledger.hand_out import Collection, undo_hand_out
from app.ledger.hand_out_board import Collect, HandOutBoard, HandOutLine, hand_out_board, hand_out_scanned
from app.ledger.sheet_results_scan import ScanAnswer, ScanKind, Scanned, scanned
from app.ui.awaited import Awaited
from app.ui.issuing.collect_dialog import CollectDialog
from app.ui.issuing.signature_list import draw_signature_list
from app.ui.issuing.state_rows import InkColumn, InkRows
from app.ui.issuing.verdict import Verdict
from app.ui.notices import ReasonDialog
from app.ui.operation import Operation
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import ISSUE, Spot
from app.ui.theme import ACCENT_DARK, AMBER, RED
from app.ui.work import Work

if TYPE_CHECKING:
    from app.models.ledger import Ledger

SIGNS = {Collect.WAITING: "○", Collect.COLLECTED: "√", Collect.NOT_PRINTED: "×"}
INKS = {Collect.WAITING: AMBER, Collect.COLLECTED: ACCENT_DARK, Collect.NOT_PRINTED: RED}


class HandOutPart(QWidget):
    """Scan, or choose and Ctrl+Enter; Del takes a mistaken hand-out back."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.board: HandOutBoard | None = None
        self._class_id = ""
        self._reading: Operation | None = None
        self.rows = InkRows(_columns(), self)
        self.list = list_view(self.rows, tr("Certificates of the class"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.title, self.count = label("", "title"), label("", "heading")
        self.empty, self.verdict = label("", "muted", wraps=True), Verdict()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field = search_field(tr("Scan a certificate, or type a name or number (Ctrl+F)"))
        self.is_checked = QCheckBox(tr("ID card looked at: a scan hands out at once"))
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.verb = button(tr("Collected… (Ctrl+Enter)"), self.collect, "check", is_primary=True)
        self.sheet = button(tr("Signature list"), self.print_list, "printer")
        self.undo = button(tr("Take back…"), self.take_back, "undo-2")
        self.jobs = button(tr("To the class"), self.to_class)
        for each, keys in ((self.sheet, "Ctrl+P"), (self.undo, "Del"), (self.jobs, "Ctrl+H")):
            each.setToolTip(keys)

    def _lay_out(self) -> None:
        self.awaited = Awaited(self, (self.verb, self.sheet, self.undo))
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.empty)
        self.field.setMinimumWidth(300)
        layout = pile_of()
        layout.addLayout(row_of(self.title, self.awaited.line, None, self.jobs, self.sheet, self.undo, self.verb))
        layout.addLayout(row_of(self.field, self.is_checked, None, self.count))
        layout.addWidget(self.verdict)
        layout.addWidget(card(pile_of(self.layers)), 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._choose)
        self.field.returnPressed.connect(self._typed)
        self.list.activated.connect(lambda _: self.collect())
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key(self, keys, self.awaited.then(self.collect))
        key(self, "Ctrl+P", self.awaited.then(self.print_list))
        key(self, "Ctrl+F", self.field.setFocus)
        key(self, "Ctrl+H", self.to_class)
        key(self.list, "Del", self.take_back)
        key(self.field, "Down", self.list.setFocus)

    def show_class(self, class_id: str) -> None:
        """Read this class, ready to scan or to choose."""
        if class_id != self._class_id:
            self.board = None
            self.rows.show_rows(())
            self.verdict.forget()
            self.field.clear()
            for words in (self.title, self.count):
                words.clear()
            self.awaited.drop()
        self._class_id = class_id
        self.awaited.begin(is_seen=self.board is None)
        self.list.setFocus()
        self._read()

    def take_scan(self, text: str) -> bool:
        """Hand the scanned certificate out, if the ID card was looked at; else ask."""
        if self.board is None or not self.work.may_write:
            return False
        ledger, class_id = self.work.ledger, self._class_id
        if self.is_checked.isChecked():
            how = Collection(id_checked=True)
            self.work.change(lambda _: hand_out_scanned(ledger, class_id, text, how), self._answered, self._not_read)
        else:
            self.work.ask(lambda _: scanned(ledger, text), self._ask_for, self._not_read)
        return True

    def _ask_for(self, found: Scanned) -> None:
        """A certificate was scanned, and nobody has said yet that the ID card was looked at."""
        lines = self.board.lines if self.board else ()
        line = next((each for each in lines if each.number == found.number), None)
        if found.trouble or line is None:
            words = found.trouble or tr("This certificate is not one of this class.")
            self.verdict.tell(ScanKind.NOT_VALID, words, found.name)
            QApplication.beep()
            return
        self.field.clear()
        self._choose(number=line.number)
        self.collect()

    def collect(self) -> None:
        """Enter who collects the chosen ones."""
        waiting = [line for line in self.chosen() if line.stand is Collect.WAITING]
        if not waiting or not self.work.may_write:
            self.work.said.emit(tr("Choose certificates that wait to be collected."))
            return
        dialog = CollectDialog(self.work, waiting, self.is_checked.isChecked(), self)
        dialog.done_with.connect(self._collected)
        dialog.show_sized()

    def take_back(self) -> None:
        """The chosen ones were not handed out after all."""
        handed = [line for line in self.chosen() if line.stand is Collect.COLLECTED]
        if not handed or not self.work.may_write:
            self.work.said.emit(tr("Choose certificates that were collected."))
            return
        ledger, numbers = self.work.ledger, [line.number for line in handed]
        question = tr("{names}: not handed out after all. Why?", names=tr(", ").join(line.name for line in handed))
        said = tr("The hand-out of {count} certificates was taken back.", count=len(handed))

        def given(reason: str) -> None:
            self.work.change(lambda _: _take_back(ledger, numbers, reason), lambda _: self._read(), said=said)

        dialog = ReasonDialog(question, given, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def print_list(self) -> None:
        """The list that is signed on collection."""
        ledger, class_id = self.work.ledger, self._class_id
        if self.board is None or not self.board.lines:
            return

        def draw(path: Path) -> None:
            draw_signature_list(ledger, class_id, path)

        title = tr("Signature list · {name}", name=self.board.row.name)
        dialog = PaperDialog(self.work, title, draw, f"证书发放登记表-{self.board.row.code}.pdf", self)
        dialog.show_sized()

    def to_class(self) -> None:
        """To the issuing of this class."""
        self.work.go(Spot(ISSUE, self._class_id))

    def chosen(self) -> list[HandOutLine]:
        """Those chosen in the list."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        return [line for line in map(self.rows.row_at, rows) if line is not None]

    def _read(self, number: str = "") -> None:
        ledger, class_id = self.work.ledger, self._class_id
        if self._reading:
            self._reading.cancel()
        self._reading = self.work.ask(
            lambda _: hand_out_board(ledger, class_id), partial(self._show, number), self._not_there
        )

    def _not_there(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def _show(self, number: str, board: HandOutBoard) -> None:
        self.board, self._class_id = board, board.row.id
        self.title.setText(tr("Handing out · {name}", name=board.row.name))
        waiting, collected = len(board.at(Collect.WAITING)), len(board.at(Collect.COLLECTED))
        self.count.setText(tr("{collected} collected, {waiting} waiting", collected=collected, waiting=waiting))
        nothing = tr("No certificate of this class has been issued yet. Ctrl+H leads to the issuing.")
        self.empty.setText(nothing)
        self.layers.setCurrentIndex(0 if board.lines else 1)
        self._choose(number=number)
        self.awaited.end(self._lend)

    def _lend(self) -> None:
        lend(self.work, self.verb, action="certificate.hand_out")
        lend(self.work, self.undo, action="certificate.hand_out_undo")

    def _choose(self, _: str = "", *, number: str = "") -> None:
        if self.board is None:
            return
        typed, here = self.field.text().strip(), self.list.currentIndex().row()
        shown = [line for line in self.board.lines if typed in line.name or line.number.endswith(typed)]
        self.rows.show_rows(shown)
        waiting = [at for at, line in enumerate(shown) if line.stand is Collect.WAITING]
        onwards = [at for at in waiting if typed or at >= here] or waiting or [0]
        named = (at for at, line in enumerate(shown) if number and line.number == number)
        if shown:
            self.list.selectRow(next(named, onwards[0]))

    def _typed(self) -> None:
        text = "".join(self.field.text().split())
        if len(text) > 10 and text.isascii():
            self.field.clear()
            self.take_scan(text)
        elif self.chosen():
            self.collect()

    def _answered(self, answer: ScanAnswer) -> None:
        self.verdict.show_answer(answer)
        if answer.kind is not ScanKind.GOOD:
            QApplication.beep()
        self._read(answer.number)

    def _not_read(self, error: Exception) -> None:
        if not isinstance(error, XiangxunError):
            self.work.operations.trouble.emit(error)
            return
        self.verdict.tell(ScanKind.NOT_VALID, error.sentence(), error.way_out())
        QApplication.beep()

    def _collected(self, count: int) -> None:
        self.verdict.forget()
        self.field.clear()
        self.work.said.emit(tr("Handed out: {count} certificates.", count=count))
        self._read()
        self.list.setFocus()


def _take_back(ledger: "Ledger", numbers: list[str], reason: str) -> None:
    for number in numbers:
        undo_hand_out(ledger, number, reason)


def _columns() -> list[InkColumn]:
    return [
        InkColumn(tr("No."), lambda row: row.serial, 50, is_figure=True),
        InkColumn(tr("Name"), lambda row: row.name or tr("(erased)"), 120),
        InkColumn(tr("ID number"), lambda row: row.id_number, 170),
        InkColumn(tr("Number"), lambda row: row.number, 180),
        InkColumn(tr("State"), _state, 130, ink=lambda row: INKS[row.stand]),
        InkColumn(tr("Collected on"), lambda row: row.day, 105),
        InkColumn(tr("Collected by"), lambda row: row.collector, 160),
    ]


def _state(row: HandOutLine) -> str:
    return f"{SIGNS[row.stand]} {tr(row.stand.words)}"
