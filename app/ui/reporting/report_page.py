"""Reporting: one true sentence, what waits and since when, what could not be applied, and the ways to the county."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QScrollArea, QTableView

from app.i18n import tr
from app.ui import spots
from app.ui.columns import Column, RowsModel
from app.ui.files import ask_open, ask_save
from app.ui.forms import Hint
from app.ui.operation import Operation
from app.ui.page import Page
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.reporting.deed_words import deed_words
from app.ui.reporting.unsettled_parts import UnsettledParts
from app.ui.spots import Spot
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.syncing.receipts import Outbox
    from app.ledger.syncing.unsettled import Unsettled
    from app.ledger.syncing.waiting_changes import WaitingChange
    from app.models.ledger import Ledger
    from app.sync.courier import CourierFile
    from app.sync.round import RoundReport

STICK = "report.xxreport"
LEAST_HIGH, ANY_HEIGHT = 140, 16_777_215


@dataclass(frozen=True)
class Stand:
    """All that the page shows."""

    outbox: "Outbox"
    changes: "tuple[WaitingChange, ...]"
    unsettled: "Unsettled"
    sentence: str
    clock: str
    is_enrolled: bool


@dataclass(frozen=True)
class Brought:
    """What a round came to, in words."""

    words: str
    is_worrying: bool


class ReportPage(Page):
    """What waits for the county, and the ways to bring it there."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.sentence, self.before = label("", "title", wraps=True), label("", "muted", wraps=True)
        self.told, self.clock = Hint(), Hint()
        self.rows = RowsModel(_change_columns(), self)
        self.list = list_view(self.rows, tr("What waits for the county"))
        self.list.setMinimumHeight(LEAST_HIGH)
        self.parts = UnsettledParts(work)
        self.report = button(tr("Report now"), self.begin_round, "cloud-upload", is_primary=True)
        self.export = button(tr("File for the county…"), self.ask_export, "upload")
        self.bring = button(tr("File from the county…"), self.ask_import, "download")
        self.receipts = button(tr("Receipts…"), self.show_receipts, "printer")
        self.examine = button(tr("Check the connection…"), self.show_doctor, "circle-help")
        self.way = button(tr("Connection…"), self.show_line, "settings")
        self.seen = button("", self.show_seen, "eye")
        self.seen.setToolTip("F6")
        self.seen.hide()
        self._is_busy = False
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        for each, keys in zip(self._verbs, ("Ctrl+Enter", "Ctrl+S", "Ctrl+O", "Ctrl+P", "F8", "F2"), strict=True):
            each.setToolTip(keys)
        layout = pile_of()
        layout.addLayout(row_of(label(tr("Report to the county"), "title"), None, *self._verbs))
        words = pile_of(self.sentence, self.before, self.clock, self.told)
        words.setSpacing(4)
        layout.addWidget(card(words, 14))
        self.waiting = card(pile_of(self.list))
        layout.addWidget(self.waiting, 1)
        layout.addWidget(self.parts)
        layout.addLayout(row_of(self.seen, None))
        layout.addStretch()
        self.fill(layout)

    def _connect(self) -> None:
        deeds = (
            self.begin_round, self.ask_export, self.ask_import, self.show_receipts, self.show_doctor, self.show_line
        )  # fmt: skip
        for keys, deed in zip(("Ctrl+Return", "Ctrl+S", "Ctrl+O", "Ctrl+P", "F8", "F2"), deeds, strict=True):
            key(self, keys, deed)
        self.work.reported.connect(self.look_if_shown)
        key(self, "F5", self.look)
        key(self, "Esc", self.work.go_back)
        key(self, "F9", self.parts.try_again)
        key(self, "F6", self.show_seen)
        key(self, "Ctrl+Tab", lambda: self._step(1))
        key(self, "Ctrl+Shift+Tab", lambda: self._step(-1))
        self.parts.told.connect(self.told.tell)
        self.parts.changed.connect(self.look)

    @property
    def _verbs(self) -> tuple[QPushButton, ...]:
        return self.report, self.export, self.bring, self.receipts, self.examine, self.way

    def show_spot(self, spot: Spot) -> None:
        self.told.tell("")
        self.look()
        if spot.part == "file" and spot.detail:
            self.take_file(Path(spot.detail))

    @property
    def spot(self) -> Spot:
        return Spot(spots.REPORT)

    def look(self) -> None:
        """Read what waits."""
        ledger = self.work.ledger
        self.work.ask(lambda _: _read(ledger), self._show)

    def look_if_shown(self) -> None:
        """A round has ended, by hand or by itself."""
        if self.isVisible():
            self.look()

    def begin_round(self) -> None:
        """One round with the county, beside the window."""
        if self._is_busy or not self.report.isEnabled():
            return
        self._busy(is_busy=True)
        ledger = self.work.ledger
        # Beside the clerk's own changes: a slow line keeps nobody from writing.
        self.work.ask(lambda op: _round(ledger, op), self._reported, self._failed, words=tr("Reporting…"))

    def ask_export(self) -> None:
        """Ask where the file for the county is to lie."""
        if self.export.isEnabled():
            patterns = tr("Report for the county") + " (*.xxreport)"
            ask_save(self, self.work.memory, tr("File for the county"), STICK, patterns, self.write_file)

    def write_file(self, path: Path) -> None:
        """Write what waits into a sealed file."""
        ledger = self.work.ledger
        self.work.ask(lambda _: _write(ledger, path), lambda made: self._written(path, made), self._failed)

    def ask_import(self) -> None:
        """Ask for the county's reply."""
        if self.bring.isEnabled():
            patterns = tr("Reply of the county") + " (*.xxreply)"
            ask_open(self, self.work.memory, tr("File from the county"), patterns, self.take_file)

    def take_file(self, path: Path) -> None:
        """Take the county's reply in."""
        ledger = self.work.ledger
        words = tr("Taking in the reply…")
        self.work.ask(lambda _: _take(ledger, path), self._reported, self._failed, words=words)

    def show_receipts(self) -> None:
        """The county's receipts on paper."""
        from app.ui.paper.paper_dialog import PaperDialog

        ledger, title = self.work.ledger, tr("Receipts of the county")
        PaperDialog(self.work, title, lambda path: _draw_receipts(ledger, path), title, self).show_sized()

    def show_doctor(self) -> None:
        """Look at the connection step by step."""
        from app.ui.reporting.doctor_dialog import DoctorDialog

        DoctorDialog(self.work, self).begin()

    def show_line(self) -> None:
        """How this PC reaches the county."""
        from app.ui.reporting.line_dialog import LineDialog

        dialog = LineDialog(self.work, self)
        dialog.finished.connect(lambda _: self.look())
        dialog.show_sized()

    def show_seen(self) -> None:
        """The clashes that somebody has looked at."""
        from app.ui.reporting.seen_dialog import SeenDialog

        if not self.seen.isHidden():
            SeenDialog(self.work, self).begin()

    @property
    def views(self) -> list[QTableView]:
        """The tables in sight, from above."""
        return ([] if self.waiting.isHidden() else [self.list]) + self.parts.views

    def _step(self, way: int) -> None:
        """To the next table, or to the one before."""
        views = self.views
        if views:
            here = next((at for at, view in enumerate(views) if view.hasFocus()), -1 if way > 0 else 0)
            self._stand_in(views[(here + way) % len(views)])

    def _stand_in(self, view: QTableView) -> None:
        view.setFocus()
        viewport, around = self.parentWidget(), view.parentWidget()
        frame = viewport.parentWidget() if viewport else None
        if isinstance(frame, QScrollArea) and around:
            frame.ensureWidgetVisible(around)

    def _busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self.report.setEnabled(not is_busy)

    def _show(self, stand: Stand) -> None:
        self.sentence.setText(stand.sentence)
        self.before.setText(_before(stand))
        self.before.setVisible(bool(self.before.text()))
        self.clock.tell(stand.clock, "warn")
        self.rows.show_rows(stand.changes)
        stood = next((view for view in self.views if view.hasFocus()), None)
        self.waiting.setVisible(bool(stand.changes))
        self.parts.show_unsettled(stand.unsettled)
        self._offer_seen(stand.unsettled.seen)
        self.list.setMaximumHeight(LEAST_HIGH if self.parts.views else ANY_HEIGHT)
        for each in (self.report, self.export, self.bring, self.examine):
            each.setEnabled(stand.is_enrolled and not self._is_busy)
        if stand.changes and not self.list.currentIndex().isValid():
            self.list.selectRow(0)
        if stood and stood not in self.views:
            self.take_focus()

    def _offer_seen(self, count: int) -> None:
        words = tr("Clashes looked at already ({count})…", count=count)
        self.seen.setText(words)
        self.seen.setAccessibleName(words)
        self.seen.setVisible(bool(count))

    def _reported(self, made: "Brought") -> None:
        self._busy(is_busy=False)
        self.told.tell(made.words, "warn" if made.is_worrying else "good")
        self.work.reported.emit()

    def _written(self, path: Path, made: "CourierFile") -> None:
        words = tr("Written: {file}, {count} entries. Bring it to the county.", file=str(path), count=made.entries)
        rest = tr("{count} more go into the next file.", count=made.left) if made.left else ""
        self.told.tell(f"{words}{rest}", "good")

    def _failed(self, error: Exception) -> None:
        self._busy(is_busy=False)
        self.told.tell(sentences_for(error), "wrong")
        self.work.reported.emit()


