"""The register as a clerk looks through it: chosen by year, class, kind and state, found by number, name or ID tail."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from app.i18n import mark
from app.ledger.certificate_register import CertificateRow, CertificateState, EventKind, certificate_rows
from app.ledger.finding_people import found_ids
from app.ledger.known_people import among
from app.ledger.station_identity import read_identity
from app.ledger.trust_lists import trust_of
from app.models.certificates import Certificate, CertificateEvent, PrintSheet
from app.models.ledger import Ledger
from app.models.training import Enrolment, Intake, TrainingClass

MOST_PEOPLE = 5000
LEAST_DIGITS = 3


class RegisterState(StrEnum):
    """How far a certificate has come, or how it ended; `revoked` is the county's word, beside the station's own."""

    TO_PRINT = "to_print"
    TO_HAND_OUT = "to_hand_out"
    HANDED_OUT = "handed_out"
    VOIDED = "voided"
    CORRECTED = "corrected"
    REVOKED = "revoked"

    @property
    def words(self) -> str:
        """The state in English, marked for `tr`."""
        return _WORDS[self]


_WORDS = {
    RegisterState.TO_PRINT: mark("to print"),
    RegisterState.TO_HAND_OUT: mark("to hand out"),
    RegisterState.HANDED_OUT: mark("handed out"),
    RegisterState.VOIDED: mark("voided"),
    RegisterState.CORRECTED: mark("corrected"),
    RegisterState.REVOKED: mark("revoked by the county"),
}


@dataclass(frozen=True)
class RegisterWanted:
    """Which certificates; an empty field does not choose. `typed` is a number, a name, pinyin, initials or digits."""

    year: int = 0
    intake_id: str = ""
    class_id: str = ""
    kind: str = ""
    state: RegisterState | None = None
    typed: str = ""


@dataclass(frozen=True)
class RegisterRow:
    """A certificate in the list, with how far it has come and whether the county revoked it."""

    certificate: CertificateRow
    state: RegisterState
    is_revoked: bool


@dataclass(frozen=True)
class RegisterAnswer:
    """The ids of the certificates wanted, newest first, and how many there are of each state, whatever state."""

    ids: tuple[str, ...]
    total: int
    counts: Mapping[RegisterState, int]


@dataclass(frozen=True)
class RegisterChoices:
    """What the register can be narrowed to: years, intakes and classes that have certificates; id and words."""

    years: tuple[int, ...]
    intakes: tuple[tuple[str, str], ...]
    classes: tuple[tuple[str, str], ...]


def search_register(ledger: Ledger, wanted: RegisterWanted) -> RegisterAnswer:
    """Who is wanted, and the counts by state of everyone who fits but for the state."""
    counts, ids = dict.fromkeys(RegisterState, 0), []
    with ledger.reading() as session:
        revoked = revoked_ids(session)
        found = session.execute(_stands().where(*_conditions(session, wanted))).all()
    for row_id, events, is_printed in found:
        states = [_reached(events or "", is_printed=bool(is_printed))]
        if row_id in revoked:
            states.append(RegisterState.REVOKED)
        for state in states:
            counts[state] += 1
        if wanted.state is None or wanted.state in states:
            ids.append(row_id)
    return RegisterAnswer(tuple(ids), len(found), counts)


def register_rows(ledger: Ledger, ids: Sequence[str]) -> tuple[RegisterRow, ...]:
    """These certificates in this order."""
    with ledger.reading() as session:
        revoked = revoked_ids(session)
        found = {row.id: row for row in certificate_rows(session, among(Certificate.id, ids))}
    return tuple(RegisterRow(found[each], state_of(found[each]), each in revoked) for each in ids if each in found)


def register_choices(ledger: Ledger) -> RegisterChoices:
    """What can be chosen."""
    held = select(Enrolment.class_id).join(Certificate, Certificate.enrolment_id == Enrolment.id)
    classes = select(TrainingClass.id, TrainingClass.code, TrainingClass.name, TrainingClass.intake_id)
    classes = classes.where(TrainingClass.id.in_(held)).order_by(TrainingClass.starts_on.desc(), TrainingClass.code)
    with ledger.reading() as session:
        years = session.scalars(select(func.substr(Certificate.issued_on, 1, 4)).distinct())
        rows = session.execute(classes).all()
        wanted = among(Intake.id, {row.intake_id for row in rows if row.intake_id})
        intakes = session.execute(select(Intake.id, Intake.name).where(wanted).order_by(Intake.id.desc())).all()
        named = tuple((row.id, f"{row.code} {row.name}") for row in rows)
        return RegisterChoices(
            tuple(sorted(map(int, years), reverse=True)), tuple((each.id, each.name) for each in intakes), named
        )


def state_of(row: CertificateRow) -> RegisterState:
    """How far it has come, or how it ended."""
    if row.state is CertificateState.CORRECTED:
        return RegisterState.CORRECTED
    if row.state is CertificateState.VOIDED:
        return RegisterState.VOIDED
    if row.handed_out_on:
        return RegisterState.HANDED_OUT
    return RegisterState.TO_HAND_OUT if row.is_printed else RegisterState.TO_PRINT


def revoked_ids(session: Session) -> frozenset[str]:
    """The certificates of this ledger that the county's list in use revokes."""
    identity = read_identity(session)
    listed = trust_of(session, identity.root).revocations if identity else None
    if listed is None or not listed.certificates:
        return frozenset()
    numbers = {each.number for each in listed.certificates}
    named = select(Certificate.id, Certificate.number, Certificate.text_sha256)
    rows = session.execute(named.where(among(Certificate.number, numbers)))
    return frozenset(row.id for row in rows if listed.of_certificate(row.number, row.text_sha256))


