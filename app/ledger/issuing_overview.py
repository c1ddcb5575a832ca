"""What waits at the issuing desk: classes to issue, certificates to print, jobs that are not done, paper to collect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.ledger.blank_outlook import BlankOutlook, outlook_of
from app.ledger.issuing_backlog import counts, uncollected, unissued, unprinted
from app.ledger.number_blocks import BlockState, blocks_left
from app.ledger.print_jobs import SheetState
from app.models.certificates import Certificate, PrintJob, PrintSheet
from app.models.ledger import Ledger
from app.models.training import Enrolment, TrainingClass
from app.models.vocabulary import CertificateKind


class Step(StrEnum):
    """What is to be done next, the most urgent first."""

    GO_ON = "go_on"
    PRINT = "print"
    ISSUE = "issue"
    HAND_OUT = "hand_out"
    NONE = "none"


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: so many of so many certificates, of a class, or of a job where `job_id` is given."""

    step: Step
    class_id: str
    class_code: str
    title: str
    day: date | None
    count: int
    total: int
    job_id: str = ""


@dataclass(frozen=True)
class Overview:
    """All that waits, the most urgent first; behind it what is done with; numbers and blanks that are left."""

    waiting: tuple[Waiting, ...]
    done: tuple[Waiting, ...]
    numbers: BlockState
    blanks: tuple[BlankOutlook, ...]


def issuing_overview(ledger: Ledger) -> Overview:
    """As the ledger stands now."""
    with ledger.reading() as session:
        found = [*_jobs(session), *_classes(session)]
        blanks = tuple(outlook_of(session, kind.value) for kind in CertificateKind)
    order = list(Step)
    found.sort(key=lambda each: (order.index(each.step), -(each.day.toordinal() if each.day else 0)))
    waiting = tuple(each for each in found if each.step is not Step.NONE)
    done = tuple(each for each in found if each.step is Step.NONE)
    return Overview(waiting, done, blocks_left(ledger), blanks)


def _classes(session: Session) -> list[Waiting]:
    issued = select(Enrolment.class_id.label("class_id")).join(Certificate, Certificate.enrolment_id == Enrolment.id)
    totals = _by_class(session, issued.where(counts()))
    steps = {Step.PRINT: unprinted(), Step.ISSUE: unissued(), Step.HAND_OUT: uncollected()}
    found = {step: _by_class(session, statement) for step, statement in steps.items()}
    ids = set(totals).union(*found.values())
    rows = session.scalars(select(TrainingClass).where(TrainingClass.id.in_(ids))).all()
    return [each for row in rows for each in _class(row, found, totals.get(row.id, 0))]


def _class(row: TrainingClass, found: Mapping[Step, Mapping[str, int]], issued: int) -> Sequence[Waiting]:
    own = {step: by_class[row.id] for step, by_class in found.items() if row.id in by_class}
    total = issued + own.get(Step.ISSUE, 0)
    steps = own or {Step.NONE: issued}
    return [Waiting(step, row.id, row.code, row.name, row.ends_on, count, total) for step, count in steps.items()]


def _by_class(session: Session, statement: Select[*tuple[Any, ...]]) -> dict[str, int]:
    counted = statement.subquery()
    totals = select(counted.c.class_id, func.count()).group_by(counted.c.class_id)
    return dict(session.execute(totals).all())


def _jobs(session: Session) -> list[Waiting]:
    left = func.sum(case((PrintSheet.state == SheetState.WAITING.value, 1), else_=0))
    kept = func.count(case((PrintSheet.state != SheetState.DROPPED.value, PrintSheet.position)).distinct())
    statement = select(PrintJob, left, kept).join(PrintSheet, PrintSheet.job_id == PrintJob.id)
    rows = session.execute(statement.group_by(PrintJob.id)).all()
    return [_job(job, waiting, sheets) for job, waiting, sheets in rows]


def _job(job: PrintJob, waiting: int, sheets: int) -> Waiting:
    step = Step.GO_ON if waiting else Step.NONE
    return Waiting(step, "", "", job.title, None, waiting, sheets, job.id)