def _change_columns() -> list[Column]:
    return [
        Column(tr("When"), lambda row: f"{row.at:%Y-%m-%d %H:%M}", 150),
        Column(tr("What was done"), lambda row: deed_words(row.action), 160),
        Column(tr("Who"), lambda row: row.actor, 140),
        Column(tr("Entries"), lambda row: row.entries, 80, is_figure=True),
    ]


def _read(ledger: "Ledger") -> Stand:
    from app.ledger.station_identity import identity_of
    from app.ledger.syncing.receipts import outbox
    from app.ledger.syncing.unsettled import unsettled
    from app.ledger.syncing.waiting_changes import waiting_changes
    from app.ledger.syncing.waiting_words import sentence
    from app.sync.reporting import clock_warning

    waiting = outbox(ledger)
    words = sentence(waiting, ledger.clock.now())
    enrolled = identity_of(ledger) is not None
    clock, left = clock_warning(waiting.clock_offset_ms), unsettled(ledger, waiting.parked)
    return Stand(waiting, waiting_changes(ledger), left, words, clock, enrolled)


def _round(ledger: "Ledger", operation: Operation) -> Brought:
    from app.sync.reporting import report

    return _spoken(report(ledger, operation.step))


def _spoken(made: "RoundReport") -> Brought:
    from app.sync.reporting import is_worrying, outcome

    return Brought("".join(outcome(made)), is_worrying(made))


def _write(ledger: "Ledger", path: Path) -> "CourierFile":
    from app.documents.atomic_file import whole_file
    from app.sync.courier import write_report

    made = write_report(ledger)
    with whole_file(path) as stream:
        stream.write(made.data)
    return made


def _take(ledger: "Ledger", path: Path) -> Brought:
    from app.documents.signed_files import read_signed
    from app.sync.courier import take_reply

    return _spoken(take_reply(ledger, read_signed(path)))


def _draw_receipts(ledger: "Ledger", path: Path) -> None:
    from app.documents.register_pdf import render
    from app.ui.reporting.receipts_table import receipts_table

    render(receipts_table(ledger), path)


def _before(stand: Stand) -> str:
    if not stand.is_enrolled:
        return tr("No county has enrolled this PC yet. That is done under Settings, This station.")
    last = stand.outbox.last_round
    if stand.outbox.last_trouble:
        return tr("The last try did not reach the county. It is tried again by itself; nothing is lost.")
    return tr("Last round: {moment}", moment=f"{last:%Y-%m-%d %H:%M}") if last else ""
