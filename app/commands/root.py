"""The tree of commands, put together: one group a module."""

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from app import settings
from app.commands.help_words import speak_help
from app.commands.terminal import Desk
from app.i18n import tr

HomeOption = Annotated[
    Path | None, typer.Option("--home", envvar=settings.HOME_VARIABLE, help=tr("Folder of the ledger."))
]
OperatorOption = Annotated[
    str, typer.Option("--operator", envvar=settings.OPERATOR_VARIABLE, help=tr("Who works with the ledger."))
]
LangOption = Annotated[str, typer.Option("--lang", envvar="XIANGXUN_LANG", help=tr("Language: zh or en."))]
DEFAULT_OPERATOR = "station"


def start(
    context: typer.Context,
    home: HomeOption = None,
    operator: OperatorOption = DEFAULT_OPERATOR,
    lang: LangOption = "zh",  # noqa: ARG001 - read before the commands are made; named here for the help
) -> None:
    """Remember the ledger and the operator for the command that follows."""
    context.obj = Desk(home or settings.default_home(), operator)


GROUPS = {
    "ledger": "ledger",
    "county": "county",
    "roster": "roster",
    "trainees": "people",
    "places": "places",
    "class": "classes",
    "attendance": "attendance",
    "results": "results",
    "certificates": "certificates",
    "export": "export",
    "rules": "rules",
    "sync": "sync",
}


def _group(module: str) -> typer.Typer:
    group: typer.Typer = import_module(f"app.commands.{module}").group
    return group


def build() -> Any:
    """The whole command line. Made at each start, in the language chosen by then."""
    from app.commands import graduate, play, station

    root = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        help=tr("The offline ledger of a rural-talent station: roster, class, attendance, certificates."),
    )
    root.callback()(start)
    groups = {name: _group(module) for name, module in GROUPS.items()}
    station.add_commands(groups["ledger"])
    for name, group in groups.items():
        root.add_typer(group, name=name)
    graduate.add_to(root)
    play.add_to(root)
    return speak_help(typer.main.get_command(root))
