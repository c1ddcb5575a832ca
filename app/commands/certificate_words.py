"""Certificates as the command line shows them: masked unless asked otherwise with a reason."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.terminal import note, print_table, say
from app.i18n import tr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.ledger.certificate_register import CertificateRow
    from app.ledger.print_jobs import Job
    from app.models.findings import Finding
    from app.models.ledger import Ledger

ClassOption = Annotated[str, typer.Option("--class", help=tr("Code of the training class."))]
NumberArgument = Annotated[str, typer.Argument(help=tr("The number printed on the certificate."))]
PaperReturnedOption = Annotated[
    bool, typer.Option("--paper-returned", help=tr("The holder has given the old paper back."))
]
PrinterOption = Annotated[str, typer.Option("--printer", help=tr("Printer whose remembered offset is to be used."))]
TrayOption = Annotated[str, typer.Option("--tray", help=tr("Tray of the printer, for instance manual."))]
CERTIFICATE_KEYS = (
    "id, number, kind, kind_label, state, is_good, is_erased, name, sex, id_number, course, level, hours, period_from, "
    "period_to, provider, issued_on, class_id, class_code, trainee_id, enrolment_id, predecessor, successor, copies, "
    "is_printed, handed_out_on, collected_by, template, key_id, credential_text, text_sha256, page_sha256, remark"
)
OFFSET_KEYS = "dx_mm, dy_mm, sx, sy"
JOB_KEYS = (
    f"id, short_id, title, purpose, layers, printer, tray, offset ({OFFSET_KEYS}), is_done, "
    "counts (waiting, good, spoiled, dropped), sheets (position, attempt, number, state, paper_serial)"
)
FINDING_KEYS = "code, severity, message, remedy"


def class_id_of(ledger: "Ledger", code: str) -> str:
    """The id of a class by its code; empty for no code. Raises NoSuchClass, AmbiguousName."""
    from app.ledger.class_rows import class_called

    return class_called(ledger, code).id if code else ""


def day_of(text: str) -> "date | None":
    """A day as it was typed; None for nothing. Raises typer.BadParameter."""
    from app.models.chinese_dates import read_date

    day = read_date(text) if text else None
    if text and day is None:
        raise typer.BadParameter(tr("{text} is not a day; write 2026-11-21", text=text))
    return day


def certificate_json(row: "CertificateRow", *, full: bool = False) -> dict[str, Any]:
    """One certificate for machines; the ID number is masked unless `full`."""
    shown = asdict(row) | {"kind_label": kind_label(row.kind), "is_good": row.is_good, "is_erased": row.is_erased}
    return shown if full else shown | {"id_number": row.masked_id}


def kind_label(kind: str) -> str:
    """What a kind of certificate is called."""
    from app.models.vocabulary import CertificateKind

    found = CertificateKind.read(kind)
    return found.label if found else kind


def show_certificates(rows: "Sequence[CertificateRow]", *, full: bool = False) -> None:
    """A table of certificates for people."""
    headings = [tr("Number"), tr("Name"), tr("ID number"), tr("Certificate"), tr("Class"), tr("Issued"), tr("State")]
    headings += [tr("Printed"), tr("Collected")]
    print_table("", headings, [_line(row, full=full) for row in rows])


def _line(row: "CertificateRow", *, full: bool) -> list[str]:
    number = row.id_number if full else row.masked_id
    state = tr(row.state.words) + (f" → {row.successor}" if row.successor else "")
    if row.copies:
        state += tr(", {count} further copies", count=row.copies)
    name = row.name or tr("(erased)")
    facts = [kind_label(row.kind), row.class_code, row.issued_on.isoformat(), state]
    printed = tr("yes") if row.is_printed else tr("no")
    collected = f"{row.handed_out_on} {row.collected_by}" if row.handed_out_on else ""
    return [row.number, name, number, *facts, printed, collected]


def job_json(job: "Job") -> dict[str, Any]:
    """One print job for machines."""
    counts = {state: sum(sheet.state == state for sheet in job.sheets) for state in _STATES}
    return asdict(job) | {"short_id": job.short_id, "is_done": job.is_done, "counts": counts}


_STATES = ("waiting", "good", "spoiled", "dropped")


def show_job(job: "Job") -> None:
    """How a job stands, in a sentence or two."""
    figures = job_json(job)["counts"] | {"job": job.short_id, "title": job.title}
    say(tr("Job {job} ({title}): {good} good, {spoiled} spoiled, {waiting} still to print.", **figures))
    waiting = [str(sheet.position) for sheet in job.sheets if sheet.state == "waiting"]
    if waiting:
        say(tr("Still to print: sheets {sheets}.", sheets=_ranges(list(map(int, waiting)))))


def _ranges(numbers: list[int]) -> str:
    """23, 24, 25, 30 as 23-25, 30."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def tell_findings(findings: "Sequence[Finding]") -> None:
    """What to look after, beside the answer."""
    for finding in findings:
        note(str(finding))


def finding_json(finding: "Finding") -> dict[str, str]:
    """One finding for machines."""
    told = {"code": finding.code, "severity": str(finding.severity)}
    return told | {"message": finding.sentence(), "remedy": finding.way_out()}
