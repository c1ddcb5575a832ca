"""What is drawn on a certificate: frozen when it is issued, and read back from there alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.credential.claims import Claims
from app.errors import MachineFault, Refusal
from app.i18n import mark
from app.models.certificates import Certificate
from app.models.local import blob

_TEXTS = (
    "name",
    "sex_label",
    "id_label",
    "id_number",
    "masked_id",
    "course",
    "level",
    "provider",
    "station_name",
    "county_name",
)
_FIGURES = ("theory_hours", "practical_hours", "hours")
_DAYS = ("period_from", "period_to")


class ContentErased(Refusal):
    """The holder's data were erased: the number stays good, the page cannot be drawn again."""

    code = "certificate_content_erased"
    message = mark("The data on certificate {number} were erased at the holder's request; it cannot be printed again.")
    remedy = mark("The number and the paper certificate stay valid; nothing is to be done.")


class PhotoMissing(MachineFault):
    """The photo of a certificate is not in this ledger."""

    code = "certificate_photo_missing"
    message = mark("The photo on certificate {number} is not in this ledger.")
    remedy = mark("Collect the photos from the county, or print from the PC that issued the certificate.")


@dataclass(frozen=True)
class CertificatePage:
    """All that is drawn on one certificate, and the masked ID that is signed. `photo` is a JPEG or PNG."""

    number: str
    kind: str
    template_id: str
    template_version: int
    name: str
    sex_label: str
    id_label: str
    id_number: str
    masked_id: str
    course: str
    level: str
    theory_hours: int
    practical_hours: int
    hours: int
    period_from: date
    period_to: date
    issued_on: date
    provider: str
    station_name: str
    county_name: str
    credential_text: str = ""
    photo: bytes | None = None

    def fields(self) -> dict[str, Any]:
        """What is frozen as JSON beside the columns of the certificate's row."""
        kept: dict[str, Any] = {name: getattr(self, name) for name in (*_TEXTS, *_FIGURES)}
        return kept | {name: getattr(self, name).isoformat() for name in _DAYS}

    def claims(self) -> Claims:
        """What the station signs of it."""
        return Claims(
            number=self.number,
            kind=self.kind,
            name=self.name,
            masked_id=self.masked_id,
            course=self.course,
            level=self.level,
            hours=self.hours,
            period_from=self.period_from,
            period_to=self.period_to,
            issued_on=self.issued_on,
            provider=self.provider,
        )


class Printer(Protocol):
    """What draws certificates; handed in, for the ledger knows no paper."""

    def template_for(self, kind: str) -> tuple[str, int]:
        """The template, and its version, with which this kind is issued from now on."""

    def troubles(self, pages: Sequence[CertificatePage]) -> list[str]:
        """Which of them cannot be drawn and why, a sentence each that names the person."""

    def page_sha256(self, page: CertificatePage) -> str:
        """The SHA-256 (hexadecimal) of what is on this page alone, with every layer and no offset."""


def page_of(session: Session, certificate: Certificate) -> CertificatePage:
    """The page as it was issued. Raises ContentErased, PhotoMissing."""
    if not certificate.fields:
        raise ContentErased(number=certificate.number)
    days = {name: date.fromisoformat(certificate.fields[name]) for name in _DAYS}
    fields: dict[str, Any] = {**certificate.fields, **days}
    return CertificatePage(
        number=certificate.number,
        kind=certificate.kind,
        template_id=certificate.template_id,
        template_version=certificate.template_version,
        issued_on=certificate.issued_on,
        credential_text=certificate.credential_text,
        photo=_photo(session, certificate),
        **fields,
    )


def _photo(session: Session, certificate: Certificate) -> bytes | None:
    if not certificate.photo:
        return None
    found = blob(session.connection(), certificate.photo)
    if found is None:
        raise PhotoMissing(number=certificate.number)
    return found
