"""What the journals tell of a row: its entries judged one by one, and folded up to the first that has to wait."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from app.ledger.syncing.arrivals import Arrivals, heard_of
from app.ledger.syncing.erased import read_body
from app.ledger.syncing.marks import RowKey, raw_rows
from app.models.exchange import Entry
from app.models.fold import Clash, Folded, Told, fold, without_empty
from app.models.lineage import county_of, genesis_of
from app.models.local import local_value
from app.models.parking import Trouble, judged, parents_of
from app.models.privacy import personal_fields
from app.models.waiting_line import Judged, reasons

_MADE = frozenset("IE")
Judgement = tuple[Trouble | None, list[RowKey]]
"""What is wrong with an entry, and the rows that it refers to if nothing is."""
_IN_ORDER: Judgement = (None, [])
_OF_ROWS = (
    "select journal.row_id, journal.replica, journal.seq, entry_id, coalesce(effective, hlc), op, schema, body"
    " from json_each(?) as wanted cross join journal on journal.entity = ? and journal.row_id = wanted.value"
    " left join sync_clamp on sync_clamp.replica = journal.replica and sync_clamp.seq = journal.seq"
)


class Parked(NamedTuple):
    """An entry that has to wait, and why."""

    replica: str
    seq: int
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Telling:
    """A row as the journals tell it: what it folds to, what of it waits.

    `changed` are the fields that may be others than before, None where that is not known.
    """

    entity: str
    row_id: str
    folded: Folded
    parked: tuple[Parked, ...]
    changed: frozenset[str] | None = None

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """Its clashes; of a row whose making is not told yet nothing can be said."""
        return self.folded.clashes


class Journals:
    """The journals of one ledger, asked for rows within one transaction; `came` are entries that need no reading."""

    def __init__(self, connection: Connection, came: Arrivals) -> None:
        self._connection = connection
        self._came = came
        self._changed: dict[str, frozenset[str] | None] = {}
        self._stations: dict[str, frozenset[str]] = {}
        self._known: dict[str, set[str]] = defaultdict(set)
        self._ours = frozenset({local_value(connection, "station"), county_of(connection)}) - {""}

    def tellings(self, entity: str, ids: Collection[str]) -> Iterator[Telling]:
        """Each of these rows as all its entries tell it."""
        self._changed = {}
        self._known[entity].update(ids)
        lines: dict[str, list[tuple[Told, Trouble | None]]] = defaultdict(list)
        parents: dict[str, set[str]] = defaultdict(set)
        for row_id, told, (trouble, needs) in self._judged(entity, ids):
            lines[row_id].append((told, trouble))
            for parent, parent_id in needs:
                parents[parent].add(parent_id)
        missing = {(parent, row_id) for parent, wanted in parents.items() for row_id in self._unknown(parent, wanted)}
        personal = personal_fields(entity)
        for row_id, found in lines.items():
            yield _telling(entity, row_id, found, missing, personal, self._changed.get(row_id))

    def _judged(self, entity: str, ids: Collection[str]) -> Iterator[tuple[str, Told, Judgement]]:
        lines, unheard = self._came.lines, self._came.unheard
        came: set[tuple[str, int]] = set()
        heard = []
        for row_id in ids:
            key = entity, row_id
            if key in unheard:
                for entry in lines[key]:
                    yield row_id, *self._arrived(entry)
                continue
            heard.append(row_id)
            came.update((entry.replica, entry.seq) for entry in lines.get(key, ()))
        for row_id, replica, seq, entry_id, effective, op, schema, body in self._read(entity, heard):
            fields, judgement = read_body(body), _IN_ORDER
            if (replica, seq) in came:
                self._note_change(row_id, op, fields)
            if (replica, seq) in came or (entity, row_id) not in lines:
                judgement = judged(entity, op, schema, fields, self._allowed(replica))
            yield row_id, Told(replica, seq, entry_id, effective, op, fields), judgement

    def _note_change(self, row_id: str, op: str, fields: Any) -> None:
        """What may be another than before: of a row that was in order, what the updates that came have to say."""
        known = self._changed.setdefault(row_id, frozenset())
        is_update = op == "U" and isinstance(fields, dict)
        self._changed[row_id] = known.union(fields) if is_update and known is not None else None

    def _arrived(self, entry: Entry) -> tuple[Told, Judgement]:
        fields = read_body(entry.body)
        judgement = judged(entry.entity, entry.op, entry.schema, fields, self._allowed(entry.replica))
        return Told(entry.replica, entry.seq, entry.entry_id, entry.hlc, entry.op, fields), judgement

    def _read(self, entity: str, ids: Collection[str]) -> Iterator[Any]:
        return raw_rows(self._connection, _OF_ROWS, orjson.dumps(list(ids)).decode(), entity) if ids else iter(())

    def _allowed(self, replica: str) -> frozenset[str]:
        found = self._stations.get(replica)
        if found is None:
            born = genesis_of(self._connection, replica).get("station", "")
            found = self._stations[replica] = self._ours | {str(born)}
        return found

    def _unknown(self, entity: str, ids: Collection[str]) -> set[str]:
        """Those of these rows of which no entry at all is known."""
        asked = set(ids) - self._known[entity]
        if asked:
            heard = heard_of(self._connection, ((entity, row_id) for row_id in asked))
            self._known[entity].update(row_id for _, row_id in heard)
        return asked - self._known[entity]


def _telling(
    entity: str,
    row_id: str,
    found: list[tuple[Told, Trouble | None]],
    missing: Collection[RowKey],
    personal: frozenset[str],
    changed: frozenset[str] | None,
) -> Telling:
    if len(found) == 1 and not missing:
        return _told_once(entity, row_id, *found[0])
    if len(found) > 1:
        found.sort(key=lambda each: each[0].order)
    if not any(trouble or (missing and _lacks(entity, told, missing)) for told, trouble in found):
        return Telling(entity, row_id, _folded([told for told, _ in found], personal), (), changed)
    why = reasons(entity, [_judged(entity, *each) for each in found], lambda parent: parent not in missing)
    told = [(each, trouble) for (each, _), trouble in zip(found, why, strict=True)]
    parked = tuple(Parked(each.replica, each.seq, trouble) for each, trouble in told if trouble)
    return Telling(entity, row_id, _folded([each for each, trouble in told if not trouble], personal), parked)


def _judged(entity: str, told: Told, trouble: Trouble | None) -> Judged:
    return Judged(told.op, told.fields, trouble, () if trouble else parents_of(entity, told.op, told.fields))


def _told_once(entity: str, row_id: str, told: Told, trouble: Trouble | None) -> Telling:
    """A row of one entry: most rows of a ledger that is built anew."""
    if trouble:
        return Telling(entity, row_id, Folded(None), (Parked(told.replica, told.seq, trouble),))
    if told.op == "I" and told.fields is not None:
        return Telling(entity, row_id, Folded(without_empty(told.fields)), ())
    return Telling(entity, row_id, _folded([told], frozenset()), ())


def _folded(taken: list[Told], personal: frozenset[str]) -> Folded:
    if not any(told.op in _MADE for told in taken):
        return Folded(None)
    return fold(taken, personal)


def _lacks(entity: str, told: Told, missing: Collection[RowKey]) -> bool:
    return any(parent in missing for parent in parents_of(entity, told.op, told.fields))


def parked_rows(tellings: Iterable[Telling]) -> list[Telling]:
    """Those with something that waits, or that clashed."""
    return [told for told in tellings if told.parked or told.clashes]
