"""Facts about this register that every part of the store goes by: its epoch, its index key, what was last done."""

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


def fact_of(session: Session, county_id: str, name: str) -> str:
    """What was kept under this name; empty if nothing was."""
    own = (CountyStateRow.county_id == county_id, CountyStateRow.name == name)
    return session.scalar(select(CountyStateRow.value).where(*own)) or ""


def keep_fact(session: Session, county_id: str, name: str, value: str) -> None:
    """Keep this in the place of what was kept under the name before."""
    own = (CountyStateRow.county_id == county_id, CountyStateRow.name == name)
    session.execute(delete(CountyStateRow).where(*own))
    session.execute(insert(CountyStateRow).values(county_id=county_id, name=name, value=value))


def _value(session: Session, county_id: str, name: str, size: int) -> str:
    own = select(CountyStateRow.value).where(CountyStateRow.county_id == county_id, CountyStateRow.name == name)
    found = session.scalar(own)
    if found is None:
        found = secrets.token_hex(size)
        session.execute(insert(CountyStateRow).values(county_id=county_id, name=name, value=found))
    return found
