"""What reporting has left open: what waits here, what waits at the county, what two PCs wrote at once."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTableView, QWidget

from app.i18n import tr
from app.ledger.syncing.clashes import settle_clash
from app.ledger.syncing.reason_words import reason_here, reason_there
from app.ledger.syncing.row_words import table_words
from app.ledger.syncing.unsettled import ClashLine, ParkedLine, TriedAgain, Unsettled, try_again
from app.ui.columns import Column
from app.ui.people.person_section import Section
from app.ui.permissions import lend
from app.ui.pieces import button, key, pile_of
from app.ui.reporting.row_ways import way_to
from app.ui.wording import sentences_for
from app.ui.work import Work

MOST_ROWS = 5


class UnsettledParts(QWidget):
    """A part in which nothing is open does not show."""

    changed = Signal()  # something was settled: it is to be read anew
    told = Signal(str, str)  # words, and their tone

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.again = button(tr("Try again"), self.try_again, "refresh-cw")
        self.again.setToolTip("F9")
        self.seen = button(tr("I have seen it"), self.mark_seen, "check")
        self.seen.setToolTip("Del")
        here, there = tr("What could not be applied here"), tr("What the county could not apply")
        self.here = Section(work, "parked_here", here, _parked_columns(_reason_here), (self.again,))
        self.there = Section(work, "parked_there", there, _parked_columns(_reason_there))
        at_once = tr("Written by two PCs at once")
        self.clashes = Section(work, "clashes", at_once, clash_columns(), (self.seen,))
        self.here.note(tr("All of it is kept. What waits for another row is taken in by itself when that row comes."))
        self.clashes.note(tr("Enter opens the page on which the other value can be entered, if that one is right."))
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        for part in self.parts:
            layout.addWidget(part.at_most(MOST_ROWS).card)
            part.opens(self._open)
        self.setLayout(layout)
        key(self.clashes.card, "Del", self.mark_seen)
        self.hide()

    @property
    def parts(self) -> tuple[Section, Section, Section]:
        """Those that there are, from above."""
        return self.here, self.there, self.clashes

    @property
    def views(self) -> list[QTableView]:
        """The tables in sight."""
        return [part.view for part in self.parts if not part.card.isHidden()]

    def show_unsettled(self, found: Unsettled) -> None:
        """Show what is open."""
        if found.there_as_of:
            figures = {"moment": f"{found.there_as_of:%Y-%m-%d %H:%M}", "count": found.there_rows}
            self.there.note(tr("As the county told on {moment}: {count} in all. Nothing of it is lost.", **figures))
        for part, rows in zip(self.parts, (found.here, found.there, found.clashes), strict=True):
            _show(part, rows)
        lend(self.work, self.again)
        lend(self.work, self.seen, action="trainee.edit")
        self.setVisible(bool(self.views))

    def try_again(self) -> None:
        """Try to take in what waits here."""
        ledger = self.work.ledger
        if self.again.isEnabled() and self.here.rows.rows:
            self.work.change(lambda _: try_again(ledger), self._tried, self._failed)

    def mark_seen(self) -> None:
        """Somebody has looked at this one: it leaves the list, and nothing else changes."""
        ledger, line = self.work.ledger, self._chosen
        if self.seen.isEnabled() and line is not None:
            said = tr("Noted: {row} was looked at.", row=_named(line))
            self.work.change(
                lambda _: settle_clash(ledger, line.clash), lambda _: self._settled(), self._failed, said=said
            )

    @property
    def _chosen(self) -> ClashLine | None:
        found: ClashLine | None = self.clashes.rows.row_at(self.clashes.view.currentIndex().row())
        return found

    def _settled(self) -> None:
        self.told.emit("", "")
        self.changed.emit()

    def _tried(self, made: TriedAgain) -> None:
        words = tr("{count} entries were taken in, {left} still wait.", count=made.applied, left=made.left)
        self.told.emit(words, "warn" if made.left else "good")
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.told.emit(sentences_for(error), "wrong")
        self.changed.emit()

    def _open(self, row: ParkedLine | ClashLine) -> None:
        spot = way_to(_entity(row), row.title)
        if spot:
            self.work.go(spot)
        else:
            self.work.said.emit(tr("This row is not here yet: there is no page to open."))


def _show(part: Section, rows: Sequence[Any]) -> None:
    if rows or part.is_made:
        part.show_rows(rows)
    if rows and not part.view.currentIndex().isValid():
        part.view.selectRow(0)
    part.card.setVisible(bool(rows))


def _entity(row: ParkedLine | ClashLine) -> str:
    return row.entity if isinstance(row, ParkedLine) else row.clash.entity


def _named(row: ParkedLine | ClashLine) -> str:
    return row.title.words or tr("(not known here)")


def _reason_here(row: ParkedLine) -> str:
    return reason_here(row.reason)


def _reason_there(row: ParkedLine) -> str:
    return reason_there(row.reason)


def _row_columns() -> list[Column]:
    return [
        Column(tr("Kind"), lambda row: table_words(_entity(row)), 110),
        Column(tr("Which row"), _named, 230),
    ]


def _parked_columns(reason: Callable[[ParkedLine], str]) -> list[Column]:
    return [*_row_columns(), Column(tr("Why it waits"), reason, 420)]


def clash_columns() -> list[Column]:
    """What is told of a field written twice."""
    return [
        *_row_columns(),
        Column(tr("Field"), lambda row: row.field, 100),
        Column(tr("Value that stands"), lambda row: row.stands, 150),
        Column(tr("By whom"), lambda row: row.stands_by, 130),
        Column(tr("Written at the same time"), lambda row: row.other, 150),
        Column(tr("By whom"), lambda row: row.other_by, 130),
    ]
