"""Rosters come in here: a file is dropped, checked, mended, imported, and taken back if need be; all on one page."""

from functools import cached_property
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import tr
from app.ledger.importing.refusals import RosterFileChanged
from app.ledger.roster_preview import check_unchanged
from app.ledger.rosters import ImportOutcome
from app.ui.importing.check_part import CheckPart
from app.ui.importing.checker import Opened, open_roster
from app.ui.importing.result_part import ResultPart
from app.ui.importing.start_part import StartPart
from app.ui.importing.trouble_part import TroublePart
from app.ui.notices import Offer, TroubleDialog
from app.ui.operation import Operation
from app.ui.page import Page
from app.ui.pieces import button, key, label, pile_of, row_of
from app.ui.spots import CHOOSE, IMPORT, Spot
from app.ui.wording import words_for
from app.ui.work import Work


class ImportPage(Page):
    """Leads from the file to the ledger; what was changed in a roster is kept until it is imported."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._path: Path | None = None
        self._reading: Operation | None = None
        self._class_id = ""
        self.start = StartPart(work)
        self.trouble = TroublePart(self.read_again, self.start.ask_file)
        self.waiting, self.reading_words = QWidget(), label("", "heading")
        self.parts = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        stop = button(tr("Stop"), self.stop)
        inner = pile_of(label(tr("Roster import"), "title"), None)
        inner.addLayout(row_of(None, self.reading_words, stop, None))
        inner.addStretch()
        inner.setContentsMargins(0, 0, 0, 0)
        self.waiting.setLayout(inner)
        for part in (self.start, self.waiting, self.trouble):
            self.parts.addWidget(part)
        self.fill(pile_of(self.parts))

    def _connect(self) -> None:
        self.start.chosen.connect(self.open)
        self._give_keys(self.trouble)
        key(self, "Esc", self.leave)

    def _give_keys(self, part: QWidget) -> None:
        key(part, "Ctrl+O", self.start.ask_file)
        key(part, "F5", self.read_again)

    @cached_property
    def check(self) -> CheckPart:
        """Where a roster is checked; made when the first one comes, while its file is read."""
        made = CheckPart(self.work)
        made.imported.connect(self._imported)
        made.refused.connect(self._not_imported)
        self._give_keys(made)
        self.parts.addWidget(made)
        return made

    @cached_property
    def result(self) -> ResultPart:
        """What came of an import."""
        made = ResultPart(self.work)
        made.undone.connect(self._go_on)
        made.go_on.connect(self._go_on)
        made.another.connect(self.start.ask_file)
        self._give_keys(made)
        self.parts.addWidget(made)
        return made

    @property
    def spot(self) -> Spot:
        class_id = self.check.checker.class_id if "check" in vars(self) else self._class_id
        if self._path is None or self._is_at("result"):
            return Spot(IMPORT, class_id)
        return Spot(IMPORT, class_id, "file", str(self._path))

    def show_spot(self, spot: Spot) -> None:
        """Show the roster that is under way, or the one that was dropped, or wait for one."""
        if spot.id or spot.part != "file":
            self._class_id = spot.id
        if spot.id and self._is_at("check"):
            self.check.wish_class(spot.id)
        if spot.part == "file" and spot.detail:
            self._come_to(Path(spot.detail))
        elif self._is_at("check"):
            self.check.come_back()
        elif self.parts.currentWidget() is self.start:
            self._begin()
            if spot.part == CHOOSE:
                self.start.ask_file()

    def open(self, path: Path) -> None:
        """Read a file and show what is in it."""
        self.stop()
        self._end()
        self._path = path
        self.reading_words.setText(tr("Reading {file}…", file=path.name))
        self.parts.setCurrentWidget(self.waiting)
        ledger = self.work.ledger
        reading = self.work.ask(
            lambda op: open_roster(ledger, path, op), self._opened, self._not_read, words=self.reading_words.text()
        )
        self._reading = reading
        reading.voices.stopped.connect(lambda: self.stop() if self._reading is reading else None)
        self.check.setEnabled(True)  # made now, so that it is there when the file is read

    def read_again(self) -> None:
        """Read the same file once more."""
        if self._path is not None:
            self.open(self._path)

    def stop(self) -> None:
        """Read no further."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if self.parts.currentWidget() is self.waiting:
            self._begin()

    def leave(self) -> None:
        """One step back: out of the search, out of the file, off the page."""
        here = self.parts.currentWidget()
        if here is self.waiting:
            self.stop()
        elif here is self.start:
            self.work.go_back()
        elif not (self._is_at("check") and self.check.escape()):
            self._end()
            self._begin()

    def _is_at(self, part: str) -> bool:
        """True if this part was made, and is in sight."""
        return self.parts.currentWidget() is vars(self).get(part, self)

    def _end(self) -> None:
        if "check" in vars(self):
            self.check.end()

    def _begin(self) -> None:
        self._path = None
        self.parts.setCurrentWidget(self.start)
        self.start.refresh()
        self.start.choose.setFocus()

    def _come_to(self, path: Path) -> None:
        """A file that is open already is read again only if it was changed in the meantime."""
        latest = self.check.checker.latest if self._is_at("check") else None
        if path != self._path or latest is None:
            self.open(path)
            return
        previewed = latest.previewed
        self.work.ask(lambda _: check_unchanged(previewed), lambda _: self.check.come_back(), lambda _: self.open(path))

    def _opened(self, opened: Opened) -> None:
        self._reading = None
        self.parts.setCurrentWidget(self.check)
        self.check.begin(opened, self._class_id)

    def _not_read(self, error: Exception) -> None:
        self._reading = None
        self.trouble.tell(self._path.name if self._path else "", error)
        self.parts.setCurrentWidget(self.trouble)
        self.trouble.again.setFocus()

    def _imported(self, outcome: ImportOutcome) -> None:
        latest = self.check.checker.latest
        if latest is not None:
            self.result.show_outcome(outcome, latest.previewed, self.check.checker.class_id)
            self.parts.setCurrentWidget(self.result)
            self.result.next.setFocus()

    def _not_imported(self, error: Exception) -> None:
        offer = Offer(tr("Read the file again"), self.read_again) if isinstance(error, RosterFileChanged) else None
        dialog = TroubleDialog(words_for(error), self, offer)
        dialog.finished.connect(self.check.grid.setFocus)
        dialog.open()

    def _go_on(self) -> None:
        """Everything typed is still there: the clerk stands before the import again, or before what it left out."""
        self.parts.setCurrentWidget(self.check)
        self.check.come_back()
