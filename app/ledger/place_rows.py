"""Places as they are shown, and found by what a clerk calls them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.i18n import mark, tr
from app.ledger.naming import AmbiguousName, UnknownName, choice_of
from app.ledger.place_tree import is_valid, known_places
from app.models.ledger import Ledger
from app.models.people import Place, Trainee
from app.models.regions import COUNTY, PREFECTURE, PROVINCE, TOWN, VILLAGE

LEVEL_LABELS = {
    PROVINCE: mark("province"),
    PREFECTURE: mark("prefecture"),
    COUNTY: mark("county"),
    TOWN: mark("town"),
    VILLAGE: mark("village"),
}


@dataclass(frozen=True)
class PlaceRow:
    """A place as shown; `people` counts the trainees who live in it, those of its villages not included."""

    id: str
    code: str
    name: str
    level: str
    parent_id: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    former_names: tuple[str, ...]
    successor: str
    people: int = 0


def list_places(ledger: Ledger, *, below: str = "", level: str = "", with_closed: bool = False) -> tuple[PlaceRow, ...]:
    """The places in the order of their codes, those right below one place or of one level if named.

    Raises ChoiceUnknown, UnknownName, AmbiguousName.
    """
    level = choice_of(LEVEL_LABELS, level)
    statement = select(Place).order_by(Place.code, Place.id)
    if level:
        statement = statement.where(Place.level == level)
    with ledger.reading() as session:
        today = ledger.clock.now().date()
        if below:
            statement = statement.where(Place.parent_id == find_place(session, below, today).id)
        rows = session.scalars(statement).all()
        return place_rows(session, [row for row in rows if with_closed or is_valid(row, today)])


def place_called(ledger: Ledger, text: str) -> PlaceRow:
    """The place of this id, code or name (水箐村, 凤山镇水箐村). Raises UnknownName, AmbiguousName."""
    with ledger.reading() as session:
        return place_rows(session, [find_place(session, text, ledger.clock.now().date())])[0]


def find_place(session: Session, text: str, on: date) -> Place:
    """The same as a row. Those that ended are found by id or code, and by name if no other has it."""
    wanted = text.strip()
    for condition in (Place.id == wanted, Place.code == wanted, Place.name == wanted):
        rows = session.scalars(select(Place).where(condition).order_by(Place.code)).all()
        standing = [row for row in rows if is_valid(row, on)] or list(rows)
        if len(standing) > 1:
            codes = ", ".join(row.code or row.id for row in standing)
            raise AmbiguousName(what=tr("place"), name=text, count=len(standing), ids=codes)
        if standing:
            return standing[0]
    return _as_written(session, wanted, on)


def place_rows(session: Session, rows: Sequence[Place]) -> tuple[PlaceRow, ...]:
    """These places as shown, in this order."""
    names = dict(session.execute(select(Place.id, Place.name)).all())
    people = _people(session, [row.id for row in rows])
    return tuple(
        PlaceRow(
            id=row.id,
            code=row.code,
            name=row.name,
            level=row.level,
            parent_id=row.parent_id or "",
            parent=names.get(row.parent_id or "", ""),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            former_names=tuple(row.former_names or ()),
            successor=names.get(row.successor_id or "", ""),
            people=people.get(row.id, 0),
        )
        for row in rows
    )


def _people(session: Session, ids: Sequence[str]) -> dict[str, int]:
    wanted = select(Trainee.place_id, func.count()).where(Trainee.place_id.in_(ids), Trainee.erased_on.is_(None))
    return {place: count for place, count in session.execute(wanted.group_by(Trainee.place_id)) if place}


def _as_written(session: Session, text: str, on: date) -> Place:
    """A place named with the town before it, by a short name, or by a former one."""
    known = known_places(session, on)
    towns = known.region.towns() if known.region else ()
    for town in ("", *(town.name for town in towns if text.startswith(town.name))):
        found = known.find(town, text)
        if place_id := known.id_of(found.village_code, ""):
            return session.get_one(Place, place_id)
    town_found = known.region.find_town(text) if known.region else None
    if town_found is None:
        raise UnknownName(what=tr("place"), name=text)
    return session.get_one(Place, known.by_code[town_found.code])
