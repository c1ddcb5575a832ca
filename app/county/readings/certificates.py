"""The register of certificates of all stations: found by station, year, intake, class, kind, state, number or name."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from app.county.readings.tables import (
    CERTIFICATES,
    CLASSES,
    ENROLMENTS,
    EVENTS,
    INTAKES,
    TRAINEES,
    ended,
    referred,
    revoked,
    stations_of,
)
from app.county.tables import RevocationRow
from app.i18n import mark, tr
from app.models.id_numbers import mask_id_number
from app.models.vocabulary import CertificateKind

GOOD, CORRECTED, REVOKED, VOIDED = "good", "corrected", "revoked", "voided"
STATES = {
    GOOD: mark("in force"),
    REVOKED: mark("Revoked (certificate)"),
    CORRECTED: mark("Replaced"),
    VOIDED: mark("voided"),
}


_EVENTS = {
    "voided": mark("voided"),
    "corrected": mark("corrected, replaced by a successor"),
    "reprinted": mark("printed once more"),
    "handed_out": mark("handed out"),
    "hand_out_undone": mark("hand-out taken back"),
}


@dataclass(frozen=True)
class CertificateFilter:
    """What a reader wants to see; empty is everything. `training_class` and `intake` are ids."""

    station: str = ""
    year: str = ""
    intake: str = ""
    training_class: str = ""
    kind: str = ""
    state: str = ""
    text: str = ""

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class CertificateLine:
    """A certificate as the register shows it; the ID number is masked."""

    owner: str
    id: str
    number: str
    name: str
    masked_id: str
    kind: str
    course: str
    class_name: str
    hours: str
    issued_on: date | None
    station: str
    state: str

    @property
    def state_label(self) -> str:
        """The state in the reader's words."""
        return tr(STATES[self.state])


@dataclass(frozen=True)
class EventLine:
    """What befell a certificate."""

    kind: str
    on_day: date | None
    reason: str

    @property
    def words(self) -> str:
        """What it was."""
        return tr(_EVENTS[self.kind]) if self.kind in _EVENTS else self.kind


@dataclass(frozen=True)
class RevocationLine:
    """A line of the county's revocation list about a certificate."""

    number: str
    since: date
    reason: str
    successor: str


@dataclass(frozen=True)
class CertificateStory:
    """A certificate and all that befell it."""

    line: CertificateLine
    period: str
    provider: str
    key_id: str
    events: tuple[EventLine, ...]
    revocation: RevocationLine | None


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    value: str
    label: str


def count_certificates(session: Session, county_id: str, wanted: CertificateFilter) -> int:
    """How many fit."""
    return session.scalar(_joined(select(func.count()), county_id, wanted)) or 0


def certificates(
    session: Session, county_id: str, wanted: CertificateFilter, limit: int, offset: int = 0
) -> tuple[CertificateLine, ...]:
    """Those that fit, newest first."""
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    newest = (CERTIFICATES.c.issued_on.desc(), CERTIFICATES.c.number.desc(), CERTIFICATES.c.owner)
    statement = _joined(select(*_COLUMNS), county_id, wanted).order_by(*newest).limit(limit).offset(offset)
    return tuple(_line(row, names) for row in session.execute(statement).mappings())


def certificate_story(session: Session, county_id: str, owner: str, row_id: str) -> CertificateStory | None:
    """One certificate with all that befell it."""
    own = (CERTIFICATES.c.owner == owner, CERTIFICATES.c.id == row_id)
    columns = (*_COLUMNS, CERTIFICATES.c.key_id, CERTIFICATES.c.text_sha256)
    row = session.execute(_joined(select(*columns), county_id, CertificateFilter()).where(*own)).mappings().first()
    if row is None:
        return None
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    told = _printed(row)
    befell = (EVENTS.c.county_id == county_id, EVENTS.c.owner == owner, EVENTS.c.certificate_id == row_id)
    events = session.execute(select(EVENTS).where(*befell).order_by(EVENTS.c.id)).mappings()
    return CertificateStory(
        line=_line(row, names),
        period=f"{told.get('period_from', '')} — {told.get('period_to', '')}",
        provider=str(told.get("provider", "")),
        key_id=str(row["key_id"] or ""),
        events=tuple(EventLine(each["kind"] or "", each["on_day"], each["reason"] or "") for each in events),
        revocation=_revocation(session, county_id, row),
    )


def choices(session: Session, county_id: str) -> dict[str, list[Choice]]:
    """What the filters offer."""
    stations = [Choice(each.id, each.name) for each in stations_of(session, county_id).values()]
    span = select(func.min(CERTIFICATES.c.issued_on), func.max(CERTIFICATES.c.issued_on))
    first, last = session.execute(span.where(CERTIFICATES.c.county_id == county_id)).one()
    years = range(last.year, max(first.year, last.year - 20) - 1, -1) if first and last else ()
    return {
        "station": stations,
        "year": [Choice(str(year), str(year)) for year in years],
        "intake": _intakes(session, county_id),
        "kind": [Choice(each.value, each.label) for each in CertificateKind],
        "state": [Choice(name, tr(words)) for name, words in STATES.items()],
    }


