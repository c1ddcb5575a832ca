"""Trainees, what they are counted as and when, and how they came into the ledger."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.rows import Row


class Trainee(Row):
    """A person to be trained; `prospective` before the first enrolment. Two stations may each hold the same person."""

    __tablename__ = "trainee"
    __table_args__ = (Index("ix_trainee_id_number", "id_type", "id_number"), Index("ix_trainee_name", "name"))

    name: Mapped[str] = mapped_column(String(100))
    pinyin: Mapped[str] = mapped_column(String(300), default="")
    initials: Mapped[str] = mapped_column(String(100), default="", index=True)
    other_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    id_type: Mapped[str] = mapped_column(String(2), default="")
    id_number: Mapped[str] = mapped_column(String(30), default="")
    birth_date: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str] = mapped_column(String(1), default="0")
    ethnic_code: Mapped[str] = mapped_column(String(2), default="")
    ethnic_text: Mapped[str] = mapped_column(String(30), default="")
    education: Mapped[str] = mapped_column(String(4), default="")
    education_code: Mapped[str] = mapped_column(String(4), default="")
    political_status: Mapped[str] = mapped_column(String(2), default="")
    hukou: Mapped[str] = mapped_column(String(4), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    place_id: Mapped[str | None] = mapped_column(ForeignKey("place.id"))
    village: Mapped[str] = mapped_column(String(100), default="")
    village_group: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    labour_ability: Mapped[str] = mapped_column(String(20), default="")
    employment: Mapped[str] = mapped_column(String(20), default="")
    talent_kind: Mapped[str] = mapped_column(String(10), default="")
    photo: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    informed_on: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String(20), default="prospective")
    import_id: Mapped[str | None] = mapped_column(ForeignKey("roster_import.id"))
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("trainee.id"), index=True)
    erased_on: Mapped[date | None] = mapped_column(Date)


class TraineeCategory(Row):
    """One group a person belongs to (code_person_categories), from a day to a day, with the evidence seen."""

    __tablename__ = "trainee_category"

    trainee_id: Mapped[str] = mapped_column(ForeignKey("trainee.id"), index=True)
    code: Mapped[str] = mapped_column(String(10))
    from_date: Mapped[date | None] = mapped_column(Date)
    to_date: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(String(200), default="")
    evidence_number: Mapped[str] = mapped_column(String(60), default="")
    checked_by: Mapped[str] = mapped_column(String(60), default="")


class RosterImport(Row):
    """One roster taken in: which file, what came of it, and whether it was undone."""

    __tablename__ = "roster_import"

    file_name: Mapped[str] = mapped_column(String(300))
    file_sha256: Mapped[str] = mapped_column(String(64))
    class_id: Mapped[str | None] = mapped_column(ForeignKey("training_class.id"))
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone: Mapped[bool] = mapped_column(default=False)


class ColumnMemory(Row):
    """How one sender's columns were understood last time."""

    __tablename__ = "column_memory"

    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    columns: Mapped[dict[str, Any]] = mapped_column(JSON)


class TrainingElsewhere(Row):
    """A training or subsidy of this person known from outside this ledger: told by the county or typed by hand."""

    __tablename__ = "training_elsewhere"

    trainee_id: Mapped[str] = mapped_column(ForeignKey("trainee.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="training")
    course_name: Mapped[str] = mapped_column(String(100), default="")
    occupation_code: Mapped[str] = mapped_column(String(20), default="")
    level: Mapped[str] = mapped_column(String(4), default="")
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200), default="")
    as_of: Mapped[date | None] = mapped_column(Date)


class Place(Row):
    """A county, town or village with its validity; its key is not its code, since codes change."""

    __tablename__ = "place"

    code: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(100))
    level: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("place.id"))
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    former_names: Mapped[list[str]] = mapped_column(JSON, default=list)
    successor_id: Mapped[str | None] = mapped_column(ForeignKey("place.id"))
