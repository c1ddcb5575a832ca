"""Batches from the county, believed only after their chain, their signature and their receipt have been proven."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.credential.keys import ED25519, SUITES
from app.errors import Refusal
from app.i18n import mark
from app.ledger.syncing.marks import Frame
from app.models.exchange import Batch, Entry, ExchangeOdd, Receipt


class BatchUnproven(Refusal):
    """A batch that is not what it claims to be; `code` of the odd thing in `why`."""

    code = "batch_unproven"
    message = mark("A batch from the county could not be proven ({why}); nothing of it was taken in.")
    remedy = mark("Report once more. If it happens again, tell the county: its copy may be damaged.")


class Forked(Refusal):
    """The county holds another history of a chain than this ledger: from this entry on they differ."""

    code = "forked"
    message = mark("This ledger and the county hold different entries of the same PC, from entry {seq} on.")
    remedy = mark("Let the program mend it: nothing entered here is lost.")


class GapInChain(Refusal):
    """A batch that does not follow on what this ledger has of its chain."""

    code = "gap_in_chain"
    message = mark("The county sent entries from number {first} on, but this ledger has them only up to {held}.")
    remedy = mark("Report once more: the program will ask for what is missing.")


@dataclass(frozen=True)
class Checks:
    """What batches are proven by: the public key of a key id, and a receipt read and verified (raises ExchangeOdd)."""

    batch_key: Callable[[bytes], bytes | None]
    receipt: Callable[[bytes], Receipt]


@dataclass(frozen=True, slots=True)
class Proven:
    """A batch that holds, opened."""

    batch: Batch
    receipt: Receipt
    entries: list[Entry]

    @property
    def frame(self) -> Frame:
        """What is kept of it beside its entries."""
        batch = self.batch
        return Frame(
            batch.replica, batch.first, batch.last, batch.prev, batch.hash, batch.key_id, batch.signature, batch.receipt
        )


def prove(batches: Iterable[Batch], check: Checks) -> list[Proven]:
    """Open these batches. Raises BatchUnproven."""
    try:
        return [_proven(batch, check) for batch in batches]
    except ExchangeOdd as error:
        raise BatchUnproven(why=error.code) from error


def _proven(batch: Batch, check: Checks) -> Proven:
    receipt = check.receipt(batch.receipt)
    told = (receipt.replica, receipt.first, receipt.last, receipt.hash)
    if told != (batch.replica, batch.first, batch.last, batch.hash):
        raise ExchangeOdd("receipt")
    public = check.batch_key(batch.key_id)
    if public is None or not SUITES[ED25519].verify(public, batch.claim(receipt.county_id), batch.signature):
        raise ExchangeOdd("signature")
    return Proven(batch, receipt, batch.entries())
