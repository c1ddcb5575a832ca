"""One round at the county, without the network: what came is stored, receipted and applied, what lacks given back."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Select, select
from sqlalchemy.orm import Session

from app.clock import Clock, milliseconds
from app.county.logbook import LOG
from app.county.register import County, Deed, Register, county_in
from app.county.remembering import remember_after_restore, remember_what_came
from app.county.store import refusals
from app.county.store.allowance import may_bring, note_brought
from app.county.store.applying import apply_waiting, retry_parked
from app.county.store.asked import note_asked
from app.county.store.at_a_glance import bound, facts
from app.county.store.contacts import note_contact
from app.county.store.desk_key import DeskKey, keep_certificate, receipt_reader
from app.county.store.devices import Device, listed_keys
from app.county.store.digests import digests_of
from app.county.store.feed import CARRIED, after, lock_station
from app.county.store.handing_out import Handed, hand_out, heads_of, lacking, receipts_after
from app.county.store.intake import Desk, Taken, take
from app.county.store.notices import give_notice, renew_notice, stations_unsettled
from app.county.store.refusals import Sender, note_refusal
from app.county.store.standing import Scope
from app.county.store.state import epoch_of, index_key_of
from app.county.store.tables import ParkedRow, ReplicaHeadRow
from app.county.tables import ReplicaRow
from app.errors import MachineFault, Refusal, code_of
from app.i18n import mark
from app.models.collecting import uncollected
from app.models.digest import BYTES
from app.models.exchange import HeadMark, Receipt
from app.sync.protocol import FEED_LIMIT, FeedItem, RoundAnswer, RoundRequest, TableFigures

_LOG = logging.getLogger(LOG)
MOST_RECEIPTS = 100


class WrongCounty(Refusal):
    """A request for another county."""

    code = "other_county"
    message = mark("This request is for another county.")
    remedy = mark("Correct the county's address in the connection's settings.")


class ReplicaForeign(Refusal):
    """A PC that speaks for a ledger of another station, or for none."""

    code = "foreign"
    message = mark("This ledger belongs to another station.")
    remedy = mark("Nothing was taken in. Ask the county for which station this PC is enrolled.")


@dataclass(frozen=True)
class _Round:
    """A round under way: who asks, and when (milliseconds since 1970); `nonce` makes a request good once."""

    county: County
    device: Device
    replica: str
    request: RoundRequest
    now: int
    nonce: str = ""


class Exchange:
    """The county's side of rounds, over its register; any number of threads may ask it at once."""

    def __init__(self, register: Register, desk: DeskKey, clock: Clock) -> None:
        self._register = register
        self._desk = desk
        self._clock = clock
        with register.writing() as session:
            self._county = county_in(session)
            keep_certificate(session, self._county, desk)
            epoch_of(session, self._county.id)
            self._index_key = index_key_of(session, self._county.id)

    @property
    def county(self) -> County:
        """The county that answers."""
        return self._county

    def answer(self, device: Device, replica: str, request: RoundRequest, nonce: str = "") -> RoundAnswer:
        """One round. What came is on the disk before this returns. Raises WrongCounty, ReplicaForeign, Replayed.

        A request with a `nonce` is answered once; one without, from a stick, as often as it comes.
        """
        now = self._clock.now()
        this = _Round(self._county, device, replica, request, milliseconds(now), nonce)
        with uncollected():
            taken = self._taken_in(this, now)
        with self._register.reading() as session:
            return self._given(session.connection(), this, taken)

    def _taken_in(self, this: _Round, now: datetime) -> Taken:
        """What came: stored, and applied as far as may be."""
        try:
            taken, is_behind = self._stored(this, now)
        except (WrongCounty, ReplicaForeign) as refusal:
            self.note_refusal(refusal.code, Sender(this.device.key_id.hex(), this.device.station_id, this.replica))
            raise
        if is_behind:
            self._apply(this, now, taken)
        # They have been applied, or will be read from the tables: nothing more is held of them than is answered.
        taken.fresh.clear()
        return taken

    def note_refusal(self, code: str, sender: Sender) -> None:
        """Keep that a whole request was refused."""
        now = self._clock.now()
        line = refusals.Refusal(milliseconds(now), refusals.REQUEST, code, sender, {})
        with self._register.writing() as session:
            note_refusal(session, self._county.id, line)

    def heal(self) -> int:
        """Apply whatever was stored and not applied when the server last stopped; answers how many entries.

        And tell the stations what waits, as far as they were not told: by an older program, or before a restore.
        """
        now = self._clock.now()
        with self._register.reading() as session:
            behind = _behind(self._county.id).distinct().order_by(ReplicaHeadRow.station_id)
            stations = session.scalars(behind).all()
        count = sum(self._survived(Sender("", each), partial(self._applied, each, now, Taken())) for each in stations)
        with self._register.reading() as session:
            unsettled = stations_unsettled(session.connection(), self._county.id)
        for each in unsettled:
            self._survived(Sender("", each), partial(self._renewed, each, now))
        self._survived(Sender("", ""), partial(remember_after_restore, self._register, now))
        return count

    def _survived(self, sender: Sender, work: Callable[[], int]) -> int:
        """What this work on one station's rows answers; whatever is wrong with them, all the others are served."""
        try:
            return work()
        except Exception as trouble:  # noqa: BLE001 - nobody can foresee what a station may send: noted, tried again
            self._note_unapplied(sender, trouble)
            return 0

    def _note_unapplied(self, sender: Sender, trouble: Exception) -> None:
        """Keep by its code or kind alone why rows were not brought forward: what it says may name a person."""
        code = code_of(trouble)
        _LOG.error("rows of station %s were not brought forward: %s", sender.station_id, code)
        line = refusals.Refusal(milliseconds(self._clock.now()), refusals.APPLYING, code, sender, {})
        with suppress(Refusal, MachineFault), self._register.writing() as session:
            note_refusal(session, self._county.id, line)

    def retry_parked(self) -> int:
        """Try everything that is parked once more, as after an upgrade; answers how many rows were looked at."""
        now = self._clock.now()
        with self._register.reading() as session:
            parked = select(ParkedRow.owner).where(ParkedRow.county_id == self._county.id)
            stations = session.scalars(parked.distinct().order_by(ParkedRow.owner)).all()
        return sum(self._survived(Sender("", each), partial(self._retried, each, now)) for each in stations)

    def _stored(self, this: _Round, now: datetime) -> tuple[Taken, bool]:
        """What was taken in, and whether anything of the station is to be applied."""
        with self._register.writing() as session:
            is_behind = _check_request(session, this)
            note_asked(session, this.county.id, this.device.key_id, this.nonce, this.now)
            taken = self._took(session, this, now) if this.request.batches else Taken()
            note_contact(session, this.county.id, this.device, this.replica, this.request, this.now)
            return taken, is_behind or bool(taken.fresh)

    def _took(self, session: Session, this: _Round, now: datetime) -> Taken:
        """What came of the batches; raises StationOverAllowance where the station brought all that it may today."""
        deed = Deed(session, this.county, now, this.device.station_code)
        keys = listed_keys(session, this.county.id, (batch.key_id for batch in this.request.batches))
        epoch = epoch_of(session, this.county.id)
        desk = Desk(this.county, self._desk, epoch, keys, _reader(session, this.county), this.now)
        station = (this.device.station_id, this.device.station_code)
        held = may_bring(session.connection(), this.county.id, station, deed.today)
        taken = take(deed, desk, this.device, this.request.batches)
        fresh = (entry for pairs in taken.fresh.values() for entry, _ in pairs)
        note_brought(session.connection(), this.county.id, station[0], held, fresh)
        _note_refused(session, this, taken)
        return taken

    def _apply(self, this: _Round, now: datetime, taken: Taken) -> None:
        """Bring the tables forward. What fails here is stored and receipted: the next round tries again."""
        sender = Sender(this.device.key_id.hex(), this.device.station_id, this.replica)
        station = (this.device.station_id, this.device.station_code)
        self._survived(sender, partial(self._applied, station[0], now, taken))
        self._survived(sender, partial(remember_what_came, self._register, now, station, taken.fresh))

    def _applied(self, station_id: str, now: datetime, taken: Taken) -> int:
        with self._register.writing() as session:
            count = apply_waiting(self._scope(session, station_id, now), taken.fresh)
            # What waits and what clashed changes nowhere else: a round that brings nothing asks nothing.
            give_notice(session, self._county.id, station_id, milliseconds(now))
            return count

    def _retried(self, station_id: str, now: datetime) -> int:
        with self._register.writing() as session:
            count = retry_parked(self._scope(session, station_id, now))
            give_notice(session, self._county.id, station_id, milliseconds(now))
            return count

    def _renewed(self, station_id: str, now: datetime) -> int:
        with self._register.writing() as session:
            renew_notice(session, self._county.id, station_id, milliseconds(now))
            return 1

    def _scope(self, session: Session, station_id: str, now: datetime) -> Scope:
        """The rows of a station, once nobody else is at them."""
        connection = session.connection()
        lock_station(connection, self._county.id, station_id)
        return Scope(connection, self._county.id, station_id, milliseconds(now), self._index_key)

    def _given(self, connection: Connection, this: _Round, taken: Taken) -> RoundAnswer:
        county_id, station_id = this.county.id, this.device.station_id
        said = facts(connection, county_id, station_id)
        heads = heads_of(connection, county_id, station_id)
        forked = {each.replica for _, each in taken.refused if each.code == "fork"}
        wanted = lacking(connection, county_id, heads, this.request.heads, forked)
        handed = hand_out(connection, county_id, wanted, CARRIED - FEED_LIMIT)
        items, feed_more = _feed(connection, this, handed) if said.newest > this.request.feed else ([], False)
        return RoundAnswer(
            epoch=said.epoch,
            clock=this.now,
            desk_key=self._desk.certificate,
            receipts=(*taken.receipts, *_unasked(connection, this, heads, taken)),
            refused=tuple(each for _, each in taken.refused),
            heads=heads,
            batches=handed.batches,
            more=handed.more,
            feed=tuple(items),
            feed_more=feed_more,
            digest=_figures(connection, this, heads),
            parked=said.parked,
        )


