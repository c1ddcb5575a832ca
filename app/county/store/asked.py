"""Which questions were answered: one that somebody plays again is not told what has come since."""

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from app.county.store.tables import AskedRow
from app.errors import Refusal

KEPT_MS = 90 * 24 * 3600 * 1000
"""For so long a nonce is remembered."""
_NOTE = text("insert into asked (county_id, key_id, nonce, at) values (:c, :k, :n, :at) on conflict do nothing")


class Replayed(Refusal):
    """A request that was answered before; a PC of ours makes a new one, even for the same question."""

    code = "replayed"


def note_asked(session: Session, county_id: str, key_id: bytes, nonce: str, now: int) -> None:
    """Keep that this key asked under this nonce, unless that is empty. Raises Replayed."""
    if not nonce:
        return
    key = key_id.hex()
    if not session.connection().execute(_NOTE, {"c": county_id, "k": key, "n": nonce, "at": now}).rowcount:
        raise Replayed
    own = (AskedRow.county_id == county_id, AskedRow.key_id == key)
    session.execute(delete(AskedRow).where(*own, AskedRow.at < now - KEPT_MS))
