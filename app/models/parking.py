"""Which entries from elsewhere cannot be applied here, and why: the same rules at the county and on every PC."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import orjson
from sqlalchemy import JSON, Boolean, Date, Integer, String

from app.models import certificates, people, stations, training
from app.models.journal import SCHEMA
from app.models.rows import journaled_tables

FLOORS = (people, training, certificates, stations)
"""Imported so that every journaled table is known."""
_WIDEST = 1 << 63
SHORT, LONGEST_SHORT, LONGEST_TEXT = 100, 400, 100_000
"""How long a text may be (characters): in a column for no more than `SHORT` of them, as all that are indexed are; and
in one for more. A column that names no length bears any."""
DEEPEST = 20
"""JSON is nested no deeper: what is deeper cannot be written again by everybody who can read it."""
Test = Callable[[Any], bool]
Code = Literal["schema", "table", "field", "unreadable", "foreign", "parent", "behind"]
"""All reasons there are; `behind`: an earlier entry of the same row waits."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an entry waits; `detail` names the field or the parent.

    `parent` is the (entity, row id) that it waits for.
    """

    code: Code
    detail: str = ""
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table's fields may hold, and which of them name a row of another table.

    `lengths` says of each field that is a text how long it may be.
    """

    tests: dict[str, Test]
    lengths: dict[str, int]
    parents: dict[str, str]
    required: tuple[str, ...] = ()


@cache
def shapes() -> dict[str, Shape]:
    """The shape of every journaled table."""
    return {name: _shape(entity.__table__) for name, entity in journaled_tables().items()}


def told_fields(op: str, body: Any) -> dict[str, Any] | None:
    """What an entry sets: the fields of I and E, the new values of U; None for a body that is not in this form."""
    if not isinstance(body, dict):
        return None
    if op != "U":
        return body
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in body.values()):
        return None
    # What stood before is compared and shown like what stands now.
    if any(type(pair[0]) in _NESTED and not _is_shallow(pair[0]) for pair in body.values()):
        return None
    return {name: pair[1] for name, pair in body.items()}


def trouble_of(entity: str, op: str, schema: int, body: Any, stations: frozenset[str]) -> Trouble | None:
    """Why this entry cannot be applied whatever else is known; `stations` are those whose rows its replica may write.

    A blanked body (None) is in order.
    """
    if schema > SCHEMA:
        return Trouble("schema", str(schema))
    shape = shapes().get(entity)
    if shape is None or op not in _OPS:
        return Trouble("table", f"{entity}/{op}"[:60])
    if body is None or op == "D":
        return None
    fields = told_fields(op, body)
    if fields is None:
        return Trouble("unreadable")
    return _field_trouble(shape, fields) or _foreign(fields, stations)


def judged(
    entity: str, op: str, schema: int, body: Any, stations: frozenset[str]
) -> tuple[Trouble | None, list[tuple[str, str]]]:
    """What `trouble_of` and `parents_of` say of an entry, asked as one."""
    shape = shapes().get(entity)
    if schema > SCHEMA or shape is None or op not in _OPS:
        return trouble_of(entity, op, schema, body, stations), []
    if body is None or op == "D":
        return None, []
    fields = told_fields(op, body)
    if fields is None:
        return Trouble("unreadable"), []
    trouble = _field_trouble(shape, fields) or _foreign(fields, stations)
    return trouble, [] if trouble else _parents(shape, fields)


def parents_of(entity: str, op: str, body: Any) -> Iterator[tuple[str, str]]:
    """The rows (entity, row id) that an entry in order refers to."""
    fields = None if body is None or op == "D" else told_fields(op, body)
    if fields:
        yield from _parents(shapes()[entity], fields)


def is_whole(entity: str, fields: dict[str, Any]) -> bool:
    """Whether these fields make a row: what was erased brings none until its erasure is told."""
    return None not in map(fields.get, shapes()[entity].required)


def genesis_station(body: bytes | None) -> str:
    """The station that the first entry of a replica names: under which a PC wrote before it was enrolled."""
    try:
        told = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError:
        return ""
    station = told.get("station") if isinstance(told, dict) else None
    return station if isinstance(station, str) and _is_id(station) else ""


