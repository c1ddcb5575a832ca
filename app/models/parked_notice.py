"""What a county tells a station of its rows that wait there, as it travels: tables, row ids and reasons, no names."""

from dataclasses import dataclass
from typing import Any

from app.models.exchange import ExchangeOdd, packed, unpacked

MOST = 200
"""So many rows are named; of the rest only the count is told."""
_FORM = 1
_WIDEST = 40


@dataclass(frozen=True, slots=True, order=True)
class ParkedLine:
    """A row that waits at the county: its table, its id, and why its first entry cannot be applied (`parking`)."""

    entity: str
    row_id: str
    reason: str


@dataclass(frozen=True)
class ParkedNotice:
    """How a station's rows stand at the county as of a moment (milliseconds since 1970); all is well if it is empty.

    `rows` is how many wait, also beyond those that are named; `clashes` how many fields were changed twice.
    """

    as_of: int
    parked: tuple[ParkedLine, ...] = ()
    rows: int = 0
    clashes: int = 0

    def says_the_same(self, other: "ParkedNotice") -> bool:
        """Whether both tell the same, whenever they were made."""
        return (self.parked, self.rows, self.clashes) == (other.parked, other.rows, other.clashes)


def pack_notice(notice: ParkedNotice) -> bytes:
    """The notice as it travels."""
    lines = [[each.entity, each.row_id, each.reason] for each in notice.parked[:MOST]]
    counts = {"rows": notice.rows, "clashes": notice.clashes}
    return packed({"form": _FORM, "as_of": notice.as_of, "parked": lines} | counts)


def unpack_notice(data: bytes) -> ParkedNotice:
    """The notice in these bytes. Raises ExchangeOdd."""
    row = unpacked(data)
    try:
        if row["form"] != _FORM or len(row["parked"]) > MOST:
            raise ExchangeOdd("unreadable", "notice")
        lines = tuple(ParkedLine(*(_text(value) for value in line)) for line in row["parked"])
        return ParkedNotice(_whole(row["as_of"]), lines, _whole(row["rows"]), _whole(row["clashes"]))
    except (KeyError, TypeError, ValueError) as error:
        raise error if isinstance(error, ExchangeOdd) else ExchangeOdd("unreadable", "notice") from error


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _WIDEST:
        raise ExchangeOdd("unreadable", "notice")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise ExchangeOdd("unreadable", "notice")
    return value
