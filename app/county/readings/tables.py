"""The stations' tables joined as they belong together, each row to those of its own station."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.county.store.mirror import MIRRORS
from app.county.tables import RevocationRow, StationRow
from app.ledger.class_rows import CANCELLED
from app.models.vocabulary import Outcome

TRAINEES, ENROLMENTS, CLASSES = MIRRORS["trainee"], MIRRORS["enrolment"], MIRRORS["training_class"]
COURSES, INTAKES, PROVIDERS = MIRRORS["course"], MIRRORS["intake"], MIRRORS["training_provider"]
CERTIFICATES, EVENTS = MIRRORS["certificate"], MIRRORS["certificate_event"]
BLOCKS, RULES = MIRRORS["number_block"], MIRRORS["rule_setting"]


class StationName(NamedTuple):
    """A station as lists name it."""

    id: str
    code: str
    name: str


def stations_of(session: Session, county_id: str) -> dict[str, StationName]:
    """Every station by its id, in the order of their codes."""
    wanted = select(StationRow.station_id, StationRow.code, StationRow.name).where(StationRow.county_id == county_id)
    return {row.station_id: StationName(*row) for row in session.execute(wanted.order_by(StationRow.code))}


def referred(child: Any, column: str, parent: Any) -> ColumnElement[bool]:
    """The row of the same station that this column of a row names."""
    own = and_(parent.c.county_id == child.c.county_id, parent.c.owner == child.c.owner)
    return and_(own, parent.c.id == child.c[column])


def counted(columns: tuple[Any, ...], county_id: str) -> Select[Any]:
    """From the enrolments that count, with class, course and person: nobody who withdrew, no class called off."""
    joined = (
        select(*columns)
        .select_from(ENROLMENTS)
        .join(CLASSES, referred(ENROLMENTS, "class_id", CLASSES))
        .outerjoin(COURSES, referred(CLASSES, "course_id", COURSES))
        .outerjoin(TRAINEES, referred(ENROLMENTS, "trainee_id", TRAINEES))
    )
    return joined.where(
        ENROLMENTS.c.county_id == county_id,
        func.coalesce(CLASSES.c.status, "") != CANCELLED,
        func.coalesce(ENROLMENTS.c.outcome, "") != Outcome.WITHDREW,
    )


def revoked() -> ColumnElement[bool]:
    """Whether a certificate, or that one text of its number, is on the county's revocation list."""
    same = and_(RevocationRow.county_id == CERTIFICATES.c.county_id, RevocationRow.number == CERTIFICATES.c.number)
    text = or_(RevocationRow.digest == "", RevocationRow.digest == CERTIFICATES.c.text_sha256)
    return select(RevocationRow.number).where(same, text).exists()


def ended(kind: str) -> ColumnElement[bool]:
    """Whether its station declared a certificate void, or replaced it."""
    own = and_(EVENTS.c.county_id == CERTIFICATES.c.county_id, EVENTS.c.owner == CERTIFICATES.c.owner)
    return select(EVENTS.c.id).where(own, EVENTS.c.certificate_id == CERTIFICATES.c.id, EVENTS.c.kind == kind).exists()
