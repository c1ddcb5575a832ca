"""Two entries of one person made one: an explicit act with a reason, that can be taken back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.errors import Refusal
from app.i18n import mark
from app.ledger.known_people import among
from app.ledger.parents import parent_of
from app.ledger.people import living_trainee
from app.ledger.person_fields import compare, other_names
from app.ledger.person_rows import PROSPECTIVE, NoSuchTrainee
from app.ledger.taking_back import Effect, Key, effect_of, still_standing, take_back
from app.models.certificates import Certificate, OtherCertificate
from app.models.change import Change
from app.models.journal import JOURNAL, NEWEST_FIRST
from app.models.ledger import Ledger
from app.models.people import Trainee, TraineeCategory, TrainingElsewhere
from app.models.training import Enrolment, TrainingClass


class MergeWithItself(Refusal):
    """The two entries are one."""

    code = "merge_with_itself"
    message = mark("Both are the same entry: {name}.")
    remedy = mark("Name the entry that stays and the entry that goes.")


class BothInClass(Refusal):
    """Both entries sit in one class."""

    code = "both_in_class"
    message = mark("Both entries of {name} are enrolled in class {class_code}.")
    remedy = mark("Leave one of the two enrolments out of that class first.")


class NotMerged(Refusal):
    """There is no merge to take back."""

    code = "not_merged"
    message = mark("The entry of {name} was not merged into another one.")


class MergeReasonMissing(Refusal):
    """A merge without a word why."""

    code = "reason_missing"
    message = mark("Two entries are merged only with a reason; it is kept in the journal.")
    remedy = mark("Say how it was found out that they are one person.")


@dataclass(frozen=True)
class Merged:
    """What a merge did: who stays, what went over, which fields were filled in."""

    trainee_id: str
    name: str
    enrolments: int
    categories: int
    filled: tuple[str, ...]


def merge_trainees(ledger: Ledger, stays: str, goes: str, reason: str) -> Merged:
    """Make one entry of two. Certificates keep what they say; enrolments and categories go to the entry that stays.

    Raises MergeWithItself, BothInClass, MergeReasonMissing, NoSuchTrainee, MergedAway, NotAllowed.
    """
    if not reason.strip():
        raise MergeReasonMissing
    with ledger.change("person.merge", reason=reason) as change:
        kept, gone = living_trainee(change, stays), living_trainee(change, goes)
        if kept is gone:
            raise MergeWithItself(name=kept.name)
        enrolments = _move_enrolments(change, kept, gone)
        categories = _move(change, TraineeCategory, kept, gone)
        for entity in (TrainingElsewhere, OtherCertificate):
            _move(change, entity, kept, gone)
        filled = _fill(kept, gone)
        gone.merged_into = kept.id
        return Merged(kept.id, kept.name, enrolments, categories, filled)


def unmerge_trainee(ledger: Ledger, gone: str, reason: str) -> str:
    """Take a merge back: everything the merge moved or filled in goes back, but for what was changed since.

    Answers the id of the entry that had stayed. Raises NotMerged, NoSuchTrainee, MergeReasonMissing, NotAllowed.
    """
    if not reason.strip():
        raise MergeReasonMissing
    with ledger.change("person.merge", reason=reason) as change:
        row = change.get(Trainee, gone)
        if row is None or row.erased_on:
            raise NoSuchTrainee(trainee=gone)
        if not row.merged_into:
            raise NotMerged(name=row.name)
        stayed = row.merged_into
        effect = still_standing(change.session, effect_of(change.session, _merging_change(change, gone)))
        for key in _certified(change, effect, stayed):
            del effect.altered[key]
        take_back(change, effect)
        return stayed


def _move_enrolments(change: Change, kept: Trainee, gone: Trainee) -> int:
    mine = set(change.session.scalars(select(Enrolment.class_id).where(Enrolment.trainee_id == kept.id)))
    moving = change.rows(select(Enrolment).where(Enrolment.trainee_id == gone.id))
    both = [row.class_id for row in moving if row.class_id in mine]
    if both:
        raise BothInClass(name=kept.name, class_code=parent_of(change.session, TrainingClass, both[0]).code)
    for row in moving:
        row.trainee_id = kept.id
    return len(moving)


def _move(change: Change, entity: Any, kept: Trainee, gone: Trainee) -> int:
    rows = change.rows(select(entity).where(entity.trainee_id == gone.id))
    for row in rows:
        row.trainee_id = kept.id
    return len(rows)


def _fill(kept: Trainee, gone: Trainee) -> tuple[str, ...]:
    """Take over what the entry that stays does not say."""
    fills = compare(vars(kept), vars(gone)).fills
    names = other_names(kept.name, kept.other_names, [gone.name, *gone.other_names])
    if names != kept.other_names:
        fills["other_names"] = names
    if kept.status == PROSPECTIVE != gone.status:
        fills["status"] = gone.status
    for name, value in fills.items():
        setattr(kept, name, value)
    return tuple(sorted(fills))


def _merging_change(change: Change, gone: str) -> str:
    """The change that merged this entry: the newest that altered where it points to."""
    wanted = select(JOURNAL.c.change_id, JOURNAL.c.body).where(
        JOURNAL.c.entity == Trainee.__tablename__, JOURNAL.c.row_id == gone, JOURNAL.c.op == "U"
    )
    for change_id, body in change.session.execute(wanted.order_by(*NEWEST_FIRST)):
        if body is not None and b'"merged_into"' in body:
            return str(change_id)
    return ""


def _certified(change: Change, effect: Effect, stayed: str) -> set[Key]:
    """Enrolments on which a certificate was issued in the name of the entry that stayed: they belong to it now."""
    moved = {row_id for entity, row_id in effect.altered if entity == Enrolment.__tablename__}
    wanted = select(Certificate.enrolment_id).where(among(Certificate.enrolment_id, moved))
    found = change.session.scalars(wanted.where(Certificate.trainee_id == stayed))
    return {(Enrolment.__tablename__, row_id) for row_id in found}
