"""Finding trainees by name, pinyin, initials, number tail and phone: kept beside the rows, never journaled."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from app.models.people import Trainee
from app.models.rows import Base

TABLES = (
    "create table search_key (n integer primary key, trainee_id text not null unique)",
    "create virtual table trainee_words using fts5(name, pinyin, initials, content='', contentless_delete=1,"
    " prefix='1 2 3', tokenize='unicode61')",
    "create virtual table trainee_fragments using fts5(id_number, phone, content='', contentless_delete=1,"
    " tokenize='trigram')",
)
_TOLD = ("name", "pinyin", "initials", "id_number", "phone")
_KEYS = "select n from search_key where trainee_id = ?"
_NO_WORDS = "delete from trainee_words where rowid = ?"
_NO_FRAGMENTS = "delete from trainee_fragments where rowid = ?"
_FORGET = (_NO_WORDS, _NO_FRAGMENTS)
_KEY = "insert into search_key (n, trainee_id) values (?, ?)"
_WORDS = "insert into trainee_words (rowid, name, pinyin, initials) values (?, ?, ?, ?)"
_FRAGMENTS = "insert into trainee_fragments (rowid, id_number, phone) values (?, ?, ?)"
_FIND_WORDS = text(
    "select trainee_id from search_key join trainee_words on trainee_words.rowid = n"
    " where trainee_words match :words order by rank limit :limit"
)
_FIND_FRAGMENTS = text(
    "select trainee_id from search_key join trainee_fragments on trainee_fragments.rowid = n"
    " where trainee_fragments match :words limit :limit"
)


class Findable(NamedTuple):
    """What of a trainee can be searched for."""

    id: str
    name: str
    pinyin: str
    initials: str
    id_number: str
    phone: str

    @property
    def words(self) -> tuple[str, ...]:
        """What stands of it in the index of words."""
        return self[1:4]

    @property
    def fragments(self) -> tuple[str, ...]:
        """What stands of it in the index of fragments."""
        return self[4:]


Write = Callable[[Connection, list[tuple[int, Findable]]], None]


def findable(row: Mapping[str, Any]) -> Findable:
    """What of a trainee's row can be searched for."""
    return findable_of(row["id"], row)


def findable_of(trainee_id: str, fields: Mapping[str, Any]) -> Findable:
    """What of these fields can be searched for, the empty ones perhaps left out; other names count like the name."""
    told = [fields.get(name) or "" for name in _TOLD]
    others = fields.get("other_names")
    if others:
        told[0] = " | ".join((told[0], *others))
    return Findable(trainee_id, *told)


def _findable(rows: Iterable[Base]) -> list[Findable]:
    return [findable(row.__dict__ | {"other_names": row.other_names}) for row in rows if isinstance(row, Trainee)]


def _write(connection: Connection, keyed: list[tuple[int, Findable]]) -> None:
    _write_words(connection, keyed)
    _write_fragments(connection, keyed)


def _write_words(connection: Connection, keyed: list[tuple[int, Findable]]) -> None:
    words = [(n, " ".join(row.name), f"{row.pinyin} {row.pinyin.replace(' ', '')}", row.initials) for n, row in keyed]
    connection.exec_driver_sql(_WORDS, words)


def _write_fragments(connection: Connection, keyed: list[tuple[int, Findable]]) -> None:
    connection.exec_driver_sql(_FRAGMENTS, [(n, *row.fragments) for n, row in keyed])


def index_new(connection: Connection, fresh: list[Findable]) -> None:
    """Take new trainees into the index."""
    if fresh:
        last = connection.exec_driver_sql("select max(n) from search_key").scalar() or 0
        keyed = list(enumerate(fresh, last + 1))
        connection.exec_driver_sql(_KEY, [(n, row.id) for n, row in keyed])
        _write(connection, keyed)


