"""The county's desk key: online, certified by the root, kept in a file that only the server's user may read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.county.register import County
from app.county.store.tables import DeskKeyRow
from app.credential.desk_certificate import DeskCertificate, read_desk_certificate, sign_desk_certificate
from app.credential.keys import Signer, SigningKey
from app.credential.sealing import new_recovery_key, recovery_public
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.exchange import Receipt, read_receipt
from app.models.side_files import read_json, write_json

FILE = "desk.key"
USUAL_DAYS = 5 * 365
RENEW_BEFORE = 365
"""A desk key is renewed when it is good for fewer days than this, the next time the root key is at hand."""


class DeskKeyMissing(MachineFault):
    """The file with the desk key is not there, or torn, or of another county."""

    code = "desk_key_missing"
    message = mark("The county's desk key {file} is missing, damaged or another county's.")
    remedy = mark("Start the server once with the county's password: it makes a new one.")


class DeskKeyOver(Refusal):
    """A desk key whose days are over."""

    code = "desk_key_over"
    message = mark("The county's desk key was good until {until}.")
    remedy = mark("Start the server once with the county's password: it makes a new one.")


@dataclass(frozen=True)
class DeskKey:
    """The key that signs receipts and answers, and the signed file by which stations believe it.

    `secret` opens what stations seal for the county (X25519).
    """

    key: SigningKey
    secret: bytes = field(repr=False)
    certificate: bytes
    not_after: date

    def sign(self, claim: bytes) -> bytes:
        """The signature over a claim."""
        return self.key.sign(claim)

    def is_due(self, today: date) -> bool:
        """Whether it should be renewed."""
        return self.not_after - today < timedelta(RENEW_BEFORE)


def make_desk_key(folder: Path, county: County, root: Signer, today: date, days: int = USUAL_DAYS) -> DeskKey:
    """A new desk key in the county's folder, good from a day before today on: clocks differ."""
    key = SigningKey.generate()
    since, until = today - timedelta(1), today + timedelta(days)
    secret = new_recovery_key()
    told = DeskCertificate(county.id, key.public, key.alg, recovery_public(secret), since, until)
    certificate = sign_desk_certificate(told, root)
    content = {"seed": key.seed, "sealing": secret, "certificate": certificate}
    write_json(folder / FILE, {name: value.hex() for name, value in content.items()})
    return DeskKey(key, secret, certificate, until)


def open_desk_key(folder: Path, county: County, today: date) -> DeskKey:
    """The desk key in this folder. Raises DeskKeyMissing, DeskKeyOver."""
    content = read_json(folder / FILE)
    if content is None:
        raise DeskKeyMissing(file=FILE)
    try:
        seed, secret, certificate = (bytes.fromhex(content[name]) for name in ("seed", "sealing", "certificate"))
        key, told = SigningKey.from_seed(seed), read_desk_certificate(certificate, county.root_public)
    except (KeyError, TypeError, ValueError, Refusal) as error:
        raise DeskKeyMissing(file=FILE) from error
    if (told.county_id, told.public) != (county.id, key.public):
        raise DeskKeyMissing(file=FILE)
    if told.not_after < today:
        raise DeskKeyOver(until=told.not_after)
    return DeskKey(key, secret, certificate, told.not_after)


def keep_certificate(session: Session, county: County, desk: DeskKey) -> None:
    """Note a desk key in the register, so that its receipts stay provable after the next one."""
    known = select(DeskKeyRow.key_id).where(DeskKeyRow.county_id == county.id)
    if desk.key.key_id.hex() not in session.scalars(known).all():
        row = {"county_id": county.id, "key_id": desk.key.key_id.hex(), "certificate": desk.certificate}
        session.execute(insert(DeskKeyRow).values(**row))


def receipt_reader(session: Session, county: County) -> Callable[[bytes], Receipt]:
    """Reads receipts that any desk key of this county has signed. The reader raises ExchangeOdd."""
    rows = session.scalars(select(DeskKeyRow.certificate).where(DeskKeyRow.county_id == county.id))
    known = [read_desk_certificate(data, county.root_public) for data in rows]
    return lambda data: read_receipt(data, lambda claim, signature: any(each.holds(claim, signature) for each in known))
