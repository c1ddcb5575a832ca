"""A row as the journals tell it: the fold of its entries by effective time, whatever order they arrived in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

Fields = dict[str, Any]
_LAST_OF_MILLISECOND = 0xFFFF


class Told(NamedTuple):
    """One entry about one row, as the fold sees it; `fields` is None where the body was erased."""

    replica: str
    seq: int
    entry_id: str
    effective: int
    op: str
    fields: Fields | None

    @property
    def order(self) -> tuple[int, str, int]:
        """What decides which of two entries came later."""
        return self.effective, self.replica, self.seq


@dataclass(frozen=True, slots=True)
class Clash:
    """An update that did not know what it replaced: the field, what stood there, and the two entries (replica, seq)."""

    field: str
    stood: Any
    came: Any
    before: tuple[str, int]
    after: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Folded:
    """What the entries of a row come to: its fields without empty ones, None where there is no such row (any more)."""

    fields: Fields | None
    is_erased: bool = False
    clashes: tuple[Clash, ...] = ()


def effective(hlc: int, received_at: int | None) -> int:
    """When an entry counts as written: its own reading, but never later than the county received it (milliseconds)."""
    return hlc if received_at is None else min(hlc, received_at << 16 | _LAST_OF_MILLISECOND)


def fold(told: Iterable[Told], personal: frozenset[str] = frozenset()) -> Folded:
    """The row that these entries come to, told in any order, each as often as you like.

    `personal` are the fields that an erased row never gets back: once it is erased, whatever else tells of them counts
    as blanked, for blanked it will be, and nobody may see by it what came first.
    """
    row = _Row(personal)
    seen: set[str] = set()
    entries = sorted(told, key=attrgetter("order"))
    if any(entry.op == "E" for entry in entries):
        entries = [each._replace(fields=None) if is_blanked(each, personal) else each for each in entries]
    for entry in entries:
        if entry.entry_id not in seen:
            seen.add(entry.entry_id)
            row.take(entry)
    return Folded(row.filled(), row.is_erased, tuple(row.clashes))


def is_blanked(entry: Told, personal: frozenset[str]) -> bool:
    """Whether the erasure of its row blanks this entry: one that tells of a personal field."""
    return entry.op != "E" and tells_of_person(entry.fields, personal)


def tells_of_person(body: Any, personal: frozenset[str]) -> bool:
    """Whether a body tells of one of these fields; one that no program of ours wrote tells of nothing."""
    return isinstance(body, dict) and not personal.isdisjoint(body)


def without_empty(fields: Fields) -> Fields:
    """The fields that say something."""
    return {name: value for name, value in fields.items() if value is not None} if None in fields.values() else fields


class _Row:
    def __init__(self, personal: frozenset[str]) -> None:
        self.personal = personal
        self.fields: Fields | None = None
        # Who wrote what, the newest last: asked only where two clash, and most rows never do.
        self.written: list[tuple[Collection[str], tuple[str, int]]] = []
        self.last = ("", 0)
        self.is_erased = False
        self.clashes: list[Clash] = []

    def take(self, entry: Told) -> None:
        _ACTS.get(entry.op, _Row.nothing)(self, entry)

    def nothing(self, entry: Told) -> None:
        """A kind of entry that tells of no row."""

    def insert(self, entry: Told) -> None:
        self._put(entry, self._kept(entry.fields or {}))

    def erase(self, entry: Told) -> None:
        self.is_erased = True
        self.fields = {}
        self._put(entry, entry.fields or {})

    def update(self, entry: Told) -> None:
        if self.fields is None:
            # Removed meanwhile: what came too late is shown, the row stays away.
            self.clashes += [self._clash(name, None, new, entry) for name, (_, new) in (entry.fields or {}).items()]
            return
        came: Fields = {}
        for name, (old, new) in self._kept(entry.fields or {}).items():
            stands = self.fields.get(name)
            if stands not in (old, new):
                self.clashes.append(self._clash(name, stands, new, entry))
            came[name] = new
        self._put(entry, came)

    def delete(self, entry: Told) -> None:
        self.fields = None
        self.last = (entry.replica, entry.seq)
        # Whoever writes on a row that is gone clashes with its removal, not with who wrote the field before.
        self.written.clear()

    def filled(self) -> Fields | None:
        return None if self.fields is None else without_empty(self.fields)

    def _kept(self, fields: Fields) -> Fields:
        if not self.is_erased:
            return fields
        return {name: value for name, value in fields.items() if name not in self.personal}

    def _put(self, entry: Told, fields: Fields) -> None:
        if self.fields is None:
            self.fields = {}
        self.fields.update(fields)
        self.last = (entry.replica, entry.seq)
        self.written.append((fields, self.last))

    def _clash(self, name: str, stands: Any, new: Any, entry: Told) -> Clash:
        writer = next((who for fields, who in reversed(self.written) if name in fields), self.last)
        return Clash(name, stands, new, writer, (entry.replica, entry.seq))


_ACTS = {"I": _Row.insert, "U": _Row.update, "D": _Row.delete, "E": _Row.erase}
