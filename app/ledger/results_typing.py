"""Results as they are typed into the sheet: one step is one change; what was entered on an earlier day needs a reason.

A slip of the same day is mended without a word, as in the roll call; the journal keeps every score that ever stood.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.errors import Refusal
from app.i18n import mark
from app.ledger.conduct import write_remark
from app.ledger.known_people import among
from app.ledger.results import (
    Held,
    ResultEntry,
    ResultsTaken,
    enter_new,
    held_results,
    may_be_examined,
)
from app.models.change import Change
from app.models.journal import JournalEntry
from app.models.ledger import Ledger
from app.models.training import ExamResult
from app.models.vocabulary import LessonKind

_ENTITY = "exam_result"


class ScoreIsClosed(Refusal):
    """The score was entered on an earlier day and no reason was given."""

    code = "score_closed"
    message = mark("{name} has had {held} in {part} since {day}; a later change needs a reason and is kept with it.")
    remedy = mark("Say why the score is changed.")


class ResitStands(Refusal):
    """A score is to be taken away while a resit follows it."""

    code = "resit_stands"
    message = mark("{name}: attempt {attempt} in {part} stays, because a resit follows it.")
    remedy = mark("Take the score of the resit away first.")


@dataclass(frozen=True)
class TypedScore:
    """A score as typed, in tenths of a point; None takes it away."""

    enrolment_id: str
    part: LessonKind
    attempt: int
    tenths: int | None
    taken_on: date | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """What there is one result of."""
        return self.enrolment_id, self.part.value, self.attempt


@dataclass(frozen=True)
class TypedRemark:
    """A remark on conduct as typed; an empty one takes today's away."""

    enrolment_id: str
    text: str


def type_results(
    ledger: Ledger, scores: Sequence[TypedScore], remarks: Sequence[TypedRemark] = (), *, reason: str = ""
) -> ResultsTaken:
    """Keep what was typed in one step, all or nothing.

    Raises ScoreIsClosed, ResitStands, TooManyAttempts, FutureDay, HasGraduated, HasLeft, NoteUnfit, RemarkStays.
    """
    with ledger.change("results.type", reason=reason) as change:
        sheet = _Sheet(change, scores, reason)
        written = sum(sheet.type(score) for score in _in_order(scores))
        written += sum(write_remark(change, remark.enrolment_id, remark.text) for remark in remarks)
        return ResultsTaken(written, len(scores) + len(remarks) - written)


def _in_order(scores: Sequence[TypedScore]) -> list[TypedScore]:
    """First attempts before resits; what is taken away goes in the other order, after what is entered."""
    entered = sorted((score for score in scores if score.tenths is not None), key=lambda score: score.attempt)
    taken = sorted((score for score in scores if score.tenths is None), key=lambda score: -score.attempt)
    return [*entered, *taken]


class _Sheet:
    """The results that one step is about, while its change is under way."""

    def __init__(self, change: Change, scores: Sequence[TypedScore], reason: str) -> None:
        self._change = change
        self._reason = reason.strip()
        self._held: Held = held_results(change, [_entry(score, score.tenths or 0) for score in scores])
        self._days = _entered_on(change.session, [row.id for row in self._held.values()])

    def type(self, score: TypedScore) -> bool:
        """Keep one score; True if it differs from what stood."""
        row = self._held.get(score.key)
        if score.tenths == (None if row is None else row.score_tenths):
            return False
        name = may_be_examined(self._change, score.enrolment_id, score.taken_on)
        if row is None:
            enter_new(self._change, _entry(score, score.tenths or 0), self._held, name)
            return True
        self._refuse_closed(row, name)
        if score.tenths is None:
            self._take_away(row, name)
        else:
            row.score_tenths, row.taken_on = score.tenths, row.taken_on or score.taken_on
        return True

    def _refuse_closed(self, row: ExamResult, name: str) -> None:
        day = self._days.get(row.id)
        if day != self._change.today and not self._reason:
            figures = {"name": name, "part": LessonKind(row.part).label, "held": f"{row.score_tenths / 10:g}"}
            raise ScoreIsClosed(day=day or "—", **figures)

    def _take_away(self, row: ExamResult, name: str) -> None:
        if (row.enrolment_id, row.part, row.attempt + 1) in self._held:
            raise ResitStands(name=name, part=LessonKind(row.part).label, attempt=row.attempt)
        del self._held[row.enrolment_id, row.part, row.attempt]
        self._change.delete(row)
        # At once: a score entered anew in the same change would meet the one it replaces.
        self._change.session.flush()


def _entry(score: TypedScore, tenths: int) -> ResultEntry:
    return ResultEntry(score.enrolment_id, score.part, tenths, score.attempt, score.taken_on)


def _entered_on(session: Session, row_ids: Collection[str]) -> dict[str, date]:
    """The day on which each of these results was first entered, by the journal."""
    head = aliased(JournalEntry)
    statement = (
        select(JournalEntry.row_id, head.body)
        .join(head, (head.change_id == JournalEntry.change_id) & (head.op == "C"))
        .where(JournalEntry.entity == _ENTITY, JournalEntry.op == "I", among(JournalEntry.row_id, row_ids))
    )
    found = session.execute(statement)
    return {row_id: datetime.fromisoformat(orjson.loads(body)["at"]).date() for row_id, body in found if body}
