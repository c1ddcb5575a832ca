"""The value of any field as people read it: labels for codes, names for rows; numbers come in masked and stay so."""

from datetime import date
from typing import Any

from app.i18n import tr
from app.ledger.class_rows import STATUS_LABELS as CLASS_STATES
from app.ledger.person_rows import STATUS_LABELS as PERSON_STATES
from app.ledger.person_story_words import value_shown
from app.ledger.syncing.row_titles import Titles
from app.models.code_tables import table
from app.models.parking import shapes
from app.models.privacy import FIELDS, Care
from app.models.roles import role_label
from app.models.vocabulary import (
    AttendanceStatus,
    CertificateKind,
    HalfDay,
    LessonKind,
    Programme,
    ProjectKind,
    SkillGroup,
    TrainerKind,
    TrainingMode,
    Word,
)

_WORDS: dict[tuple[str, str], type[Word]] = {
    ("attendance_mark", "status"): AttendanceStatus,
    ("blank_stock", "kind"): CertificateKind,
    ("blank_stock_event", "certificate_kind"): CertificateKind,
    ("certificate", "kind"): CertificateKind,
    ("course", "project_kind"): ProjectKind,
    ("course", "skill_group"): SkillGroup,
    ("exam_result", "part"): LessonKind,
    ("lesson", "half_day"): HalfDay,
    ("lesson", "kind"): LessonKind,
    ("trainer", "kind"): TrainerKind,
    ("training_class", "certificate_kind"): CertificateKind,
    ("training_class", "programme"): Programme,
    ("training_class", "training_mode"): TrainingMode,
}
_CODES = {
    ("trainee_category", "code"): "person_categories",
    ("enrolment", "categories_at_start"): "person_categories",
}
_STATES = {"training_class": CLASS_STATES, "trainee": PERSON_STATES}
_NOTHING: tuple[object, ...] = (None, "", [], {})


def value_words(titles: Titles, entity: str, field: str, value: Any) -> str:
    """What stands, or stood, in a field; `value` is masked already (`masked_fields`)."""
    if value in _NOTHING:
        return tr("(nothing)")
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    shape = shapes().get(entity)
    if shape and field in shape.parents:
        return titles.of(shape.parents[field], str(value)).words or tr("row")
    return _spoken(entity, field, value) or tr("(nothing)")


def _spoken(entity: str, field: str, value: Any) -> str:
    if (entity, field) in _WORDS:
        word = _WORDS[entity, field].read(value)
        return word.label if word else str(value)
    if (entity, field) in _CODES:
        codes = value if isinstance(value, list) else [value]
        return "、".join(table(_CODES[entity, field]).label(str(code)) for code in codes)
    if field == "status" and entity in _STATES:
        return tr(_STATES[entity].get(value, value))
    if (entity, field) == ("operator", "role"):
        return role_label(value)
    if field == "score_tenths" and isinstance(value, int):
        return f"{value / 10:g}"
    return _plain(entity, field, value)


def _plain(entity: str, field: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return tr("{count} particulars", count=len(value))
    # A mask put on a mask hides what the first one leaves.
    is_masked = FIELDS.get(entity, {}).get(field) in (Care.NUMBER, Care.PHONE)
    return str(value) if is_masked or entity == "rule_setting" else value_shown(entity, field, value)
