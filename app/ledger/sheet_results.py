"""What came out of the printer: sheets seen good, blanks spoiled by a jam, and what is printed again on a new blank."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.blank_pile import Blank, BlankFate, Pile
from app.ledger.certificate_register import row_of
from app.ledger.print_jobs import Job, SheetState, job_named, job_of
from app.ledger.print_jobs_sent import forget_sent, sent_papers
from app.models.certificates import BlankStockEvent, Certificate, PrintJob, PrintSheet
from app.models.change import Change
from app.models.ledger import Ledger

LONGEST_POSITION = 5


class NoSuchSheet(Refusal):
    """A sheet that the job does not have, or not in the state that is needed."""

    code = "no_such_sheet"
    message = mark("Sheet {sheet} is not one of this job that is still to be confirmed.")
    remedy = mark("Look at the sheets of the job; name one by its place in the job or by the certificate number.")


class NothingConfirmed(Refusal):
    """Nobody said which sheets are good or spoiled."""

    code = "nothing_confirmed"
    message = mark("Nothing was said about any sheet.")
    remedy = mark("Name the last good sheet, single good ones or spoiled ones, or say that all are good.")


class HandedOutAlready(Refusal):
    """A sheet reported as spoiled that its holder has taken home."""

    code = "sheet_handed_out"
    message = mark("Certificate {number} was handed out already; its sheet cannot be spoiled.")
    remedy = mark("Take the hand-out back first, or print a further copy.")


@dataclass(frozen=True)
class Seen:
    """What someone saw: the last good sheet and every one before it, single good ones, spoiled ones.

    A sheet is named by its place in the job or by the number on the certificate. `first_paper` is the serial printed
    on the first blank of this pile, where blanks have serials and the pile is not the next one by the ledger.
    """

    good_to: str = ""
    good: tuple[str, ...] = ()
    spoiled: tuple[str, ...] = ()
    everything: bool = False
    first_paper: str = ""


def confirm(ledger: Ledger, job: str, seen: Seen, reason: str = "") -> Job:
    """Enter what came out; a spoiled sheet costs its blank and waits to be printed again.

    Raises NoSuchJob, NothingConfirmed, NoSuchSheet, SerialUsed, HandedOutAlready.
    """
    if not (seen.good_to or seen.good or seen.spoiled or seen.everything):
        raise NothingConfirmed
    with ledger.change("print.confirm", reason=reason) as change:
        row = job_named(change.session, job)
        sheets = _Sheets(change.session, row)
        spoiled = [sheets.named(name) for name in seen.spoiled]
        good = [sheet for sheet in sheets.good(seen) if sheet not in spoiled]
        return settle(ledger, change, row, good, spoiled, first_paper=seen.first_paper, reason=reason)


def settle(
    ledger: Ledger,
    change: Change,
    job: PrintJob,
    good: Collection[PrintSheet],
    spoiled: Collection[PrintSheet],
    *,
    first_paper: str = "",
    reason: str = "",
) -> Job:
    """Enter good and spoiled sheets of a job, in the order in which the printer took the blanks."""
    piles = Piles(change, first_paper)
    for sheet in sorted((*good, *spoiled), key=lambda each: each.position):
        if sheet in spoiled:
            _spoil(change, piles, sheet, reason)
        else:
            _accept(piles, sheet)
    change.session.flush()
    forget_sent(ledger, change.session, (*good, *spoiled))
    return job_of(change.session, job)


class _Sheets:
    """The newest attempts of a job's sheets, found by place or certificate number."""

    def __init__(self, session: Session, job: PrintJob) -> None:
        statement = select(PrintSheet, Certificate.number).join(
            Certificate, Certificate.id == PrintSheet.certificate_id
        )
        rows = session.execute(statement.where(PrintSheet.job_id == job.id).order_by(PrintSheet.attempt)).all()
        self._newest = {sheet.position: sheet for sheet, _ in rows}
        self._positions = {number: sheet.position for sheet, number in rows}

    def named(self, name: str) -> PrintSheet:
        """The sheet of this name, waiting or good. Raises NoSuchSheet."""
        sheet = self._newest.get(self._position(name))
        if sheet is None or sheet.state not in (SheetState.WAITING, SheetState.GOOD):
            raise NoSuchSheet(sheet=name)
        return sheet

    def good(self, seen: Seen) -> list[PrintSheet]:
        """The waiting sheets that were seen good. Raises NoSuchSheet."""
        last = max(self._newest) if seen.everything else 0
        if seen.good_to:
            last = self._position(seen.good_to)
            if last not in self._newest:
                raise NoSuchSheet(sheet=seen.good_to)
        chosen = [sheet for position, sheet in self._newest.items() if position <= last]
        chosen += [self.named(name) for name in seen.good]
        unique = {sheet.id: sheet for sheet in chosen}
        return [sheet for sheet in unique.values() if sheet.state == SheetState.WAITING]

    def _position(self, name: str) -> int:
        written = "".join(name.split())
        if written.isascii() and written.isdecimal() and len(written) <= LONGEST_POSITION:
            return int(written)
        return self._positions.get(written, 0)


