"""The county's receipts as rows to be shown: which entries of which PC, when, and the hash they end in."""

from dataclasses import dataclass
from datetime import datetime

from app.models.ledger import Ledger

_MOST = 2000
_ROWS = (
    "select replica, first, last, hash, received_at from sync_batch where receipt <> x'' and received_at is not null"
    " order by received_at desc, replica, last desc limit ?"
)


@dataclass(frozen=True)
class ReceiptRow:
    """One receipt; `hash` in hexadecimal."""

    replica: str
    first: int
    last: int
    hash: str
    at: datetime

    @property
    def entries(self) -> int:
        """How many entries it is for."""
        return self.last - self.first + 1


def receipt_rows(ledger: Ledger) -> tuple[ReceiptRow, ...]:
    """The receipts that this ledger holds, the newest first."""
    zone = ledger.clock.now().tzinfo
    with ledger.reading() as session:
        rows = session.connection().exec_driver_sql(_ROWS, (_MOST,)).all()
    return tuple(
        ReceiptRow(replica, first, last, digest.hex(), datetime.fromtimestamp(received / 1000, zone))
        for replica, first, last, digest, received in rows
    )
