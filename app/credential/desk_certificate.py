"""The county's desk key, certified by its root: what receipts and answers are believed by."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.credential.keys import SUITES, Signer, key_id_of
from app.credential.packages import PackageUnreadable, open_package, read_unproven, sign_package

KIND = "county_desk_key"


@dataclass(frozen=True)
class DeskCertificate:
    """The public half of a desk key, whose county it serves, and from when to when it may sign.

    `sealing` is the X25519 key for which a station seals what it sends on a stick.
    """

    county_id: str
    public: bytes
    alg: int
    sealing: bytes
    not_before: date
    not_after: date

    @property
    def key_id(self) -> bytes:
        """The four bytes by which the key is named."""
        return key_id_of(self.public, self.alg)

    def holds(self, claim: bytes, signature: bytes) -> bool:
        """Whether this key signed the claim."""
        suite = SUITES.get(self.alg)
        return suite is not None and suite.verify(self.public, claim, signature)


@dataclass(frozen=True)
class KnownDesks:
    """What a PC knows of its county's desks by the root's signatures alone: its own clock may be wrong by years.

    `newest_day` is the newest day that the root signed, `since` the day from which the newest desk key was good.
    """

    newest_day: date = date.min
    since: date = date.min

    def is_outdated(self, offered: DeskCertificate) -> bool:
        """Whether the days of this desk key are over, or a newer one has taken its place."""
        return offered.not_after < max(self.newest_day, self.since) or offered.not_before < self.since


def sign_desk_certificate(certificate: DeskCertificate, root: Signer) -> bytes:
    """The certificate as a signed file, the same bytes each time."""
    days = {"not_before": certificate.not_before.isoformat(), "not_after": certificate.not_after.isoformat()}
    key = {"county_id": certificate.county_id, "public": certificate.public, "alg": certificate.alg}
    return sign_package(KIND, key | days | {"sealing": certificate.sealing}, root)


def read_desk_certificate(data: bytes, root_public: bytes) -> DeskCertificate:
    """The certificate in a file that the root signed. Raises PackageUnreadable, PackageForged, PackageOfAnotherKind."""
    return _certificate(open_package(data, KIND, root_public))


def read_strange_certificate(data: bytes) -> DeskCertificate:
    """What a certificate says whose root is not known here: not believed, but it tells whose desk wants to speak.

    Raises PackageUnreadable, PackageOfAnotherKind.
    """
    return _certificate(read_unproven(data, KIND))


def _certificate(row: dict[str, Any]) -> DeskCertificate:
    form = {"county_id": str, "public": bytes, "alg": int, "sealing": bytes, "not_before": str, "not_after": str}
    if not all(isinstance(row.get(name), kind) for name, kind in form.items()):
        raise PackageUnreadable
    try:
        days = [date.fromisoformat(row[name]) for name in ("not_before", "not_after")]
    except ValueError as error:
        raise PackageUnreadable from error
    return DeskCertificate(row["county_id"], row["public"], row["alg"], row["sealing"], *days)
