"""`xiangxun results`: exam scores by hand and by file."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.class_words import ClassArgument, WhoArgument, a_day, texts, the_class, the_person
from app.commands.terminal import JsonOption, ReasonOption, note, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from datetime import date

    from app.ledger.results import PersonResults, ResultEntry

TAKEN_KEYS = "written, unchanged"
RESULT_KEYS = (
    "serial, name, enrolment_id, theory, practical, attempts (part, part_label, attempt, score, taken_on), outcome"
)
AttemptOption = Annotated[int, typer.Option("--attempt", min=1, help=tr("1 is the exam, 2 the resit."))]
OnOption = Annotated[str, typer.Option("--on", help=tr("Day of the exam."))]
CorrectOption = Annotated[
    bool, typer.Option("--correct", help=tr("Replace a score that was entered wrong; needs a --reason."))
]

group = typer.Typer(help=tr("Exam results: theory and practice."), no_args_is_help=True, rich_markup_mode=None)

SET_HELP = with_keys(tr("Enter someone's scores, 0 to 100 with one decimal at most."), TAKEN_KEYS)


@group.command("set", help=SET_HELP)
def set_command(
    context: typer.Context,
    class_code: ClassArgument,
    who: WhoArgument,
    theory: Annotated[str, typer.Option("--theory", help=tr("Points in theory."))] = "",
    practical: Annotated[str, typer.Option("--practical", help=tr("Points in practice."))] = "",
    attempt: AttemptOption = 1,
    on: OnOption = "",
    correct: CorrectOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Set results."""
    from app.ledger.results import set_results

    if not (theory or practical):
        raise typer.BadParameter(tr("name --theory, --practical or both"))
    with opened(context) as ledger:
        person = the_person(ledger, the_class(ledger, class_code).id, who)
        entries = _entries(person.enrolment_id, {"theory": theory, "practical": practical}, attempt, a_day(ledger, on))
        done = set_results(ledger, entries, correct=correct, reason=reason)
    if as_json:
        print_json(done)
    else:
        figures = {"name": person.name, "written": done.written, "unchanged": done.unchanged}
        say(tr("{name}: {written} results entered, {unchanged} stood so already.", **figures))


def _entries(enrolment_id: str, given: dict[str, str], attempt: int, taken_on: "date | None") -> "list[ResultEntry]":
    from app.ledger.results import ResultEntry, read_score
    from app.models.vocabulary import LessonKind

    return [
        ResultEntry(enrolment_id, LessonKind(part), read_score(score), attempt, taken_on)
        for part, score in given.items()
        if score
    ]


IMPORT_HELP = with_keys(
    tr("Take scores from a file (CSV or Excel): serial, name or ID number, 理论成绩, 实操成绩. All lines or none."),
    f"{TAKEN_KEYS}, lines, without",
)


@group.command("import", help=IMPORT_HELP)
def import_command(
    context: typer.Context,
    class_code: ClassArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The file with the scores."))],
    attempt: AttemptOption = 1,
    on: OnOption = "",
    correct: CorrectOption = False,
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Import results."""
    from app.ledger.results_file import ExamSitting, import_results

    with opened(context) as ledger:
        sitting = ExamSitting(attempt, a_day(ledger, on), correct)
        done = import_results(ledger, the_class(ledger, class_code).id, file, sitting, reason=reason)
    if as_json:
        print_json({**asdict(done.taken), "lines": done.lines, "without": done.without})
        return
    say(tr("{written} results entered, {unchanged} stood so already.", **asdict(done.taken)))
    if done.without:
        note("! " + tr("No score in the file: {people}", people="、".join(done.without)))


@group.command("show", help=with_keys(tr("Everyone's scores; the best attempt counts."), RESULT_KEYS))
def show(context: typer.Context, class_code: ClassArgument, as_json: JsonOption = False) -> None:
    """Show results."""
    from app.ledger.results import class_results

    with opened(context) as ledger:
        rows = class_results(ledger, the_class(ledger, class_code).id)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    headings = ["#", tr("Name"), tr("Theory"), tr("Practice"), tr("Attempts")]
    print_table("", headings, [_line(row) for row in rows])


def _line(row: "PersonResults") -> list[str]:
    shown = ["—" if score is None else f"{score:g}" for score in (row.theory, row.practical)]
    attempts = "; ".join(f"{each.part_label} {each.attempt}: {each.score:g}" for each in row.attempts)
    return texts([row.serial, row.name, *shown, attempts])
