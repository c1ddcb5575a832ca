"""Taking the latest edit of a person back: details, photo and groups as they were before it, as one more change."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.i18n import mark
from app.ledger.known_people import LedgerPeople, among
from app.ledger.people import AlreadyInLedger, living_trainee
from app.ledger.taking_back import Effect, as_kept, effect_of, take_back
from app.models.change import Change
from app.models.id_numbers import mask_id_number
from app.models.journal import JOURNAL, NEWEST_FIRST
from app.models.ledger import Ledger
from app.models.people import Trainee, TraineeCategory

UNDO, AGAIN = "trainee.undo", "again"
EDITS = ("trainee.edit", "trainee.photo", "trainee.category", UNDO)
_PERSON, _GROUP = Trainee.__tablename__, TraineeCategory.__tablename__


class NothingToTakeBack(Refusal):
    """The newest thing that happened to the entry is no edit."""

    code = "nothing_to_take_back"
    message = mark("Nothing was edited here last that could be taken back.")
    remedy = mark("The history shows what happened; correct the field that is wrong.")


@dataclass(frozen=True)
class LastEdit:
    """The newest edit of a person: when (ISO with offset) and by whom; `is_undo` if it took another one back.

    What was taken back and then done again counts as the edit that it was.
    """

    change_id: str
    at: str
    actor: str
    is_undo: bool


def last_edit(ledger: Ledger, trainee_id: str) -> LastEdit | None:
    """The newest change of a person's entry and groups, if it is an edit that can be taken back; else None."""
    with ledger.reading() as session:
        return _newest(session, trainee_id)


def undo_last_edit(ledger: Ledger, trainee_id: str) -> LastEdit:
    """Take the newest edit back; what was taken back last is done again. Tells which it was.

    Raises NothingToTakeBack, AlreadyInLedger, NoSuchTrainee, MergedAway, NotAllowed.
    """
    with ledger.change(UNDO) as change:
        living_trainee(change, trainee_id)
        edit = _newest(change.session, trainee_id)
        if edit is None:
            raise NothingToTakeBack
        change.header[AGAIN] = edit.is_undo
        effect = effect_of(change.session, edit.change_id)
        _refuse_taken_number(change.session, trainee_id, effect)
        take_back(change, effect)
        _bring_back(change, edit.change_id)
        return edit


def _newest(session: Session, trainee_id: str) -> LastEdit | None:
    change_id = session.execute(_touching(session, trainee_id)).scalar()
    told = JOURNAL.c.body, JOURNAL.c.op == "C", JOURNAL.c.change_id == change_id
    body = session.execute(select(told[0]).where(*told[1:])).scalar() if change_id else None
    head: dict[str, Any] = orjson.loads(body) if body else {}
    if head.get("action") not in EDITS:
        return None
    return LastEdit(str(change_id), head["at"], head["actor"], head["action"] == UNDO and not head.get(AGAIN))


def _touching(session: Session, trainee_id: str) -> Select[Any]:
    """The newest change that touched the entry or one of its groups, those that were taken out included."""
    groups = session.scalars(select(TraineeCategory.id).where(TraineeCategory.trainee_id == trainee_id)).all()
    removed = (JOURNAL.c.entity == _GROUP, JOURNAL.c.op == "D", func.instr(JOURNAL.c.body, trainee_id.encode()) > 0)
    touched = or_(
        (JOURNAL.c.entity == _PERSON) & (JOURNAL.c.row_id == trainee_id),
        (JOURNAL.c.entity == _GROUP) & among(JOURNAL.c.row_id, groups),
        removed[0] & removed[1] & removed[2],
    )
    return select(JOURNAL.c.change_id).where(touched).order_by(*NEWEST_FIRST).limit(1)


def _refuse_taken_number(session: Session, trainee_id: str, effect: Effect) -> None:
    """Somebody else may have been entered with the former number since."""
    number, _ = effect.altered.get((_PERSON, trainee_id), {}).get("id_number", ("", ""))
    others = LedgerPeople(session).with_numbers([number] if number else [])
    for other in others:
        if other.trainee_id != trainee_id:
            raise AlreadyInLedger(name=other.name, number=mask_id_number(number), trainee=other.trainee_id)


def _bring_back(change: Change, change_id: str) -> None:
    """Groups that the edit took out stand again, under the ids they had."""
    removed = (JOURNAL.c.change_id == change_id, JOURNAL.c.entity == _GROUP, JOURNAL.c.op == "D")
    for row_id, body in change.session.execute(select(JOURNAL.c.row_id, JOURNAL.c.body).where(*removed)):
        change.add(TraineeCategory(id=row_id, **_columns(orjson.loads(body).items())))


def _columns(told: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: as_kept(TraineeCategory, name, value) for name, value in told}
