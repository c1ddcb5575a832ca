"""`xiangxun places`: the towns and villages, kept up to date with their validity and former names."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.class_words import a_day, texts, the_day
from app.commands.terminal import JsonOption, ReasonOption, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.place_rows import PlaceRow

PLACE_KEYS = (
    "id, code, name, level, parent_id, parent, valid_from, valid_to, former_names, successor, people "
    "(living there, villages not included)"
)
PlaceArgument = Annotated[
    str, typer.Argument(metavar="PLACE", help=tr("Name, code or id, such as 凤山镇水箐村 or 530921101."))
]

group = typer.Typer(
    help=tr("Towns and villages: list, add, rename, close, put together."), no_args_is_help=True, rich_markup_mode=None
)


@group.command(
    "load", help=with_keys(tr("Bring in a county's towns and villages; those here stay as they are."), "added")
)
def load_command(
    context: typer.Context,
    county: Annotated[str, typer.Option("--county", help=tr("Six digits; the station's own without it."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Load the tree that travels with the program."""
    from app.ledger.places import load_places

    with opened(context) as ledger:
        added = load_places(ledger, county)
    if as_json:
        print_json({"added": added})
    else:
        say(tr("{count} places brought in.", count=added))


@group.command("list", help=with_keys(tr("The places, in the order of their codes."), PLACE_KEYS))
def list_command(
    context: typer.Context,
    below: Annotated[str, typer.Option("--in", help=tr("Right below this place, for instance a town."))] = "",
    level: Annotated[str, typer.Option("--level", help=tr("county, town or village."))] = "",
    with_closed: Annotated[bool, typer.Option("--all", help=tr("Those that ended too."))] = False,
    as_json: JsonOption = False,
) -> None:
    """List places."""
    from app.ledger.place_rows import list_places

    with opened(context) as ledger:
        rows = list_places(ledger, below=below, level=level, with_closed=with_closed)
    _tell(rows, as_json=as_json)


@group.command("add", help=with_keys(tr("Add a place below another: a village below its town."), PLACE_KEYS))
def add_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=tr("Its official name."))],
    below: Annotated[str, typer.Option("--in", help=tr("The place it belongs to."))],
    code: Annotated[str, typer.Option("--code", help=tr("Its code, if it has one."))] = "",
    starts: Annotated[str, typer.Option("--from", help=tr("First day."))] = "",
    as_json: JsonOption = False,
) -> None:
    """Add a place."""
    from app.ledger.places import add_place

    with opened(context) as ledger:
        row = add_place(ledger, name, below, code, a_day(ledger, starts))
    _tell([row], as_json=as_json)


@group.command(
    "rename", help=with_keys(tr("Give a place another name or code; the former name still finds it."), PLACE_KEYS)
)
def rename_command(
    context: typer.Context,
    place: PlaceArgument,
    name: Annotated[str, typer.Argument(metavar="NAME", help=tr("The new name."))] = "",
    code: Annotated[str, typer.Option("--code", help=tr("The new code, if it got one."))] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Rename a place."""
    from app.ledger.places import rename_place

    if not (name or code):
        raise typer.BadParameter(tr("name the new name or --code"))
    with opened(context) as ledger:
        row = rename_place(ledger, place, name, code=code, reason=reason)
    _tell([row], as_json=as_json)


@group.command("close", help=with_keys(tr("Places end; with --into their people go to another place."), PLACE_KEYS))
def close_command(
    context: typer.Context,
    places: Annotated[list[str], typer.Argument(metavar="PLACE...", help=tr("The places that end."))],
    on: Annotated[str, typer.Option("--on", help=tr("Their last day."))] = "today",
    into: Annotated[str, typer.Option("--into", help=tr("The place that takes over."))] = "",
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Close or merge places."""
    from app.ledger.places import close_places

    with opened(context) as ledger:
        rows = close_places(ledger, places, the_day(ledger, on), into, reason)
    _tell(rows, as_json=as_json)


@group.command("reopen", help=with_keys(tr("A place that was closed by mistake goes on."), PLACE_KEYS))
def reopen_command(
    context: typer.Context, place: PlaceArgument, reason: ReasonOption = "", as_json: JsonOption = False
) -> None:
    """Reopen a place."""
    from app.ledger.places import reopen_place

    with opened(context) as ledger:
        row = reopen_place(ledger, place, reason)
    _tell([row], as_json=as_json)


def _tell(rows: "Sequence[PlaceRow]", *, as_json: bool) -> None:
    from app.ledger.place_rows import LEVEL_LABELS

    if as_json:
        print_json([asdict(row) for row in rows])
        return
    headings = [
        tr("Code"),
        tr("Official name"),
        tr("Level"),
        tr("Part of"),
        tr("Ended on"),
        tr("Former names"),
        tr("People"),
    ]
    cells = [
        (
            row.code,
            row.name,
            tr(LEVEL_LABELS.get(row.level, row.level)),
            row.parent,
            row.valid_to,
            tr(", ").join(row.former_names) + (f" → {row.successor}" if row.successor else ""),
            row.people,
        )
        for row in rows
    ]
    print_table("", headings, [texts(row) for row in cells])
