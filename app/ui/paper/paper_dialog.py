"""The way of every page to paper: looked at first, then printed or saved as PDF."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.files import ask_save
from app.ui.operation import Cancelled, Done, Operation, Progress
from app.ui.paper.paper_kinds import PLAIN
from app.ui.paper.paper_panel import PaperPanel
from app.ui.paper.pdf_bar import PdfBar
from app.ui.paper.pdf_view import PdfView
from app.ui.paper.printers import JobStand, PrintedJob, PrintOrder, job_stand, print_pdf
from app.ui.paper.private_paper import Draw, PrivateSheet
from app.ui.pieces import card, key, row_of
from app.ui.wording import sentences_for, words_for
from app.ui.work import Work

SIZE = (980, 590)
LOOK_AGAIN = 2000  # ms between two questions where the job stands


class PaperDialog(QDialog):
    """Shows what `draw` draws into a private file, prints it, or saves it as PDF."""

    printed = Signal(object)  # a PrintedJob, once the printing system has all of it

    def __init__(
        self, work: Work, title: str, draw: Draw, proposed_name: str, owner: QWidget | None = None, kind: str = PLAIN
    ) -> None:
        super().__init__(owner)
        self.work = work
        self._proposed, self._draw = proposed_name, draw
        self._sheet = PrivateSheet(work.ledger.places.folder)
        self._path: Path | None = None
        self._job: PrintedJob | None = None
        self._under_way: Operation | None = None
        self._leaves = False
        self.setWindowTitle(title)
        self.view = PdfView(work)
        self.bar = PdfBar(self.view)
        self.panel = PaperPanel(work, title, kind)
        self.choice, self.state = self.panel.choice, self.panel.state
        self.verb, self.save, self.leave = self.panel.verb, self.panel.save, self.panel.leave
        self._again = QTimer(self, singleShot=True, interval=LOOK_AGAIN)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        shown = QVBoxLayout()
        shown.setSpacing(0)
        shown.addWidget(self.bar)
        shown.addWidget(self.view, 1)
        layout = row_of(card(shown), self.panel)
        layout.setSpacing(14)
        layout.setStretch(0, 1)
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.view.opened.connect(self._ready)
        self.view.failed.connect(self._fail)
        self._again.timeout.connect(self._ask_job)
        self.choice.changed.connect(self._offer_verb)
        self.panel.print_wanted.connect(self.print_pages)
        self.panel.save_wanted.connect(self.ask_where)
        self.panel.leave_wanted.connect(self.reject)
        keys = {
            "Ctrl+P": self.print_pages,
            "Ctrl+Return": self.print_pages,
            "Ctrl+Enter": self.print_pages,
            "Ctrl+S": self.ask_where,
            "F5": self.choice.refresh,
        }
        for keys_, pressed in (*keys.items(), *self.bar.keys().items()):
            key(self, keys_, pressed)

    def show_sized(self) -> None:
        """Open it as large as the window behind it allows, and begin to draw."""
        owner = self.parentWidget()
        room = owner.window().size() if owner else self.screen().availableSize()
        self.resize(min(SIZE[0], room.width() - 20), min(SIZE[1], room.height() - 40))
        self.open()
        self.view.setFocus()
        self.choice.refresh()
        self.view.clear(tr("The pages are being drawn…"))
        sheet, draw = self._sheet, self._draw
        # The window may be torn down without closing its dialogs first.
        self.destroyed.connect(lambda _gone: sheet.remove())
        self.work.ask(lambda op: sheet.drawn(draw, op), self._show, self._fail)

    def _show(self, path: Path) -> None:
        self._path = path
        self.view.show_pdf(path)

    def _ready(self) -> None:
        self._refresh()
        self._offer_verb()

    def _offer_verb(self) -> None:
        """Enter prints as soon as that is possible, unless the clerk has gone to a field meanwhile."""
        if self.focusWidget() is self.view and self.view.pages and self.choice.is_known:
            (self.verb if self.verb.isEnabled() else self.save).setFocus()

    def _fail(self, error: Exception) -> None:
        self.view.clear(words_for(error).what)
        self.panel.tell(sentences_for(error), "wrong")
        self._refresh()

    def _refresh(self) -> None:
        self.bar.refresh()
        self.panel.know(self.view.pages, is_busy=self._under_way is not None)

    def print_pages(self) -> None:
        """Hand the wanted pages to the chosen printer."""
        if not self.verb.isEnabled() or self._path is None:
            return
        path, order = self._path, self.panel.order
        self._again.stop()
        self.panel.tell(tr("Handing the pages to the printer…"))
        self._begin(lambda op: _printed(op, path, order), self._handed, self._tell_progress)

    def _begin(self, deed: Callable[[Operation], Any], done: Done, progress: Progress | None = None) -> None:
        """Do one thing in the pool, and nothing else before what came of it was told."""

        def end(told: Done, outcome: Any) -> None:
            self._under_way = None
            told(outcome)
            self._refresh()
            if self._leaves:
                self.reject()

        self._under_way = self.work.ask(deed, partial(end, done), partial(end, self._trouble), progress=progress)
        self._refresh()

    def _tell_progress(self, done: int, total: int) -> None:
        self.panel.tell(tr("Page {done} of {total} was handed to the printer…", done=done, total=total))

    def _trouble(self, error: Exception) -> None:
        # Whoever was about to leave must see this first.
        self._leaves = False
        self.panel.tell(sentences_for(error), "wrong")

    def _handed(self, job: PrintedJob | None) -> None:
        if job is None:
            self.panel.tell(tr("Stopped. Look whether any pages came out of the printer."), "warn")
            return
        self._job = job
        self.choice.remember()
        self.panel.tell(job.sentence(), "good")
        self.leave.setFocus()
        self.printed.emit(job)
        if job.number:
            self._again.start()

    def _ask_job(self) -> None:
        job = self._job
        if job is not None:
            self.work.ask(lambda _: job_stand(job), lambda stand: self._tell_job(job, stand), self._trouble)

    def _tell_job(self, job: PrintedJob, stand: JobStand) -> None:
        if job is not self._job or self._under_way is not None:
            return
        self.panel.tell(f"{job.sentence()}\n{stand.sentence()}", "warn" if stand.is_hindered else "good")
        if not stand.state.is_final:
            self._again.start()

    def ask_where(self) -> None:
        """Ask for a file to save the pages in."""
        if self.save.isEnabled():
            ask_save(self, self.work.memory, tr("Save as PDF"), self._proposed, "PDF (*.pdf)", self.save_to)

    def save_to(self, target: Path) -> None:
        """Save all pages there, whole or not at all."""
        sheet = self._sheet
        if self._path is None or self._under_way is not None:
            return
        self.panel.tell(tr("Saving…"))
        self._begin(lambda _: sheet.copy_to(target), lambda _: self._saved(target))

    def _saved(self, target: Path) -> None:
        self.panel.tell(tr("Saved as {file}.", file=str(target)), "good")
        self.leave.setFocus()
        self.work.said.emit(tr("Saved as {file}.", file=target.name))

    def done(self, result: int) -> None:
        """Close, unless pages are being handed over or saved: then as soon as that is over."""
        if self._under_way is not None:
            self._leaves = True
            self._under_way.stop()
            return
        self._again.stop()
        self._job = None
        self.work.silence(self)
        self.view.clear("")
        self._sheet.remove()
        super().done(result)
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()


def _printed(operation: Operation, path: Path, order: PrintOrder) -> PrintedJob | None:
    """Hand over in the pool; nothing if the clerk stopped it."""
    try:
        return print_pdf(path, order, operation.step)
    except Cancelled:
        return None
