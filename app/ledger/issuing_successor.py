"""What a correction would change: what stands on the paper beside what the ledger says today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.clock import today as day_on
from app.ledger.certificate_candidates import House, subjects_of
from app.ledger.certificate_pages import CertificatePage, Printer, page_of
from app.ledger.certificate_register import CertificateRow, certificate_numbered, require_good
from app.ledger.correcting import CORRECTABLE
from app.ledger.issuing import drafted
from app.ledger.station_identity import NotEnrolled, read_identity
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger


@dataclass(frozen=True)
class FieldToCorrect:
    """A field of a certificate: its name, its words (marked for `tr`), and both values; ID numbers are masked."""

    field: str
    words: str
    on_paper: str
    in_ledger: str
    differs: bool


@dataclass(frozen=True)
class Successor:
    """A certificate, and every field in which its successor may differ; `photo_differs` for another photo."""

    row: CertificateRow
    fields: tuple[FieldToCorrect, ...]
    photo_differs: bool

    @property
    def differs(self) -> bool:
        """Whether the ledger of today would make another certificate."""
        return self.photo_differs or any(each.differs for each in self.fields)


def successor_of(ledger: Ledger, printer: Printer, number: str) -> Successor:
    """What a correction from today's ledger would change. Raises CertificateNotGood, ContentErased, NotEnrolled."""
    day = day_on(ledger.clock)
    with ledger.reading() as session:
        certificate = certificate_numbered(session, number)
        row = require_good(session, certificate)
        identity = read_identity(session)
        if identity is None:
            raise NotEnrolled
        old = page_of(session, certificate)
        (subject,) = subjects_of(session, enrolment_ids=[certificate.enrolment_id])
        house = House.on(session, identity, day)
        new = drafted(session, house, printer, subject, certificate.kind, day).page
    fields = tuple(_field(field, words, old, new) for field, words in CORRECTABLE.items())
    return Successor(row, fields, old.photo != new.photo)


def _field(field: str, words: str, old: CertificatePage, new: CertificatePage) -> FieldToCorrect:
    before, now = getattr(old, field), getattr(new, field)
    # Compared as they are: two numbers may look alike once they are masked.
    return FieldToCorrect(field, words, _shown(field, before), _shown(field, now), before != now)


def _shown(field: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return mask_id_number(value) if field == "id_number" else str(value)
