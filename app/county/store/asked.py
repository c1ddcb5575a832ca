"""Which questions were answered: one that somebody plays again is not told what has come since."""

from typing import Any

from sqlalchemy import CursorResult, delete, text
from sqlalchemy.orm import Session

from app.county.store.tables import AskedRow
from app.errors import Refusal

KEPT_MS = 90 * 24 * 3600 * 1000
"""For so long at least a nonce is remembered."""
_NOTE = text("insert into asked (county_id, key_id, nonce, at) values (:c, :k, :n, :at) on conflict do nothing")


class Replayed(Refusal):
    """A request that was answered before; a PC of ours makes a new one, even for the same question."""

    code = "replayed"


def note_asked(session: Session, county_id: str, key_id: bytes, nonce: str, now: int) -> None:
    """Keep that this key asked under this nonce, unless that is empty. Raises Replayed."""
    if not nonce:
        return
    noted = {"c": county_id, "k": key_id.hex(), "n": nonce, "at": now}
    if not session.connection().execute(_NOTE, noted).rowcount:
        raise Replayed


def forget_asked(session: Session, county_id: str, now: int) -> int:
    """Forget what was asked too long ago; answers how many questions. No round waits for this: it is a duty's work."""
    old = (AskedRow.county_id == county_id, AskedRow.at < now - KEPT_MS)
    made: CursorResult[Any] = session.execute(delete(AskedRow).where(*old))  # type: ignore[assignment]  # a delete has a row count
    return made.rowcount
