"""People as they are shown: lists and search results masked, and one person's page with all that is known."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.categories import categories_on
from app.ledger.known_people import among, living
from app.ledger.naming import choice_of
from app.ledger.place_tree import heir_of, places_within
from app.models.code_tables import table
from app.models.guard import Mode
from app.models.id_numbers import age_on, mask_id_number
from app.models.ledger import Ledger
from app.models.people import Place, Trainee, TraineeCategory
from app.models.phones import mask_phone
from app.models.regions import VILLAGE, short_village
from app.models.vocabulary import TalentKind

PROSPECTIVE = "prospective"
_SHOWN = (
    Trainee.id,
    Trainee.name,
    Trainee.other_names,
    Trainee.sex,
    Trainee.birth_date,
    Trainee.id_type,
    Trainee.id_number,
    Trainee.phone,
    Trainee.place_id,
    Trainee.village,
    Trainee.village_group,
    Trainee.talent_kind,
    Trainee.status,
)
_PLACED = (
    Place.id,
    Place.name,
    Place.level,
    Place.parent_id,
    Place.valid_from,
    Place.valid_to,
    Place.successor_id,
)
STATUS_LABELS = {PROSPECTIVE: mark("prospective"), "enrolled": mark("enrolled (person)")}


class NoSuchTrainee(Refusal):
    """There is no trainee of this id."""

    code = "no_such_trainee"
    message = mark("There is no trainee with the id {trainee}.")
    remedy = mark("Look the person up first; the id stands in the roster and in the history.")


class ReasonNeeded(Refusal):
    """Someone wanted to see a number in full without saying why."""

    code = "reason_missing"
    message = mark("Showing numbers in full needs a reason; it is kept in the journal.")
    remedy = mark("Say why in a few words.")


@dataclass(frozen=True)
class PersonRow:
    """One person in a list; ID number and phone are masked unless someone asked for them with a reason."""

    id: str
    name: str
    other_names: tuple[str, ...]
    sex: str
    sex_label: str
    birth_date: date | None
    age: int | None
    id_type: str
    id_number: str
    phone: str
    place: str
    village: str
    village_group: str
    categories: tuple[str, ...]
    category_labels: tuple[str, ...]
    talent_kind: str
    status: str
    status_label: str

    @property
    def where(self) -> str:
        """Where they live, as it stands in a list."""
        return short_village(self.place or self.village)


@dataclass(frozen=True)
class PeopleWanted:
    """Which people to list; an empty field does not choose."""

    status: str = ""
    category: str = ""
    place_id: str = ""
    import_id: str = ""
    limit: int = 100
    offset: int = 0


def list_people(ledger: Ledger, wanted: PeopleWanted) -> tuple[PersonRow, ...]:
    """The people wanted, in the order of their pinyin. Raises ChoiceUnknown."""
    today = ledger.clock.now().date()
    with ledger.reading() as session:
        statement = _wanted(select(Trainee.id), wanted, today, _places(session, wanted)).order_by(
            Trainee.pinyin, Trainee.name, Trainee.id
        )
        ids = session.scalars(statement.limit(wanted.limit).offset(wanted.offset)).all()
        return person_rows(session, ids, today)


def count_people(ledger: Ledger, wanted: PeopleWanted) -> int:
    """How many people are wanted, whatever the limit."""
    with ledger.reading() as session:
        statement = _wanted(
            select(func.count()).select_from(Trainee), wanted, ledger.clock.now().date(), _places(session, wanted)
        )
        found: int = session.scalars(statement).one()
        return found


def person_rows(session: Session, ids: Sequence[str], today: date) -> tuple[PersonRow, ...]:
    """These people as shown, in this order; whoever is not in the ledger is left out."""
    # As plain columns: rows of the unit of work would cost a third of the time in which a list opens.
    rows = {row.id: row for row in session.execute(select(*_SHOWN).where(among(Trainee.id, ids)))}
    groups = categories_on(session, list(rows), today)
    places = _place_names(session, {row.place_id for row in rows.values() if row.place_id}, today)
    return tuple(
        _person_row(rows[each], groups[each], places.get(rows[each].place_id or "", ""), today)
        for each in dict.fromkeys(ids)
        if each in rows
    )


def in_full(ledger: Ledger, rows: Iterable[PersonRow], reason: str) -> tuple[PersonRow, ...]:
    """The same people with their numbers in full: journaled with the reason and whom it was about.

    Raises ReasonNeeded, NotAllowed.
    """
    shown = tuple(rows)
    if not reason.strip():
        raise ReasonNeeded
    with ledger.change("person.unmask", reason=reason) as change:
        if change.header is not None:
            change.header["about"] = [row.id for row in shown]
        with ledger.guard.writing(Mode.JOURNALING):
            change.journal([])
        numbers = select(Trainee.id, Trainee.id_number, Trainee.phone)
        found = {row.id: row for row in change.session.execute(numbers.where(among(Trainee.id, [r.id for r in shown])))}
    return tuple(replace(row, id_number=found[row.id].id_number, phone=found[row.id].phone) for row in shown)


def _places(session: Session, wanted: PeopleWanted) -> set[str]:
    return places_within(session, wanted.place_id) if wanted.place_id else set()


def _wanted(statement: Select[Any], wanted: PeopleWanted, today: date, places: Collection[str]) -> Select[Any]:
    statement = statement.where(*living())
    if status := choice_of(STATUS_LABELS, wanted.status):
        statement = statement.where(Trainee.status == status)
    if wanted.import_id:
        statement = statement.where(Trainee.import_id == wanted.import_id)
    if wanted.place_id:
        statement = statement.where(among(Trainee.place_id, places))
    if wanted.category:
        begun = TraineeCategory.from_date.is_(None) | (TraineeCategory.from_date <= today)
        lasting = TraineeCategory.to_date.is_(None) | (TraineeCategory.to_date >= today)
        held = select(TraineeCategory.trainee_id).where(TraineeCategory.code == wanted.category, begun, lasting)
        statement = statement.where(Trainee.id.in_(held))
    return statement


def _place_names(session: Session, ids: Collection[str], today: date) -> dict[str, str]:
    """The names of places with the town before a village; for one that ended, of the place that took over."""
    rows: dict[str, Any] = {row.id: row for row in session.execute(select(*_PLACED))} if ids else {}
    standing = {each: heir_of(rows, rows[each], today) or rows[each] for each in ids if each in rows}
    return {each: _with_parent(rows, place) for each, place in standing.items()}


def _with_parent(rows: dict[str, Any], place: Any) -> str:
    parent = rows.get(place.parent_id or "") if place.level == VILLAGE else None
    return f"{parent.name if parent else ''}{place.name}"


def _person_row(row: Any, categories: Iterable[str], place: str, today: date) -> PersonRow:
    labels = table("person_categories")
    talent = TalentKind.read(row.talent_kind) if row.talent_kind else None
    return PersonRow(
        id=row.id,
        name=row.name,
        other_names=tuple(row.other_names or ()),
        sex=row.sex,
        sex_label=table("sex").label(row.sex),
        birth_date=row.birth_date,
        age=age_on(row.birth_date, today) if row.birth_date else None,
        id_type=row.id_type,
        id_number=mask_id_number(row.id_number),
        phone=mask_phone(row.phone),
        place=place,
        village=row.village,
        village_group=row.village_group,
        categories=tuple(categories),
        category_labels=tuple(labels.label(code) for code in categories),
        talent_kind=talent.label if talent else row.talent_kind,
        status=row.status,
        status_label=tr(STATUS_LABELS.get(row.status, row.status)),
    )
