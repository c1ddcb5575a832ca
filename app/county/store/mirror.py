"""The stations' tables at the county: derived from the station's own models, keyed by county and station before the id.

Nothing a station may send can violate them: every field may be empty, nothing is unique, nothing refers.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import orjson
from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text

from app.county.store.tables import KEY
from app.county.tables import CountyBase
from app.models.parking import FLOORS
from app.models.rows import Row, journaled_tables

PREFIX = "row_"
SOURCES = FLOORS
KEYS = ("county_id", "owner", "id")
MARKS = ("last_effective", "last_replica", "last_seq", "is_erased", "row_sum")
"""What the county notes beside a row: the order of the last entry in it, whether it is erased, its hash."""
IDENTITY = "identity"
"""Beside a trainee: the keyed hash of the ID number (16 bytes), None without one."""
_READERS = {
    "certificate": ("number", "trainee_id", "enrolment_id", "text_sha256"),
    "certificate_event": ("certificate_id",),
    "trainee": (IDENTITY, "name"),
    "trainee_category": ("trainee_id",),
    "enrolment": ("class_id", "trainee_id"),
    "lesson": ("class_id",),
    "attendance_mark": ("enrolment_id",),
    "exam_result": ("enrolment_id",),
    "other_certificate": ("trainee_id",),
    "training_class": ("starts_on",),
}

_KINDS: tuple[tuple[type[Any], str], ...] = (
    (Boolean, "bool"),
    (Date, "date"),
    (BigInteger, "int8"),
    (JSON, "json"),
    (LargeBinary, "bytea"),
)


def mirror_of(entity: type[Row]) -> Table:
    """The county's table for one of the station's."""
    source: Any = entity.__table__
    keys = [Column(name, KEY, primary_key=True) for name in KEYS]
    marks: tuple[Any, ...] = (BigInteger(), KEY, BigInteger(), Boolean(), LargeBinary())
    noted: list[Column[Any]] = [Column(name, kind, nullable=False) for name, kind in zip(MARKS, marks, strict=True)]
    fields = [Column(column.name, _portable(column), nullable=True) for column in source.columns if column.name != "id"]
    if entity.__tablename__ == "trainee":
        noted.append(Column(IDENTITY, LargeBinary(), nullable=True))
    table = Table(PREFIX + entity.__tablename__, CountyBase.metadata, *keys, *noted, *fields)
    for name in _READERS.get(entity.__tablename__, ()):
        Index(f"ix_{table.name}_{name}", table.c.county_id, table.c[name])
    return table


def _portable(column: Any) -> Any:
    if column.foreign_keys:
        return KEY
    for known, kind in ((Boolean, Boolean()), (Date, Date()), (Integer, BigInteger()), (JSON, JSON())):
        if isinstance(column.type, known):
            return kind
    return Text()


MIRRORS = {name: mirror_of(entity) for name, entity in sorted(journaled_tables().items())}
"""The county's tables by the name of the station's: `MIRRORS["trainee"]` is `row_trainee`."""


@dataclass(frozen=True)
class Form:
    """How the fields of a table, as a journal tells them, become values for the driver, and come back.

    `packed` are the places of the fields that hold JSON. `columns` stand in the order of `values`: keys, marks, fields,
    and the identity of a trainee; `kinds` are PostgreSQL's types of them.
    """

    table: Table
    names: tuple[str, ...]
    packed: tuple[int, ...]
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    has_identity: bool

    def values(self, fields: dict[str, Any]) -> list[Any]:
        """The fields for the driver: text, numbers and flags, days and JSON as text."""
        found = [*map(fields.get, self.names)]
        for place in self.packed:
            if found[place] is not None:
                found[place] = orjson.dumps(found[place]).decode()
        return found

    def told(self, row: Any) -> dict[str, Any]:
        """The fields of a row read from the table, as a journal tells them."""
        return {name: _plain(value) for name in self.names if (value := row[name]) is not None}


@cache
def form_of(entity: str) -> Form:
    """The form of one table."""
    table = MIRRORS[entity]
    skipped = {*KEYS, *MARKS, IDENTITY}
    fields = [column for column in table.columns if column.name not in skipped]
    packed = tuple(place for place, column in enumerate(fields) if isinstance(column.type, JSON))
    names, has_identity = tuple(str(column.name) for column in fields), IDENTITY in table.c
    columns = (*KEYS, *MARKS, *names, *((IDENTITY,) if has_identity else ()))
    kinds = tuple(_kind(table.c[name]) for name in columns)
    return Form(table, names, packed, columns, kinds, has_identity)


def _kind(column: Column[Any]) -> str:
    """PostgreSQL's type of a column that `mirror_of` has made."""
    return next((kind for known, kind in _KINDS if isinstance(column.type, known)), "text")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
