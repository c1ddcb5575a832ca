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
from app.county.store.bulk import among
from app.i18n import tr
from app.ledger.class_rows import STATUS_LABELS
from app.models.vocabulary import Outcome, SkillGroup

_NOBODY = (0, 0, 0)


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
    rows = session.execute(wanted.limit(limit).offset(offset)).mappings().all()
    counts = _counts(session, county_id, [row["id"] for row in rows])
    return tuple(
        _line(row, names.get(row["owner"], ""), counts.get((row["owner"], row["id"]), _NOBODY)) for row in rows
    )


def _wanted() -> Select[Any]:
    plain = (CLASSES.c.owner, CLASSES.c.id, CLASSES.c.code, CLASSES.c.name, CLASSES.c.starts_on, CLASSES.c.ends_on)
    more = (CLASSES.c.status, COURSES.c.name.label("course"), COURSES.c.skill_group, PROVIDERS.c.name.label("provider"))
    return (
        select(*plain, *more)
        .select_from(CLASSES)
        .outerjoin(COURSES, referred(CLASSES, "course_id", COURSES))
        .outerjoin(PROVIDERS, referred(CLASSES, "provider_id", PROVIDERS))
    )


def _counts(session: Session, county_id: str, class_ids: list[str]) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Enrolments, completed ones and certificates of these classes; of whole pages of them, not of each by itself."""
    told = func.coalesce(ENROLMENTS.c.outcome, "")
    sums = (_sum(told != Outcome.WITHDREW), _sum(told == Outcome.COMPLETED), func.count(CERTIFICATES.c.id))
    certified = (CERTIFICATES.c.county_id == ENROLMENTS.c.county_id) & (CERTIFICATES.c.owner == ENROLMENTS.c.owner)
    key = (ENROLMENTS.c.owner, ENROLMENTS.c.class_id)
    which = among(session.connection(), ENROLMENTS.c.class_id, class_ids)
    own = (ENROLMENTS.c.county_id == county_id, which)
    plain = session.execute(select(*key, *sums[:2]).where(*own).group_by(*key))
    counts = {(row[0], row[1]): (int(row[2]), int(row[3]), 0) for row in plain}
    joined = select(*key, sums[2]).join(CERTIFICATES, certified & (CERTIFICATES.c.enrolment_id == ENROLMENTS.c.id))
    for owner, class_id, certificates in session.execute(joined.where(*own).group_by(*key)):
        counts[owner, class_id] = (*counts[owner, class_id][:2], certificates)
    return counts


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _conditions(county_id: str, station: str, year: str) -> list[ColumnElement[bool]]:
    found = [CLASSES.c.county_id == county_id]
    if station:
        found.append(CLASSES.c.owner == station)
    if year.isdecimal() and len(year) == 4 and int(year):
        found.append(CLASSES.c.starts_on.between(date(int(year), 1, 1), date(int(year), 12, 31)))
    return found


def _line(row: Any, station: str, counts: tuple[int, int, int]) -> ClassLine:
    group = SkillGroup.read(row["skill_group"]) if row["skill_group"] else None
    status = STATUS_LABELS.get(row["status"] or "")
    plain: dict[str, Any] = {name: row[name] for name in ("owner", "id", "starts_on", "ends_on")}
    plain |= {name: str(row[name] or "") for name in ("code", "name", "course", "provider")}
    plain |= dict(zip(("enrolments", "completed", "certificates"), counts, strict=True))
    plain |= {"skill_group": group.label if group else "", "status": tr(status) if status else str(row["status"] or "")}
    return ClassLine(**plain, station=station)
