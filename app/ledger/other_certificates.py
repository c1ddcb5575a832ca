"""Certificates of other bodies: recorded with their numbers, never printed here."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.certificate_events import require_reason
from app.ledger.parents import name_of
from app.models.certificates import OtherCertificate
from app.models.change import Change
from app.models.code_tables import table
from app.models.findings import Finding, warn
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.privacy import masked_text
from app.models.record_numbers import RecordNumber, read_record_number
from app.models.vocabulary import CertificateKind

_SOON_DAYS = 90


class TypeUnknown(Refusal):
    """A type of certificate that is not in the code table."""

    code = "certificate_type_unknown"
    message = mark("“{type}” is not a type of certificate that is recorded.")
    remedy = mark("Use one of: {types}.")


class LevelUnknown(Refusal):
    """A level that is not in the code table."""

    code = "level_unknown"
    message = mark("“{level}” is not a skill level.")
    remedy = mark("Use for instance 五级, 初级工 or 5.")


class RecordNumberMissing(Refusal):
    """A certificate without a number."""

    code = "record_number_missing"
    message = mark("A certificate of another body is recorded with its number.")
    remedy = mark("Type the number printed on the certificate.")


class RecordedBefore(Refusal):
    """The same number of the same type, recorded for this person or for another."""

    code = "recorded_before"
    message = mark("{type} {number} is recorded already, for {name}.")
    remedy = mark("Compare the number with the certificate; one certificate belongs to one person.")


class RecordDatesWrong(Refusal):
    """A certificate that ends before it begins, or was issued in the future."""

    code = "record_dates_wrong"
    message = mark("A certificate cannot be issued on {issued_on} and expire on {expires_on} (today is {today}).")
    remedy = mark("Compare the dates with the certificate.")


class TraineeUnknown(Refusal):
    """No trainee of this id."""

    code = "no_such_trainee"
    message = mark("There is no trainee with the id {trainee}.")
    remedy = mark("Look the person up first; the id stands in the roster and in the history.")


class NoSuchRecord(Refusal):
    """No recorded certificate of this id."""

    code = "no_such_record"
    message = mark("This certificate is not recorded any more.")
    remedy = mark("Look at the person again; record it anew if it is missing.")


@dataclass(frozen=True)
class RecordFacts:
    """What stands on another body's certificate; type and level in words or codes."""

    certificate_type: str
    number: str
    name: str = ""
    level: str = ""
    occupation_code: str = ""
    body: str = ""
    issued_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class RecordedCertificate:
    """A recorded certificate, and what is to be said about it (warnings only)."""

    id: str
    trainee_id: str
    trainee_name: str
    certificate_type: str
    type_label: str
    number: str
    name: str
    level: str
    occupation_code: str
    body: str
    issued_on: date | None
    expires_on: date | None
    findings: tuple[Finding, ...] = ()


def record(ledger: Ledger, trainee_id: str, facts: RecordFacts) -> RecordedCertificate:
    """Record a certificate. Raises TypeUnknown, LevelUnknown, RecordNumberMissing, RecordedBefore, RecordDatesWrong."""
    read = _read(facts)
    with ledger.change("certificate.record") as change:
        trainee = change.get(Trainee, trainee_id)
        if trainee is None:
            raise TraineeUnknown(trainee=trainee_id)
        row = change.add(OtherCertificate(trainee_id=trainee.id))
        return _kept(change, row, facts, read)


def amend_record(ledger: Ledger, record_id: str, facts: RecordFacts) -> RecordedCertificate:
    """Correct what is recorded of a certificate; nothing is written where nothing differs.

    Raises NoSuchRecord and what `record` raises.
    """
    with ledger.change("certificate.record") as change:
        row = change.get(OtherCertificate, record_id)
        if row is None:
            raise NoSuchRecord
        if facts.number.strip() == masked_text(row.number):
            # It was shown masked, and left so.
            facts = replace(facts, number=row.number)
        return _kept(change, row, facts, _read(facts))


def remove_record(ledger: Ledger, record_id: str, reason: str) -> None:
    """Take out a record that was never right; the journal keeps it. Raises NoSuchRecord, ReasonMissing, NotAllowed."""
    require_reason(reason)
    with ledger.change("certificate.record", reason=reason) as change:
        row = change.get(OtherCertificate, record_id)
        if row is None:
            raise NoSuchRecord
        change.delete(row)


