"""The register of certificates: each as it was issued, what befell it since, and where its paper is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.models.certificate_numbers import parse
from app.models.certificates import Certificate, CertificateEvent, PrintJob, PrintSheet
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger
from app.models.training import Enrolment, TrainingClass


class CertificateState(StrEnum):
    """Whether a certificate counts."""

    GOOD = "good"
    VOIDED = "voided"
    CORRECTED = "corrected"

    @property
    def words(self) -> str:
        """The state in English, marked for `tr`."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    CertificateState.GOOD: mark("in force"),
    CertificateState.VOIDED: mark("voided"),
    CertificateState.CORRECTED: mark("corrected, replaced by a successor"),
}


class EventKind(StrEnum):
    """What can befall a certificate."""

    VOIDED = "voided"
    CORRECTED = "corrected"
    REPRINTED = "reprinted"
    HANDED_OUT = "handed_out"
    HAND_OUT_UNDONE = "hand_out_undone"


class NoSuchCertificate(Refusal):
    """No certificate of this number was issued here."""

    code = "no_such_certificate"
    message = mark("Certificate {number} is not in the register of this station.")
    remedy = mark("Compare the number with the certificate; another station or PC may have issued it.")


class CertificateNotGood(Refusal):
    """A voided or corrected certificate where a good one is needed."""

    code = "certificate_not_good"
    message = mark("Certificate {number} no longer counts: {state}.")
    remedy = mark("Look it up in the register; a corrected certificate names its successor.")


@dataclass(frozen=True)
class CertificateRow:
    """One certificate in the register. `name` and the ID number are empty where the holder's data were erased."""

    id: str
    number: str
    kind: str
    state: CertificateState
    name: str
    sex: str
    id_number: str
    course: str
    level: str
    hours: int
    period_from: str
    period_to: str
    provider: str
    issued_on: date
    class_id: str
    class_code: str
    trainee_id: str
    enrolment_id: str
    predecessor: str
    successor: str
    copies: int
    is_printed: bool
    handed_out_on: date | None
    collected_by: str
    template: str
    key_id: str
    credential_text: str
    text_sha256: str
    page_sha256: str
    remark: str

    @property
    def is_good(self) -> bool:
        """Whether it counts: neither voided nor corrected."""
        return self.state is CertificateState.GOOD

    @property
    def is_erased(self) -> bool:
        """Whether the holder's data were erased."""
        return not self.name

    @property
    def masked_id(self) -> str:
        """The ID number without its middle."""
        return mask_id_number(self.id_number)


@dataclass(frozen=True)
class _Fate:
    """The events of one certificate, oldest first."""

    events: tuple[CertificateEvent, ...]

    def of(self, kind: EventKind) -> list[CertificateEvent]:
        return [event for event in self.events if event.kind == kind]

    @property
    def state(self) -> CertificateState:
        if self.of(EventKind.CORRECTED):
            return CertificateState.CORRECTED
        return CertificateState.VOIDED if self.of(EventKind.VOIDED) else CertificateState.GOOD

    @property
    def hand_out(self) -> CertificateEvent | None:
        """The hand-out that stands: one that was not undone."""
        handed, undone = self.of(EventKind.HANDED_OUT), self.of(EventKind.HAND_OUT_UNDONE)
        named = {event.details.get("undoes") for event in undone}
        standing = [event for event in handed if event.id not in named]
        # After an erasure the undoing no longer says which hand-out it meant; their count still holds.
        return standing[-1] if standing and len(handed) > len(undone) else None

    @property
    def remark(self) -> str:
        final = [*self.of(EventKind.VOIDED), *self.of(EventKind.CORRECTED)]
        return final[-1].reason if final else ""


def list_certificates(ledger: Ledger, *, class_id: str = "", kind: str = "", year: int = 0) -> list[CertificateRow]:
    """The register, oldest first: all of it, or of one class, kind or year of issue."""
    conditions: list[ColumnElement[bool]] = []
    if class_id:
        conditions.append(Certificate.enrolment_id.in_(select(Enrolment.id).where(Enrolment.class_id == class_id)))
    if kind:
        conditions.append(Certificate.kind == kind)
    if year:
        conditions.append(Certificate.issued_on.between(date(year, 1, 1), date(year, 12, 31)))
    with ledger.reading() as session:
        return certificate_rows(session, *conditions)


def find_certificate(ledger: Ledger, number: str) -> CertificateRow:
    """One certificate by the number printed on it. Raises NoSuchCertificate and the refusals of `parse`."""
    with ledger.reading() as session:
        return row_of(session, certificate_numbered(session, number))


def text_of(ledger: Ledger, number: str) -> str:
    """The signed text of this certificate, as it stands in its code. Raises NoSuchCertificate."""
    with ledger.reading() as session:
        return certificate_numbered(session, number).credential_text


def certificate_numbered(session: Session, number: str) -> Certificate:
    """The row of this number. Raises NoSuchCertificate, NotACertificateNumber, CertificateNumberMistyped."""
    wanted = "".join(number.split())
    found = session.scalars(_numbered(wanted)).first()
    if found is None:
        wanted = parse(number).text
        found = session.scalars(_numbered(wanted)).first()
    if found is None:
        raise NoSuchCertificate(number=wanted)
    return found


def _numbered(number: str) -> Select[Certificate]:
    """The newest certificate first: a number may stand twice after a PC was cloned."""
    return select(Certificate).where(Certificate.number == number).order_by(Certificate.id.desc())


def certificates_numbered(session: Session, numbers: Iterable[str]) -> list[Certificate]:
    """The rows of these numbers, each once, in their order. Raises as `certificate_numbered`."""
    found = {row.id: row for row in (certificate_numbered(session, number) for number in numbers)}
    return list(found.values())


