"""`xiangxun trainees category`: what a person is counted as, from a day to a day, with the evidence."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.class_words import a_day, the_day
from app.commands.people_words import CATEGORY_KEYS, PersonArgument
from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.person_categories import CategoryRow

CategoryArgument = Annotated[
    str, typer.Argument(metavar="CATEGORY", help=tr("Code or word, such as POV01 or 脱贫户; or the id of the entry."))
]

group = typer.Typer(
    help=tr("What a person is counted as; the entry on a class's first day counts."),
    no_args_is_help=True,
    rich_markup_mode=None,
)


@group.command("add", help=with_keys(tr("Count a person in a category."), CATEGORY_KEYS))
def add_command(
    context: typer.Context,
    who: PersonArgument,
    category: CategoryArgument,
    starts: Annotated[str, typer.Option("--from", help=tr("First day; as long as known without it."))] = "",
    ends: Annotated[str, typer.Option("--to", help=tr("Last day; open without it."))] = "",
    evidence: Annotated[str, typer.Option("--evidence", help=tr("What was seen."))] = "",
    number: Annotated[str, typer.Option("--number", help=tr("Number of what was seen."))] = "",
    checked_by: Annotated[str, typer.Option("--checked-by", help=tr("Who looked at it."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Add a category."""
    from app.ledger.finding_people import person_called
    from app.ledger.person_categories import Evidence, add_category

    with opened(context) as ledger:
        person = person_called(ledger, who)
        days = (a_day(ledger, starts), a_day(ledger, ends))
        row = add_category(ledger, person.id, category, days, Evidence(evidence, number, checked_by))
    _tell(person.name, row, as_json=as_json)


@group.command("end", help=with_keys(tr("A person is counted in a category up to a day and no longer."), CATEGORY_KEYS))
def end_command(
    context: typer.Context,
    who: PersonArgument,
    category: CategoryArgument,
    ends: Annotated[str, typer.Option("--to", help=tr("Last day."))] = "today",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """End a category."""
    from app.ledger.finding_people import person_called
    from app.ledger.person_categories import end_category

    with opened(context) as ledger:
        person = person_called(ledger, who)
        row = end_category(ledger, person.id, category, the_day(ledger, ends), reason)
    _tell(person.name, row, as_json=as_json)


@group.command("remove", help=tr("Take out an entry that was never right; the journal keeps it."))
def remove_command(
    context: typer.Context,
    who: PersonArgument,
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help=tr("Id of the entry (`trainees show --json`)."))],
    reason: ReasonOption = "",
) -> None:
    """Remove a category entry."""
    from app.ledger.finding_people import person_called
    from app.ledger.person_categories import remove_category

    with opened(context) as ledger:
        person = person_called(ledger, who)
        remove_category(ledger, person.id, entry, reason)
    say(tr("{name}: the entry was taken out.", name=person.name))


def _tell(name: str, row: "CategoryRow", *, as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    days = {"start": row.from_date or tr("(open)"), "end": row.to_date or tr("(open)")}
    say(tr("{name}: {label}, from {start} to {end}.", name=name, label=row.label, **days))