def recorded_certificates(ledger: Ledger, today: date, trainee_id: str = "") -> list[RecordedCertificate]:
    """What is recorded, of one person or of all; what runs out within 90 days says so."""
    statement = select(OtherCertificate, Trainee.name).join(Trainee, Trainee.id == OtherCertificate.trainee_id)
    statement = statement.order_by(OtherCertificate.issued_on, OtherCertificate.id)
    if trainee_id:
        statement = statement.where(OtherCertificate.trainee_id == trainee_id)
    with ledger.reading() as session:
        return [_recorded(row, name, _expiry(row, today)) for row, name in session.execute(statement)]


@dataclass(frozen=True)
class _Read:
    """Type and level as codes, and the number as it is kept with what is to be said about it."""

    kind: str
    level: str
    number: RecordNumber


def _read(facts: RecordFacts) -> _Read:
    kind, level = _type(facts.certificate_type), _level(facts.level)
    reading = read_record_number(facts.number, kind, level=level, issued_on=facts.issued_on)
    if not reading.number:
        raise RecordNumberMissing
    return _Read(kind, level, reading)


def _kept(change: Change, row: OtherCertificate, facts: RecordFacts, read: _Read) -> RecordedCertificate:
    _check_dates(facts, change.today)
    with change.session.no_autoflush:
        _refuse_recorded(change.session, read.kind, read.number.number, row.id)
    row.certificate_type, row.number, row.level = read.kind, read.number.number, read.level
    row.name, row.occupation_code, row.body = facts.name.strip(), facts.occupation_code.strip(), facts.body.strip()
    row.issued_on, row.expires_on = facts.issued_on, facts.expires_on
    change.session.flush()
    name = name_of(change.session, row.trainee_id)
    return _recorded(row, name, (*read.number.findings, *_expiry(row, change.today)))


def _type(text: str) -> str:
    types = table("certificate_types")
    found = types.find(text)
    foreign = [row.label for row in types.rows if row.code not in {kind.type_code for kind in CertificateKind}]
    if found is None or found in {kind.type_code for kind in CertificateKind}:
        raise TypeUnknown(type=text, types="、".join(foreign))
    return found


def _level(text: str) -> str:
    found = table("skill_levels").find(text) if text.strip() else ""
    if found is None:
        raise LevelUnknown(level=text)
    return found


def _check_dates(facts: RecordFacts, today: date) -> None:
    issued, expires = facts.issued_on, facts.expires_on
    if (issued and issued > today) or (issued and expires and expires < issued):
        raise RecordDatesWrong(issued_on=issued, expires_on=expires or "—", today=today)


def _refuse_recorded(session: Session, kind: str, number: str, but: str) -> None:
    statement = select(Trainee.name).join(OtherCertificate, OtherCertificate.trainee_id == Trainee.id)
    same = (OtherCertificate.certificate_type == kind, OtherCertificate.number == number, OtherCertificate.id != but)
    name = session.scalars(statement.where(*same)).first()
    if name is not None:
        raise RecordedBefore(type=table("certificate_types").label(kind), number=number, name=name)


def _expiry(row: OtherCertificate, today: date) -> tuple[Finding, ...]:
    if row.expires_on is None or (row.expires_on - today).days > _SOON_DAYS:
        return ()
    if row.expires_on < today:
        return (warn("record_expired", mark("It ran out on {day}."), day=row.expires_on),)
    return (warn("record_expires_soon", mark("It runs out on {day}."), mark("Tell the holder."), day=row.expires_on),)


def _recorded(row: OtherCertificate, trainee_name: str, findings: tuple[Finding, ...]) -> RecordedCertificate:
    return RecordedCertificate(
        id=row.id,
        trainee_id=row.trainee_id,
        trainee_name=trainee_name,
        certificate_type=row.certificate_type,
        type_label=table("certificate_types").label(row.certificate_type),
        number=row.number,
        name=row.name,
        level=row.level,
        occupation_code=row.occupation_code,
        body=row.body,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        findings=findings,
    )
