"""What the county told of people trained at other stations: keyed hashes, as old as they say, asked without a line."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from app.clock import CHINA
from app.ledger.syncing.state import keep_item
from app.models.county_index import IndexHead, IndexPart, Training, person_hash, unpack
from app.models.ledger import Ledger
from app.models.local import local_value

INDEX, ELSEWHERE = "index", "elsewhere"
_HEAD = "head"
_OF_PART = "select data from sync_item where kind in (?, ?) and name = ?"


class KnownElsewhere:
    """The county's index as it lies here, asked within one transaction; parts are opened when first needed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._own = local_value(connection, "station")
        self._parts: dict[int, dict[bytes, tuple[Training, ...]]] = {}
        self._head = _head(connection)

    @property
    def as_of(self) -> date | None:
        """The day of the knowledge; None where none has come yet."""
        return datetime.fromtimestamp(self._head.as_of / 1000, CHINA).date() if self._head else None

    def of(self, id_type: str, id_number: str) -> tuple[Training, ...]:
        """What other stations trained this person in."""
        person = person_hash(self._head.key, id_type, id_number) if self._head else None
        if person is None:
            return ()
        part = person[0]
        if part not in self._parts:
            self._parts[part] = self._opened(part)
        return self._parts[part].get(person, ())

    def _opened(self, part: int) -> dict[bytes, tuple[Training, ...]]:
        people: dict[bytes, dict[Training, Training]] = {}
        for each in self._trainings(part):
            # The same training may be told twice: once to everybody, once to us with the certificate's number.
            same = replace(each, certificate="")
            known = people.setdefault(each.person, {})
            known[same] = max(each, known.get(same, each))
        return {person: tuple(sorted(known.values())) for person, known in people.items()}

    def _trainings(self, part: int) -> Iterator[Training]:
        for data in self._connection.exec_driver_sql(_OF_PART, (INDEX, ELSEWHERE, _name(part))).scalars():
            told = unpack(data)
            if isinstance(told, IndexPart):
                yield from (each for each in told.trainings if each.station_id != self._own)


def keep_known(ledger: Ledger, kind: str, data: bytes) -> None:
    """Keep the head or a part of the index, in place of the former. Raises ExchangeOdd."""
    told = unpack(data)
    with ledger.taking() as connection:
        keep_item(connection, kind, _name(told.part) if isinstance(told, IndexPart) else _HEAD, data)


def _name(part: int) -> str:
    return f"{part:03d}"


def _head(connection: Connection) -> IndexHead | None:
    statement = "select data from sync_item where kind = ? and name = ?"
    data = connection.exec_driver_sql(statement, (INDEX, _HEAD)).scalar()
    told = unpack(data) if data else None
    return told if isinstance(told, IndexHead) else None
