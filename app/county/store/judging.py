"""What the entries of rows come to: each judged by the rules of parking, then folded; the same whatever came first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.county.store.standing import Key, Order, Scope, Stored, named
from app.models.fold import Folded, Told, fold, without_empty
from app.models.parking import Trouble, is_whole, judged
from app.models.privacy import personal_fields
from app.models.waiting_line import Judged, reasons

_MAKES = ("I", "E")
Waiting = tuple[tuple[Stored, Trouble], ...]


class Outcome(NamedTuple):
    """A row as it should stand, the order of the last entry in it, and its entries that must wait, each with why."""

    folded: Folded
    last: Order
    waiting: Waiting = ()


def outcomes(scope: Scope, told: Mapping[Key, Sequence[Stored]]) -> dict[Key, Outcome]:
    """What these rows come to; `told` holds every entry of each."""
    lines = {key: _line(scope, key, entries) for key, entries in told.items()}
    asked = {parent for line in lines.values() for _, parents in line.judgements for parent in parents}
    known = asked & told.keys()
    known |= named(scope, asked - known)
    return {key: _outcome(key, line, known) for key, line in lines.items()}


class _Line(NamedTuple):
    """The entries of a row in their order, and what is wrong with each or the rows that it refers to."""

    entries: Sequence[Stored]
    judgements: list[tuple[Trouble | None, list[Key]]]


def _line(scope: Scope, key: Key, told: Sequence[Stored]) -> _Line:
    entries = told if len(told) == 1 else sorted(told, key=lambda each: each.order)
    return _Line(
        entries, [judged(key[0], each.op, each.schema, each.body, scope.stations_of(each.replica)) for each in entries]
    )


def _outcome(key: Key, line: _Line, known: set[Key]) -> Outcome:
    kept: Sequence[Stored] = line.entries
    waiting: Waiting = ()
    if not all(trouble is None and known.issuperset(parents) for trouble, parents in line.judgements):
        kept, waiting = _parted(key, line, known)
    last = kept[-1].order if kept else (0, "", 0)
    return Outcome(_folded(key[0], kept), last, waiting)


def _parted(key: Key, line: _Line, known: set[Key]) -> tuple[list[Stored], Waiting]:
    """The entries that count, and those that wait."""
    told = [Judged(each.op, each.body, *found) for each, found in zip(line.entries, line.judgements, strict=True)]
    found = list(zip(line.entries, reasons(key[0], told, known.__contains__), strict=True))
    return [each for each, why in found if why is None], tuple((each, why) for each, why in found if why)


def _folded(entity: str, kept: Sequence[Stored]) -> Folded:
    if len(kept) == 1 and kept[0].op == "I":
        return _whole(entity, Folded(without_empty(kept[0].body or {})))
    if not any(each.op in _MAKES for each in kept):
        return Folded(None)
    told = (Told(each.replica, each.seq, each.entry_id, each.effective, each.op, each.body) for each in kept)
    return _whole(entity, fold(told, personal_fields(entity)))


def _whole(entity: str, folded: Folded) -> Folded:
    if folded.fields is None or is_whole(entity, folded.fields):
        return folded
    return replace(folded, fields=None)
