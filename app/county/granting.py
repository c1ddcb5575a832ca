"""A further number block for a PC that is enrolled already."""

from collections.abc import Iterable

from sqlalchemy import select

from app.county.blocks import USUAL_SERIALS, grant
from app.county.issuing import Issued, issued, make_grant
from app.county.publishing import keep_package, newest
from app.county.register import Deed
from app.county.store import feed
from app.county.store.feed import News, put
from app.county.tables import DeviceKeyRow, ReplicaRow, StationRow
from app.credential.keys import SigningKey
from app.errors import Refusal
from app.i18n import mark
from app.ledger.county_packages import BLOCK, read_grant, sign_grant


class KeyIsRevoked(Refusal):
    """A request with a key that was revoked."""

    code = "key_is_revoked"
    message = mark("The key {key_id} in this request is revoked since {since}.")
    remedy = mark("The station makes a new key and sends the request that is written with it.")


class NoSuchReplica(Refusal):
    """A block for a PC that is not enrolled, or not named (by the head or tail of its id) where there are several."""

    code = "no_such_replica"
    message = mark("It is not clear which PC of station {station} is meant by “{replica}”; enrolled are: {known}.")
    remedy = mark("Name one by the last digits of its id, or enrol the PC by its request first.")


class NoBlockYet(Refusal):
    """A block package to be written again where none was ever made."""

    code = "no_block_yet"
    message = mark("No further block was granted to this PC of station {station} yet, so there is none to write again.")
    remedy = mark("For the enrolment itself, enrol the same request once more.")


def grant_block(
    deed: Deed,
    root: SigningKey,
    station_code: str,
    replica: str = "",
    serials: int = USUAL_SERIALS,
    first_serial: int | None = None,
) -> Issued:
    """A further block for an enrolled PC. Raises NoSuchReplica, KeyIsRevoked and the refusals of `blocks.grant`."""
    row, key = _enrolled(deed, station_code, replica)
    station = deed.session.get_one(StationRow, (deed.county.id, station_code))
    block = grant(deed, station_code, row.replica, serials, first_serial)
    granted = make_grant(deed, root, station, row.replica, block)
    file = keep_package(deed, BLOCK, sign_grant(granted, root), row.replica)
    put(deed.session, deed.county.id, station.station_id, [News(feed.BLOCK, file.data)])
    deed.note("block", station=station_code, replica=row.replica, first_serial=block.first, last_serial=block.last)
    return issued(granted, key.key_id, bytes.fromhex(key.public), file.data)


def block_again(deed: Deed, root: SigningKey, station_code: str, replica: str = "") -> Issued:
    """The last block package of this PC once more, as it was. Raises NoSuchReplica, NoBlockYet."""
    row, key = _enrolled(deed, station_code, replica)
    made = newest(deed, BLOCK, row.replica)
    if made is None:
        raise NoBlockYet(station=station_code)
    granted = read_grant(made.data, row.replica, root.public)
    deed.note("block_again", station=station_code, replica=row.replica, first_serial=granted.block.first)
    return issued(granted, key.key_id, bytes.fromhex(key.public), made.data, is_repeat=True)


def _enrolled(deed: Deed, station_code: str, replica: str) -> tuple[ReplicaRow, DeviceKeyRow]:
    own = (ReplicaRow.county_id == deed.county.id, ReplicaRow.station_code == station_code)
    known = {row.replica: row for row in deed.session.scalars(select(ReplicaRow).where(*own))}
    meant = [row for name, row in known.items() if name.startswith(replica) or name.endswith(replica)]
    if len(meant) != 1:
        raise NoSuchReplica(station=station_code, replica=replica or "?", known=_listed(known))
    row = meant[0]
    key = deed.session.get_one(DeviceKeyRow, (deed.county.id, row.key_id))
    if key.revoked_since:
        raise KeyIsRevoked(key_id=key.key_id, since=key.revoked_since)
    return row, key


def _listed(replicas: Iterable[str]) -> str:
    return ", ".join(sorted(replicas)) or "-"
