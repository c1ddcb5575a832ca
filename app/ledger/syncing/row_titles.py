"""What a row is called by those who work with it, and to whose pages it belongs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n import tr
from app.ledger.rule_catalogue import known_rules
from app.models.code_tables import table
from app.models.journal import JOURNAL
from app.models.parking import told_fields
from app.models.rows import journaled_tables
from app.models.vocabulary import HalfDay, LessonKind

_OWNERS = (("enrolment", "enrolment_id"), ("certificate", "certificate_id"), ("trainee", "trainee_id"))
_CLASS = (("training_class", "class_id"),)
_JOB = (("print_job", "job_id"),)
_NAMED_BY = ("name", "title", "file_name")


@dataclass(frozen=True)
class RowTitle:
    """What a row is called, empty if that is not known; and what it belongs to that has a page, as far as it is here.

    `certificate` is its number, `rule` its key.
    """

    words: str = ""
    trainee_id: str = ""
    class_id: str = ""
    enrolment_id: str = ""
    certificate: str = ""
    job_id: str = ""
    rule: str = ""


class Titles:
    """Looks rows up within one reading of the ledger; of a row that is not here, in what the journal tells of it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._fields: dict[tuple[str, str], dict[str, Any]] = {}
        self._here: set[tuple[str, str]] = set()

    def of(self, entity: str, row_id: str) -> RowTitle:
        """What this row is called."""
        fields = self.fields(entity, row_id)
        owner = RowTitle()
        for parent, field in (*_OWNERS, *_CLASS, *_JOB):
            if fields.get(field) and parent != entity:
                owner = self.of(parent, fields[field])
                break
        if entity == "enrolment" and fields.get("class_id"):
            class_ = self.of("training_class", fields["class_id"])
            owner = replace(owner, words=_joined(owner.words, class_.words), class_id=class_.class_id)
        title = self._own_page(owner, entity, row_id) if self.is_here(entity, row_id) else owner
        return replace(title, words=_joined(owner.words, self._own_words(entity, fields)))

    def is_here(self, entity: str, row_id: str) -> bool:
        """Whether the row stands in its table."""
        self.fields(entity, row_id)
        return (entity, row_id) in self._here

    def fields(self, entity: str, row_id: str) -> dict[str, Any]:
        """The row's fields as they stand, or as its first entry tells them."""
        key = (entity, row_id)
        if key not in self._fields:
            self._fields[key] = self._read(entity, row_id)
        return self._fields[key]

    def _read(self, entity: str, row_id: str) -> dict[str, Any]:
        known = journaled_tables().get(entity)
        row = self._session.get(known, row_id) if known else None
        if row is None:
            return self._told(entity, row_id)
        self._here.add((entity, row_id))
        return {column.name: getattr(row, column.name) for column in row.__table__.columns}

    def _told(self, entity: str, row_id: str) -> dict[str, Any]:
        made = (JOURNAL.c.entity == entity, JOURNAL.c.row_id == row_id, JOURNAL.c.op == "I")
        body = self._session.scalar(select(JOURNAL.c.body).where(*made).limit(1))
        try:
            told = told_fields("I", orjson.loads(body)) if body else None
        except orjson.JSONDecodeError:
            return {}
        # What waits may hold anything in any field.
        return {name: value for name, value in (told or {}).items() if isinstance(value, str)}

    def _own_page(self, owner: RowTitle, entity: str, row_id: str) -> RowTitle:
        fields = self.fields(entity, row_id)
        own = {
            "trainee": {"trainee_id": row_id},
            "training_class": {"class_id": row_id},
            "enrolment": {"enrolment_id": row_id},
            "certificate": {"certificate": fields.get("number", "")},
            "print_job": {"job_id": row_id},
            "rule_setting": {"rule": fields.get("key", "")},
        }
        return replace(owner, **own.get(entity, {}))

    def _own_words(self, entity: str, fields: dict[str, Any]) -> str:
        if fields.get("erased_on"):
            return tr("(erased)")
        if entity == "attendance_mark":
            return self._own_words("lesson", self.fields("lesson", fields.get("lesson_id", "")))
        if entity in _WORDS:
            return _WORDS[entity](fields)
        return next((str(fields[name]) for name in _NAMED_BY if fields.get(name)), "")


def _joined(*words: str) -> str:
    return " · ".join(filter(None, words))


def _lesson(fields: dict[str, Any]) -> str:
    half_day = HalfDay.read(fields.get("half_day"))
    return f"{fields.get('day') or ''} {half_day.label if half_day else ''}".strip()


def _rule(fields: dict[str, Any]) -> str:
    key = str(fields.get("key", ""))
    return known_rules()[key].label if key in known_rules() else key


def _part(fields: dict[str, Any]) -> str:
    part = LessonKind.read(fields.get("part"))
    return part.label if part else ""


_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "lesson": _lesson,
    "day_seal": lambda fields: str(fields.get("day") or ""),
    "exam_result": _part,
    "certificate": lambda fields: str(fields.get("number") or ""),
    "other_certificate": lambda fields: table("certificate_types").label(fields.get("certificate_type", "")),
    "trainee_category": lambda fields: table("person_categories").label(fields.get("code", "")),
    "rule_setting": _rule,
}
