"""The register of classes of all stations: what was taught where and when, to how many, and with what outcome."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.county.readings.tables import (
    CERTIFICATES,
    CLASSES,
    COURSES,
    ENROLMENTS,
    PROVIDERS,
    referred,
    stations_of,
)
from app.i18n import tr
from app.ledger.class_rows import STATUS_LABELS
from app.models.vocabulary import Outcome, SkillGroup


@dataclass(frozen=True)
class ClassLine:
    """A class as the register shows it."""

    owner: str
    id: str
    code: str
    name: str
    course: str
    skill_group: str
    provider: str
    station: str
    starts_on: date | None
    ends_on: date | None
    enrolments: int
    completed: int
    certificates: int
    status: str


def count_classes(session: Session, county_id: str, station: str, year: str) -> int:
    """How many there are of a station and a year; empty is all."""
    own = _conditions(county_id, station, year)
    return session.scalar(select(func.count()).select_from(CLASSES).where(*own)) or 0


def classes(
    session: Session, county_id: str, station: str, year: str, limit: int, offset: int = 0
) -> tuple[ClassLine, ...]:
    """Those that fit, newest first."""
    names = {each.id: each.name for each in stations_of(session, county_id).values()}
    newest = (CLASSES.c.starts_on.desc(), CLASSES.c.owner, CLASSES.c.code.desc())
    wanted = _wanted().where(*_conditions(county_id, station, year)).order_by(*newest)
    rows = session.execute(wanted.limit(limit).offset(offset)).mappings()
    return tuple(_line(row, names.get(row["owner"], "")) for row in rows)


def _wanted() -> Select[Any]:
    plain = (CLASSES.c.owner, CLASSES.c.id, CLASSES.c.code, CLASSES.c.name, CLASSES.c.starts_on, CLASSES.c.ends_on)
    more = (CLASSES.c.status, COURSES.c.name.label("course"), COURSES.c.skill_group, PROVIDERS.c.name.label("provider"))
    counts = (_enrolments(None), _enrolments(Outcome.COMPLETED), _certificates())
    named = (each.label(name) for each, name in zip(counts, ("enrolments", "completed", "certificates"), strict=True))
    return (
        select(*plain, *more, *named)
        .select_from(CLASSES)
        .outerjoin(COURSES, referred(CLASSES, "course_id", COURSES))
        .outerjoin(PROVIDERS, referred(CLASSES, "provider_id", PROVIDERS))
    )


def _enrolments(outcome: str | None) -> Any:
    own = (ENROLMENTS.c.county_id == CLASSES.c.county_id, ENROLMENTS.c.owner == CLASSES.c.owner)
    told = func.coalesce(ENROLMENTS.c.outcome, "")
    which = told == outcome if outcome else told != Outcome.WITHDREW
    counted = func.coalesce(func.sum(case((which, 1), else_=0)), 0)
    return select(counted).where(*own, ENROLMENTS.c.class_id == CLASSES.c.id).correlate(CLASSES).scalar_subquery()


def _certificates() -> Any:
    joined = select(func.count()).select_from(CERTIFICATES)
    own = (ENROLMENTS.c.county_id == CLASSES.c.county_id, ENROLMENTS.c.owner == CLASSES.c.owner)
    counted = joined.join(ENROLMENTS, referred(CERTIFICATES, "enrolment_id", ENROLMENTS))
    return counted.where(*own, ENROLMENTS.c.class_id == CLASSES.c.id).correlate(CLASSES).scalar_subquery()


def _conditions(county_id: str, station: str, year: str) -> list[ColumnElement[bool]]:
    found = [CLASSES.c.county_id == county_id]
    if station:
        found.append(CLASSES.c.owner == station)
    if year.isdecimal() and len(year) == 4 and int(year):
        found.append(CLASSES.c.starts_on.between(date(int(year), 1, 1), date(int(year), 12, 31)))
    return found


def _line(row: Any, station: str) -> ClassLine:
    group = SkillGroup.read(row["skill_group"]) if row["skill_group"] else None
    status = STATUS_LABELS.get(row["status"] or "")
    plain: dict[str, Any] = {name: row[name] for name in ("owner", "id", "starts_on", "ends_on")}
    plain |= {name: str(row[name] or "") for name in ("code", "name", "course", "provider")}
    plain |= {name: int(row[name]) for name in ("enrolments", "completed", "certificates")}
    plain |= {"skill_group": group.label if group else "", "status": tr(status) if status else str(row["status"] or "")}
    return ClassLine(**plain, station=station)
