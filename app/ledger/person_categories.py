"""The groups a person is counted among, each from a day to a day: the flags on the first day of a class count."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark, tr
from app.ledger.known_people import among
from app.ledger.people import living_trainee
from app.models.change import Change
from app.models.code_tables import table
from app.models.ledger import Ledger
from app.models.people import TraineeCategory
from app.models.privacy import masked_text
from app.models.roster_words import read_categories


class UnknownCategory(Refusal):
    """A word that names no category."""

    code = "unknown_category"
    message = mark("“{word}” names no category of persons, or more than one.")
    remedy = mark("Choose one of: {known}.")


class CategoryHeld(Refusal):
    """The person is counted in this category on these days already."""

    code = "category_held"
    message = mark("{label} is entered already, from {start} to {end}.")
    remedy = mark("End that entry first, or give other days.")


class CategoryEndsTooEarly(Refusal):
    """A category that would end before it begins."""

    code = "category_days"
    message = mark("{label} would end on {end}, before it begins on {start}.")
    remedy = mark("Correct one of the two days.")


class NoSuchCategory(Refusal):
    """The person does not have this category."""

    code = "no_such_category"
    message = mark("This person has no open entry of the category {label}.")
    remedy = mark("The page of the person shows the categories that are open.")


@dataclass(frozen=True)
class CategoryRow:
    """A category of one person; an empty day is unknown at the start, and still open at the end."""

    id: str
    code: str
    label: str
    from_date: date | None
    to_date: date | None
    evidence: str
    evidence_number: str
    checked_by: str


@dataclass(frozen=True)
class Evidence:
    """What was seen, its number, and who looked at it."""

    document: str = ""
    number: str = ""
    checked_by: str = ""


def add_category(
    ledger: Ledger,
    trainee_id: str,
    category: str,
    days: tuple[date | None, date | None] = (None, None),
    evidence: Evidence = Evidence(),
) -> CategoryRow:
    """Count a person in a category from a day to a day; `category` is its code or any word for it.

    Raises UnknownCategory, CategoryHeld, CategoryEndsTooEarly, NoSuchTrainee, MergedAway, NotAllowed.
    """
    code = category_named(category)
    with ledger.change("trainee.category") as change:
        living_trainee(change, trainee_id)
        return category_row(count_within(change, trainee_id, code, days, evidence))


def count_within(
    change: Change, trainee_id: str, code: str, days: tuple[date | None, date | None], evidence: Evidence
) -> TraineeCategory:
    """The same inside a change, the category by its code. Raises CategoryHeld, CategoryEndsTooEarly."""
    _check_days(code, *days)
    _refuse_overlap(change, trainee_id, code, days)
    row = TraineeCategory(trainee_id=trainee_id, code=code, from_date=days[0], to_date=days[1])
    row.evidence, row.evidence_number = evidence.document.strip(), evidence.number.strip()
    row.checked_by = evidence.checked_by.strip()
    return change.add(row)


def amend_category(
    ledger: Ledger,
    trainee_id: str,
    entry_id: str,
    days: tuple[date | None, date | None],
    evidence: Evidence,
    reason: str = "",
) -> CategoryRow:
    """Correct the days and the evidence of an entry.

    Raises NoSuchCategory, CategoryHeld, CategoryEndsTooEarly, NoSuchTrainee, MergedAway, NotAllowed.
    """
    with ledger.change("trainee.category", reason=reason) as change:
        living_trainee(change, trainee_id)
        row = change.get(TraineeCategory, entry_id)
        if row is None or row.trainee_id != trainee_id:
            raise NoSuchCategory(label=entry_id)
        _check_days(row.code, *days)
        _refuse_overlap(change, trainee_id, row.code, days, row.id)
        row.from_date, row.to_date = days
        row.evidence = _as_meant(evidence.document, row.evidence)
        row.evidence_number = _as_meant(evidence.number, row.evidence_number)
        row.checked_by = evidence.checked_by.strip()
        return category_row(row)


def end_category(ledger: Ledger, trainee_id: str, category: str, to_date: date, reason: str = "") -> CategoryRow:
    """Count a person in a category up to this day and no longer; names the category by word, code or entry id.

    Raises NoSuchCategory, CategoryEndsTooEarly, NoSuchTrainee, MergedAway, NotAllowed.
    """
    with ledger.change("trainee.category", reason=reason) as change:
        living_trainee(change, trainee_id)
        row = _open_entry(change, trainee_id, category)
        _check_days(row.code, row.from_date, to_date)
        row.to_date = to_date
        return category_row(row)


def remove_category(ledger: Ledger, trainee_id: str, entry_id: str, reason: str) -> None:
    """Take out an entry that was never right; the journal keeps it. Raises NoSuchCategory."""
    with ledger.change("trainee.category", reason=reason) as change:
        row = change.get(TraineeCategory, entry_id)
        if row is None or row.trainee_id != trainee_id:
            raise NoSuchCategory(label=entry_id)
        change.delete(row)


def category_named(word: str) -> str:
    """The code of a category by its code or any word for it. Raises UnknownCategory."""
    found, unknown = read_categories(word)
    if len(found) != 1 or unknown:
        raise UnknownCategory(word=word, known=tr(", ").join(row.label for row in table("person_categories").rows))
    return found[0]


def list_categories(session: Session, trainee_ids: Collection[str]) -> tuple[CategoryRow, ...]:
    """Every category these people ever had, the open ones first."""
    rows = session.scalars(select(TraineeCategory).where(among(TraineeCategory.trainee_id, trainee_ids))).all()
    ordered = sorted(rows, key=lambda row: (row.to_date is not None, row.code, row.from_date or date.min))
    return tuple(map(category_row, ordered))


def category_row(row: TraineeCategory) -> CategoryRow:
    """A category as shown."""
    days, seen = (row.from_date, row.to_date), (row.evidence or "", row.evidence_number or "", row.checked_by or "")
    return CategoryRow(row.id, row.code, table("person_categories").label(row.code), *days, *seen)


def _as_meant(typed: str, before: str) -> str:
    """What was typed; what was only shown masked, and left so, stays whole."""
    return before if typed.strip() == masked_text(before) else typed.strip()


def _check_days(code: str, start: date | None, end: date | None) -> None:
    if start and end and end < start:
        label = table("person_categories").label(code)
        raise CategoryEndsTooEarly(label=label, start=start.isoformat(), end=end.isoformat())


def _refuse_overlap(
    change: Change, trainee_id: str, code: str, days: tuple[date | None, date | None], but: str = ""
) -> None:
    start, end = days[0] or date.min, days[1] or date.max
    wanted = select(TraineeCategory).where(TraineeCategory.trainee_id == trainee_id, TraineeCategory.code == code)
    for row in change.rows(wanted.where(TraineeCategory.id != but)):
        if (row.from_date or date.min) <= end and start <= (row.to_date or date.max):
            label = table("person_categories").label(code)
            raise CategoryHeld(label=label, start=_shown(row.from_date), end=_shown(row.to_date))


def _open_entry(change: Change, trainee_id: str, category: str) -> TraineeCategory:
    wanted = select(TraineeCategory).where(TraineeCategory.trainee_id == trainee_id)
    entries: list[TraineeCategory] = list(change.rows(wanted.order_by(TraineeCategory.id)))
    named = [row for row in entries if row.id == category]
    code = named[0].code if named else category_named(category)
    still_open = [row for row in named or entries if row.code == code and (named or row.to_date is None)]
    if not still_open:
        raise NoSuchCategory(label=table("person_categories").label(code))
    return still_open[0]


def _shown(day: date | None) -> str:
    return day.isoformat() if day else tr("(open)")
