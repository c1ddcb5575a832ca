"""Who the county says this station is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import UnaryExpression, select
from sqlalchemy.orm import Session

from app.credential.keys import fingerprint
from app.errors import Refusal
from app.i18n import mark
from app.models.ledger import Ledger
from app.models.local import local_value
from app.models.stations import StationIdentity

IDENTITY = "identity"
"""The local fact that names the key (hexadecimal) this PC was enrolled with."""


class NotEnrolled(Refusal):
    """No county has enrolled this ledger yet."""

    code = "not_enrolled"
    message = mark("No county has enrolled this station yet, so it can neither sign certificates nor trust a list.")
    remedy = mark("Write a request for this PC, bring it to the county, and take its answer in.")


@dataclass(frozen=True)
class Identity:
    """The station as the county enrolled it; keys in hexadecimal."""

    county_code: str
    county_name: str
    station_code: str
    station_name: str
    host: str
    root_public: str
    key_id: str
    enrolled_on: date

    @property
    def root(self) -> bytes:
        """The county's root key."""
        return bytes.fromhex(self.root_public)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the county's root key, in groups."""
        return fingerprint(self.root)


def identity_row(session: Session) -> StationIdentity | None:
    """The row of this PC: that of the key it was enrolled with; the newest where that is not known."""
    return session.scalars(select(StationIdentity).order_by(*_of_this_pc(session))).first()


def _of_this_pc(session: Session) -> tuple[UnaryExpression[Any], ...]:
    noted = local_value(session.connection(), IDENTITY)
    return (StationIdentity.key_id == noted).desc(), StationIdentity.id.desc()


def read_identity(session: Session) -> Identity | None:
    """Who this station is, or None before its enrolment."""
    columns = [getattr(StationIdentity, name) for name in Identity.__dataclass_fields__]
    row = session.execute(select(*columns).order_by(*_of_this_pc(session)).limit(1)).first()
    return Identity(*row) if row else None


def identity_of(ledger: Ledger) -> Identity | None:
    """Who this station is, or None before its enrolment."""
    with ledger.reading() as session:
        return read_identity(session)


def known_identity(ledger: Ledger) -> Identity:
    """Who this station is. Raises NotEnrolled."""
    with ledger.reading() as session:
        return identity_in(session)


def identity_in(session: Session) -> Identity:
    """The same, within a session. Raises NotEnrolled."""
    identity = read_identity(session)
    if identity is None:
        raise NotEnrolled
    return identity
