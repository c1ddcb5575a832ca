"""`xiangxun county index`: what a served county hands out to its stations by itself, handed out now."""

from pathlib import Path

import typer

from app.clock import SystemClock
from app.commands.county_desk import CountyOption, OfficerOption, visit
from app.commands.terminal import JsonOption, note, print_json, say, with_keys
from app.i18n import tr

INDEX_KEYS = "as_of, index, reference"


def add_to(group: typer.Typer) -> None:
    """Put the command into the county's group."""
    words = tr(
        "Hand out now what a served county hands out by itself: who was trained where, places and policy numbers."
    )
    group.command("index", help=with_keys(words, INDEX_KEYS))(index)


def index(county: CountyOption = Path(), officer: OfficerOption = "", as_json: JsonOption = False) -> None:
    """Hand out now; needs no password."""
    from app.county.doing_duties import do_now
    from app.county.duties import INDEX_DUTY, REFERENCE_DUTY, Works

    with visit(county, officer) as office:
        works = Works(office.register, office.desk(), SystemClock())
        reference, made = do_now(works, REFERENCE_DUTY), do_now(works, INDEX_DUTY)
    if as_json:
        print_json({"as_of": made.at.isoformat(timespec="seconds"), "index": made.count, "reference": reference.count})
        return
    at = made.at.strftime("%Y-%m-%d %H:%M")
    say(tr("Who was trained where: {count} parts went out, as of {at}.", count=made.count, at=at))
    say(tr("Places and policy numbers: went out to {count} stations.", count=reference.count))
    note(tr("The stations get it with their next round."))
