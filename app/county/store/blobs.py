"""Photos and scans of the stations by their content: taken where a row of the station names them, and gone with it."""

import hashlib
from collections.abc import Collection

from sqlalchemy import Connection, Select, delete, select, union
from sqlalchemy.dialects import postgresql, sqlite

from app.county.store.bulk import among
from app.county.store.mirror import MIRRORS
from app.county.store.tables import BlobRow
from app.errors import Refusal
from app.models.local import media_type_of

NAMING = ("trainee", "certificate")
"""The tables whose rows name a picture, in the field `photo`."""


class BlobUnnamed(Refusal):
    """A picture that no row of this station names: not yet, or not any more."""

    code = "blob_unnamed"


class BlobDamaged(Refusal):
    """Bytes that are not those which their name promises."""

    code = "blob_damaged"


def named(connection: Connection, county_id: str, station_id: str, names: Collection[str]) -> set[str]:
    """Which of these the station's rows name."""
    found = set[str]()
    for table in (MIRRORS[name] for name in NAMING):
        own = (table.c.county_id == county_id, table.c.owner == station_id)
        found.update(
            connection.scalars(select(table.c.photo).where(*own, among(connection, table.c.photo, list(names))))
        )
    return found


def held(connection: Connection, county_id: str, station_id: str, names: Collection[str]) -> set[str]:
    """Which of these the county has from this station."""
    own = (BlobRow.county_id == county_id, BlobRow.station_id == station_id)
    return set(connection.scalars(select(BlobRow.sha256).where(*own, among(connection, BlobRow.sha256, list(names)))))


def keep(connection: Connection, county_id: str, station_id: str, name: str, data: bytes, now: int) -> None:
    """Keep a picture; one that is there already stays. Raises BlobDamaged, BlobUnnamed."""
    if hashlib.sha256(data).hexdigest() != name:
        raise BlobDamaged
    if not named(connection, county_id, station_id, [name]):
        raise BlobUnnamed
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert
    row = {"county_id": county_id, "station_id": station_id, "sha256": name, "data": data, "received_at": now}
    connection.execute(insert(BlobRow).values(**row, media_type=media_type_of(data)).on_conflict_do_nothing())


def picture(connection: Connection, county_id: str, station_id: str, name: str) -> bytes | None:
    """A picture of this station."""
    own = (BlobRow.county_id == county_id, BlobRow.station_id == station_id, BlobRow.sha256 == name)
    return connection.scalar(select(BlobRow.data).where(*own))


def forget_unnamed(connection: Connection, county_id: str, station_id: str) -> None:
    """Remove the pictures of this station that none of its rows names any more, as after an erasure."""
    own = (BlobRow.county_id == county_id, BlobRow.station_id == station_id)
    kept = union(*(_names(table, county_id, station_id) for table in NAMING)).subquery()
    connection.execute(delete(BlobRow).where(*own, BlobRow.sha256.not_in(select(kept.c.photo))))


def _names(table: str, county_id: str, station_id: str) -> Select[tuple[str]]:
    columns = MIRRORS[table].c
    own = (columns.county_id == county_id, columns.owner == station_id, columns.photo.is_not(None))
    return select(columns.photo).where(*own)
