"""The PCs that may speak with the county, by the rows of the key list."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.county.tables import DeviceKeyRow, StationRow
from app.credential.keys import ED25519, SUITES
from app.errors import Refusal
from app.i18n import mark


class DeviceUnknown(Refusal):
    """A key that is on no line of the key list."""

    code = "key_unknown"
    message = mark("There is no key {key_id} on the county's key list.")
    remedy = mark("Enrol this PC, or ask the county whether it was enrolled anew.")


class DeviceRevoked(Refusal):
    """A key that was revoked."""

    code = "key_revoked"
    message = mark("The key {key_id} of this PC is revoked since {since}.")
    remedy = mark("Nothing is lost. Ask the county; it may enrol this PC again with a new key.")


@dataclass(frozen=True)
class Device:
    """A PC of a station, by its signing key."""

    station_id: str
    station_code: str
    key_id: bytes
    public: bytes


@dataclass(frozen=True)
class ListedKey:
    """A line of the key list as batches are judged by it."""

    device: Device
    is_revoked: bool

    def signed(self, claim: bytes, signature: bytes) -> bool:
        """Whether this key signed the claim."""
        return SUITES[ED25519].verify(self.device.public, claim, signature)


def known_device(session: Session, key_id: bytes) -> Device:
    """The PC with this key. Raises DeviceUnknown, DeviceRevoked."""
    row = session.execute(_lines().where(DeviceKeyRow.key_id == key_id.hex())).first()
    if row is None:
        raise DeviceUnknown(key_id=key_id.hex()[:16])
    if row.revoked_since:
        raise DeviceRevoked(key_id=row.key_id, since=row.revoked_since)
    return _device(row)


def listed_keys(session: Session, county_id: str, key_ids: Iterable[bytes]) -> dict[bytes, ListedKey]:
    """Those of these keys that the county has listed, by their ids."""
    wanted = [*{key_id.hex() for key_id in key_ids}]
    rows = session.connection().execute(_LISTED, {"county": county_id, "keys": wanted}) if wanted else ()
    return {bytes.fromhex(row.key_id): ListedKey(_device(row), row.revoked_since is not None) for row in rows}


def _lines() -> Select[Any, Any, Any, Any, Any]:
    columns = (DeviceKeyRow.key_id, DeviceKeyRow.public, DeviceKeyRow.revoked_since)
    same = (StationRow.county_id == DeviceKeyRow.county_id, StationRow.code == DeviceKeyRow.station_code)
    return select(*columns, StationRow.station_id, StationRow.code).where(*same)


_LISTED = _lines().where(
    DeviceKeyRow.county_id == bindparam("county"), DeviceKeyRow.key_id.in_(bindparam("keys", expanding=True))
)


def _device(row: Any) -> Device:
    return Device(row.station_id, row.code, bytes.fromhex(row.key_id), bytes.fromhex(row.public))
