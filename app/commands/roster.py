"""`xiangxun roster`: look at a sender's roster, take it in, take it back."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import SystemClock
from app.commands.class_words import texts, the_class
from app.commands.roster_words import (
    ColumnsOption,
    FileArgument,
    SheetOption,
    choices,
    head_json,
    outcome_json,
    tell_outcome,
    tell_preview,
    tell_repeat,
    unreadable,
)
from app.commands.terminal import (
    JsonOption,
    ReasonOption,
    desk,
    opened,
    print_json,
    print_table,
    progress,
    say,
    with_keys,
)
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.roster_preview import PreviewedRoster, RosterChoices
    from app.models.ledger import Ledger

ROW_KEYS = (
    "sheet, row, status (new, known, doubtful, wrong), values, problems (column, heading, field, code, severity, "
    "message, remedy, suggestion), trainee_id"
)
IMPORT_KEYS = (
    "import_id, counts (rows, new, known, doubtful, wrong, filled, categories, enrolled, already_enrolled, "
    "not_enrolled), left_out, differences (sheet, row, trainee_id, name, field, ledger, roster), not_enrolled, "
    "findings, errors"
)
LIST_KEYS = "id, at, by, file_name, file_sha256, class_code, counts, undone"
UNDO_KEYS = "import_id, file_name, people, categories, enrolments, restored"
OutFile = Annotated[Path, typer.Option("--out", help=tr("The .xlsx file to write."))]

group = typer.Typer(
    help=tr("Rosters as senders have them: look, take in, take back."), no_args_is_help=True, rich_markup_mode=None
)
PREVIEW_HELP = with_keys(
    tr("Show what a roster would bring, row by row; nothing is written."),
    tr("first a head with sheet, heading rows and columns, then one object a row: {keys}", keys=ROW_KEYS),
)


@group.command("preview", help=PREVIEW_HELP)
def preview_command(
    context: typer.Context,
    file: FileArgument,
    sheet: SheetOption = "",
    columns: ColumnsOption = "",
    as_json: JsonOption = False,
) -> None:
    """Preview a roster; works without a ledger too."""
    with _ledger_if_any(context) as ledger:
        previewed = _previewed(ledger, file, choices(sheet, columns))
    if as_json:
        _print_lines(previewed)
    else:
        tell_preview(previewed)


IMPORT_HELP = with_keys(
    tr("Take a roster in: new people are added, known ones completed where nothing was said, none overwritten."),
    IMPORT_KEYS,
)


@group.command("import", help=IMPORT_HELP)
def import_command(
    context: typer.Context,
    file: FileArgument,
    class_code: Annotated[str, typer.Option("--class", help=tr("Enrol them in this class (its code)."))] = "",
    accept_doubtful: Annotated[
        bool, typer.Option("--accept-doubtful", help=tr("Take the doubtful rows too; wrong ones never."))
    ] = False,
    errors: Annotated[
        Path | None, typer.Option("--errors", help=tr("Write the sender's file back with what to mend (.xlsx)."))
    ] = None,
    sheet: SheetOption = "",
    columns: ColumnsOption = "",
    as_json: JsonOption = False,
) -> int:
    """Exit 0 if every row was taken, 1 if some were not, 2 if the file cannot be read."""
    from app.ledger.rosters import ImportOptions, import_roster

    with opened(context) as ledger:
        class_id = the_class(ledger, class_code).id if class_code else ""
        previewed = _previewed(ledger, file, choices(sheet, columns))
        marked = _write_errors(previewed, errors) if errors else None
        tell_repeat(previewed)
        with progress(tr("Taking in"), len(previewed.shown.rows)) as step:
            outcome = import_roster(ledger, previewed, ImportOptions(class_id, accept_doubtful), step)
            step(len(previewed.shown.rows))
    if as_json:
        print_json(outcome_json(outcome, marked))
    else:
        tell_outcome(outcome)
        _tell_errors(marked)
    return 0 if outcome.is_whole else 1


@group.command(
    "errors", help=with_keys(tr("Write the sender's own file back, problem cells red, reasons beside."), "rows, errors")
)
def errors_command(
    context: typer.Context,
    file: FileArgument,
    out: OutFile,
    sheet: SheetOption = "",
    columns: ColumnsOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write the error workbook of a roster."""
    with _ledger_if_any(context) as ledger:
        previewed = _previewed(ledger, file, choices(sheet, columns))
    marked = _write_errors(previewed, out)
    if as_json:
        rows = sum(bool(row.problems) for row in previewed.shown.rows)
        print_json({"rows": rows, "errors": str(marked) if marked else None})
    else:
        _tell_errors(marked)
    if marked is None and not as_json:
        say(tr("Nothing to mend: no file was written."))


