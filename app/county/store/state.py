"""Facts about this register that every part of the store goes by: its epoch, and the key of its duplicate index."""

import secrets

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.county.store.tables import CountyStateRow

EPOCH = "epoch"
INDEX_KEY = "index_key"


def epoch_of(session: Session, county_id: str) -> str:
    """The epoch of this register; made when it is first asked for."""
    return _value(session, county_id, EPOCH, 16)


def renew_epoch(session: Session, county_id: str) -> str:
    """Begin a new epoch: after a restore every PC must look what the county has lost."""
    own = (CountyStateRow.county_id == county_id, CountyStateRow.name == EPOCH)
    session.execute(delete(CountyStateRow).where(*own))
    return epoch_of(session, county_id)


def index_key_of(session: Session, county_id: str) -> bytes:
    """The key of the duplicate index (32 bytes)."""
    return bytes.fromhex(_value(session, county_id, INDEX_KEY, 32))


def _value(session: Session, county_id: str, name: str, size: int) -> str:
    own = select(CountyStateRow.value).where(CountyStateRow.county_id == county_id, CountyStateRow.name == name)
    found = session.scalar(own)
    if found is None:
        found = secrets.token_hex(size)
        session.execute(insert(CountyStateRow).values(county_id=county_id, name=name, value=found))
    return found