def index_flushed(connection: Connection, new: Iterable[Base], altered: Iterable[Base], gone: Iterable[Base]) -> None:
    """Bring the index in line with the rows just flushed."""
    for row in _findable(gone):
        forget(connection, row.id)
    for row in _findable(altered):
        forget(connection, row.id)
        _write(connection, [(connection.exec_driver_sql(_KEYS, (row.id,)).scalar_one(), row)])
    index_new(connection, _findable(new))


def forget(connection: Connection, trainee_id: str) -> None:
    """Take a person out of the index."""
    for n in connection.exec_driver_sql(_KEYS, (trainee_id,)).scalars().all():
        for statement in _FORGET:
            connection.exec_driver_sql(statement, (n,))


_KEYS_OF = "select trainee_id, n from search_key where trainee_id in (select value from json_each(?))"


def _keys_of(connection: Connection, trainees: Iterable[str]) -> dict[str, int]:
    listed = orjson.dumps(list(trainees)).decode()
    return {row[0]: row[1] for row in connection.exec_driver_sql(_KEYS_OF, (listed,))}


def forget_many(connection: Connection, trainees: Iterable[str]) -> None:
    """Take these people out of the index."""
    known = [(n,) for n in _keys_of(connection, trainees).values()]
    for statement in _FORGET if known else ():
        connection.exec_driver_sql(statement, known)


_STANDING = f"select id, other_names, {', '.join(_TOLD)} from trainee where id in (select value from json_each(?))"  # noqa: S608 - our own names


class Moved(NamedTuple):
    """A person who is to be found otherwise: as they stand, None if they do not, and as they are to be."""

    stood: Findable | None
    now: Findable


def moved_findables(connection: Connection, rows: list[Findable]) -> list[Moved]:
    """Those of these people who cannot be found yet as they are to be; ask before they are written."""
    listed = orjson.dumps([row.id for row in rows]).decode()
    standing: dict[str, Findable] = {}
    for trainee_id, other_names, *told in connection.exec_driver_sql(_STANDING, (listed,)):
        fields = dict(zip(_TOLD, told, strict=True), other_names=orjson.loads(other_names))
        standing[trainee_id] = findable_of(trainee_id, fields)
    return [Moved(stood, row) for row in rows if (stood := standing.get(row.id)) != row]


def index_anew(connection: Connection, moved: Iterable[Moved]) -> None:
    """Bring the index in line with these people, many at once, whether it knew them or not.

    Of whom it knows only the part is written anew that says something else: another phone is no other name.
    """
    changed = list(moved)
    known = _keys_of(connection, (each.now.id for each in changed))
    index_new(connection, [each.now for each in changed if each.now.id not in known])
    held = [(known[each.now.id], each.stood, each.now) for each in changed if each.now.id in known]
    words = [(n, now) for n, stood, now in held if stood is None or stood.words != now.words]
    fragments = [(n, now) for n, stood, now in held if stood is None or stood.fragments != now.fragments]
    _rewrite(connection, _NO_WORDS, _write_words, words)
    _rewrite(connection, _NO_FRAGMENTS, _write_fragments, fragments)


def _rewrite(connection: Connection, forget: str, write: Write, keyed: list[tuple[int, Findable]]) -> None:
    if keyed:
        connection.exec_driver_sql(forget, [(n,) for n, _ in keyed])
        write(connection, keyed)


def _phrase(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def find_trainees(connection: Connection, typed: str, limit: int = 50) -> list[str]:
    """Ids of the trainees that fit what was typed: a name or its start, pinyin, initials, three or more digits."""
    word = typed.strip()
    if not word:
        return []
    if sum(letter.isdigit() for letter in word) >= 3:
        return list(connection.execute(_FIND_FRAGMENTS, {"words": _phrase(word), "limit": limit}).scalars())
    spaced = word.lower() if word.isascii() else " ".join(word.replace(" ", ""))
    return list(connection.execute(_FIND_WORDS, {"words": _phrase(spaced) + " *", "limit": limit}).scalars())
