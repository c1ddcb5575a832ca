"""A print job sheet by sheet: what the printer has, what came out well, what is spoiled and printed again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from app.errors import XiangxunError
from app.i18n import tr
from app.ledger.print_jobs import Job, PaperLayers
from app.ledger.print_jobs_board import JobBoard, SheetLine, Stand, job_board
from app.ledger.print_jobs_sent import take_back_sent
from app.ledger.sheet_results import Seen, confirm, drop_waiting
from app.ledger.sheet_results_scan import ScanAnswer, ScanKind, take_scan
from app.ui.awaited import Awaited
from app.ui.issuing.jam_dialog import JamDialog
from app.ui.issuing.job_rows import columns, find_line
from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.press_work import Sent, purpose_words, rest_order
from app.ui.issuing.spoil_dialog import SpoilDialog
from app.ui.issuing.state_rows import InkRows
from app.ui.issuing.tally import Tally
from app.ui.issuing.verdict import Verdict
from app.ui.notices import ReasonDialog, TroubleDialog
from app.ui.operation import Operation
from app.ui.paper.printers import JobStand, PrintedJob, job_stand
from app.ui.paper.trays import tray_words
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import CERTIFICATE, ISSUE, Spot
from app.ui.wording import words_for
from app.ui.work import Work

LOOK_AGAIN = 2000  # ms between two questions where the printer's own job stands
DEL = "Del"


class JobPart(QWidget):
    """Ctrl+Enter is the next deed: all are good, print the rest, or hand out."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.board: JobBoard | None = None
        self.printed: PrintedJob | None = None
        self.jam_dialog: JamDialog | None = None
        self._reading: Operation | None = None
        self.rows = InkRows(columns(), self)
        self.list = list_view(self.rows, tr("Sheets"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.title, self.printer_words = label("", "title"), label("", "muted", wraps=True)
        self.chips = [label("", "chip") for _ in range(3)]
        self.tally, self.verdict = Tally(), Verdict()
        self.field = search_field(tr("Scan a sheet, or type its number (Ctrl+F)"))
        self._make_buttons()
        self._lay_out()
        self._connect()
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._again.timeout.connect(self._ask_printer)

    def _make_buttons(self) -> None:
        self.primary = button(tr("Print the rest"), self.go_on, "check", is_primary=True)
        self.rest = button(tr("Print the rest"), self.print_rest, "printer")
        self.jam = button(tr("Paper jam…"), self.tell_jam, "triangle-alert")
        self.spoil = button(tr("Spoiled…"), self.tell_spoiled, "x")
        self.lost = button(tr("Nothing came out"), self.tell_lost)
        self.drop = button(tr("Give up the rest…"), self.give_up)
        hints = {
            self.primary: "Ctrl+Enter",
            self.rest: "Ctrl+P",
            self.jam: "Ctrl+J",
            self.spoil: DEL,
            self.lost: "Ctrl+U",
        }
        for each, keys in hints.items():
            each.setToolTip(keys)

    def _lay_out(self) -> None:
        layout = pile_of()
        self.awaited = Awaited(self, (self.primary, self.rest, self.jam, self.spoil, self.lost, self.drop))
        layout.addLayout(row_of(self.title, *self.chips, self.awaited.line, None, self.primary))
        layout.addLayout(row_of(self.tally, None, self.printer_words))
        layout.addWidget(self.verdict)
        self.field.setMinimumWidth(300)
        layout.addLayout(row_of(self.field, None, self.rest, self.jam, self.spoil, self.lost, self.drop))
        layout.addWidget(card(pile_of(self.list)), 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.field.returnPressed.connect(self._typed)
        self.list.activated.connect(self._open_certificate)
        deeds: dict[str, Callable[[], object]] = {
            "Ctrl+Return": self.go_on,
            "Ctrl+Enter": self.go_on,
            "Ctrl+P": self.print_rest,
            "Ctrl+J": self.tell_jam,
            "Ctrl+U": self.tell_lost,
            "Ctrl+F": self.field.setFocus,
        }
        for keys, deed in deeds.items():
            key(self, keys, self.awaited.then(deed))
        key(self.list, DEL, self.tell_spoiled)

    def show_job(self, job: str) -> None:
        """Read this job and show it."""
        if self.board is None or self.board.job.id != job:
            verbs = (self.primary, self.rest, self.jam, self.lost, self.spoil, self.drop)
            lend(self.work, *verbs, action="print.confirm", if_also=False)  # until it is read
            self.board = self.printed = None
            self.verdict.forget()
            self.rows.show_rows(())
            self._show_nothing()
        self.list.setFocus()
        self._read(job)
        self._ask_printer()

    def _show_nothing(self) -> None:
        """Until the job is read nothing is said of it."""
        self.awaited.drop()
        self.awaited.begin()
        self.title.clear()
        self.primary.hide()
        for chip in self.chips:
            chip.hide()

    def show_sent(self, sent: Sent) -> None:
        """What was just given to the printer, and how that went."""
        self.printed = sent.printed
        if sent.trouble:
            self._open(TroubleDialog(words_for(sent.trouble), self))
        self._read(sent.job.id)
        self._ask_printer()

    def take_scan(self, text: str) -> bool:
        """A sheet was held under the scanner: it is good, or the answer says why not."""
        if self.board is None:
            return False
        ledger, job = self.work.ledger, self.board.job.id
        self.work.change(lambda _: take_scan(ledger, job, text), self._answered, self._not_read)
        return True

    def go_on(self) -> None:
        """The next deed of the job."""
        if self.primary.isEnabled() and self.board:
            deed = self._next_deed(self.board)
            if deed:
                deed[1]()

    def confirm_all(self) -> None:
        """Everything that the printer had came out well."""
        board = self.board
        if board is None or not board.at(Stand.SENT):
            return
        ledger, good = self.work.ledger, tuple(str(line.position) for line in board.at(Stand.SENT))
        self.work.change(
            lambda _: confirm(ledger, board.job.id, Seen(good=good)),
            self._changed,
            said=tr("{count} sheets are good.", count=len(good)),
        )

    def print_rest(self) -> None:
        """Print what is still to print."""
        if self.board is None or not self.board.at(Stand.TO_PRINT):
            return
        dialog = PressDialog(self.work, rest_order(self.work.ledger, self.board), self)
        dialog.sent.connect(self.show_sent)
        dialog.show_sized()

    def tell_jam(self) -> None:
        """Ask which sheet came out last."""
        if self.board is None or not self.board.at(Stand.SENT):
            return
        self.jam_dialog = JamDialog(self.work, self.board, self)
        self.jam_dialog.noted.connect(self._after_jam)
        self.jam_dialog.show_sized()

    def tell_spoiled(self) -> None:
        """The chosen sheets are spoiled."""
        chosen = [line for line in self.chosen() if line.stand in (Stand.SENT, Stand.GOOD)]
        if self.board is None or not chosen:
            self.work.said.emit(tr("Choose sheets that came out of the printer."))
            return
        dialog = SpoilDialog(self.work, self.board.job.id, chosen, self)
        dialog.noted.connect(self._changed)
        dialog.show_sized()

    def tell_lost(self) -> None:
        """None of what the printer was given has come out."""
        board = self.board
        if board is None or not board.at(Stand.SENT):
            return
        ledger, count = self.work.ledger, len(board.at(Stand.SENT))
        said = tr("{count} sheets are to be printed again; no blank was spent.", count=count)
        self.work.change(lambda _: take_back_sent(ledger, board.job.id), self._changed, said=said)

    def give_up(self) -> None:
        """The rest is printed no more by this job."""
        board = self.board
        if board is None or board.job.is_done:
            return
        ledger = self.work.ledger
        count = len(board.at(Stand.TO_PRINT)) + len(board.at(Stand.SENT))
        question = tr("{count} sheets will not be printed by this job; another job can print them. Why?", count=count)

        def given(reason: str) -> None:
            self.work.change(lambda _: drop_waiting(ledger, board.job.id, reason), self._changed)

        self._open(ReasonDialog(question, given, self))

    def chosen(self) -> list[SheetLine]:
        """The sheets chosen in the list."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        return [line for line in map(self.rows.row_at, rows) if line is not None]

    def _read(self, job: str, focus: int = 0) -> None:
        ledger = self.work.ledger
        if self._reading:
            self._reading.cancel()
        self._reading = self.work.ask(lambda _: job_board(ledger, job), partial(self._show, focus), self._unread)

    def _unread(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def _show(self, focus: int, board: JobBoard) -> None:
        is_new = self.board is None or self.board.job.id != board.job.id
        self.board = board
        here = _first_to_do(board) if is_new else self.list.currentIndex().row()
        self.rows.show_rows(board.lines)
        self.title.setText(board.job.title)
        for chip, words in zip(self.chips, _chips(board.job), strict=True):
            chip.setText(words)
            chip.setVisible(bool(words))
        self.tally.show_board(board)
        # Of a sheet printed again the last one.
        place = max((at for at, line in enumerate(board.lines) if line.position == focus), default=max(0, here))
        self.list.selectRow(min(place, max(0, len(board.lines) - 1)))
        self.list.scrollTo(self.list.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self.awaited.end(partial(self._show_deeds, board))

    def _show_deeds(self, board: JobBoard) -> None:
        has_sent = bool(board.at(Stand.SENT))
        deed = self._next_deed(board)
        self.primary.setVisible(deed is not None)
        if deed:
            self.primary.setText(deed[0])
            self.primary.setAccessibleName(deed[0])
        lend(self.work, self.primary, self.spoil, action="print.confirm")
        lend(self.work, self.rest, action="print.resume", if_also=bool(board.at(Stand.TO_PRINT)))
        lend(self.work, self.jam, self.lost, action="print.jam", if_also=has_sent)
        lend(self.work, self.drop, action="print.drop", if_also=not board.job.is_done)
        self.printer_words.setVisible(has_sent)

    def _next_deed(self, board: JobBoard) -> tuple[str, Callable[[], object]] | None:
        """What the clerk most likely does now: its words and the deed."""
        if sent := board.at(Stand.SENT):
            return tr("All {count} are good (Ctrl+Enter)", count=len(sent)), self.confirm_all
        if left := board.at(Stand.TO_PRINT):
            one, more = tr("Print one sheet (Ctrl+Enter)"), tr("Print {count} sheets (Ctrl+Enter)", count=len(left))
            return one if len(left) == 1 else more, self.print_rest
        if board.class_id:
            return tr("Hand out (Ctrl+Enter)"), self._hand_out
        return None

    def _hand_out(self) -> None:
        if self.board:
            self.work.go(Spot(ISSUE, self.board.class_id, part="hand_out"))

    def _open_certificate(self, index: QModelIndex) -> None:
        line: SheetLine | None = self.rows.row_at(index.row())
        if line:
            self.work.go(Spot(CERTIFICATE, line.number))

    def _typed(self) -> None:
        text = self.field.text().strip()
        line = find_line(self.board.lines, text) if self.board else None
        if text and self.take_scan(line.number if line else text):
            self.field.clear()

    def _answered(self, answer: ScanAnswer) -> None:
        self.verdict.show_answer(answer)
        if answer.kind is not ScanKind.GOOD:
            QApplication.beep()
        if self.board:
            self._read(self.board.job.id, answer.position)

    def _not_read(self, error: Exception) -> None:
        if not isinstance(error, XiangxunError):
            self.work.operations.trouble.emit(error)
            return
        self.verdict.tell(ScanKind.NOT_VALID, error.sentence(), error.way_out())
        QApplication.beep()

    def _changed(self, job: Job) -> None:
        self.verdict.forget()
        self._read(job.id)

    def _after_jam(self, job: Job) -> None:
        self.printed = None
        ledger = self.work.ledger

        def go_on(board: JobBoard) -> None:
            left = board.at(Stand.TO_PRINT)
            self._show(left[0].position if left else 0, board)
            self.print_rest()

        self.work.ask(lambda _: job_board(ledger, job.id), go_on)

    def _ask_printer(self) -> None:
        printed = self.printed
        self.printer_words.setText(printed.sentence() if printed else "")
        if printed and printed.number and self.isVisible():
            self.work.ask(lambda _: job_stand(printed), partial(self._tell_printer, printed), lambda _: None)

    def _tell_printer(self, printed: PrintedJob, stand: JobStand) -> None:
        if printed is not self.printed:
            return
        self.printer_words.setText(stand.sentence())
        if not stand.state.is_final:
            self._again.start()

    def _open(self, dialog: TroubleDialog | ReasonDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _first_to_do(board: JobBoard) -> int:
    """The row of the first sheet of which something is still to be done."""
    waiting = (at for at, line in enumerate(board.lines) if line.stand in (Stand.TO_PRINT, Stand.SENT))
    return next(waiting, 0)


def _chips(job: Job) -> tuple[str, str, str]:
    printer = " · ".join(filter(None, (job.printer, tray_words(job.tray) if job.tray else "")))
    stock = tr("data alone, on ready-made stock") if job.layers is PaperLayers.OVERPRINT else ""
    return printer, stock, purpose_words(job.purpose)
