"""Correcting a certificate: a successor with its own number that names its predecessor, from today's data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.credential.claims import masked_identity
from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.certificate_candidates import subjects_of
from app.ledger.certificate_events import end, require_reason
from app.ledger.certificate_minting import Draft, Mint
from app.ledger.certificate_pages import CertificatePage, Printer, page_of
from app.ledger.certificate_register import CertificateRow, EventKind, certificate_numbered, require_good, row_of
from app.ledger.issuing import draft_of
from app.ledger.naming import labelled
from app.ledger.station_key import signing_key
from app.models.certificates import Certificate
from app.models.chinese_dates import read_date
from app.models.code_tables import table
from app.models.id_numbers import mask_id_number, read_id_number
from app.models.ledger import Ledger
from app.models.person_names import read_name

CORRECTABLE = {
    "name": mark("name"),
    "sex_label": mark("sex"),
    "id_number": mark("ID number"),
    "course": mark("course"),
    "level": mark("level"),
    "theory_hours": mark("hours of theory"),
    "practical_hours": mark("hours of practice"),
    "period_from": mark("first day"),
    "period_to": mark("last day"),
    "provider": mark("training provider"),
}
"""What may be given for a correction, with its words; hours add up by themselves."""

_COMPARED = ("name", "sex_label", "id_label", "id_number", "masked_id", "course", "level", "provider")
_ALSO_COMPARED = ("theory_hours", "practical_hours", "hours", "period_from", "period_to", "photo")


class NothingToCorrect(Refusal):
    """The successor would say what the certificate says already."""

    code = "nothing_to_correct"
    message = mark("Certificate {number} says already what the ledger says; nothing was changed.")
    remedy = mark("Correct the trainee's or the class's data first, or give the new value.")


class FieldNotCorrectable(Refusal):
    """A field that is not on a certificate, or a value it cannot have."""

    code = "field_not_correctable"
    message = mark("“{field}” cannot be corrected to “{value}”.")
    remedy = mark("These can be given: {fields}; hours as whole numbers, days as 2026-11-21.")


@dataclass(frozen=True)
class Difference:
    """One field that the successor says otherwise; ID numbers are masked."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class Correction:
    """A certificate and its successor, and what was wrong; the county still has to revoke the old number."""

    old: CertificateRow
    new: CertificateRow
    differences: tuple[Difference, ...]


def correct(
    ledger: Ledger,
    printer: Printer,
    number: str,
    reason: str,
    *,
    given: Mapping[str, str] | None = None,
    paper_returned: bool = False,
) -> Correction:
    """Issue a successor with its own number from today's data, `given` fields before those of the ledger.

    Raises ReasonMissing, CertificateNotGood, NothingToCorrect, FieldNotCorrectable, and the refusals of `Mint`.
    """
    require_reason(reason)
    key = signing_key(ledger)
    with ledger.change("certificate.correct", reason=reason) as change:
        old = certificate_numbered(change.session, number)
        require_good(change.session, old)
        mint = Mint.within(change, ledger.standing.replica, key, printer)
        draft = _successor(mint, old, given or {})
        mint.check_day(change.today, draft.page.period_to)
        before = page_of(change.session, old)
        differences = tuple(_differences(before, draft.page))
        if not differences:
            raise NothingToCorrect(number=old.number)
        (new,) = mint.make([draft])
        details = {"successor": new.number, "paper_returned": paper_returned}
        end(change, old, EventKind.CORRECTED, reason, details)
        change.session.flush()
        return Correction(row_of(change.session, old), row_of(change.session, new), differences)


def _successor(mint: Mint, old: Certificate, given: Mapping[str, str]) -> Draft:
    (subject,) = subjects_of(mint.change.session, enrolment_ids=[old.enrolment_id])
    draft = draft_of(mint, subject, old.kind, mint.change.today)
    page = _with_given(draft.page, given, mint.change.today)
    return replace(draft, page=page, predecessor_id=old.id)


def _with_given(page: CertificatePage, given: Mapping[str, str], today: date) -> CertificatePage:
    values = {field: _value(field, text.strip(), today) for field, text in given.items()}
    changed = replace(page, **values)
    if "id_number" in values:
        changed = replace(changed, masked_id=masked_identity(changed.id_number))
    return replace(changed, hours=changed.theory_hours + changed.practical_hours)


def _value(field: str, text: str, today: date) -> Any:
    value = _READERS[field](text, today) if field in _READERS else None
    if value is None:
        raise FieldNotCorrectable(field=field, value=text, fields=labelled(CORRECTABLE))
    return value


def _text(text: str, _: date) -> str | None:
    return text or None


def _name(text: str, _: date) -> str | None:
    reading = read_name(text)
    return reading.name if reading.is_usable else None


def _id_number(text: str, today: date) -> str | None:
    reading = read_id_number(text, today)
    return reading.number if reading.is_usable else None


def _sex(text: str, _: date) -> str | None:
    code = table("sex").find(text)
    return table("sex").label(code) if code in ("1", "2") else None


def _level(text: str, _: date) -> str | None:
    code = table("skill_levels").find(text)
    return table("skill_levels").full_name(code) if code else ("" if not text else None)


def _hours(text: str, _: date) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else None


def _day(text: str, _: date) -> date | None:
    return read_date(text)


_READERS: Mapping[str, Callable[[str, date], Any]] = {
    "name": _name,
    "sex_label": _sex,
    "id_number": _id_number,
    "course": _text,
    "level": _level,
    "theory_hours": _hours,
    "practical_hours": _hours,
    "period_from": _day,
    "period_to": _day,
    "provider": _text,
}


def _differences(old: CertificatePage, new: CertificatePage) -> Sequence[Difference]:
    return [
        Difference(field, _shown(field, getattr(old, field)), _shown(field, getattr(new, field)))
        for field in (*_COMPARED, *_ALSO_COMPARED)
        if getattr(old, field) != getattr(new, field)
    ]


def _shown(field: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if field == "id_number":
        return mask_id_number(value)
    if field == "photo":
        return tr("a photo") if value else tr("no photo")
    return str(value)
