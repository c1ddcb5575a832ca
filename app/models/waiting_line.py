"""Which entries of a row count and which have to wait: one rule for the county and for every PC."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from app.models.fold import tells_of_person
from app.models.parking import Trouble
from app.models.privacy import personal_fields

Key = tuple[str, str]
BEHIND: Final = Trouble("behind")
"""An entry waits because an earlier one of its row does."""
_WHATEVER_IT_SAYS = frozenset({"schema", "table"})
"""Troubles that an entry has even when its body is blanked."""


class Judged(NamedTuple):
    """An entry with what `parking.judged` says of it."""

    op: str
    body: Any
    trouble: Trouble | None
    parents: Iterable[Key]


def reasons(entity: str, line: Sequence[Judged], is_known: Callable[[Key], bool]) -> list[Trouble | None]:
    """Why each entry of a row has to wait, None for those that count; `line` holds all there are, in their order.

    An erasure waits for no other entry of its row, and what it blanks counts, since what is blanked says nothing: else
    what a person may see erased, and what stands, would depend on what came first.
    """
    found = [each.trouble or _orphaned(each, is_known) for each in line]
    if any(each.op == "E" and why is None for each, why in zip(line, found, strict=True)):
        personal = personal_fields(entity)
        found = [_blanked(each, why, personal) for each, why in zip(line, found, strict=True)]
    return _behind_the_first(line, found)


def _orphaned(entry: Judged, is_known: Callable[[Key], bool]) -> Trouble | None:
    lacking = next((parent for parent in entry.parents if not is_known(parent)), None)
    return Trouble("parent", lacking[0], lacking) if lacking else None


def _blanked(entry: Judged, why: Trouble | None, personal: frozenset[str]) -> Trouble | None:
    is_blanked = entry.op != "E" and tells_of_person(entry.body, personal)
    return why if why and not (is_blanked and why.code not in _WHATEVER_IT_SAYS) else None


def _behind_the_first(line: Sequence[Judged], found: list[Trouble | None]) -> list[Trouble | None]:
    stop = next((place for place, why in enumerate(found) if why), len(found))
    later = zip(line[stop + 1 :], found[stop + 1 :], strict=True)
    return [*found[: stop + 1], *(why if each.op == "E" else BEHIND for each, why in later)]
