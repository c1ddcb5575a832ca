"""`xiangxun county allowance`: how much one station may bring, so that no stolen key fills the county's disk."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from app.commands.county_desk import CountyOption, OfficerOption, visit
from app.commands.terminal import JsonOption, print_json, print_table, with_keys
from app.i18n import tr

ALLOWANCE_KEYS = "entries, megabytes, photo_megabytes"


def add_to(group: typer.Typer) -> None:
    """Put the command into the county's group."""
    words = tr("How much one station may bring; shown, or set by the options. What is over it waits at its PCs.")
    group.command("allowance", help=with_keys(words, ALLOWANCE_KEYS))(allowance)


def allowance(
    entries: Annotated[int | None, typer.Option("--entries", help=tr("Entries of a station in one day."))] = None,
    megabytes: Annotated[int | None, typer.Option("--megabytes", help=tr("MB of entries in one day."))] = None,
    photo_megabytes: Annotated[int | None, typer.Option("--photo-megabytes", help=tr("MB of photos in all."))] = None,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show or set it; needs no password."""
    from app.county.store.allowance import WORDS

    told = {"entries": entries, "megabytes": megabytes, "photo_megabytes": photo_megabytes}
    wanted = {name: value for name, value in told.items() if value is not None}
    with visit(county, officer) as office:
        if wanted:
            office.set_allowance(replace(office.allowance(), **wanted))
        allowed = asdict(office.allowance())
    if as_json:
        print_json(allowed)
        return
    print_table("", [tr("What"), tr("At most")], [[tr(WORDS[name]), f"{value:,}"] for name, value in allowed.items()])
