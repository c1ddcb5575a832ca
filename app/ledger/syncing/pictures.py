"""The pictures that this ledger's rows name: which the county may lack, which this PC lacks, and what came of both."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection

from app.ledger.syncing.figures import PICTURES, is_up_to_date
from app.ledger.syncing.marks import EPOCH
from app.ledger.syncing.state import keep_item
from app.models.ledger import Ledger
from app.models.local import blob, keep_blob, local_value, media_type_of, set_local_value

_KIND = "picture"
_NAMED = "select photo from trainee where photo <> '' union select photo from certificate where photo <> ''"
_OFFERED = (
    f"select named.photo from ({_NAMED}) as named join blob on blob.sha256 = named.photo"  # noqa: S608 - our own words
    " where not exists (select 1 from sync_item where kind = ? and name = named.photo and data = ?)"
)
_LACKED = f"select photo from ({_NAMED}) where photo not in (select sha256 from blob)"  # noqa: S608 - our own words


class PictureDamaged(ValueError):
    """Bytes that are not those which their name promises."""


def is_carried(ledger: Ledger) -> bool:
    """Whether no row came to name a picture since nothing was left to be carried: told without looking at every row."""
    with ledger.reading() as session:
        connection = session.connection()
        carried, epoch = (local_value(connection, name) for name in (PICTURES, EPOCH))
        return bool(epoch) and carried == epoch and is_up_to_date(connection)


def note_carried(ledger: Ledger) -> None:
    """Note that nothing is left to be carried, if that is so."""
    with ledger.taking() as connection:
        if not (_offered(connection) or _lacked(connection)):
            set_local_value(connection, PICTURES, local_value(connection, EPOCH))


def offered(ledger: Ledger) -> tuple[str, ...]:
    """The pictures that are here and of which the county, as it is now, never said that it has them."""
    with ledger.reading() as session:
        return _offered(session.connection())


def _offered(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.exec_driver_sql(_OFFERED, (_KIND, _epoch(connection))).scalars())


def lacked(ledger: Ledger) -> tuple[str, ...]:
    """The pictures that rows name and that are not here."""
    with ledger.reading() as session:
        return _lacked(session.connection())


def _lacked(connection: Connection) -> tuple[str, ...]:
    return tuple(connection.exec_driver_sql(_LACKED).scalars())


def picture(ledger: Ledger, name: str) -> bytes | None:
    """A picture by its SHA-256."""
    with ledger.reading() as session:
        return blob(session.connection(), name)


def keep_picture(ledger: Ledger, name: str, data: bytes) -> None:
    """Keep a picture that came from the county. Raises PictureDamaged."""
    if hashlib.sha256(data).hexdigest() != name:
        raise PictureDamaged
    with ledger.taking() as connection:
        keep_blob(connection, data, media_type_of(data))
        keep_item(connection, _KIND, name, _epoch(connection))


def note_delivered(ledger: Ledger, names: Iterable[str]) -> None:
    """Note that the county has these; one that is restored from an old copy is asked again."""
    with ledger.taking() as connection:
        for name in names:
            keep_item(connection, _KIND, name, _epoch(connection))


def _epoch(connection: Connection) -> bytes:
    return local_value(connection, EPOCH).encode()
