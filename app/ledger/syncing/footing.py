"""Where a ledger stands with its county: read as one, once for every question and every answer, and handed down."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.ledger.syncing.digest import TableDifference, read_unequal
from app.ledger.syncing.marks import chains
from app.ledger.syncing.receipts import waiting_of
from app.ledger.syncing.state import SyncState, read_state
from app.models.exchange import HeadMark
from app.models.ledger import Ledger


@dataclass(frozen=True)
class Footing:
    """What is known of the county, the `heads` of all chains here, what waits, and what differed when last compared.

    `oldest` is the clock reading (milliseconds) of the first entry that waits.
    """

    state: SyncState
    heads: tuple[HeadMark, ...]
    waiting: int
    oldest: int | None
    unequal: tuple[TableDifference, ...]


def read_footing(ledger: Ledger) -> Footing:
    """How it is now."""
    with ledger.reading() as session:
        return footing_of(session.connection())


def footing_of(connection: Connection) -> Footing:
    """The same, within a session."""
    known = chains(connection)
    heads = tuple(HeadMark(each.head.replica, each.head.seq, each.head.hash) for each in known)
    return Footing(read_state(connection), heads, *waiting_of(connection, known), read_unequal(connection))
