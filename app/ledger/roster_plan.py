"""What a roster would do to the ledger, worked out before anything is written: who is new, filled in, left out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.i18n import tr
from app.ledger.importing.decisions import Decision, Decisions, Verdict
from app.ledger.importing.persons import RosterPerson
from app.ledger.importing.places import FoundPlace
from app.ledger.importing.preview import RosterRow, RowStatus
from app.ledger.person_details import name_columns, where_people_live
from app.ledger.person_fields import compare, other_names, shown
from app.ledger.place_tree import KnownPlaces
from app.models.code_tables import table
from app.models.findings import Severity
from app.models.people import Trainee

DISABLED = "DIS01"


@dataclass(frozen=True)
class Difference:
    """A fact on which ledger and roster differ; the ledger keeps its own. Numbers are masked."""

    sheet: str
    row: int
    trainee_id: str
    name: str
    field: str
    ledger: str
    roster: str


@dataclass(frozen=True)
class Taking:
    """The rows of a preview, parted: taken as new or known people, left out as doubtful, as wrong, or as skipped."""

    new: tuple[RosterRow, ...]
    known: tuple[RosterRow, ...]
    doubtful: tuple[RosterRow, ...]
    wrong: tuple[RosterRow, ...]
    skipped: tuple[RosterRow, ...] = ()

    @property
    def rows(self) -> tuple[RosterRow, ...]:
        """Everyone who is taken."""
        return (*self.new, *self.known)


def part(rows: Iterable[RosterRow], *, accept_doubtful: bool, decisions: Decisions | None = None) -> Taking:
    """Part the rows of a preview by what becomes of them; who is said to be someone of the ledger becomes known."""
    parts: dict[str, list[RosterRow]] = {"new": [], "known": [], "doubtful": [], "wrong": [], "skipped": []}
    for row in rows:
        decision = (decisions or {}).get(row.place)
        same = decision.trainee_id if decision and decision.verdict is Verdict.SAME else ""
        meant = replace(row, trainee_id=same) if same in {each.trainee_id for each in row.alike} else row
        parts[fate(meant, decision, accept_doubtful=accept_doubtful)].append(meant)
    return Taking(**{name: tuple(found) for name, found in parts.items()})


def fate(row: RosterRow, decision: Decision | None = None, *, accept_doubtful: bool = False) -> str:
    """What becomes of a row: new, known, doubtful, wrong or skipped. No word of the clerk makes a wrong row right."""
    if decision and decision.verdict is Verdict.SKIP:
        return "skipped"
    if row.status is RowStatus.WRONG or any(p.finding.severity is Severity.BLOCK for p in row.problems):
        return "wrong"
    if row.status is RowStatus.DOUBTFUL and not (accept_doubtful or decision):
        return "doubtful"
    return "known" if row.trainee_id else "new"


def trainee_columns(person: RosterPerson, places: KnownPlaces) -> dict[str, Any]:
    """The person of a roster in the columns of a trainee, without the name."""
    where = _where(person, places)
    return {
        "id_type": person.id_type,
        "id_number": person.id_number,
        "birth_date": person.birth_date,
        "sex": person.sex,
        "ethnic_code": person.ethnic_code,
        "ethnic_text": person.ethnic_text,
        "education": person.education,
        "education_code": person.education_code,
        "political_status": person.political_status,
        "hukou": person.hukou,
        "phone": person.phone,
        "place_id": places.place_id(where),
        "village": where_people_live(where.town, where.town_code, where.village),
        "village_group": person.group or where.group,
        "address": person.address,
        "labour_ability": person.labour_ability,
        "employment": person.employment,
        "talent_kind": person.talent_kind,
        "note": _note(person),
    }


def new_trainee(person: RosterPerson, places: KnownPlaces, import_id: str) -> dict[str, Any]:
    """A new trainee as a row."""
    names = other_names(person.name, (), (person.former_name,))
    return {
        **trainee_columns(person, places),
        **name_columns(person.name),
        "other_names": names,
        "import_id": import_id,
    }


def fill(trainee: Trainee, row: RosterRow, places: KnownPlaces) -> tuple[dict[str, Any], tuple[Difference, ...]]:
    """What a row adds to someone known, only where nothing was said before; and where the two differ."""
    found = compare(vars(trainee), trainee_columns(row.values, places))
    names = other_names(trainee.name, trainee.other_names, (row.values.former_name,))
    if names != trainee.other_names:
        found.fills["other_names"] = names
    place = (row.sheet, row.row, trainee.id, trainee.name)
    return found.fills, tuple(
        Difference(*place, name, shown(name, ours), shown(name, theirs))
        for name, (ours, theirs) in found.differs.items()
    )


def new_categories(
    trainee_id: str, person: RosterPerson, evidence: str, held: Mapping[str, Sequence[date | None]], today: date
) -> list[dict[str, Any]]:
    """The categories a row adds; `held` tells for each category of this person the last days of its entries."""
    return [
        {
            "trainee_id": trainee_id,
            "code": code,
            "from_date": today if code in held else None,
            "evidence": _evidence(code, person, evidence)[:200],
        }
        for code in person.categories
        if code not in held or _is_over(held[code], today)
    ]


def _where(person: RosterPerson, places: KnownPlaces) -> FoundPlace:
    """Where the person lives, as the preview found it; what it could not find is sought in the other towns too."""
    if person.village_code or person.town:
        return FoundPlace(person.town, person.town_code, person.village, person.village_code, person.group)
    return places.find(person.town, person.village, person.address)


def _is_over(last_days: Collection[date | None], today: date) -> bool:
    return all(day is not None and day < today for day in last_days)


def _evidence(code: str, person: RosterPerson, evidence: str) -> str:
    if code != DISABLED or not person.disability_category:
        return evidence
    category = table("disability_categories").label(person.disability_category)
    grade = table("disability_grades").label(person.disability_grade)
    return f"{category} {grade}；{evidence}"


def _note(person: RosterPerson) -> str:
    """What has no column of its own is kept among the remarks, so that nothing is lost."""
    wish = tr("Wishes to learn: {course}", course=person.course_wish) if person.course_wish else ""
    phones = tr("Further phones: {phones}", phones="、".join(person.other_phones)) if person.other_phones else ""
    return "；".join(filter(None, (person.note, wish, phones)))[:500]
