"""One change: what a use case may do to the ledger, and how the unit of work journals itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, event, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.base import NO_VALUE
from sqlalchemy.orm.session import ORMExecuteState

from app.clock import milliseconds
from app.models.guard import Guard, Mode
from app.models.journal import Fact, HybridClock, Stamp, append, standing_of
from app.models.many_rows import completed, insert_all
from app.models.people import Trainee
from app.models.rows import Row, new_id
from app.models.search import findable, index_flushed, index_new

R = TypeVar("R", bound=Row)


class BulkWriteRefused(RuntimeError):
    """A programming fault: bulk UPDATE or DELETE would bypass the journal."""


class OldValueUnknown(RuntimeError):
    """A programming fault: a field was overwritten before its old value was read."""


@dataclass(frozen=True)
class Author:
    """Who writes: the operator's id, the station that owns the rows, the replica whose chain grows."""

    operator: str
    station: str
    replica: str


class Change:
    """What stands open to a use case between the first row and the commit."""

    def __init__(self, session: Session, author: Author, guard: Guard, clock: HybridClock, now: datetime) -> None:
        self.id = new_id()
        self.session = session
        self.author = author
        self.now = now
        self.header: dict[str, Any] = {}
        self.guard = guard
        self._clock = clock

    @property
    def today(self) -> date:
        """The day handed in."""
        return self.now.date()

    def add(self, row: R) -> R:
        """Keep a new row; its id is known at once."""
        row.id = row.id or new_id()
        self.session.add(row)
        return row

    def add_many(self, entity: type[Row], rows: Sequence[dict[str, Any]]) -> list[str]:
        """Keep many new rows of one table at once, journaled like any other; answers their ids.

        For imports: three times as fast as row by row. What was added before is written first.
        """
        self.session.flush()
        full = completed(entity, rows, self.author.station)
        if full:
            connection = self.session.connection()
            with self.guard.writing(Mode.JOURNALING):
                insert_all(connection, entity, full)
                self.journal([Fact(entity.__tablename__, row["id"], "I", _told(row)) for row in full])
            if entity is Trainee:
                index_new(connection, [findable(row) for row in full])
        return [row["id"] for row in full]

    def get(self, entity: type[R], row_id: str) -> R | None:
        """The row of this id, or None."""
        return self.session.get(entity, row_id)

    def rows(self, statement: Select[Any]) -> Sequence[Any]:
        """What a select of one entity finds, as rows that may be changed."""
        return self.session.scalars(statement).all()

    def delete(self, row: Row) -> None:
        """Remove a row; the journal keeps what it said."""
        self.session.delete(row)

    def journal(self, facts: list[Fact]) -> None:
        """Append facts to the chain, before them the change itself if it has not been told yet."""
        connection = self.session.connection()
        # Asked of the journal, not remembered: a savepoint rolled back takes the header along with its entries.
        head, is_told = standing_of(connection, self.author.replica, self.id)
        if not is_told:
            facts = [Fact("change", self.id, "C", self.header), *facts]
        stamp = Stamp(self.id, self.author.operator)
        append(connection, head, stamp, facts, self._readings())

    def _readings(self) -> Iterator[int]:
        while True:
            yield self._clock.tick(milliseconds(self.now))


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None and key != "id"}


def _columns(row: Row) -> frozenset[str]:
    return frozenset(attribute.key for attribute in inspect(type(row)).column_attrs)


def _written(row: Row, columns: frozenset[str]) -> dict[str, Any]:
    state = inspect(row).dict
    return {key: state[key] for key in columns if key != "id" and state.get(key) is not None}


def _altered(row: Row, columns: frozenset[str]) -> dict[str, Any]:
    state = inspect(row)
    changed = {}
    for key, old in state.committed_state.items():
        if key in columns and state.dict.get(key) != old:
            if old is NO_VALUE:
                raise OldValueUnknown(f"{row.__tablename__}.{key}")
            changed[key] = [old, state.dict.get(key)]
    return changed


def _facts(session: Session) -> list[Fact]:
    seen: dict[type, frozenset[str]] = {}
    facts = []
    for rows, op, fields_of in (
        (session.new, "I", _written),
        (session.dirty, "U", _altered),
        (session.deleted, "D", _written),
    ):
        for row in rows:
            columns = seen.get(type(row)) or seen.setdefault(type(row), _columns(row))
            fields = fields_of(row, columns)
            if fields or op != "U":
                facts.append(Fact(row.__tablename__, row.id, op, fields))
    return facts


class ChangeSession(Session):
    """The session of a change: what it flushes is journaled in the same transaction, and nothing else gets in.

    Its hooks hang on the class: hung on each session, they cost a key in the roll call a tenth of its time.
    """

    change: Change


@event.listens_for(ChangeSession, "before_flush")
def _open_the_door(session: ChangeSession, *_: object) -> None:
    session.change.guard.mode = Mode.JOURNALING
    for row in session.new:
        row.station = row.station or session.change.author.station


@event.listens_for(ChangeSession, "after_flush")
def _journal_flushed(session: ChangeSession, _: UOWTransaction) -> None:
    # After the flush: column defaults and foreign keys are filled in by then. At once, not at the commit:
    # a savepoint's rollback then takes its entries along.
    facts = _facts(session)
    if facts:
        session.change.journal(facts)
        index_flushed(session.connection(), session.new, session.dirty, session.deleted)


@event.listens_for(ChangeSession, "after_flush_postexec")
@event.listens_for(ChangeSession, "after_soft_rollback")
def _shut_the_door(session: ChangeSession, *_: object) -> None:
    session.change.guard.mode = Mode.NOTHING


@event.listens_for(ChangeSession, "do_orm_execute")
def _refuse_bulk_writes(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise BulkWriteRefused("bulk writes bypass the journal")