def _behind(county_id: str) -> Select[str]:
    """The stations of which something is stored and not applied."""
    own = (ReplicaHeadRow.county_id == county_id, ReplicaHeadRow.applied_seq < ReplicaHeadRow.seq)
    return select(ReplicaHeadRow.station_id).where(*own)


def _reader(session: Session, county: County) -> Callable[[bytes], Receipt]:
    """Reads the county's own receipts; its desk keys are looked up when the first one comes."""

    def read(data: bytes) -> Receipt:
        return receipt_reader(session, county)(data)

    return read


def _check_request(session: Session, this: _Round) -> bool:
    """Whether anything of the station waits to be applied. Raises WrongCounty, ReplicaForeign."""
    if this.request.county_id != this.county.id:
        raise WrongCounty
    replica = this.replica
    if not (0 < len(replica) <= 36 and replica.isascii() and replica.isprintable()):
        raise ReplicaForeign
    known = bound(session.connection(), this.county.id, this.device.station_id, replica)
    if known.station_id == this.device.station_id:
        return known.is_behind
    row = (ReplicaRow.county_id == this.county.id, ReplicaRow.replica == replica)
    enrolled = session.scalar(select(ReplicaRow.station_code).where(*row))
    if known.station_id or enrolled not in (None, this.device.station_code):
        raise ReplicaForeign
    return known.is_behind