@group.command("undo", help=with_keys(tr("Take an import back, the newest if none is named."), UNDO_KEYS))
def undo_command(
    context: typer.Context,
    import_id: Annotated[
        str, typer.Argument(metavar="IMPORT", help=tr("The import, by its id or the end of it (`roster list`)."))
    ] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Undo an import; refused once something was built on it."""
    from app.ledger.roster_imports import undo_import

    with opened(context) as ledger:
        undone = undo_import(ledger, import_id, reason)
    if as_json:
        print_json(undone)
        return
    say(tr("Taken back: the import of {file_name}. {people} people removed, {restored} restored.", **asdict(undone)))


@group.command("list", help=with_keys(tr("The rosters taken in so far, newest first."), LIST_KEYS))
def list_command(context: typer.Context, as_json: JsonOption = False) -> None:
    """List the imports."""
    from app.ledger.roster_imports import list_imports

    with opened(context) as ledger:
        rows = list_imports(ledger)
    if as_json:
        print_json(rows)
        return
    headings = [tr("Import"), tr("When"), tr("Who"), tr("File"), tr("Class"), tr("New"), tr("Known"), tr("Taken back")]
    cells = [
        (
            row.short_id,
            row.day,
            row.by,
            row.file_name,
            row.class_code,
            row.counts["new"],
            row.counts["known"],
            row.undone,
        )
        for row in rows
    ]
    print_table("", headings, [texts(row) for row in cells])


@group.command("template", help=tr("Write an empty roster to hand out, so that what comes back needs no repair."))
def template_command(
    out: OutFile, title: Annotated[str, typer.Option("--title", help=tr("Title above the roster."))] = ""
) -> None:
    """Write the template."""
    from app.ledger.importing.template import write_roster_template

    with unreadable():
        write_roster_template(out, title)
    say(tr("Written: {file}", file=str(out)))


@contextmanager
def _ledger_if_any(context: typer.Context) -> Iterator["Ledger | None"]:
    """The ledger of this call; None where there is none."""
    from app.models.ledger import Places

    places = Places(desk(context).home)
    if not (places.database.is_file() or (places.folder / "restoring").is_dir()):
        yield None
        return
    with opened(context) as ledger:
        yield ledger


def _previewed(ledger: "Ledger | None", file: Path, chosen: "RosterChoices") -> "PreviewedRoster":
    from app.ledger.roster_preview import preview_roster

    today = (ledger.clock if ledger else SystemClock()).now().date()
    with unreadable():
        return preview_roster(ledger, file, today, chosen)


def _print_lines(previewed: "PreviewedRoster") -> None:
    """The head, then one object a row, each on its line."""
    from app.ledger.importing.preview_json import to_json_lines

    lines = to_json_lines(previewed.shown)
    head = json.loads(next(lines)) | head_json(previewed)
    sys.stdout.write(json.dumps(head, ensure_ascii=False) + "\n")
    sys.stdout.writelines(line + "\n" for line in lines)


def _write_errors(previewed: "PreviewedRoster", out: Path) -> Path | None:
    """The error workbook; None where there is nothing to mend."""
    from app.ledger.importing.error_workbook import write_error_workbook

    if not any(row.problems for row in previewed.shown.rows):
        return None
    with unreadable():
        write_error_workbook(previewed.path, previewed.shown, out)
    return out


def _tell_errors(marked: Path | None) -> None:
    if marked:
        say(tr("What is to be mended is marked in {file}.", file=str(marked)))
