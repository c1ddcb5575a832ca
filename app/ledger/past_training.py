"""What a person was trained in before or elsewhere, from every table that knows of it, and what is typed in by hand."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.class_rows import CANCELLED
from app.ledger.known_people import among
from app.ledger.syncing.elsewhere import KnownElsewhere
from app.models.certificates import OtherCertificate
from app.models.code_tables import table
from app.models.county_index import Training
from app.models.id_documents import CITIZEN_TYPES
from app.models.ledger import Ledger
from app.models.occupations import find_occupation
from app.models.people import Trainee, TrainingElsewhere
from app.models.training import Course, Enrolment, TrainingClass
from app.models.vocabulary import Outcome

TRAINING, INSURANCE_SUBSIDY = "training", "insurance_subsidy"
AWAY = {
    "hospital": mark("in hospital"),
    "abroad": mark("abroad"),
    "custody": mark("in custody"),
    "dead": mark("dead"),
}
ELSEWHERE_KINDS = (TRAINING, INSURANCE_SUBSIDY, *AWAY)


class ElsewhereKindUnknown(Refusal):
    """The kind of what is known from elsewhere is no known word."""

    code = "elsewhere_kind"
    message = mark("“{given}” is not known here.")
    remedy = mark("Choose one of: {choices}.")


class ElsewhereNeedsDay(Refusal):
    """A time away was noted without its first day."""

    code = "elsewhere_day"
    message = mark("The first day is missing; without it nothing can be compared.")
    remedy = mark("Give the day from which on it holds.")


class PersonUnknown(Refusal):
    """There is no trainee of this id."""

    code = "person_unknown"
    message = mark("There is no such trainee in this ledger.")
    remedy = mark("Look the person up first; the id stands in the list of trainees.")


@dataclass(frozen=True)
class PastTraining:
    """One training, certificate, subsidy or absence; `where` is a class code, a source or a certificate's body."""

    kind: str
    name: str
    occupation_code: str
    level: str
    starts_on: date | None
    ends_on: date | None
    where: str
    outcome: str = ""

    def overlaps(self, start: date, end: date) -> bool:
        """True if it lasted on any day from start to end; what has no days never does."""
        if self.starts_on is None:
            return False
        return self.starts_on <= end and (self.ends_on is None or self.ends_on >= start)


@dataclass(frozen=True)
class CheckBasis:
    """Whose data a comparison rests on: ours as of a day, and the county's as of a day if it told us any."""

    own: date
    county: date | None

    def sentence(self) -> str:
        """What was compared with, in the reader's language."""
        if self.county is None:
            return tr(
                "Checked against this station's data of {own} alone; the county's are not here yet.", own=self.own
            )
        told = {"own": self.own, "county": self.county}
        return tr("Checked against this station's data of {own} and the county's of {county}.", **told)


@dataclass(frozen=True)
class ElsewhereNote:
    """What is typed in about a person: a training or subsidy elsewhere, or a time away."""

    trainee_id: str
    kind: str
    source: str
    course_name: str = ""
    occupation: str = ""
    level: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


def check_basis(session: Session, today: date) -> CheckBasis:
    """Whose data a comparison of today rests on."""
    noted = session.scalar(select(func.max(TrainingElsewhere.as_of)))
    days = [day for day in (noted, KnownElsewhere(session.connection()).as_of) if day]
    return CheckBasis(today, max(days, default=None))


def note_elsewhere(ledger: Ledger, note: ElsewhereNote) -> str:
    """Keep what became known about a person; gives its id. Raises PersonUnknown, ElsewhereKindUnknown."""
    if note.kind not in ELSEWHERE_KINDS:
        raise ElsewhereKindUnknown(given=note.kind, choices=", ".join(ELSEWHERE_KINDS))
    if note.kind in AWAY and note.starts_on is None:
        raise ElsewhereNeedsDay
    occupation = find_occupation(note.occupation)
    with ledger.change("trainee.elsewhere") as change:
        if change.get(Trainee, note.trainee_id) is None:
            raise PersonUnknown
        row = TrainingElsewhere(
            trainee_id=note.trainee_id,
            kind=note.kind,
            course_name=note.course_name.strip(),
            occupation_code=occupation.code if occupation else note.occupation.strip(),
            level=table("skill_levels").find(note.level) or "",
            starts_on=note.starts_on,
            ends_on=note.ends_on,
            source=note.source.strip(),
        )
        return change.add(row).id


