"""Figures of the training: classes, person-times and persons, by month, skill group, programme, village and so on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import mark
from app.ledger.class_rows import class_rows
from app.ledger.known_people import among
from app.ledger.report_scope import Attended, ReportScope, attended, class_ids, good_certificates
from app.models.code_tables import supported_by_poverty_policy, table
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.vocabulary import Programme, SkillGroup, TrainingMode, Word

_HAN = ("01", "")
_FEMALE = "2"
_NONE = "未填"  # printed, so in Chinese whatever the screen speaks


class FigureKind(StrEnum):
    """By what the figures are told apart."""

    MONTH = "month"
    SKILL_GROUP = "skill_group"
    PROGRAMME = "programme"
    TRAINING_MODE = "training_mode"
    COURSE = "course"
    CATEGORY = "category"
    VILLAGE = "village"


FIGURE_WORDS = {
    FigureKind.MONTH: mark("By month"),
    FigureKind.SKILL_GROUP: mark("By skill group"),
    FigureKind.PROGRAMME: mark("By programme"),
    FigureKind.TRAINING_MODE: mark("By kind of training"),
    FigureKind.COURSE: mark("By course"),
    FigureKind.CATEGORY: mark("By group of people"),
    FigureKind.VILLAGE: mark("By village"),
}


@dataclass(frozen=True)
class FigureLine:
    """Figures of one month, skill group …: person-times count everyone once a class, persons once altogether."""

    label: str
    classes: int
    hours: int
    enrolment_count: int
    trainee_count: int
    women: int
    supported: int
    minority: int
    completed: int
    certificates: int


@dataclass(frozen=True)
class Figures:
    """The lines, and the whole: persons of several lines are counted once in it."""

    lines: tuple[FigureLine, ...]
    total: FigureLine


@dataclass(frozen=True)
class _Person:
    is_woman: bool
    is_minority: bool
    village: str


def figures_by(ledger: Ledger, kind: FigureKind, scope: ReportScope) -> Figures:
    """The figures of the classes that begin in the period; who left before the end is not counted."""
    with ledger.reading() as session:
        classes = class_ids(session, scope)
        counted = [each for each in attended(session, classes) if each.counts]
        count = _Counter(session, classes, counted)
        keys = _keys(kind, count.people)
        groups: dict[str, list[Attended]] = {}
        for each in counted:
            for key in keys(each):
                groups.setdefault(key, []).append(each)
        lines = tuple(count.line(key or _NONE, groups[key]) for key in sorted(groups, key=_order(kind)))
        return Figures(lines, count.line("", counted, all_classes=True))


class _Counter:
    """What is known of the people and classes that are counted."""

    def __init__(self, session: Session, classes: Sequence[str], counted: Sequence[Attended]) -> None:
        self._hours = {row.id: row.hours for row in class_rows(session, classes)}
        self._certificates = good_certificates(session)
        self.people = _people(session, {each.trainee_id for each in counted})

    def line(self, label: str, group: Sequence[Attended], *, all_classes: bool = False) -> FigureLine:
        """The figures of these enrolments."""
        classes = set(self._hours) if all_classes else {each.class_id for each in group}
        people = {each.trainee_id for each in group}
        poverty = supported_by_poverty_policy()
        return FigureLine(
            label=label,
            classes=len(classes),
            hours=sum(self._hours[each] for each in classes),
            enrolment_count=len(group),
            trainee_count=len(people),
            women=sum(self.people[each].is_woman for each in people),
            supported=len({each.trainee_id for each in group if poverty & set(each.categories)}),
            minority=sum(self.people[each].is_minority for each in people),
            completed=sum(each.has_completed for each in group),
            certificates=sum(self._certificates.get(each.enrolment_id, 0) for each in group),
        )


def _people(session: Session, trainee_ids: Iterable[str]) -> dict[str, _Person]:
    wanted = select(Trainee.id, Trainee.sex, Trainee.ethnic_code, Trainee.village)
    found = session.execute(wanted.where(among(Trainee.id, set(trainee_ids))))
    return {row.id: _Person(row.sex == _FEMALE, row.ethnic_code not in _HAN, row.village) for row in found}


def _keys(kind: FigureKind, people: Mapping[str, _Person]) -> Callable[[Attended], Iterable[str]]:
    """Under what one enrolment is counted; under each of a person's groups."""
    labels = table("person_categories")
    keys: dict[FigureKind, Callable[[Attended], Iterable[str]]] = {
        FigureKind.MONTH: lambda each: (f"{each.starts_on:%Y-%m}",),
        FigureKind.SKILL_GROUP: lambda each: (_label(SkillGroup, each.skill_group),),
        FigureKind.PROGRAMME: lambda each: (_label(Programme, each.programme),),
        FigureKind.TRAINING_MODE: lambda each: (_label(TrainingMode, each.training_mode),),
        FigureKind.COURSE: lambda each: (each.course,),
        FigureKind.CATEGORY: lambda each: [labels.label(code) for code in each.categories] or ("",),
        FigureKind.VILLAGE: lambda each: (people[each.trainee_id].village,),
    }
    return keys[kind]


def _order(kind: FigureKind) -> Callable[[str], tuple[bool, int, str]]:
    """Skill groups and programmes as the vocabulary has them, all else by name; what is not filled in comes last."""
    words: dict[FigureKind, type[Word]] = {
        FigureKind.SKILL_GROUP: SkillGroup,
        FigureKind.PROGRAMME: Programme,
        FigureKind.TRAINING_MODE: TrainingMode,
    }
    known = [word.label for word in words[kind]] if kind in words else []
    return lambda label: (not label, known.index(label) if label in known else len(known), label)


def _label(words: type[Word], value: str) -> str:
    found = words.read(value) if value else None
    return found.label if found else value
