"""The county's signed lists as this ledger holds them: taken in only if signed by its root, and only if newer."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.credential import key_list, revocations
from app.credential.key_list import KeyEntry, read_key_list
from app.credential.keys import key_id_of
from app.credential.packages import read_head
from app.credential.trust import TrustLists
from app.errors import Refusal
from app.i18n import mark
from app.ledger.station_identity import NotEnrolled, known_identity, read_identity
from app.models.change import Change
from app.models.ledger import Clerk, Ledger
from app.models.stations import TrustList

KEY_LIST, REVOCATIONS = "key_list", "revocations"
KINDS = {key_list.KIND: KEY_LIST, revocations.KIND: REVOCATIONS}
"""What a signed list calls itself, and what it is called in the ledger."""


class ForeignRoot(Refusal):
    """A file that another root key signed than the one this station was enrolled under."""

    code = "foreign_root"
    message = mark("This file was signed by another county's root key than the one this station was enrolled under.")
    remedy = mark("Do not use it. Fetch the file from your own county, and tell the county if it came from there.")


@dataclass(frozen=True)
class ListTaken:
    """A list that is now in use: key_list or revocations, its sequence and its day."""

    kind: str
    sequence: int
    issued_on: date


def refuse_foreign_root(data: bytes, root_public: bytes) -> None:
    """Raise ForeignRoot for a file that does not even name this root key as its signer."""
    if read_head(data).key_id != key_id_of(root_public):
        raise ForeignRoot


def trust_of(session: Session, root_public: bytes) -> TrustLists:
    """The lists in use, verified once more: of each kind the newest that holds."""
    trust = TrustLists(root_public)
    for kind in (KEY_LIST, REVOCATIONS):
        trust = next(_in_use(session, kind, trust), trust)
    return trust


def _in_use(session: Session, kind: str, trust: TrustLists) -> Iterator[TrustLists]:
    order = (TrustList.sequence.desc(), TrustList.issued_on.desc())
    ids = session.scalars(select(TrustList.id).where(TrustList.kind == kind).order_by(*order)).all()
    for row_id in ids:
        # Another PC of the station may have written it: what does not hold is no list, and hides none that does.
        with suppress(Refusal, ValueError):
            yield _with(trust, kind, _read(session, row_id))


def _read(session: Session, row_id: str) -> bytes:
    return bytes.fromhex(session.scalar(select(TrustList.data).where(TrustList.id == row_id)) or "")


def trust_lists(ledger: Ledger) -> TrustLists:
    """What this station verifies certificates by. Raises NotEnrolled."""
    with ledger.reading() as session:
        identity = read_identity(session)
        if identity is None:
            raise NotEnrolled
        return trust_of(session, identity.root)


def keys_ever_listed(ledger: Ledger) -> dict[bytes, KeyEntry]:
    """Every key of every key list that this ledger has, the newest word on each: a restored county forgets some."""
    root = known_identity(ledger).root
    with ledger.reading() as session:
        kept = select(TrustList.data).where(TrustList.kind == KEY_LIST).order_by(TrustList.sequence)
        return {entry.key_id: entry for data in session.scalars(kept) for entry in _entries(data, root)}


def _entries(data: str, root: bytes) -> tuple[KeyEntry, ...]:
    try:
        return read_key_list(bytes.fromhex(data), root).entries
    except (Refusal, ValueError):
        return ()


def take_list(change: Change, trust: TrustLists, data: bytes) -> tuple[TrustLists, ListTaken | None]:
    """Put a list into use; None if it is in use already. Raises ListNotNewer and the refusals of a signed file."""
    refuse_foreign_root(data, trust.root_public)
    kind = KINDS[read_head(data).kind]
    fresh = _with(trust, kind, data)
    taken = fresh.key_list if kind == KEY_LIST else fresh.revocations
    if taken is None or _signed(trust, kind) == data:
        return trust, None
    facts = {"kind": kind, "sequence": taken.sequence, "issued_on": taken.issued_on}
    change.add(TrustList(**facts, data=data.hex()))
    return fresh, ListTaken(kind, taken.sequence, taken.issued_on)


def take_lists(ledger: Ledger, *files: bytes, by: Clerk | None = None) -> tuple[ListTaken, ...]:
    """Put these lists into use, all or none; those in use already change nothing. Raises NotEnrolled, ListNotNewer."""
    root = known_identity(ledger).root
    taken = []
    with ledger.change("trust.take", by=by) as change:
        trust = trust_of(change.session, root)
        for data in files:
            trust, found = take_list(change, trust, data)
            taken.append(found)
    return tuple(each for each in taken if each)


def _with(trust: TrustLists, kind: str, data: bytes) -> TrustLists:
    return trust.with_key_list(data) if kind == KEY_LIST else trust.with_revocations(data)


def _signed(trust: TrustLists, kind: str) -> bytes | None:
    kept = trust.key_list if kind == KEY_LIST else trust.revocations
    return kept.signed if kept else None
