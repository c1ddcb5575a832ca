"""What happened, read from the journal: newest first, one fact a line."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

from app.models.journal import JOURNAL, NEWEST_FIRST
from app.models.ledger import Ledger
from app.models.privacy import masked_fields, masked_text


@dataclass(frozen=True)
class HistoryLine:
    """One entry in words a person can follow: who, when, why, and what became what (old, new)."""

    replica: str
    seq: int
    at: str
    actor: str
    action: str
    reason: str
    entity: str
    row_id: str
    op: str
    fields: dict[str, Any]
    is_erased: bool


def read_history(ledger: Ledger, *, row_id: str = "", limit: int = 50) -> list[HistoryLine]:
    """The last entries, of one row if its id is given; personal fields are masked."""
    statement = select(JOURNAL).where(JOURNAL.c.op.not_in(("C", "G"))).order_by(*NEWEST_FIRST).limit(limit)
    if row_id:
        statement = statement.where(JOURNAL.c.row_id == row_id)
    with ledger.reading() as session:
        found = session.execute(statement).all()
        wanted = {entry.change_id for entry in found}
        heads = session.execute(select(JOURNAL).where(JOURNAL.c.op == "C", JOURNAL.c.change_id.in_(wanted))).all()
    changes = {entry.change_id: orjson.loads(entry.body) if entry.body else {} for entry in heads}
    return [_line(entry, changes.get(entry.change_id, {})) for entry in found]


def _line(entry: Any, change: dict[str, Any]) -> HistoryLine:
    body = {} if entry.body is None else orjson.loads(entry.body)
    return HistoryLine(
        entry.replica,
        entry.seq,
        change.get("at", ""),
        change.get("actor", ""),
        change.get("action", ""),
        masked_text(change.get("reason", "")),
        entry.entity,
        entry.row_id,
        entry.op,
        masked_fields(entry.entity, body),
        entry.body is None,
    )
