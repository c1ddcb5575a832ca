"""What the commands of rosters share: the file, its columns, what is printed of rows and outcomes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.class_words import person_finding_json
from app.commands.terminal import note, print_table, say
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.importing.preview import RosterRow
    from app.ledger.roster_preview import PreviewedRoster, RosterChoices
    from app.ledger.rosters import ImportOutcome

UNREADABLE = 2
SHOWN = 30

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=tr("The roster: .xlsx, .xls or .csv."))]
SheetOption = Annotated[str, typer.Option("--sheet", help=tr("Read this sheet alone."))]
ColumnsOption = Annotated[
    str,
    typer.Option(
        "--columns", help=tr("Correct what columns hold: A=name,C=id_number; nothing after = leaves a column out.")
    ),
]


@contextmanager
def unreadable() -> Iterator[None]:
    """A file that cannot be read as a roster ends the command with status 2, and with what is wrong with it."""
    from app.ledger.importing.refusals import WorkbookRefusal

    try:
        yield
    except WorkbookRefusal as refusal:
        refusal.exit_status = UNREADABLE
        raise


def choices(sheet: str, columns: str) -> "RosterChoices":
    """What was typed about the roster. Raises BadParameter."""
    from app.ledger.roster_preview import RosterChoices

    chosen = dict(map(_choice, filter(None, map(str.strip, columns.replace("，", ",").split(",")))))
    return RosterChoices(sheet, chosen or None)


def _choice(text: str) -> tuple[str, str]:
    """C=id_number, C=身份证号, C= for a column to be left out."""
    from app.ledger.importing.heading_words import is_field, meaning

    column, equals, field = (part.strip() for part in text.partition("="))
    if not (column and equals):
        raise typer.BadParameter(tr("{text} is not of the form A=name", text=text), param_hint="--columns")
    meant = meaning(field) if field and not is_field(field) else None
    return column, meant.field if meant else field


def head_json(previewed: "PreviewedRoster") -> dict[str, Any]:
    """What the head of a preview tells beside the roster itself."""
    before = [{"import": row.id, "at": row.at, "by": row.by} for row in previewed.imported_before]
    return {"known": previewed.is_compared, "sha256": previewed.sha256, "imported_before": before}


def tell_preview(previewed: "PreviewedRoster") -> None:
    """The preview for people: how it was understood, the counts, the rows to look at."""
    for table in previewed.shown.tables:
        _tell_columns(table)
    tell_repeat(previewed)
    if not previewed.is_compared:
        say(tr("There is no ledger here, so everybody is taken for new."))
    counts = previewed.shown.counts()
    say(tr(", ").join(f"{status.label} {count}" for status, count in counts.items()))
    tell_rows(tr("To look at"), [row for row in previewed.shown.rows if row.problems])


def tell_repeat(previewed: "PreviewedRoster") -> None:
    """Say so if this very file was taken in before."""
    for row in previewed.imported_before:
        note(tr("This very file was imported already: {at}, by {by}.", at=row.day, by=row.by))


def tell_rows(title: str, rows: Sequence["RosterRow"]) -> None:
    """Rows with what is wrong with them; of many the first."""
    if not rows:
        return
    headings = [tr("Worksheet"), tr("Row"), tr("Name"), tr("Status"), tr("What is wrong, and what to do")]
    cells = [
        [row.sheet, str(row.row), row.values.name, row.status.label, "\n".join(_reasons(row))] for row in rows[:SHOWN]
    ]
    print_table(title, headings, cells)
    if len(rows) > SHOWN:
        say(tr("… and {count} more; the error workbook (--errors) marks every one.", count=len(rows) - SHOWN))


def tell_outcome(outcome: "ImportOutcome") -> None:
    """What an import did, for people."""
    counts = outcome.counts
    if not outcome.import_id:
        say(tr("Nothing new: the ledger has everybody of this roster already."))
    else:
        taken = {"new": counts.new, "known": counts.known, "filled": counts.filled, "categories": counts.categories}
        say(tr("Taken in: {new} new, {known} known ({filled} completed), {categories} categories.", **taken))
    if counts.enrolled or counts.already_enrolled or counts.not_enrolled:
        joined = {"enrolled": counts.enrolled, "already": counts.already_enrolled, "kept": counts.not_enrolled}
        say(tr("Enrolled: {enrolled}; in the class already: {already}; kept out by a rule: {kept}.", **joined))
    for found in (*outcome.not_enrolled, *outcome.findings):
        note("! " + found.sentence())
    _tell_differences(outcome)
    if outcome.left_out:
        left = {"doubtful": counts.doubtful, "wrong": counts.wrong}
        say(tr("Not taken: {doubtful} doubtful, {wrong} wrong.", **left))
        tell_rows("", outcome.left_out)


def outcome_json(outcome: "ImportOutcome", errors: Path | None) -> dict[str, Any]:
    """What an import did, for machines."""
    from dataclasses import asdict

    return {
        "import_id": outcome.import_id or None,
        "counts": asdict(outcome.counts),
        "left_out": [_left_out(row) for row in outcome.left_out],
        "differences": [asdict(each) for each in outcome.differences],
        "not_enrolled": [person_finding_json(found) for found in outcome.not_enrolled],
        "findings": [person_finding_json(found) for found in outcome.findings],
        "errors": str(errors) if errors else None,
    }


def _left_out(row: "RosterRow") -> dict[str, Any]:
    plain = row.to_plain()
    return {name: plain[name] for name in ("sheet", "row", "status", "problems")} | {"name": row.values.name}


def _reasons(row: "RosterRow") -> Iterable[str]:
    from app.ledger.importing.error_workbook import reason

    return map(reason, row.problems)


def _tell_columns(table: Any) -> None:
    from app.ledger.importing.heading_words import label_of

    holds = {letter: label_of(field) for letter, field in table.columns.items()}
    cells = [[letter, heading, holds.get(letter, tr("(left out)"))] for letter, heading in table.headings.items()]
    rows = {"first": table.first_row, "last": table.last_row}
    title = tr("Worksheet {sheet}, rows {first} to {last}", sheet=table.sheet, **rows)
    print_table(title, [tr("Column"), tr("Heading"), tr("Holds")], cells)


def _tell_differences(outcome: "ImportOutcome") -> None:
    if not outcome.differences:
        return
    headings = [tr("Row"), tr("Name"), tr("Field"), tr("In the ledger (kept)"), tr("In the roster")]
    cells = [
        [str(each.row), each.name, _field(each.field), each.ledger, each.roster] for each in outcome.differences[:SHOWN]
    ]
    print_table(tr("Differences: the ledger was not overwritten"), headings, cells)
    if len(outcome.differences) > SHOWN:
        say(tr("… and {count} more.", count=len(outcome.differences) - SHOWN))


def _field(name: str) -> str:
    """The heading that stands for a column of the ledger."""
    from app.ledger.importing.heading_words import is_field, label_of

    meant = {"ethnic_code": "ethnic", "village_group": "group"}.get(name, name)
    return label_of(meant) if is_field(meant) else name
