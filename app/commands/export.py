"""`xiangxun export`: the registers of a class as PDF or spreadsheet, journaled and watermarked."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.certificate_words import day_of
from app.commands.terminal import FullOption, JsonOption, ReasonOption, opened, print_json, say, with_keys
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.documents.class_forms import ClassForms
    from app.documents.registers import RegisterTable
    from app.ledger.class_people import ClassSheet
    from app.models.ledger import Ledger

FORMATS = ("pdf", "xlsx")
KEYS = "files, rows"
group = typer.Typer(
    help=tr("Registers of a class for paper and for the superior: PDF or xlsx."),
    no_args_is_help=True,
    rich_markup_mode=None,
)
ClassOption = Annotated[str, typer.Option("--class", help=tr("Code of the training class."))]
OutOption = Annotated[
    Path, typer.Option("--out", help=tr("Folder to write to, or the file if it is one register alone."))
]
FormatOption = Annotated[str, typer.Option("--format", help=tr("pdf or xlsx."))]


class OneFileForSeveral(Refusal):
    """One file was named, and several registers are to be written."""

    code = "one_file_for_several"
    message = mark("{count} registers cannot be written into the one file {file}.")
    remedy = mark("Name a folder with --out; each register becomes a file in it.")


class EndingDoesNotFit(Refusal):
    """The file that was named has the ending of the other format."""

    code = "ending_does_not_fit"
    message = mark("{file} was named, but the register is written as {format}.")
    remedy = mark("Let the file end in .{format}, choose the other --format, or name a folder.")


Tables = list[tuple[str, "RegisterTable"]]
"""Registers, each with what is added to its file name."""


@group.command(
    "sign-in", help=with_keys(tr("Sign-in sheets, one for each day of lessons; numbers are always masked."), KEYS)
)
def sign_in(
    context: typer.Context,
    class_code: ClassOption,
    day: Annotated[str, typer.Option("--day", help=tr("One day, such as 2026-11-21; all days without it."))] = "",
    out: OutOption = Path(),
    file_format: FormatOption = "pdf",
    as_json: JsonOption = False,
) -> None:
    """Sheets to be signed."""
    wanted = day_of(day)

    def made(filled: "ClassForms") -> Tables:
        days = [each for each in filled.sheet.days if wanted is None or each == wanted]
        if not days:
            raise typer.BadParameter(tr("the class has no lesson on that day"))
        return [(f"-{each.isoformat()}", filled.sign_in(each)) for each in days]

    _export(Wanted(context, "sign-in", class_code, out, file_format, as_json=as_json), made)


@group.command("roster", help=with_keys(tr("The class roster."), KEYS))
def roster(
    context: typer.Context,
    class_code: ClassOption,
    out: OutOption = Path(),
    file_format: FormatOption = "pdf",
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """花名册."""
    wanted = Wanted(context, "roster", class_code, out, file_format, full, reason, as_json)
    _export(wanted, lambda filled: [("", filled.roster())])


@group.command("scores", help=with_keys(tr("The score sheet of the final assessment."), KEYS))
def scores(
    context: typer.Context,
    class_code: ClassOption,
    out: OutOption = Path(),
    file_format: FormatOption = "pdf",
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """成绩册."""
    wanted = Wanted(context, "scores", class_code, out, file_format, full, reason, as_json)
    _export(wanted, lambda filled: [("", filled.scores())])


@group.command("attendance", help=with_keys(tr("The attendance summary: marks by day, hours, rate."), KEYS))
def attendance(
    context: typer.Context,
    class_code: ClassOption,
    out: OutOption = Path(),
    file_format: FormatOption = "pdf",
    as_json: JsonOption = False,
) -> None:
    """考勤汇总表."""
    wanted = Wanted(context, "attendance", class_code, out, file_format, as_json=as_json)
    _export(wanted, lambda filled: [("", filled.attendance())])


@group.command(
    "certificates", help=with_keys(tr("The register of certificates of a class, to be signed on collection."), KEYS)
)
def certificates(
    context: typer.Context,
    class_code: ClassOption,
    out: OutOption = Path(),
    file_format: FormatOption = "pdf",
    full: FullOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """证书发放登记表."""
    wanted = Wanted(context, "certificates", class_code, out, file_format, full, reason, as_json)
    _export(wanted, lambda filled: [("", filled.certificates())])


class Wanted:
    """What one export was asked for."""

    def __init__(
        self,
        context: typer.Context,
        what: str,
        class_code: str,
        out: Path,
        file_format: str,
        full: bool = False,
        reason: str = "",
        as_json: bool = False,
    ) -> None:
        if file_format not in FORMATS:
            raise typer.BadParameter(tr("the format is pdf or xlsx"))
        self.context, self.what, self.class_code = context, what, class_code
        self.out, self.file_format = out, file_format
        self.full, self.reason, self.as_json = full, reason, as_json

    def files(self, endings: Sequence[str]) -> list[Path]:
        """Where the registers go: into the folder, or the only one into the file that was named.

        Raises OneFileForSeveral, EndingDoesNotFit.
        """
        ending = self.out.suffix.lower().removeprefix(".")
        if ending not in FORMATS or self.out.is_dir():
            return [self.file(each) for each in endings]
        if len(endings) > 1:
            raise OneFileForSeveral(count=len(endings), file=str(self.out))
        if ending != self.file_format:
            raise EndingDoesNotFit(file=str(self.out), format=self.file_format)
        return [self.out]

    def file(self, ending: str) -> Path:
        """Where a register goes; the name holds the class, never a person."""
        code = "".join(sign if sign.isalnum() or sign in "-_." else "-" for sign in self.class_code)
        return self.out / f"{self.what}-{code}{ending}.{self.file_format}"


def _export(wanted: Wanted, made: "Callable[[ClassForms], Tables]") -> None:
    """Fill the registers, journal the export, then write: nothing leaves the ledger unjournaled."""
    from app.commands.signed_files import make_folder
    from app.documents import register_pdf, register_xlsx
    from app.ledger.class_people import class_sheet
    from app.ledger.class_rows import class_called
    from app.ledger.exporting import note_export

    with opened(wanted.context) as ledger:
        sheet = class_sheet(ledger, class_called(ledger, wanted.class_code).id)
        tables = made(_forms(ledger, sheet, full=wanted.full))
        files = wanted.files([ending for ending, _ in tables])
        rows = sum(len(table.rows) for _, table in tables)
        about = [each.row.trainee_id for each in sheet.people]
        note_export(ledger, wanted.what, rows, full=wanted.full, reason=wanted.reason, about=about)
    make_folder(files[0].parent)
    render = register_pdf.render if wanted.file_format == "pdf" else register_xlsx.render
    for file, (_, table) in zip(files, tables, strict=True):
        render(table, file)
    _tell(files, rows, as_json=wanted.as_json)


def _forms(ledger: "Ledger", sheet: "ClassSheet", *, full: bool) -> "ClassForms":
    from app.documents.class_forms import ClassForms
    from app.documents.forms import FormHead
    from app.ledger.station_identity import identity_of

    now, identity, here = ledger.clock.now(), identity_of(ledger), sheet.training_class
    station = identity.station_name if identity else ""
    watermark = f"{ledger.clerk.name} {now:%Y-%m-%d %H:%M}"
    head = FormHead(station, f"{here.code} {here.name}", now.date(), watermark)
    return ClassForms(sheet, head, full)


def _tell(files: list[Path], rows: int, *, as_json: bool) -> None:
    if as_json:
        print_json({"files": [str(file) for file in files], "rows": rows})
        return
    for file in files:
        say(tr("Written: {file}", file=str(file)))
    say(tr("{rows} rows; the export is in the journal.", rows=rows))
