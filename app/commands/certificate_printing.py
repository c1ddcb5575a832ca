"""`xiangxun certificates print` and what belongs to the printer: jobs, further copies, offsets, the test sheet."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.certificate_offsets import ShiftOption, shift_of
from app.commands.certificate_words import (
    JOB_KEYS,
    ClassOption,
    NumberArgument,
    PrinterOption,
    TrayOption,
    class_id_of,
    job_json,
    show_job,
)
from app.commands.terminal import (
    JsonOption,
    OutOption,
    ReasonOption,
    opened,
    print_json,
    print_table,
    progress,
    say,
    with_keys,
)
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.print_jobs import Job
    from app.ledger.printing import Paper, PrintRun

LayersOption = Annotated[
    str, typer.Option("--layers", help=tr("all, or overprint: the data alone, for ready-made stock."))
]
FromOption = Annotated[int, typer.Option("--from", min=1, help=tr("Begin at this sheet of the job."))]
JobOption = Annotated[
    str, typer.Option("--job", help=tr("The job, by the end of its id; the only unfinished one without it."))
]


def print_pages(
    context: typer.Context,
    class_code: ClassOption = "",
    number: Annotated[list[str] | None, typer.Option("--number", help=tr("One certificate; may repeat."))] = None,
    job: JobOption = "",
    resume: Annotated[bool, typer.Option("--resume", help=tr("What is left of a job that was begun."))] = False,
    start_at: FromOption = 1,
    layers: LayersOption = "all",
    printer: PrinterOption = "",
    tray: TrayOption = "",
    offset: ShiftOption = "",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin a job, or go on with one."""
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger import printing

    going_on = resume or bool(job)
    if sum((bool(class_code), bool(number), going_on)) != 1:
        raise typer.BadParameter(tr("name one of --class, --number or --job (or --resume)"))
    with opened(context) as ledger:
        press = Pressing(out, _file_name(class_code or job or "selection"))
        if going_on:
            done = printing.resume_job(ledger, CertificatePrinter(), press, job, start_at=start_at)
        else:
            done = printing.start_job(
                ledger,
                CertificatePrinter(),
                press,
                class_id=class_id_of(ledger, class_code),
                numbers=tuple(number or ()),
                paper=_paper(layers, printer, tray, offset),
                start_at=start_at,
            )
    _tell_run(done, press, as_json=as_json)


class Pressing:
    """Writes a run into a file, with a progress bar, and remembers what it wrote."""

    def __init__(self, out: Path | None, usual: str) -> None:
        self.file = out / usual if out and out.is_dir() else out or Path(usual)
        self.positions: tuple[int, ...] = ()

    def __call__(self, run: "PrintRun") -> None:
        from app.documents.issued_pages import press

        with progress(tr("Printing to PDF"), len(run.pages)) as done:
            press(run, self.file, done)
        self.positions = run.positions


def _file_name(title: str) -> str:
    kept = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in title)
    return f"certificates-{kept}.pdf"


def _paper(layers: str, printer: str, tray: str, offset: str) -> "Paper":
    from app.ledger.print_jobs import PaperLayers
    from app.ledger.printing import Paper

    if layers not in list(PaperLayers):
        raise typer.BadParameter(tr("layers are all or overprint"))
    return Paper(PaperLayers(layers), printer, tray, shift_of(offset) if offset else None)


def _tell_run(job: "Job", press: Pressing, *, as_json: bool) -> None:
    if as_json:
        print_json(
            job_json(job) | {"file": str(press.file), "pages": len(press.positions), "positions": press.positions}
        )
        return
    figures = {"count": len(press.positions), "file": str(press.file), "job": job.short_id}
    say(tr("{count} sheets in {file}; print it at 100 %, without fitting to the page.", **figures))
    say(
        tr(
            "Then: `xiangxun certificates confirm --job {job} --all`, or after a jam --good-to N --spoiled N.",
            **figures,
        )
    )


