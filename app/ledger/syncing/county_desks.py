"""What this PC knows of its county's desks: whose word still counts, whatever the clock here says."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from app.credential.desk_certificate import DeskCertificate, KnownDesks, read_desk_certificate
from app.ledger.station_identity import known_identity
from app.ledger.syncing.state import read_state
from app.ledger.trust_lists import newest_signed_day
from app.models.ledger import Ledger


# The same bytes under the same key hold for ever: in a round the county's certificate was proven four times.
@lru_cache(maxsize=16)
def read_desk(data: bytes, root: bytes) -> DeskCertificate:
    """A desk's certificate that the root signed, proven once a process. Raises as `read_desk_certificate` does."""
    return read_desk_certificate(data, root)


def known_desks(ledger: Ledger) -> KnownDesks:
    """By every desk key that came, and by the lists in use. Raises NotEnrolled."""
    root = known_identity(ledger).root
    with ledger.reading() as session:
        return desks_of(session, root, read_state(session.connection()).desk_keys)


def desks_of(session: Session, root: bytes, desk_keys: Iterable[bytes]) -> KnownDesks:
    """The same, within a session, by these desk keys."""
    since = (read_desk(data, root).not_before for data in desk_keys)
    return KnownDesks(newest_signed_day(session, root), max(since, default=date.min))