def _intakes(session: Session, county_id: str) -> list[Choice]:
    rows = select(INTAKES.c.year, INTAKES.c.number).where(INTAKES.c.county_id == county_id).distinct()
    found = session.execute(rows.order_by(INTAKES.c.year.desc(), INTAKES.c.number.desc()).limit(100))
    return [
        Choice(f"{year}.{number}", tr("{year}, no. {number}", year=year, number=number))
        for year, number in found
        if year is not None
    ]


def state_of() -> ColumnElement[str]:
    """How a certificate stands: replaced, revoked, void, or in force."""
    replaced = or_(ended(CORRECTED), _revoked_for_a_successor())
    return case((replaced, CORRECTED), (revoked(), REVOKED), (ended(VOIDED), VOIDED), else_=GOOD)


def _revoked_for_a_successor() -> ColumnElement[bool]:
    same = (RevocationRow.county_id == CERTIFICATES.c.county_id, RevocationRow.number == CERTIFICATES.c.number)
    return select(RevocationRow.number).where(*same, RevocationRow.successor != "").exists()


_COLUMNS = (
    CERTIFICATES.c.owner,
    CERTIFICATES.c.id,
    CERTIFICATES.c.number,
    CERTIFICATES.c.kind,
    CERTIFICATES.c.fields,
    CERTIFICATES.c.issued_on,
    CLASSES.c.name.label("class_name"),
    CLASSES.c.code.label("class_code"),
    state_of().label("state"),
)


def _joined(columns: Select[Any], county_id: str, wanted: CertificateFilter) -> Select[Any]:
    joined = (
        columns.select_from(CERTIFICATES)
        .outerjoin(ENROLMENTS, referred(CERTIFICATES, "enrolment_id", ENROLMENTS))
        .outerjoin(CLASSES, referred(ENROLMENTS, "class_id", CLASSES))
    )
    return joined.where(CERTIFICATES.c.county_id == county_id, *_conditions(wanted))


def _conditions(wanted: CertificateFilter) -> list[ColumnElement[bool]]:
    plain = {"station": CERTIFICATES.c.owner, "training_class": ENROLMENTS.c.class_id, "kind": CERTIFICATES.c.kind}
    found = [column == getattr(wanted, name) for name, column in plain.items() if getattr(wanted, name)]
    if wanted.year.isdecimal() and len(wanted.year) == 4 and int(wanted.year):
        year = int(wanted.year)
        found.append(CERTIFICATES.c.issued_on.between(date(year, 1, 1), date(year, 12, 31)))
    if wanted.intake:
        found.append(_in_intake(wanted.intake))
    if wanted.state:
        found.append(state_of() == wanted.state)
    if text := wanted.text.strip():
        person = select(TRAINEES.c.id).where(referred(CERTIFICATES, "trainee_id", TRAINEES), TRAINEES.c.name == text)
        found.append(or_(CERTIFICATES.c.number.startswith(text, autoescape=True), person.exists()))
    return found


def _in_intake(named: str) -> ColumnElement[bool]:
    year, _, number = named.partition(".")
    is_known = all(each.isdecimal() and len(each) < 5 for each in (year, number))
    told = (INTAKES.c.year == (int(year) if is_known else 0), INTAKES.c.number == (int(number) if is_known else 0))
    return select(INTAKES.c.id).where(referred(CLASSES, "intake_id", INTAKES), *told).exists()


def _printed(row: Mapping[Any, Any]) -> dict[str, Any]:
    """What is printed on a certificate; a station may have told anything."""
    return row["fields"] if isinstance(row["fields"], dict) else {}


def _line(row: Mapping[Any, Any], names: Mapping[str, str]) -> CertificateLine:
    told = _printed(row)
    kind = CertificateKind(row["kind"]).label if row["kind"] in set(CertificateKind) else str(row["kind"] or "")
    return CertificateLine(
        owner=row["owner"],
        id=row["id"],
        number=str(row["number"] or ""),
        name=str(told.get("name", "")),
        masked_id=mask_id_number(str(told.get("id_number", ""))),
        kind=kind,
        course=str(told.get("course", "")),
        class_name=str(row["class_name"] or ""),
        hours=str(told.get("hours", "")),
        issued_on=row["issued_on"],
        station=names.get(row["owner"], ""),
        state=row["state"],
    )


def _revocation(session: Session, county_id: str, row: Mapping[Any, Any]) -> RevocationLine | None:
    own = (RevocationRow.county_id == county_id, RevocationRow.number == row["number"])
    text = RevocationRow.digest.in_(("", row["text_sha256"] or ""))
    found = session.scalars(select(RevocationRow).where(*own, text).order_by(RevocationRow.digest)).first()
    return RevocationLine(found.number, found.since, found.reason, found.successor) if found else None
