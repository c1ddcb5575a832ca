"""What the county last told of this station's rows: which of them wait there and why, and what clashed there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.ledger.syncing.state import keep_item
from app.models.ledger import Ledger
from app.models.parked_notice import ParkedLine, unpack_notice

NOTICE = "notice"
_NEWEST = "newest"
_READ = "select data from sync_item where kind = ? and name = ?"
_FORGET = "delete from sync_item where kind = ?"


@dataclass(frozen=True)
class CountyNotice:
    """What the county last told, as of when; None where it has told nothing. Empty: all is well there.

    `rows` is how many wait in all: beyond a limit they are counted and not named.
    """

    as_of: datetime | None = None
    parked: tuple[ParkedLine, ...] = ()
    clashes: int = 0
    rows: int = 0


def county_notice(ledger: Ledger) -> CountyNotice:
    """The newest notice."""
    with ledger.reading() as session:
        data = session.connection().exec_driver_sql(_READ, (NOTICE, _NEWEST)).scalar()
    if data is None:
        return CountyNotice()
    told = unpack_notice(data)
    as_of = datetime.fromtimestamp(told.as_of / 1000, ledger.clock.now().tzinfo)
    return CountyNotice(as_of, told.parked, told.clashes, told.rows)


def keep_notice(connection: Connection, data: bytes) -> None:
    """Keep a notice in the place of every former one. Raises ExchangeOdd."""
    unpack_notice(data)
    forget_notices(connection)
    keep_item(connection, NOTICE, _NEWEST, data)


def forget_notices(connection: Connection) -> None:
    """Forget what a county told that has been restored since: it tells anew what waits there now."""
    connection.exec_driver_sql(_FORGET, (NOTICE,))
