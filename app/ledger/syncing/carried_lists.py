"""Key lists that come in the very batches which they prove: the root signed them, whoever wrote them down."""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from app.credential.key_list import KeyEntry
from app.ledger.syncing.erased import read_body
from app.ledger.trust_lists import entries_of
from app.models.exchange import Batch, Entry, ExchangeOdd
from app.models.stations import TrustList


def keys_carried(batches: Iterable[Batch], root: bytes) -> Iterator[KeyEntry]:
    """Every key that a list of this root in these batches names; a batch that cannot be read names none."""
    for batch in batches:
        with suppress(ExchangeOdd):
            for entry in batch.entries():
                yield from _named(entry, root)


def _named(entry: Entry, root: bytes) -> tuple[KeyEntry, ...]:
    told = read_body(entry.body) if (entry.entity, entry.op) == (TrustList.__tablename__, "I") else None
    data = told.get("data") if isinstance(told, dict) else None
    return entries_of(data, root) if isinstance(data, str) else ()
