"""The lock on every table: a write that does not come through a change is refused by the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from sqlalchemy import Connection

from app.models.journal import HEADER, JournalEntry
from app.models.rows import journaled_tables
from app.models.sync_state import TABLES


class Mode(IntEnum):
    """What the ledger is writing at this moment; the triggers ask for it."""

    NOTHING = 0
    JOURNALING = 1
    ERASING = 2
    SYNCING = 3
    HEALING = 4


class Guard:
    """Answers the triggers' question `journaling()` for the connections of one ledger."""

    def __init__(self) -> None:
        self.mode = Mode.NOTHING

    def __call__(self) -> int:
        return int(self.mode)

    @contextmanager
    def writing(self, mode: Mode) -> Iterator[None]:
        """Open the door this far: JOURNALING for rows, ERASING for blanking a person's bodies.

        SYNCING for entries of other replicas and the rows they fold to, HEALING for taking a divergent tail away too.
        """
        self.mode = mode
        try:
            yield
        finally:
            self.mode = Mode.NOTHING


LOCAL = ("local_state", "blob", *(table.__tablename__ for table in TABLES))
FROZEN = ("certificate", "certificate_event", "attendance_mark", "blank_stock_event", "number_block", "trust_list")
_HEADER_KEPT = " and ".join(f"new.{name} is old.{name}" for name in (*HEADER, "seal", "prev", "hash", "position"))


def _trigger(table: str, verb: str, condition: str, words: str) -> str:
    return (
        f"create trigger guard_{table}_{verb} before {verb} on {table} when {condition} "
        f"begin select raise(abort, '{words}'); end"
    )


def _guards_of(table: str) -> Iterator[str]:
    outside = f"ledger: {table} is written through a change only"
    for verb in ("insert", "update", "delete"):
        frozen = table in FROZEN and verb != "insert"
        allowed = f"journaling() >= {Mode.ERASING}" if frozen else "journaling() <> 0"
        words = f"ledger: a row of {table} is never edited" if frozen else outside
        yield _trigger(table, verb, f"not ({allowed})", words)


def _local_guards(table: str) -> Iterator[str]:
    words = f"ledger: {table} is written by the ledger only"
    for verb in ("insert", "update", "delete"):
        yield _trigger(table, verb, "journaling() = 0", words)


def _journal_guards() -> Iterator[str]:
    table = JournalEntry.__tablename__
    yield _trigger(table, "insert", "journaling() = 0", "ledger: the journal is written through a change only")
    blanked = f"journaling() >= {Mode.ERASING} and new.body is null and new.salt is null and {_HEADER_KEPT}"
    yield _trigger(table, "update", f"not ({blanked})", "ledger: a journal entry is never edited")
    yield _trigger(table, "delete", f"journaling() <> {Mode.HEALING}", "ledger: a journal entry is never removed")


def install_guards(connection: Connection) -> None:
    """Put the guards on every table, replacing those of an older version."""
    names = [name for (name,) in connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'")]
    for name in names:
        if name.startswith("guard_"):
            connection.exec_driver_sql(f"drop trigger {name}")
    for table in sorted(journaled_tables()):
        for statement in _guards_of(table):
            connection.exec_driver_sql(statement)
    for table in LOCAL:
        for statement in _local_guards(table):
            connection.exec_driver_sql(statement)
    for statement in _journal_guards():
        connection.exec_driver_sql(statement)