class Piles:
    """The blanks that a job's sheets are printed on: those the printer was told of, else the next by the ledger.

    With `first_paper` the pile of each kind begins there, whatever the printer was told.
    """

    def __init__(self, change: Change, first_paper: str = "") -> None:
        self.change = change
        self._first_paper = first_paper
        self._told = {} if first_paper else sent_papers(change.session)
        self._piles: dict[str, Pile] = {}

    def account(self, sheet: PrintSheet, fate: BlankFate, reason: str = "") -> Blank:
        """Enter what became of the blank of this sheet. Raises SerialUsed."""
        told = self._told.get(sheet.id, "")
        return self.of(sheet).account(fate, serial=told, certificate_id=sheet.certificate_id, reason=reason)

    def of(self, sheet: PrintSheet) -> Pile:
        """The pile of the kind of certificate that is printed on this sheet."""
        certificate = self.change.get(Certificate, sheet.certificate_id)
        kind = certificate.kind if certificate else ""
        if kind not in self._piles:
            self._piles[kind] = Pile(self.change, kind, self._first_paper, self._told.values())
        return self._piles[kind]


def _accept(piles: Piles, sheet: PrintSheet) -> None:
    sheet.state, sheet.paper_serial = SheetState.GOOD.value, piles.account(sheet, BlankFate.USED).paper_serial


def _spoil(change: Change, piles: Piles, sheet: PrintSheet, reason: str) -> None:
    if sheet.state == SheetState.GOOD:
        _take_back(change, piles.of(sheet), sheet, reason)
    else:
        sheet.paper_serial = piles.account(sheet, BlankFate.SPOILED, reason).paper_serial
    sheet.state = SheetState.SPOILED.value
    again = PrintSheet(job_id=sheet.job_id, position=sheet.position, certificate_id=sheet.certificate_id)
    again.attempt, again.state = sheet.attempt + 1, SheetState.WAITING.value
    change.add(again)


def _take_back(change: Change, pile: Pile, sheet: PrintSheet, reason: str) -> None:
    """A sheet thought good is spoiled after all: its blank was not used but spoiled."""
    certificate = change.get(Certificate, sheet.certificate_id)
    if certificate and row_of(change.session, certificate).handed_out_on:
        raise HandedOutAlready(number=certificate.number)
    entered = (
        BlankStockEvent.certificate_id == sheet.certificate_id,
        BlankStockEvent.paper_serial == sheet.paper_serial,
    )
    statement = select(BlankStockEvent).where(*entered, BlankStockEvent.kind == BlankFate.USED.value)
    (*_, used) = change.rows(statement.order_by(BlankStockEvent.id))
    blank = Blank(used.stock_id, used.paper_serial)
    pile.take_back(blank, BlankFate.USED, certificate_id=sheet.certificate_id, reason=reason)
    pile.enter(blank, BlankFate.SPOILED, certificate_id=sheet.certificate_id, reason=reason)


def drop_waiting(ledger: Ledger, job: str, reason: str) -> Job:
    """Give up what is left of a job; its certificates can be printed by another. Raises NoSuchJob."""
    with ledger.change("print.drop", reason=reason) as change:
        row = job_named(change.session, job)
        waiting = (PrintSheet.job_id == row.id, PrintSheet.state == SheetState.WAITING.value)
        for sheet in change.rows(select(PrintSheet).where(*waiting)):
            sheet.state = SheetState.DROPPED.value
        change.session.flush()
        return job_of(change.session, row)
