"""The fixed words of the trade, each with its Chinese label, and the door to the code tables."""

import json
from enum import StrEnum
from functools import cache
from typing import Any, Self

from app.models.code_tables import CodeRow, CodeTable, fold_word, table, table_names
from app.resources import read_text

__all__ = (
    "AttendanceStatus",
    "CertificateKind",
    "CodeRow",
    "CodeTable",
    "HalfDay",
    "LessonKind",
    "Outcome",
    "Programme",
    "ProjectKind",
    "Role",
    "SkillGroup",
    "TalentKind",
    "TrainerKind",
    "TrainingMode",
    "Word",
    "labels",
    "table",
    "table_names",
)


@cache
def labels() -> dict[str, Any]:
    """The labels file: per kind of word, per value, its label and what people write for it."""
    content: dict[str, Any] = json.loads(read_text("codes/vocabulary.json"))
    return content


class Word(StrEnum):
    """A word of the trade: its value is stored and sent, its label is shown and printed."""

    @property
    def label(self) -> str:
        """The Chinese label."""
        return str(self._entry()["label"])

    @classmethod
    def read(cls, text: object) -> Self | None:
        """The word a text stands for: a value, a label or what people write; None if it is none of them."""
        return next((word for word in cls if fold_word(text) in word.spellings()), None)

    def spellings(self) -> set[str]:
        """Everything that may stand for this word, folded."""
        return {fold_word(word) for word in (self.value, self.label, *self._entry()["synonyms"])}

    def _entry(self) -> dict[str, Any]:
        entry: dict[str, Any] = labels()[type(self).__name__][self.value]
        return entry


class SkillGroup(Word):
    """三大类技能."""

    TRADITIONAL = "traditional"
    SERVICE = "service"
    PROFESSIONAL = "professional"


class TalentKind(Word):
    """五类人才."""

    FARM_OPERATION = "farm_operation"
    RURAL_INDUSTRY = "rural_industry"
    PUBLIC_SERVICE = "public_service"
    GOVERNANCE = "governance"
    FARM_SCIENCE = "farm_science"


class TrainerKind(Word):
    """Where trainers come from."""

    SCHOOL_TEACHER = "school_teacher"
    SKILLED_CADRE = "skilled_cadre"
    LOCAL_EXPERT = "local_expert"
    FIELD_TALENT = "field_talent"
    WEALTH_LEADER = "wealth_leader"


class TrainingMode(Word):
    """Guizhou's five kinds of training, and the four that extend them."""

    UNIVERSAL = "universal"
    PRESCRIBED = "prescribed"
    TARGETED = "targeted"
    FILED = "filed"
    CONTINUING = "continuing"
    GRATITUDE = "gratitude"
    POLICY = "policy"
    METHOD = "method"
    DEMONSTRATION = "demonstration"


class Programme(Word):
    """Under whose plan a class runs; the reports keep them apart."""

    NATIONAL = "national"
    PROVINCIAL = "provincial"
    FULL_TIME_CERTIFICATE = "full_time_certificate"
    SKILL_UPGRADE = "skill_upgrade"
    RURAL_LABOUR = "rural_labour"


class ProjectKind(Word):
    """The kinds of project money that a county merges under one plan."""

    LIVING_SKILLS = "living_skills"
    LABOUR_TRANSFER = "labour_transfer"
    APPLIED_FARMING = "applied_farming"


class LessonKind(Word):
    """理论 or 实操."""

    THEORY = "theory"
    PRACTICAL = "practical"


class HalfDay(Word):
    """When in the day a lesson lies."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class AttendanceStatus(Word):
    """What the roll call says of one person in one lesson."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    SICK = "sick"
    ABSENT = "absent"

    @property
    def symbol(self) -> str:
        """The sign on sign-in sheets: √ × ○ △."""
        return str(self._entry()["symbol"])

    def spellings(self) -> set[str]:
        """As for every word, and its symbol."""
        return super().spellings() | {fold_word(self.symbol)}


class Outcome(Word):
    """How an enrolment ended."""

    COMPLETED = "completed"
    FAILED = "failed"
    WITHDREW = "withdrew"


class Role(Word):
    """What an operator may do."""

    CLERK = "clerk"
    STATION_HEAD = "station_head"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class CertificateKind(Word):
    """The certificates this product prints."""

    COMPLETION = "completion"
    TRAINING_PASS = "training_pass"

    @property
    def type_code(self) -> str:
        """Its code in the table certificate_types: JYZS or PXHG."""
        return str(self._entry()["code"])