_OPS = frozenset("IUDE")
_ID = 36
_NESTED = frozenset({dict, list})
_MAPS = frozenset({"fields", "columns"})
"""Columns that are never empty and hold names with what they stand for."""


def _parents(shape: Shape, fields: dict[str, Any]) -> list[tuple[str, str]]:
    return [(parent, fields[name]) for name, parent in shape.parents.items() if fields.get(name)]


def _field_trouble(shape: Shape, fields: dict[str, Any]) -> Trouble | None:
    tests, lengths = shape.tests, shape.lengths
    for name, value in fields.items():
        # Nearly every field is a plain text: asked here, and not by a call for each of them.
        if type(value) is str and len(value) <= lengths.get(name, -1) and "\0" not in value:
            continue
        test = tests.get(name)
        if test is None or (value is not None and not test(value)):
            return Trouble("field", name[:60])
    return None


def _foreign(fields: dict[str, Any], stations: frozenset[str]) -> Trouble | None:
    station = fields.get("station")
    return Trouble("foreign", station[:36]) if station and station not in stations else None


def _shape(table: Any) -> Shape:
    columns = [column for column in table.columns if column.name != "id"]
    lengths = {column.name: longest for column in columns if (longest := _longest(column)) is not None}
    tests = {
        column.name: _text_test(lengths[column.name]) if column.name in lengths else _test(column) for column in columns
    }
    parents = {
        column.name: key.column.table.name
        for column in table.columns
        for key in column.foreign_keys
        if column.name != "id"
    }
    required = tuple(column.name for column in table.columns if _is_required(column))
    return Shape(tests, lengths, parents, required)


def _is_required(column: Any) -> bool:
    # An empty JSON value is never told, and what an older program did not know has its default.
    is_free = column.nullable or column.default is not None or isinstance(column.type, JSON)
    return column.name != "id" and not is_free


def _longest(column: Any) -> int | None:
    """How long a text may be; None for a field that is none."""
    if column.foreign_keys:
        return _ID
    if not isinstance(column.type, String):
        return None
    told = column.type.length
    if told is None:
        return _WIDEST
    return LONGEST_SHORT if told <= SHORT else LONGEST_TEXT


@cache
def _text_test(longest: int) -> Test:
    return lambda value: _is_text(value) and len(value) <= longest


def _test(column: Any) -> Test:
    if isinstance(column.type, JSON):
        return _json_test(column)
    for known, test in _TESTS:
        if isinstance(column.type, known):
            return test
    raise TypeError(f"no rule for a field of type {column.type!r}")


def _is_id(value: Any) -> bool:
    return _is_text(value) and len(value) <= _ID


def _is_text(value: Any) -> bool:
    # PostgreSQL stores no NUL, and no clerk types one.
    return type(value) is str and "\0" not in value


def _is_whole(value: Any) -> bool:
    return type(value) is int and -_WIDEST <= value < _WIDEST


def _is_flag(value: Any) -> bool:
    return type(value) is bool


def _is_day(value: Any) -> bool:
    try:
        return type(value) is str and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _json_test(column: Any) -> Test:
    """By what the column holds while nothing is said: a list there is one of texts."""
    usual = column.default.arg(None) if column.default is not None and column.default.is_callable else None
    if isinstance(usual, list):
        return _is_texts
    return _is_map if isinstance(usual, dict) or column.name in _MAPS else _is_shallow


def _is_texts(value: Any) -> bool:
    return type(value) is list and all(map(_is_text, value))


def _is_map(value: Any) -> bool:
    return type(value) is dict and _is_shallow(value)


def _is_shallow(value: Any, depth: int = DEEPEST) -> bool:
    if type(value) is dict:
        return depth > 0 and all(_is_text(key) and _is_shallow(each, depth - 1) for key, each in value.items())
    if type(value) is list:
        return depth > 0 and all(_is_shallow(each, depth - 1) for each in value)
    return type(value) is not str or _is_text(value)


_TESTS: tuple[tuple[type[Any], Test], ...] = (
    (Boolean, _is_flag),
    (Date, _is_day),
    (Integer, _is_whole),
)
