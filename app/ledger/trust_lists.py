"""The county's signed lists as this ledger holds them: taken in only if signed by its root, and only if newer."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

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
from app.models.list_size import is_bearable
from app.models.stations import TrustList

KEY_LIST, REVOCATIONS = "key_list", "revocations"
KINDS = {key_list.KIND: KEY_LIST, revocations.KIND: REVOCATIONS}
"""What a signed list calls itself, and what it is called in the ledger."""
_DATA = (
    "select data from trust_list where id = (select id from trust_list where kind = ?"
    " order by sequence desc, issued_on desc limit 1 offset ?)"
)


class ForeignRoot(Refusal):
    """A file that another root key signed than the one this station was enrolled under."""

    code = "foreign_root"
    message = mark("This file was signed by another county's root key than the one this station was enrolled under.")
    remedy = mark("Do not use it. Fetch the file from your own county, and tell the county if it came from there.")


class ListTooLong(Refusal):
    """A list that this PC could write down but never report: nothing after it would reach the county."""

    code = "list_too_long"
    message = mark("The county's list has grown longer than this program can keep; the former one stays in use.")
    remedy = mark("Check certificates on the county's page meanwhile, and ask the county for a newer program.")


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


def newest_signed_day(session: Session, root_public: bytes) -> date:
    """The newest day that the root has signed in the lists in use; the first of all days where there is none."""
    days = (next(_days_of(session, kind, root_public), date.min) for kind in (KEY_LIST, REVOCATIONS))
    return max(days)


def _days_of(session: Session, kind: str, root_public: bytes) -> Iterator[date]:
    connection, place = session.connection(), 0
    while (data := connection.exec_driver_sql(_DATA, (kind, place)).scalar()) is not None:
        place += 1
        with suppress(Refusal, ValueError):
            yield _signed_on(kind, data, root_public)


# Every round asks for the day, and reading a list of 2,000 revocations takes 37 ms: the same bytes are read once.
@lru_cache(maxsize=4)
def _signed_on(kind: str, data: str, root_public: bytes) -> date:
    read = read_key_list if kind == KEY_LIST else revocations.read_revocations
    return read(bytes.fromhex(data), root_public).issued_on


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
        return {entry.key_id: entry for data in session.scalars(kept) for entry in entries_of(data, root)}


def entries_of(data: str, root: bytes) -> tuple[KeyEntry, ...]:
    """What a key list (hexadecimal) names; nothing if this root did not sign it."""
    try:
        return read_key_list(bytes.fromhex(data), root).entries
    except (Refusal, ValueError):
        return ()


def take_list(change: Change, trust: TrustLists, data: bytes) -> tuple[TrustLists, ListTaken | None]:
    """Put a list into use; None if it is in use already. Raises ListNotNewer, ListTooLong, a signed file's refusals."""
    refuse_foreign_root(data, trust.root_public)
    if not is_bearable(data):
        raise ListTooLong
    kind = KINDS[read_head(data).kind]
    fresh = _with(trust, kind, data)
    taken = fresh.key_list if kind == KEY_LIST else fresh.revocations
    if taken is None or _signed(trust, kind) == data:
        return trust, None
    facts = {"kind": kind, "sequence": taken.sequence, "issued_on": taken.issued_on}
    change.add(TrustList(**facts, data=data.hex()))
    return fresh, ListTaken(kind, taken.sequence, taken.issued_on)


def take_lists(ledger: Ledger, *files: bytes, by: Clerk | None = None) -> tuple[ListTaken, ...]:
    """Put these lists into use, all or none; those in use already change nothing.

    Raises NotEnrolled, ListNotNewer, ListTooLong.
    """
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
