"""Taking back what was signed: one certificate by its number, or all that a key signs from a day on."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.county.register import Deed
from app.county.tables import DeviceKeyRow, RevocationRow, StationRow
from app.errors import Refusal
from app.i18n import mark
from app.models.certificate_numbers import LENGTH, parse

LONGEST_NUMBER = 40


class ReasonNeeded(Refusal):
    """A revocation without a reason."""

    code = "revocation_reason"
    message = mark("A revocation needs a reason; it is published with the list.")
    remedy = mark("Write the reason in a few words, and without anybody's name.")


class SinceInFuture(Refusal):
    """A revocation from a day that has not come."""

    code = "revocation_future"
    message = mark("A revocation cannot begin on {since}, that day has not come yet.")
    remedy = mark("Name today or an earlier day.")


class NumberUnlikely(Refusal):
    """A number that no certificate can have."""

    code = "number_unlikely"
    message = mark("{number} cannot be the number of a certificate.")
    remedy = mark("Type it as it is printed on the certificate.")


class RevokedAlready(Refusal):
    """A number or key that is revoked, with other facts."""

    code = "revoked_already"
    message = mark("{name} is revoked already since {since} ({reason}); the entry was left as it is.")
    remedy = mark("Look at the entry; a published revocation is not changed.")


class NoSuchKey(Refusal):
    """A key that this county never listed."""

    code = "no_such_key"
    message = mark("There is no key {key_id} on the key list.")
    remedy = mark("Look the key id up in the list of stations.")


@dataclass(frozen=True)
class Revoked:
    """A revocation as it stands; `is_repeat` if it stood so before."""

    name: str
    since: date
    reason: str
    successor: str = ""
    station: str = ""
    is_repeat: bool = False


def revoke_certificate(deed: Deed, number: str, since: date, reason: str, successor: str = "") -> Revoked:
    """Put a certificate on the revocation list. Raises ReasonNeeded, SinceInFuture, NumberUnlikely, RevokedAlready."""
    _check(deed, since, reason)
    number, successor = _number(number), _number(successor) if successor else ""
    facts = {"since": since, "reason": reason, "successor": successor}
    row = deed.session.get(RevocationRow, (deed.county.id, number, ""))
    if row is not None:
        if any(getattr(row, name) != value for name, value in facts.items()):
            raise RevokedAlready(name=number, since=row.since, reason=row.reason)
        return Revoked(number, since, reason, successor, is_repeat=True)
    deed.session.add(RevocationRow(county_id=deed.county.id, number=number, digest="", **facts))
    deed.session.flush()
    deed.note("revoke_certificate", number=number, since=since.isoformat(), reason=reason, successor=successor)
    return Revoked(number, since, reason, successor)


def revoke_key(deed: Deed, key_id: str, since: date, reason: str) -> Revoked:
    """Revoke a key from a day on; the day may later be moved back, never forward.

    Raises ReasonNeeded, SinceInFuture, NoSuchKey, RevokedAlready.
    """
    _check(deed, since, reason)
    row = _key(deed, key_id)
    name = deed.session.get_one(StationRow, (deed.county.id, row.station_code)).name
    if row.revoked_since == since and row.revoked_reason == reason:
        return Revoked(row.key_id, since, reason, station=name, is_repeat=True)
    if row.revoked_since and row.revoked_since <= since:
        raise RevokedAlready(name=row.key_id, since=row.revoked_since, reason=row.revoked_reason)
    row.revoked_since, row.revoked_reason = since, reason
    deed.session.flush()
    deed.note("revoke_key", key_id=row.key_id, station=row.station_code, since=since.isoformat(), reason=reason)
    return Revoked(row.key_id, since, reason, station=name)


def _check(deed: Deed, since: date, reason: str) -> None:
    if not reason.strip():
        raise ReasonNeeded
    if since > deed.today:
        raise SinceInFuture(since=since)


def _number(text: str) -> str:
    """The number without spaces; one of ours must add up, so that a slip of the finger revokes nobody else."""
    number = "".join(text.split())
    if len(number) == LENGTH and number.isascii() and number.isdigit():
        return parse(number).text
    if not (0 < len(number) <= LONGEST_NUMBER and number.isprintable()):
        raise NumberUnlikely(number=number[:LONGEST_NUMBER])
    return number


def _key(deed: Deed, key_id: str) -> DeviceKeyRow:
    wanted = "".join(key_id.split()).lower()
    own = (DeviceKeyRow.county_id == deed.county.id, DeviceKeyRow.key_id == wanted)
    row = deed.session.scalars(select(DeviceKeyRow).where(*own)).first()
    if row is None:
        raise NoSuchKey(key_id=wanted)
    return row