def confirm(
    context: typer.Context,
    job: JobOption = "",
    good_to: Annotated[
        str, typer.Option("--good-to", help=tr("The last good sheet: its place in the job or its certificate number."))
    ] = "",
    good: Annotated[list[str] | None, typer.Option("--good", help=tr("One good sheet; may repeat."))] = None,
    spoiled: Annotated[
        list[str] | None,
        typer.Option("--spoiled", help=tr("A sheet whose paper is spoiled; may repeat. It is printed again.")),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help=tr("Every sheet came out well."))] = False,
    paper: Annotated[
        str, typer.Option("--paper", help=tr("Serial on the first blank of this pile, if not the next one."))
    ] = "",
    drop: Annotated[bool, typer.Option("--drop", help=tr("Give up what is left of the job; needs a reason."))] = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Enter what came out of the printer."""
    from app.ledger.sheet_results import Seen, confirm, drop_waiting

    with opened(context) as ledger:
        if drop:
            done = drop_waiting(ledger, job, reason)
        else:
            seen = Seen(good_to, tuple(good or ()), tuple(spoiled or ()), everything, paper)
            done = confirm(ledger, job, seen, reason)
    if as_json:
        print_json(job_json(done))
        return
    show_job(done)
    if not done.is_done:
        say(tr("Next: `xiangxun certificates print --job {job}` prints what is left.", job=done.short_id))


def jobs(
    context: typer.Context,
    job: Annotated[str, typer.Option("--job", help=tr("One job with its sheets, by the end of its id."))] = "",
    open_only: Annotated[bool, typer.Option("--open", help=tr("Only jobs that are not done."))] = False,
    as_json: JsonOption = False,
) -> None:
    """List print jobs."""
    from app.ledger.print_jobs import find_job, list_jobs

    with opened(context) as ledger:
        found = [find_job(ledger, job)] if job else list_jobs(ledger, open_only=open_only)
    if as_json:
        print_json([job_json(each) for each in found])
        return
    for each in found:
        show_job(each)
    if job:
        rows = [_sheet_line(sheet) for sheet in found[0].sheets]
        print_table("", [tr("Sheet"), tr("Number"), tr("State"), tr("Attempt"), tr("Paper serial")], rows)


def _sheet_line(sheet: Any) -> list[str]:
    return [str(sheet.position), sheet.number, tr(sheet.state.words), str(sheet.attempt), sheet.paper_serial]


def reprint(
    context: typer.Context,
    number: NumberArgument,
    plain: Annotated[bool, typer.Option("--plain", help=tr("Without the mark 补: the page as it was issued."))] = False,
    layers: LayersOption = "all",
    printer: PrinterOption = "",
    tray: TrayOption = "",
    offset: ShiftOption = "",
    reason: ReasonOption = "",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print a further copy."""
    from app.documents.issued_pages import CertificatePrinter
    from app.ledger import printing

    press = Pressing(out, _file_name(f"{''.join(number.split())}-copy"))
    with opened(context) as ledger:
        paper = _paper(layers, printer, tray, offset)
        done = printing.reprint(ledger, CertificatePrinter(), press, number, reason, plain=plain, paper=paper)
    if as_json:
        answer = {"number": done.number, "copy": done.copy, "is_marked": done.is_marked, "job": job_json(done.job)}
        print_json(answer | {"file": str(press.file)})
        return
    say(
        tr(
            "Further copy no. {copy} of {number} is in {file}.",
            copy=done.copy,
            number=done.number,
            file=str(press.file),
        )
    )
    say(tr("Then: `xiangxun certificates confirm --job {job} --all`.", job=done.job.short_id))


def add_to(group: typer.Typer) -> None:
    """Put these commands into the group."""
    words = tr("Print certificates as a job of sheets, or what is left of one, into a PDF.")
    group.command("print", help=with_keys(words, f"{JOB_KEYS}, file, pages, positions"))(print_pages)
    words = tr("Say which sheets came out well and which are spoiled.")
    group.command("confirm", help=with_keys(words, JOB_KEYS))(confirm)
    group.command("jobs", help=with_keys(tr("The print jobs and how far they are."), JOB_KEYS))(jobs)
    words = tr("Print a further copy for the holder, counted and marked 补.")
    group.command("reprint", help=with_keys(words, f"number, copy, is_marked, job ({JOB_KEYS}), file"))(reprint)
