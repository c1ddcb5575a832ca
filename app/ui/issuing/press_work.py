"""From the ledger to the printer: a run of sheets is entered, drawn into a private file, and handed over or saved."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.i18n import tr
from app.ledger.print_jobs import Job, Purpose
from app.ledger.print_jobs_board import JobBoard, Stand
from app.ledger.printing import Paper, Press, PrintRun, reprint, resume_job, start_job
from app.ui.operation import Operation
from app.ui.paper.printers import PrintedJob, PrintOrder, print_pdf
from app.ui.paper.private_paper import PrivateSheet

if TYPE_CHECKING:
    from app.documents.issued_pages import CertificatePrinter
    from app.models.ledger import Ledger

Begin = Callable[[Press, Paper, Collection[int]], Job]
"""Enters a run of these sheets, all if none is named, and lets it be drawn."""


@dataclass(frozen=True)
class PressOrder:
    """What is to be printed: its title, the kind of certificate, the sheets, and how the run is entered."""

    title: str
    kind: str
    positions: tuple[int, ...]
    begin: Begin
    job: Job | None = None

    @property
    def count(self) -> int:
        """How many sheets of paper."""
        return len(self.positions)


@dataclass(frozen=True)
class Target:
    """Where the pages go: to a printer, or into a file."""

    printer: PrintOrder | None = None
    file: Path | None = None


@dataclass(frozen=True)
class Sent:
    """What became of a run: the job, and what the printing system says, the file that was written, or the trouble."""

    job: Job
    sheets: int
    printed: PrintedJob | None = None
    file: Path | None = None
    trouble: Exception | None = None

    def sentence(self) -> str:
        """What was done."""
        if self.file:
            return tr("{count} sheets saved as {file}.", count=self.sheets, file=self.file.name)
        return self.printed.sentence() if self.printed else ""


def class_order(ledger: "Ledger", class_id: str, title: str, kind: str, count: int) -> PressOrder:
    """All certificates of a class that have no sheet yet."""

    def begin(press: Press, paper: Paper, only: Collection[int]) -> Job:
        return start_job(ledger, _printer(), press, class_id=class_id, paper=paper, only=only)

    return PressOrder(title, kind, tuple(range(1, count + 1)), begin)


def number_order(ledger: "Ledger", number: str, title: str, kind: str) -> PressOrder:
    """One certificate by its number."""

    def begin(press: Press, paper: Paper, only: Collection[int]) -> Job:
        return start_job(ledger, _printer(), press, numbers=[number], paper=paper, only=only)

    return PressOrder(title, kind, (1,), begin)


def copy_order(ledger: "Ledger", number: str, title: str, kind: str, reason: str, *, plain: bool) -> PressOrder:
    """A further copy for the holder."""

    def begin(press: Press, paper: Paper, _: Collection[int]) -> Job:
        done = reprint(ledger, _printer(), press, number, reason, plain=plain, paper=paper)
        return done.job

    return PressOrder(title, kind, (1,), begin)


def rest_order(ledger: "Ledger", board: JobBoard) -> PressOrder:
    """What a job has still to print."""
    lines, job = board.at(Stand.TO_PRINT), board.job
    positions = tuple(line.position for line in lines)

    def begin(press: Press, paper: Paper, only: Collection[int]) -> Job:
        return resume_job(ledger, _printer(), press, job.id, only=only or positions, paper=paper)

    return PressOrder(job.title, lines[0].kind, positions, begin, job)


def purpose_words(purpose: Purpose) -> str:
    """What a job prints, for people; empty for originals."""
    words = {Purpose.COPY: tr("further copy, marked 补"), Purpose.PLAIN: tr("further copy, unmarked")}
    return words.get(purpose, "")


@dataclass(frozen=True)
class Entered:
    """A run that the ledger knows of, drawn into a private file."""

    job: Job
    positions: tuple[int, ...]
    drawn: Path
    sheet: PrivateSheet


def enter_run(
    operation: Operation, ledger: "Ledger", order: PressOrder, paper: Paper, only: Collection[int] = ()
) -> Entered:
    """Enter a run and draw it, or neither; called in the pool, as a change."""
    sheet, entered = PrivateSheet(ledger.places.folder), list[Entered]()

    def enter(path: Path) -> None:
        press = _Press(path, operation)
        job = order.begin(press, paper, only)
        entered.append(Entered(job, press.positions, path, sheet))

    # Without the operation: whoever stops after the run was entered still owes it its pages.
    sheet.drawn(enter)
    return entered[0]


def hand_over(entered: Entered, target: Target) -> Sent:
    """Print the drawn run or save it, and remove the private file; called in the pool. Raises as `print_pdf`."""
    job, sheets = entered.job, len(entered.positions)
    try:
        if target.file:
            entered.sheet.copy_to(target.file)
        printed = print_pdf(entered.drawn, target.printer) if target.printer else None
    finally:
        entered.sheet.remove()
    return Sent(job, sheets, printed, target.file)


class _Press:
    """Draws a run into a private file, and remembers which sheets it had."""

    def __init__(self, file: Path, operation: Operation) -> None:
        self._file, self._operation = file, operation
        self.positions: tuple[int, ...] = ()

    def __call__(self, run: PrintRun) -> None:
        from app.documents.issued_pages import press

        press(run, self._file, lambda done: self._operation.step(done, len(run.pages)))
        self.positions = run.positions


def _printer() -> "CertificatePrinter":
    from app.documents.issued_pages import CertificatePrinter

    return CertificatePrinter()
