"""What the entries of rows come to: each judged by the rules of parking, then folded; the same whatever came first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from app.county.store.standing import Key, Order, Scope, Stored, named
from app.models.fold import Folded, Told, fold
from app.models.parking import Trouble, is_whole, judged
from app.models.privacy import personal_fields

_MAKES = ("I", "E")
BEHIND: Final = "behind"
"""An entry is parked because an earlier one of its row is."""


class Outcome(NamedTuple):
    """A row as it should stand, the order of the last entry in it, and its entries that must wait, each with why."""

    folded: Folded
    last: Order
    waiting: tuple[tuple[Stored, Trouble], ...] = ()


def outcomes(scope: Scope, told: Mapping[Key, Sequence[Stored]]) -> dict[Key, Outcome]:
    """What these rows come to; `told` holds every entry of each."""
    lines = {key: _line(scope, key, entries) for key, entries in told.items()}
    asked = {parent for line in lines.values() for parents in line.parents for parent in parents}
    known = asked & told.keys()
    known |= named(scope, asked - known)
    return {key: _outcome(key, line, known) for key, line in lines.items()}


class _Line(NamedTuple):
    """The entries of a row in their order, the parents of each that can be applied, and what is wrong with the next."""

    entries: Sequence[Stored]
    parents: list[list[Key]]
    trouble: Trouble | None


def _line(scope: Scope, key: Key, told: Sequence[Stored]) -> _Line:
    entries = told if len(told) == 1 else sorted(told, key=lambda each: each.order)
    found: list[list[Key]] = []
    for each in entries:
        trouble, parents = judged(key[0], each.op, each.schema, each.body, scope.stations_of(each.replica))
        if trouble:
            return _Line(entries, found, trouble)
        found.append(parents)
    return _Line(entries, found, None)


def _outcome(key: Key, line: _Line, known: set[Key]) -> Outcome:
    stop, trouble = len(line.parents), line.trouble
    for place, parents in enumerate(line.parents):
        lacking = next((parent for parent in parents if parent not in known), None)
        if lacking:
            stop, trouble = place, Trouble("parent", lacking[0], lacking)
            break
    kept = line.entries[:stop]
    last = kept[-1].order if kept else (0, "", 0)
    return Outcome(_folded(key[0], kept), last, _waiting(line.entries[stop:], trouble))


def _waiting(rest: Sequence[Stored], trouble: Trouble | None) -> tuple[tuple[Stored, Trouble], ...]:
    if trouble is None:
        return ()
    return ((rest[0], trouble), *((each, Trouble(BEHIND)) for each in rest[1:]))


def _folded(entity: str, kept: Sequence[Stored]) -> Folded:
    if len(kept) == 1 and kept[0].op == "I":
        return _whole(
            entity, Folded({name: value for name, value in (kept[0].body or {}).items() if value is not None})
        )
    if not any(each.op in _MAKES for each in kept):
        return Folded(None)
    told = (Told(each.replica, each.seq, each.entry_id, each.effective, each.op, each.body) for each in kept)
    return _whole(entity, fold(told, personal_fields(entity)))


def _whole(entity: str, folded: Folded) -> Folded:
    if folded.fields is None or is_whole(entity, folded.fields):
        return folded
    return replace(folded, fields=None)
