"""Rows that no honest PC would deliver and the county's tables can hold: in every table, in every column."""

from datetime import date
from random import Random
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, LargeBinary, delete
from sqlalchemy.orm import Session

from app.county.readings.training import TARGETS
from app.county.store.mirror import IDENTITY, KEYS, MIRRORS
from app.county.store.tables import ClashRow, ContactRow, EntryRow, ParkedRow
from tests.county.makers import NUMBER

ROWS = 10
"""In each table."""
IDS = ("a", "b", "c/d?e#f", "..", "%2e", "=1", " ", "<b>", "罗", "-", "x" * 36, "null")
NAME = "罗正祥"
_WIDE = (None, 0, 1, -1, 38, 2026, 10_000, (1 << 63) - 1, -(1 << 63), 1 << 62)
_DAYS = (None, date.min, date.max, date(2026, 11, 2), date(2026, 2, 28), date(1000, 1, 1), date(10, 1, 1))
_TEXTS = (
    None,
    "",
    NAME,
    NUMBER,
    TARGETS,
    *("open", "completed", "completion", "traditional", "revocations", "voided", "corrected"),
    *("=1+1", "<script>", "{", "%s {year}", "２０２６", "\u202e\u0301\x01\ufffe", "530921199001011234"),
)
_LONG, _LONG_IN_INDEX = "𠮷" * 40_000, "𠮷" * 500
_JSON = (
    None,
    [],
    {},
    [[]],
    [{}, [1, [2]], "veteran", None, "veteran"],
    "x",
    5,
    True,
    1.5e300,
    {"whole": 10**18, "traditional": -5, "service": True, "": {"a": []}, "all": (1 << 63) - 1},
    {"name": NAME, "course": ["=1"], "id_number": 530921199001011234, "hours": {}, "period_from": [], "provider": None},
    {"name": {"a": 1}, "id_number": [], "course": None},
)


def fill_oddly(session: Session, county_id: str, owners: list[str], seed: int) -> None:
    """Put such rows into every table of these stations, in the place of those that are there."""
    random = Random(seed)
    for table in MIRRORS.values():
        session.execute(delete(table))
        ids = [(owner, row_id) for owner in owners for row_id in random.sample(IDS, ROWS // 2)]
        session.execute(table.insert(), [_row(random, table, (county_id, *each)) for each in ids])
    for entity in (ContactRow, ParkedRow, ClashRow, EntryRow):
        session.execute(delete(entity))
    session.add_all([_contact(random, county_id, owner) for owner in owners])
    session.add_all([_parked(random, county_id, owners, seq) for seq in range(4)])
    session.add_all([_entry(random, county_id, owners, seq) for seq in range(8)])
    session.add_all([_clash(random, county_id, owners, seq) for seq in range(8)])


def _row(random: Random, table: Any, keys: tuple[str, str, str]) -> dict[str, Any]:
    row = dict(zip(KEYS, keys, strict=True))
    return row | {column.name: _value(random, column) for column in table.columns if column.name not in KEYS}


def _value(random: Random, column: Column[Any]) -> Any:
    if column.name == IDENTITY:
        # Few, so that the same person stands at several stations.
        return random.choice((None, b"1", b"2"))
    for kind, values in _KINDS:
        if isinstance(column.type, kind):
            return random.choice(values if column.nullable else [each for each in values if each is not None])
    if column.type.length:
        return random.choice(IDS)
    return random.choice((*_TEXTS, _LONG_IN_INDEX if _is_indexed(column) else _LONG))


def _is_indexed(column: Column[Any]) -> bool:
    return any(column in index.columns.values() for index in column.table.indexes)


_KINDS: tuple[tuple[type[Any], tuple[Any, ...]], ...] = (
    (JSON, _JSON),
    (BigInteger, _WIDE),
    (Boolean, (None, True, False)),
    (Date, _DAYS),
    (LargeBinary, (None, bytes(32), b"\xff" * 32)),
)


def _contact(random: Random, county_id: str, owner: str) -> ContactRow:
    said = {name: random.choice(_WIDE[1:]) for name in ("clock_offset_ms", "waiting", "oldest", "schema", "feed")}
    unequal = [["trainee", (1 << 63) - 1, "00", 0, ""], ["<b>", 0, "", 0, ""]]
    who = {"county_id": county_id, "replica": f"r{owner[-8:]}", "station_id": owner, "key_id": "00"}
    return ContactRow(**who, **said, at=1_795_200_000_000, release="=1<b>" * 60, heads=[], unequal=unequal)


def _parked(random: Random, county_id: str, owners: list[str], seq: int) -> ParkedRow:
    told = {"entity": random.choice(("trainee", "", "<b>")), "row_id": random.choice(IDS)}
    why = {"code": random.choice(("field", "?", "parent")), "detail": "<b>" * 20, "waits_for": ""}
    where = {"county_id": county_id, "owner": random.choice(owners), "replica": "p", "seq": seq}
    return ParkedRow(**where, **told, **why, since=1_795_200_000_000)


def _entry(random: Random, county_id: str, owners: list[str], seq: int) -> EntryRow:
    bodies = (
        None,
        b"",
        b"[]",
        b"{",
        b'{"name": []}',
        b'{"name": [1, {"a": 2}]}',
        b'{"fields": [{}, {"id_number": 1}]}',
    )
    names = {"replica": "e", "owner": random.choice(owners), "entity": "certificate", "row_id": random.choice(IDS)}
    times = {"effective": 1, "hlc": 1, "schema": 1, "op": random.choice("IUE"), "entry_id": f"e{seq}", "actor": "a"}
    secret = {"salt": bytes(16), "body": random.choice(bodies), "seal": bytes(32), "hash": bytes(32)}
    return EntryRow(county_id=county_id, seq=seq, change_id="c", **names, **times, **secret)


def _clash(random: Random, county_id: str, owners: list[str], seq: int) -> ClashRow:
    what = {"entity": random.choice(("trainee", "certificate", "?")), "row_id": random.choice(IDS)}
    where = {"county_id": county_id, "owner": random.choice(owners), "after_replica": "e", "before_replica": "e"}
    field = random.choice(("name", "fields", "<b>"))
    return ClashRow(**where, **what, field=field, after_seq=seq, before_seq=7 - seq, since=1_795_200_000_000)