def past_trainings(session: Session, trainee_ids: Collection[str], but: str) -> dict[str, list[PastTraining]]:
    """Everything known of each of these trainees, under whatever entry the person stands; without the class `but`."""
    same = same_persons(session, trainee_ids)
    everyone = {each for group in same.values() for each in group}
    known: dict[str, list[PastTraining]] = {each: [] for each in everyone}
    for trainee_id, past in (*_here(session, everyone, but), *_elsewhere(session, everyone), *_held(session, everyone)):
        known[trainee_id].append(past)
    told = _told_by_county(session, trainee_ids)
    return {
        mine: [*(past for each in sorted(group) for past in known[each]), *told.get(mine, ())]
        for mine, group in same.items()
    }


def trained_elsewhere(session: Session, numbers: Collection[tuple[str, str]]) -> list[list[PastTraining]]:
    """What the county told of whoever has each of these numbers (kind of paper, number)."""
    known = KnownElsewhere(session.connection())
    return [[_at_station(each) for each in known.of(*number)] for number in numbers]


def _told_by_county(session: Session, trainee_ids: Collection[str]) -> dict[str, list[PastTraining]]:
    numbers = select(Trainee.id, Trainee.id_type, Trainee.id_number).where(among(Trainee.id, trainee_ids))
    rows = session.execute(numbers).all()
    told = trained_elsewhere(session, [(row.id_type, row.id_number) for row in rows])
    return {row.id: past for row, past in zip(rows, told, strict=True)}


def _at_station(each: Training) -> PastTraining:
    starts, ends = (date.fromisoformat(day) if day else None for day in (each.starts_on, each.ends_on))
    trade = (each.course, each.occupation_code, each.level)
    return PastTraining(TRAINING, *trade, starts, ends, each.station, each.outcome)


def same_persons(session: Session, trainee_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """For each trainee the entries with the same ID number, the trainee's own among them."""
    mine = session.execute(
        select(Trainee.id, Trainee.id_type, Trainee.id_number).where(among(Trainee.id, trainee_ids))
    ).all()
    numbers = {row.id_number for row in mine if row.id_number}
    others = session.execute(
        select(Trainee.id, Trainee.id_type, Trainee.id_number).where(among(Trainee.id_number, numbers))
    )
    groups: dict[str, set[str]] = {}
    for row in others:
        groups.setdefault(identity(row.id_type, row.id_number), set()).add(row.id)
    return {row.id: frozenset({row.id, *groups.get(identity(row.id_type, row.id_number), ())}) for row in mine}


def identity(id_type: str, id_number: str) -> str:
    """What is equal for one person; empty without a number."""
    if not id_number:
        return ""
    return id_number if id_type in CITIZEN_TYPES else f"{id_type}:{id_number}"


def _here(session: Session, trainee_ids: Collection[str], but: str) -> Iterator[tuple[str, PastTraining]]:
    statement = (
        select(Enrolment.trainee_id, Enrolment.outcome, TrainingClass, Course)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Course, Course.id == TrainingClass.course_id)
        .where(among(Enrolment.trainee_id, trainee_ids), TrainingClass.id != but, TrainingClass.status != CANCELLED)
        .where(Enrolment.outcome != Outcome.WITHDREW)
    )
    for trainee_id, outcome, row, course in session.execute(statement):
        trade = (course.name, course.occupation_code, course.level)
        yield trainee_id, PastTraining("class", *trade, row.starts_on, row.ends_on, row.code, outcome)


def _elsewhere(session: Session, trainee_ids: Collection[str]) -> Iterator[tuple[str, PastTraining]]:
    statement = select(TrainingElsewhere).where(among(TrainingElsewhere.trainee_id, trainee_ids))
    for row in session.scalars(statement):
        trade = (row.course_name, row.occupation_code, row.level)
        yield row.trainee_id, PastTraining(row.kind, *trade, row.starts_on, row.ends_on, row.source)


def _held(session: Session, trainee_ids: Collection[str]) -> Iterator[tuple[str, PastTraining]]:
    statement = select(OtherCertificate).where(among(OtherCertificate.trainee_id, trainee_ids))
    for row in session.scalars(statement):
        trade = (row.name, row.occupation_code, row.level)
        yield (
            row.trainee_id,
            PastTraining("certificate", *trade, row.issued_on, row.issued_on, row.body, Outcome.COMPLETED),
        )
