"""What an erasure, wherever it was made, takes away beside the row: what the journal told, pictures nobody else has."""

from collections.abc import Collection
from typing import Any

import orjson
from sqlalchemy import Connection

from app.ledger.syncing.marks import raw_rows
from app.models.fold import tells_of_person
from app.models.privacy import personal_fields

_TOLD = (
    "select replica, seq, body from json_each(?) as erased cross join journal on entity = ? and row_id = erased.value"
    " where op <> 'E' and body is not null"
)
_BLANK = "update journal set body = null, salt = null where replica = ? and seq = ?"
_DROP = (
    "delete from blob where sha256 = ? and not exists (select 1 from trainee where photo = sha256)"
    " and not exists (select 1 from certificate where photo = sha256)"
)


def blank_bodies(connection: Connection, entity: str, erased: Collection[str]) -> int:
    """Blank what the journal tells of these rows that is personal; call it after the rows themselves were written.

    The same entries that `fold` counts as blanked. Answers how many.
    """
    if not erased:
        return 0
    personal, pictures, blank = personal_fields(entity), set[str](), []
    for replica, seq, body in raw_rows(connection, _TOLD, orjson.dumps(list(erased)).decode(), entity):
        fields = read_body(body)
        if tells_of_person(fields, personal):
            blank.append((replica, seq))
            pictures |= _named(fields.get("photo"))
    if blank:
        connection.exec_driver_sql(_BLANK, blank)
    if pictures:
        connection.exec_driver_sql(_DROP, [(name,) for name in pictures])
    return len(blank)


def read_body(body: bytes | None) -> Any:
    """What an entry tells: None if it is blanked, an empty tuple if nobody can read it."""
    if body is None:
        return None
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return ()


def _named(photo: Any) -> set[str]:
    return {name for name in (photo if isinstance(photo, list) else [photo]) if name}