def _note_refused(session: Session, this: _Round, taken: Taken) -> None:
    for batch, each in taken.refused:
        sender = Sender(this.device.key_id.hex(), this.device.station_id, each.replica)
        claimed = {"first": batch.first, "last": batch.last}
        line = refusals.Refusal(this.now, refusals.BATCH, each.code, sender, claimed)
        note_refusal(session, this.county.id, line)


def _unasked(connection: Connection, this: _Round, heads: Iterable[HeadMark], taken: Taken) -> list[bytes]:
    """Receipts that a PC seems to have missed: it waits for some, and the county holds all that it has."""
    marks = [mark for mark in this.request.heads if mark.replica == this.replica]
    if not this.request.waiting or taken.receipts or not marks:
        return []
    newest = max(marks, key=lambda mark: mark.seq)
    if newest not in set(heads):
        return []
    return receipts_after(connection, this.county.id, this.replica, newest.seq - this.request.waiting, MOST_RECEIPTS)


def _feed(connection: Connection, this: _Round, handed: Handed) -> tuple[list[FeedItem], bool]:
    room = CARRIED - sum(len(batch.columns) for batch in handed.batches)
    if room <= 0:
        # One entry of unheard-of size travels alone.
        return [], True
    limit = min(FEED_LIMIT, room)
    return after(connection, this.county.id, this.device.station_id, this.request.feed, limit, room)


def _figures(connection: Connection, this: _Round, heads: Iterable[HeadMark]) -> dict[str, TableFigures] | None:
    """The figures of the station's tables, where they were asked for and both sides hold the same journals."""
    newest: dict[str, HeadMark] = {}
    for each in sorted(this.request.heads, key=lambda one: one.seq):
        newest[each.replica] = each
    if not this.request.compare or set(newest.values()) != set(heads):
        return None
    found = digests_of(connection, this.county.id, this.device.station_id)
    return {name: TableFigures(each.rows, each.total.to_bytes(BYTES, "big")) for name, each in found.items()}
