"""Printing through CUPS: its own programs are asked, and the PDF itself is handed over."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.documents.pdf_pages import cut, page_sizes
from app.i18n import mark
from app.ui.paper.cups_library import end_of
from app.ui.paper.media import medium_of
from app.ui.paper.printers import (
    JobStand,
    JobState,
    NoPrintSystem,
    NotHandedOver,
    PrintedJob,
    PrinterGone,
    PrinterRow,
    PrinterShut,
    PrintOrder,
    PrintSystemSilent,
)
from app.ui.paper.trays import DEFAULT_KEYWORD, KEYWORDS, tray_row

PATIENCE = 30
# A title shows in the spool and in logs for all to see: it names nobody.
TITLE = "xiangxun"
_DUPLEX = "Duplex"
_OPTION = re.compile(r"^(?P<keyword>[^/:]+)(?:/[^:]*)?:(?P<choices>.*)$")
# The last number is that of the job: printers have numbers in their names too, such as HP-1020.
_JOB_NUMBER = re.compile(r"-(\d+) \(")
_ALERTS = (
    ("media-empty", mark("there is no paper in the tray")),
    ("media-needed", mark("there is no paper in the tray")),
    ("media-jam", mark("paper is jammed")),
    ("input-tray-missing", mark("the tray is not in its place")),
    ("cover-open", mark("a cover is open")),
    ("door-open", mark("a cover is open")),
    ("interlock-open", mark("a cover is open")),
    ("toner-empty", mark("the toner is used up")),
    ("marker-supply-empty", mark("the toner or ink is used up")),
    ("output-area-full", mark("the output tray is full")),
    ("offline", mark("the printer is switched off or not connected")),
    ("connecting-to-device", mark("the printer is switched off or not connected")),
    ("timed-out", mark("the printer is switched off or not connected")),
)


def printers() -> tuple[PrinterRow, ...]:
    """Every printer that CUPS knows. Raises NoPrintSystem, PrintSystemSilent."""
    _require_answer()
    chosen = _told("lpstat", "-d").rpartition(": ")[2].strip()
    names = sorted(_told("lpstat", "-e").split())
    return tuple(_printer(name, is_default=name == chosen) for name in names)


def print_pdf(path: Path, order: PrintOrder) -> PrintedJob:
    """Give CUPS the file itself, or a PDF of the pages that are wanted.

    Raises NoPrintSystem, PrintSystemSilent, PrinterGone, PrinterShut, NotHandedOver, PdfUnreadable.
    """
    if not order.pages:
        return _handed(path, order)
    # Cut here: a queue without filters heeds no page range, and would print sheets that nobody asked for.
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        part = Path(folder) / "pages.pdf"
        cut(path, [page - 1 for page in order.pages], part)
        return _handed(part, order)


def job_stand(job: PrintedJob) -> JobStand:
    """Where CUPS says a job stands. Raises NoPrintSystem, PrintSystemSilent."""
    _require_answer()
    told = _job_told(_told("lpstat", "-l", "-W", "not-completed", "-o"), job.number)
    if told:
        return _active(told, _told("lpstat", "-l", "-p", job.printer))
    told = _job_told(_told("lpstat", "-W", "completed", "-o"), job.number)
    return JobStand(end_of(job.number) if told else JobState.UNKNOWN)


def _printer(name: str, *, is_default: bool) -> PrinterRow:
    options = dict(_options(_told("lpoptions", "-p", name, "-l")))
    keyword = next((each for each in KEYWORDS if each in options), DEFAULT_KEYWORD)
    trays = tuple(tray_row(keyword, choice) for choice in options.get(keyword, ()))
    return PrinterRow(name, is_default, trays, has_duplex=len(options.get(_DUPLEX, ())) > 1)


def _options(told: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in told.splitlines():
        found = _OPTION.match(line)
        if found:
            choices = [choice.lstrip("*") for choice in found["choices"].split()]
            yield found["keyword"], tuple(choice for choice in choices if not choice.startswith("Custom."))


def _handed(path: Path, order: PrintOrder) -> PrintedJob:
    command = ["lp", "-d", order.printer, "-n", str(order.copies), "-t", TITLE]
    for option in _wanted(path, order):
        command += ["-o", option]
    # Through the pipe: of a named file CUPS would note the name.
    with path.open("rb") as drawn:
        done = _run(*command, stdin=drawn)
    number = _JOB_NUMBER.search(done.stdout)
    if done.returncode or number is None:
        raise _refusal(done.stderr, order.printer)
    return PrintedJob(order.printer, int(number[1]))


def _wanted(path: Path, order: PrintOrder) -> Iterator[str]:
    # Real size, whatever the queue is set to: the offsets of a sheet are measured in tenths of a millimetre.
    yield "print-scaling=none"
    yield f"sides={'two-sided-long-edge' if order.two_sided else 'one-sided'}"
    medium = medium_of(page_sizes(path))
    if medium:
        yield f"media={medium}"
    if order.tray:
        yield order.tray if "=" in order.tray else f"{DEFAULT_KEYWORD}={order.tray}"
    if order.copies > 1:
        yield "collate=true"


def _refusal(told: str, printer: str) -> Exception:
    _require_answer()
    if "does not exist" in told:
        return PrinterGone(printer=printer)
    if "not accepting" in told:
        return PrinterShut(printer=printer)
    return NotHandedOver(printer=printer, reason=told.strip().removeprefix("lp: ").rstrip(".") or "lp")


def _job_told(told: str, number: int) -> str:
    """What is told of one job: its line and those indented below it."""
    lines: list[str] = []
    for line in told.splitlines():
        if not line.startswith(("\t", " ")):
            if lines:
                break
            if not line.partition(" ")[0].endswith(f"-{number}"):
                continue
        elif not lines:
            continue
        lines.append(line)
    return "\n".join(lines)


def _active(job: str, printer: str) -> JobStand:
    alerts = _after(job, "Alerts:") + " " + _after(printer, "Alerts:")
    troubles = tuple(dict.fromkeys(words for sign, words in _ALERTS if sign in alerts))
    reason = _after(job, "Status:") or _second_line(printer)
    if "job-hold" in job:
        return JobStand(JobState.HELD, troubles, reason)
    if " disabled since " in printer:
        return JobStand(JobState.STOPPED, troubles, reason)
    is_printing = "job-printing" in job or " now printing " in printer
    return JobStand(JobState.PRINTING if is_printing else JobState.WAITING, troubles, reason if troubles else "")


def _after(told: str, heading: str) -> str:
    found = (line.strip().removeprefix(heading) for line in told.splitlines() if line.strip().startswith(heading))
    return next(found, "").strip()


def _second_line(told: str) -> str:
    """The printer's own reason, below its first line."""
    lines = told.splitlines()
    return lines[1].strip() if len(lines) > 1 and lines[0].endswith("-") else ""


def _require_answer() -> None:
    """Raises PrintSystemSilent if the printing system is asleep: every other question would then be told untruths."""
    if "is running" not in _told("lpstat", "-r"):
        raise PrintSystemSilent


def _told(*command: str) -> str:
    return _run(*command).stdout


def _run(*command: str, stdin: BinaryIO | int = subprocess.DEVNULL) -> "subprocess.CompletedProcess[str]":
    if shutil.which(command[0]) is None:
        raise NoPrintSystem
    # English words to read, and the signs of Chinese printer names as they are.
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            command,
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            stdin=stdin,
        )
    except subprocess.TimeoutExpired:
        raise PrintSystemSilent from None
