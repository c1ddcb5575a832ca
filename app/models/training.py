"""Courses, those who teach, and the classes they make."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.rows import Row


class Course(Row):
    """What is taught: skill group, hours of theory and practice, occupation code if there is one."""

    __tablename__ = "course"

    name: Mapped[str] = mapped_column(String(100))
    skill_group: Mapped[str] = mapped_column(String(20))
    project_kind: Mapped[str] = mapped_column(String(30), default="")
    occupation_code: Mapped[str] = mapped_column(String(20), default="")
    level: Mapped[str] = mapped_column(String(4), default="")
    theory_hours: Mapped[int] = mapped_column(default=0)
    practical_hours: Mapped[int] = mapped_column(default=0)


class TrainingProvider(Row):
    """A body that trains: the vocational education centre or a training institution of the alliance."""

    __tablename__ = "training_provider"

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(30), default="")
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    in_alliance: Mapped[bool] = mapped_column(default=True)


class Trainer(Row):
    """One who teaches: school teacher, skilled cadre, local expert, field talent, wealth leader."""

    __tablename__ = "trainer"

    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(30), default="")
    qualification: Mapped[str] = mapped_column(String(200), default="")
    provider_id: Mapped[str | None] = mapped_column(ForeignKey("training_provider.id"))


class Intake(Row):
    """A round of classes (批次、期) of a year."""

    __tablename__ = "intake"

    name: Mapped[str] = mapped_column(String(100))
    year: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)


class TrainingClass(Row):
    """One class: course, provider, days, programme and training mode."""

    __tablename__ = "training_class"

    code: Mapped[str] = mapped_column(String(40), index=True)
    name: Mapped[str] = mapped_column(String(100))
    course_id: Mapped[str] = mapped_column(ForeignKey("course.id"))
    provider_id: Mapped[str | None] = mapped_column(ForeignKey("training_provider.id"))
    intake_id: Mapped[str | None] = mapped_column(ForeignKey("intake.id"))
    programme: Mapped[str] = mapped_column(String(30), default="")
    training_mode: Mapped[str] = mapped_column(String(30), default="")
    full_time: Mapped[bool] = mapped_column(default=True)
    certificate_kind: Mapped[str] = mapped_column(String(20), default="completion")
    place: Mapped[str] = mapped_column(String(200), default="")
    head_teacher: Mapped[str] = mapped_column(String(100), default="")
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    plan: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(20), default="open")


class Lesson(Row):
    """A half-day of theory or practice; its hours are class hours of 45 minutes."""

    __tablename__ = "lesson"

    class_id: Mapped[str] = mapped_column(ForeignKey("training_class.id"), index=True)
    day: Mapped[date] = mapped_column(Date)
    half_day: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(10))
    hours: Mapped[int]
    topic: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    trainer_id: Mapped[str | None] = mapped_column(ForeignKey("trainer.id"))
    moved_from: Mapped[date | None] = mapped_column(Date)
    cancelled: Mapped[bool] = mapped_column(default=False)


class Enrolment(Row):
    """One trainee in one class, from enrolment to outcome."""

    __tablename__ = "enrolment"
    __table_args__ = (Index("ix_enrolment_class_id", "class_id", "trainee_id"),)

    class_id: Mapped[str] = mapped_column(ForeignKey("training_class.id"))
    trainee_id: Mapped[str] = mapped_column(ForeignKey("trainee.id"), index=True)
    serial: Mapped[int] = mapped_column(default=0)
    enrolled_on: Mapped[date | None] = mapped_column(Date)
    import_id: Mapped[str | None] = mapped_column(ForeignKey("roster_import.id"))
    categories_at_start: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    outcome_on: Mapped[date | None] = mapped_column(Date)
    outcome_reason: Mapped[str] = mapped_column(String(300), default="")


class AttendanceMark(Row):
    """A mark for one enrolment and lesson; a correction is a further mark with the next revision, never an edit."""

    __tablename__ = "attendance_mark"
    __table_args__ = (Index("ix_attendance_mark_enrolment_id", "enrolment_id", "lesson_id", "revision"),)

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    lesson_id: Mapped[str] = mapped_column(ForeignKey("lesson.id"), index=True)
    revision: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(String(12), default="manual")
    reason: Mapped[str] = mapped_column(String(300), default="")
    after_seal: Mapped[bool] = mapped_column(default=False)


class DaySeal(Row):
    """A day of a class whose marks are closed; later marks need a reason and show."""

    __tablename__ = "day_seal"
    __table_args__ = (Index("ix_day_seal_class_id", "class_id", "day"),)

    class_id: Mapped[str] = mapped_column(ForeignKey("training_class.id"))
    day: Mapped[date] = mapped_column(Date)
    sealed_by: Mapped[str] = mapped_column(String(36), default="")


class ConductNote(Row):
    """A remark on a trainee's conduct on a day of class."""

    __tablename__ = "conduct_note"

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"), index=True)
    day: Mapped[date] = mapped_column(Date)
    text: Mapped[str] = mapped_column(String(500))


class ExamResult(Row):
    """One exam of one enrolment: part theory or practical, attempt 1, 2 …, score in tenths of a point."""

    __tablename__ = "exam_result"
    __table_args__ = (Index("ix_exam_result_enrolment_id", "enrolment_id", "part", "attempt"),)

    enrolment_id: Mapped[str] = mapped_column(ForeignKey("enrolment.id"))
    part: Mapped[str] = mapped_column(String(10))
    attempt: Mapped[int] = mapped_column(default=1)
    score_tenths: Mapped[int]
    taken_on: Mapped[date | None] = mapped_column(Date)


class RuleSetting(Row):
    """A policy number as set here: its scope, validity and source; `severity` says warn or block."""

    __tablename__ = "rule_setting"

    key: Mapped[str] = mapped_column(String(60), index=True)
    scope: Mapped[str] = mapped_column(String(20), default="station")
    value: Mapped[Any] = mapped_column(JSON)
    severity: Mapped[str] = mapped_column(String(10), default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300), default="")
