"""`xiangxun demo`: the whole day on invented people, from the messy roster to verified certificates."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.clock import SystemClock
from app.commands.signed_files import make_folder
from app.commands.terminal import JsonOption, note, print_json, print_table, say, with_keys
from app.errors import Refusal
from app.i18n import mark, tr


class FolderNotEmpty(Refusal):
    """The play wants a folder of its own."""

    code = "folder_not_empty"
    message = mark("{folder} is not empty; the play writes into a folder of its own.")
    remedy = mark("Name another folder with --out, or remove this one.")


def add_to(root: typer.Typer) -> None:
    """Put the command into the root of the command line."""
    words = tr("Play a whole graduation day on invented people: county, roster, class, attendance, certificates.")
    root.command("demo", help=with_keys(words, "folder, invalid, told (what, figure)"))(demo)


def demo(
    out: Annotated[Path, typer.Option("--out", help=tr("Folder for all that the play makes."))] = Path("xiangxun-demo"),
    people: Annotated[int, typer.Option("--people", min=6, max=900, help=tr("How many graduate."))] = 60,
    as_json: JsonOption = False,
) -> int:
    """Exit 0 if every certificate was read back with the verdict it should have."""
    from app.commands.demo import county_night, graduation_day, scenes
    from app.commands.demo.stage import stage

    folder = _fresh(out, SystemClock().now())
    note(tr("The play begins in {folder}: all people are invented.", folder=str(folder)))
    with stage(folder, people, SystemClock().now()) as here:
        for scene in (*scenes.SCENES, *graduation_day.SCENES, *county_night.SCENES):
            scene(here)
    if as_json:
        print_json({"folder": str(folder), "invalid": here.invalid, "told": [asdict(line) for line in here.told]})
    else:
        print_table(tr("What happened"), [tr("What"), tr("Figure")], [[line.what, line.figure] for line in here.told])
        say(
            tr(
                "Look at {file}; the ledger is in {ledger} (no password).",
                file=str(here.certificates),
                ledger=str(folder / "ledger"),
            )
        )
    return 1 if here.invalid else 0


def _fresh(out: Path, now: datetime) -> Path:
    """The folder named, or beside it one with the time of day where the usual one is taken by an earlier play."""
    if out.name == "xiangxun-demo" and out.is_dir() and any(out.iterdir()):
        out = out.with_name(f"xiangxun-demo-{now:%Y%m%d-%H%M%S}")
    make_folder(out)
    if any(out.iterdir()):
        raise FolderNotEmpty(folder=str(out))
    return out.resolve()
