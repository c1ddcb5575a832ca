"""The one door to printers: which there are, and a PDF handed to one of them; nothing here knows of widgets."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.errors import MachineFault, Refusal
from app.i18n import mark, tr

Step = Callable[[int, int], None]


class NoPrintSystem(MachineFault):
    """The machine has no program that prints."""

    code = "no_print_system"
    message = mark("This computer has no printing system (CUPS).")
    remedy = mark("Save as PDF and print the file on another computer, or have CUPS installed.")


class PrintSystemSilent(MachineFault):
    """The printing system is there but does not answer."""

    code = "print_system_silent"
    message = mark("The printing system of this computer does not answer.")
    remedy = mark("Restart the computer, or save as PDF and print the file elsewhere.")


class PrinterGone(Refusal):
    """The printer that was chosen is not there."""

    code = "printer_gone"
    message = mark("There is no printer {printer} on this computer any more.")
    remedy = mark("Refresh the list of printers and choose another one, or save as PDF.")


class PrinterShut(MachineFault):
    """The printer takes no jobs."""

    code = "printer_shut"
    message = mark("The printer {printer} takes no jobs at present.")
    remedy = mark("Enable it in the printer settings of this computer, choose another one, or save as PDF.")


class NotHandedOver(MachineFault):
    """The printing system would not take the pages."""

    code = "not_handed_over"
    message = mark("The pages were not handed to the printer {printer}: {reason}.")
    remedy = mark("Look at the printer and try again, or save as PDF.")


class JobState(StrEnum):
    """Where a job stands with the printing system."""

    WAITING = "waiting"
    PRINTING = "printing"
    HELD = "held"
    STOPPED = "stopped"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    ENDED = "ended"
    UNKNOWN = "unknown"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come of it."""
        return self in {JobState.DONE, JobState.CANCELLED, JobState.FAILED, JobState.ENDED, JobState.UNKNOWN}


@dataclass(frozen=True)
class TrayRow:
    """A tray: its name for the printing system, and for people."""

    name: str
    words: str


@dataclass(frozen=True)
class PrinterRow:
    """A printer; without trays where it does not tell of any."""

    name: str
    is_default: bool
    trays: tuple[TrayRow, ...] = ()
    has_duplex: bool = False


@dataclass(frozen=True)
class PrintOrder:
    """What to print on; no tray = as the printer is set, no pages = all of them (the first being 1)."""

    printer: str
    tray: str = ""
    copies: int = 1
    pages: tuple[int, ...] = ()
    two_sided: bool = False


@dataclass(frozen=True)
class PrintedJob:
    """What the printing system was given; the number is 0 where it numbers nothing."""

    printer: str
    number: int = 0

    def sentence(self) -> str:
        """That it was handed over."""
        if not self.number:
            return tr("Handed to the printer {printer}.", printer=self.printer)
        return tr("Handed to the printer {printer}, job {number}.", printer=self.printer, number=self.number)


@dataclass(frozen=True)
class JobStand:
    """Where a job stands, and what hinders it: `troubles` are known ones, `reason` is the printer's own word."""

    state: JobState
    troubles: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_hindered(self) -> bool:
        """Whether someone must go and look."""
        halted = {JobState.HELD, JobState.STOPPED, JobState.CANCELLED, JobState.FAILED}
        return self.state in halted or bool(self.troubles)

    def sentence(self) -> str:
        """All of it in one sentence for people."""
        told = [tr(trouble) for trouble in self.troubles] or ([self.reason] if self.reason else [])
        words = tr(_STATES[self.state])
        return tr("{state}: {troubles}", state=words, troubles=tr(", ").join(told)) if told else words


_STATES = {
    JobState.WAITING: mark("Waiting for the printer"),
    JobState.PRINTING: mark("The printer is printing"),
    JobState.HELD: mark("The job is held back; release it in the printer settings of this computer"),
    JobState.STOPPED: mark("The printer has stopped; the job goes on once that is mended"),
    JobState.DONE: mark("The printer has taken all pages"),
    JobState.CANCELLED: mark("The job was cancelled at the printer"),
    JobState.FAILED: mark("The printing system gave the job up; nothing more will come out"),
    JobState.ENDED: mark("The job has ended; look whether all pages came out"),
    JobState.UNKNOWN: mark("The printing system no longer knows this job"),
}


def printers() -> tuple[PrinterRow, ...]:
    """Every printer, by name. Raises NoPrintSystem, PrintSystemSilent."""
    if sys.platform == "win32":
        from app.ui.paper import qt_printing

        return qt_printing.printers()
    from app.ui.paper import cups

    return cups.printers()


def print_pdf(path: Path, order: PrintOrder, step: Step | None = None) -> PrintedJob:
    """Hand a PDF to a printer at its real size; takes time, so it belongs into the pool.

    Raises NoPrintSystem, PrintSystemSilent, PrinterGone, PrinterShut, NotHandedOver, PdfUnreadable.
    """
    if sys.platform == "win32":
        from app.ui.paper import qt_printing

        return qt_printing.print_pdf(path, order, step)
    from app.ui.paper import cups

    return cups.print_pdf(path, order)


def job_stand(job: PrintedJob) -> JobStand:
    """Where a job stands now. Raises NoPrintSystem, PrintSystemSilent."""
    if not job.number:
        return JobStand(JobState.UNKNOWN)
    from app.ui.paper import cups

    return cups.job_stand(job)
