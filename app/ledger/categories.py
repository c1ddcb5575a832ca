"""The groups a person belongs to on a day: what counts for a class is its first day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.ledger.known_people import among
from app.models.change import Change
from app.models.people import TraineeCategory
from app.models.training import Enrolment, TrainingClass


def categories_on(session: Session, trainee_ids: Collection[str], day: date) -> dict[str, list[str]]:
    """The codes of the groups in which each of these trainees is on this day, sorted; nobody is left out."""
    statement = select(TraineeCategory.trainee_id, TraineeCategory.code).where(
        among(TraineeCategory.trainee_id, trainee_ids),
        or_(TraineeCategory.from_date.is_(None), TraineeCategory.from_date <= day),
        or_(TraineeCategory.to_date.is_(None), TraineeCategory.to_date >= day),
    )
    found: dict[str, set[str]] = {trainee_id: set() for trainee_id in trainee_ids}
    for trainee_id, code in session.execute(statement):
        found[trainee_id].add(code)
    return {trainee_id: sorted(codes) for trainee_id, codes in found.items()}


def refresh_categories(change: Change, row: TrainingClass) -> None:
    """Take the groups anew for everyone in the class, since its first day is another one."""
    enrolments = change.rows(select(Enrolment).where(Enrolment.class_id == row.id))
    codes = categories_on(change.session, {each.trainee_id for each in enrolments}, row.starts_on)
    for enrolment in enrolments:
        enrolment.categories_at_start = codes[enrolment.trainee_id]