def _stands() -> Select[Any]:
    """Each certificate with the kinds of its events in one text and whether a sheet is good: the newest first."""
    events = select(func.group_concat(CertificateEvent.kind)).correlate(Certificate)
    events = events.where(CertificateEvent.certificate_id == Certificate.id)
    good = select(PrintSheet.id).where(PrintSheet.certificate_id == Certificate.id, PrintSheet.state == "good")
    columns = (Certificate.id, events.scalar_subquery(), good.correlate(Certificate).exists())
    return select(*columns).order_by(Certificate.id.desc())


def _reached(events: str, *, is_printed: bool) -> RegisterState:
    """As `state_of`, from the kinds of events alone."""
    kinds = events.split(",")
    for ending in (RegisterState.CORRECTED, RegisterState.VOIDED):
        if ending.value in kinds:
            return ending
    if kinds.count(EventKind.HANDED_OUT) > kinds.count(EventKind.HAND_OUT_UNDONE):
        return RegisterState.HANDED_OUT
    return RegisterState.TO_HAND_OUT if is_printed else RegisterState.TO_PRINT


def _conditions(session: Session, wanted: RegisterWanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.year:
        conditions.append(Certificate.issued_on.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if wanted.kind:
        conditions.append(Certificate.kind == wanted.kind)
    if wanted.class_id:
        conditions.append(_in_classes(TrainingClass.id == wanted.class_id))
    if wanted.intake_id:
        conditions.append(_in_classes(TrainingClass.intake_id == wanted.intake_id))
    if wanted.typed.strip():
        conditions.append(_typed(session, unicodedata.normalize("NFKC", wanted.typed).strip()))
    return conditions


def _in_classes(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    enrolled = select(Enrolment.id).join(TrainingClass, TrainingClass.id == Enrolment.class_id)
    return Certificate.enrolment_id.in_(enrolled.where(condition))


def _typed(session: Session, typed: str) -> ColumnElement[bool]:
    """By number, by the holder as the ledger knows them or as the certificate names them, by the class's code."""
    found: list[Any] = [among(Certificate.trainee_id, found_ids(session, typed, MOST_PEOPLE))]
    digits = "".join(typed.split())
    if sum(sign.isdecimal() for sign in digits) >= LEAST_DIGITS:
        found.append(Certificate.number.contains(digits, autoescape=True))
        found.append(_frozen("id_number", digits.upper()))
    if not typed.isascii():
        found.append(_frozen("name", digits))
    found.append(_in_classes(TrainingClass.code.istartswith(typed, autoescape=True)))
    return or_(*found)


def _frozen(field: str, part: str) -> ColumnElement[bool]:
    """Whether a field as issued holds this. The whole text is looked through first: taking each apart costs more."""
    written = json.dumps(part)[1:-1]
    anywhere = type_coerce(Certificate.fields, String).contains(written, autoescape=True)
    return and_(anywhere, Certificate.fields[field].as_string().contains(part, autoescape=True))
