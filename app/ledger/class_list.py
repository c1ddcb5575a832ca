"""The classes with what wants watching in each: people in danger, days that have passed with marks missing."""

from dataclasses import dataclass

from sqlalchemy import select

from app.ledger.class_rows import ClassRow, class_rows
from app.ledger.today_classes import classes_today
from app.models.ledger import Ledger
from app.models.training import TrainingClass


@dataclass(frozen=True)
class WatchedClass:
    """A class, how many of its people may miss the least attendance, and how many past days lack marks."""

    row: ClassRow
    in_danger: int
    days_left_open: int


def watched_classes(ledger: Ledger) -> tuple[WatchedClass, ...]:
    """Every class, the newest first."""
    wanted = select(TrainingClass.id).order_by(TrainingClass.starts_on.desc(), TrainingClass.code.desc())
    with ledger.reading() as session:
        now = classes_today(session, ledger.clock.now())
        danger = {each.class_id: len(each.people) for each in now.in_danger}
        left_open = {each.class_id: len(each.days) for each in now.left_open}
        rows = class_rows(session, session.scalars(wanted).all())
        return tuple(WatchedClass(row, danger.get(row.id, 0), left_open.get(row.id, 0)) for row in rows)
