"""What reporting has left open, as a clerk reads it: what waits here, what waits at the county, what clashed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.i18n import tr
from app.ledger.syncing.clashes import ClashShown, ClashSide, list_clashes, seen_of
from app.ledger.syncing.county_notice import county_notice
from app.ledger.syncing.entries import try_parked_again
from app.ledger.syncing.receipts import ClashEntry, ParkedEntry, unsettled_of
from app.ledger.syncing.row_titles import RowTitle, Titles
from app.ledger.syncing.row_words import field_words
from app.ledger.syncing.value_words import value_words
from app.models.ledger import Ledger
from app.models.privacy import masked_fields


@dataclass(frozen=True)
class ParkedLine:
    """A row of which something waits, and why the first of it does."""

    entity: str
    title: RowTitle
    reason: str


@dataclass(frozen=True)
class ClashLine:
    """A field written twice: what stands in it now, what another PC wrote at the same time, by whom and when."""

    clash: ClashEntry
    title: RowTitle
    field: str
    stands: str
    stands_by: str
    other: str
    other_by: str
    seen_by: str = ""


@dataclass(frozen=True)
class Unsettled:
    """All that is open; `there_as_of` is when the county told of it, `there_rows` how many rows wait there in all."""

    here: tuple[ParkedLine, ...] = ()
    there: tuple[ParkedLine, ...] = ()
    there_as_of: datetime | None = None
    there_rows: int = 0
    clashes: tuple[ClashLine, ...] = ()
    seen: int = 0
    """How many clashes somebody has looked at."""


@dataclass(frozen=True)
class TriedAgain:
    """How many entries could be taken in this time, and how many still wait."""

    applied: int
    left: int


def unsettled(ledger: Ledger, parked: Iterable[ParkedEntry]) -> Unsettled:
    """Read it; `parked` is what the outbox tells."""
    notice, clashes = county_notice(ledger), list_clashes(ledger)
    with ledger.reading() as session:
        titles = Titles(session)
        there = tuple(ParkedLine(row.entity, titles.of(row.entity, row.row_id), row.reason) for row in notice.parked)
        lines = tuple(_clash_line(titles, each) for each in clashes)
        told = (notice.as_of, max(notice.rows, len(there)))
        return Unsettled(_by_row(titles, parked), there, *told, lines, seen_of(session.connection()))


def seen_clashes(ledger: Ledger) -> tuple[ClashLine, ...]:
    """The clashes that somebody has looked at, with who that was; the newest first, up to 500."""
    clashes = list_clashes(ledger, settled=True)
    with ledger.reading() as session:
        titles = Titles(session)
        return tuple(_clash_line(titles, each) for each in clashes)


def try_again(ledger: Ledger) -> TriedAgain:
    """Try to take in what waits here once more. Raises the standing hindrance, or a fault of the machine."""
    before = _count_parked(ledger)
    try_parked_again(ledger)
    left = _count_parked(ledger)
    return TriedAgain(max(0, before - left), left)


def _count_parked(ledger: Ledger) -> int:
    with ledger.reading() as session:
        return unsettled_of(session.connection())[0]


def _by_row(titles: Titles, parked: Iterable[ParkedEntry]) -> tuple[ParkedLine, ...]:
    first: dict[tuple[str, str], ParkedEntry] = {}
    for each in parked:
        first.setdefault((each.entity, each.row_id), each)
    return tuple(ParkedLine(key[0], titles.of(*key), each.reason) for key, each in first.items())


def _clash_line(titles: Titles, shown: ClashShown) -> ClashLine:
    clash = shown.clash
    entity, field = clash.entity, clash.field
    before, after = (_side(titles, clash, side) for side in (shown.before, shown.after))
    stands = after if shown.after.is_erased else _standing(titles, clash)
    if stands == after:
        stands_by, other, other_by = _by(shown.after), before, _by(shown.before)
    elif stands == before:
        stands_by, other, other_by = _by(shown.before), after, _by(shown.after)
    else:
        # Somebody has written a third value since, or removed the row.
        stands_by, other, other_by = "", tr(", ").join((after, before)), _by(shown.after)
    title = titles.of(entity, clash.row_id)
    seen_by = f"{shown.seen.who} {shown.seen.at:%m-%d %H:%M}" if shown.seen else ""
    return ClashLine(clash, title, field_words(entity, field), stands, stands_by, other, other_by, seen_by)


def _standing(titles: Titles, clash: ClashEntry) -> str:
    if not titles.is_here(clash.entity, clash.row_id):
        return tr("(removed)")
    value = titles.fields(clash.entity, clash.row_id).get(clash.field)
    shown = masked_fields(clash.entity, {clash.field: value})[clash.field]
    return value_words(titles, clash.entity, clash.field, shown)


def _side(titles: Titles, clash: ClashEntry, side: ClashSide) -> str:
    return tr("(erased)") if side.is_erased else value_words(titles, clash.entity, clash.field, side.value)


def _by(side: ClashSide) -> str:
    return f"{side.actor} {side.at:%m-%d %H:%M}".strip() if side.at else side.actor