def row_of(session: Session, certificate: Certificate) -> CertificateRow:
    """One certificate as the register shows it."""
    return certificate_rows(session, Certificate.id == certificate.id)[0]


def certificate_rows(session: Session, *conditions: ColumnElement[bool]) -> list[CertificateRow]:
    """The certificates that fulfil all conditions, as the register shows them, oldest first."""
    wanted = select(Certificate.id).where(*conditions)
    issued = session.scalars(select(Certificate).where(*conditions).order_by(*_ORDER)).all()
    past = _Past(session, wanted)
    return [past.row(certificate) for certificate in issued]


_ORDER = (Certificate.issued_on, Certificate.block_id, Certificate.serial)


def is_good(session: Session, certificate: Certificate) -> bool:
    """Whether it counts: neither voided nor corrected."""
    final = (EventKind.VOIDED, EventKind.CORRECTED)
    events = select(CertificateEvent.id).where(CertificateEvent.certificate_id == certificate.id)
    return session.scalars(events.where(CertificateEvent.kind.in_(final))).first() is None


def require_good(session: Session, certificate: Certificate) -> CertificateRow:
    """The certificate as the register shows it. Raises CertificateNotGood."""
    row = row_of(session, certificate)
    if not row.is_good:
        raise CertificateNotGood(number=row.number, state=tr(row.state.words))
    return row


class _Past:
    """All that the register needs to know about a set of certificates, read in a few queries."""

    def __init__(self, session: Session, wanted: Select[Any]) -> None:
        self._fates = _fates(session, wanted)
        self._classes = _classes(session, wanted)
        self._printed = _printed(session, wanted)
        followers = select(Certificate.predecessor_id, Certificate.number)
        followers = followers.where(Certificate.predecessor_id.in_(wanted))
        self._successors: dict[str | None, str] = dict(session.execute(followers).all())
        former = select(Certificate.predecessor_id).where(Certificate.id.in_(wanted))
        numbers = select(Certificate.id, Certificate.number).where(Certificate.id.in_(former))
        self._predecessors: dict[str | None, str] = dict(session.execute(numbers).all())

    def row(self, certificate: Certificate) -> CertificateRow:
        fate, fields = self._fates[certificate.id], certificate.fields
        hand_out = fate.hand_out
        class_id, class_code = self._classes.get(certificate.enrolment_id, ("", ""))
        return CertificateRow(
            id=certificate.id,
            number=certificate.number,
            kind=certificate.kind,
            state=fate.state,
            **_shown(fields),
            issued_on=certificate.issued_on,
            class_id=class_id,
            class_code=class_code,
            trainee_id=certificate.trainee_id,
            enrolment_id=certificate.enrolment_id,
            predecessor=self._predecessors.get(certificate.predecessor_id, ""),
            successor=self._successors.get(certificate.id, ""),
            copies=len(fate.of(EventKind.REPRINTED)),
            is_printed=certificate.id in self._printed,
            handed_out_on=hand_out.on_day if hand_out else None,
            collected_by=collector_of(hand_out.details) if hand_out else "",
            template=f"{certificate.template_id}/{certificate.template_version}",
            key_id=certificate.key_id,
            credential_text=certificate.credential_text,
            text_sha256=certificate.text_sha256,
            page_sha256=certificate.page_sha256,
            remark=fate.remark,
        )


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": fields.get("name", ""),
        "sex": fields.get("sex_label", ""),
        "id_number": fields.get("id_number", ""),
        "course": fields.get("course", ""),
        "level": fields.get("level", ""),
        "hours": fields.get("hours", 0),
        "period_from": fields.get("period_from", ""),
        "period_to": fields.get("period_to", ""),
        "provider": fields.get("provider", ""),
    }


def collector_of(details: Mapping[str, Any]) -> str:
    """Who collected, for the register: the holder's name, or the proxy with the relation."""
    name, relation = details.get("collector", ""), details.get("relation", "")
    return f"{name}（{relation}）" if relation else str(name)


def _fates(session: Session, wanted: Select[Any]) -> Mapping[str, _Fate]:
    events: dict[str, list[CertificateEvent]] = defaultdict(list)
    statement = select(CertificateEvent).where(CertificateEvent.certificate_id.in_(wanted))
    for event in session.scalars(statement.order_by(CertificateEvent.id)):
        events[event.certificate_id].append(event)
    fates: dict[str, _Fate] = defaultdict(lambda: _Fate(()))
    fates.update({row: _Fate(tuple(found)) for row, found in events.items()})
    return fates


def _classes(session: Session, wanted: Select[Any]) -> dict[str, tuple[str, str]]:
    enrolled = select(Certificate.enrolment_id).where(Certificate.id.in_(wanted))
    statement = select(Enrolment.id, TrainingClass.id, TrainingClass.code)
    statement = statement.join(TrainingClass, TrainingClass.id == Enrolment.class_id)
    return {row: (found, code) for row, found, code in session.execute(statement.where(Enrolment.id.in_(enrolled)))}


def _printed(session: Session, wanted: Select[Any]) -> frozenset[str]:
    statement = select(PrintSheet.certificate_id).join(PrintJob, PrintJob.id == PrintSheet.job_id)
    statement = statement.where(PrintSheet.certificate_id.in_(wanted), PrintSheet.state == "good")
    return frozenset(session.scalars(statement))


def count_by_state(rows: Sequence[CertificateRow]) -> dict[str, int]:
    """How many certificates there are of each state."""
    return {state.value: sum(row.state is state for row in rows) for state in CertificateState}
