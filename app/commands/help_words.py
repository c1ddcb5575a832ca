"""The words of the help itself (usage, options, defaults), in the reader's language."""

from typing import Any

import typer.core

from app.i18n import mark, tr

SPOKEN = (
    mark("Aborted!"),
    mark("(dynamic)"),
    mark("default: {default}"),
    mark("required"),
    mark("env var: {var}"),
    mark("Arguments"),
    mark("Options"),
    mark("Commands"),
    mark("Missing command."),
    mark("No such command {name!r}."),
)


def speak_help(command: Any) -> Any:
    """Let this command and all below it speak their help; answers the command.

    The library has no Chinese of its own and no setting for it: it looks its words up by the name `_`.
    """
    typer.core._ = tr  # type: ignore[attr-defined,assignment]
    _speak(command)
    return command


def _speak(command: Any) -> None:
    option = command.get_help_option(typer.Context(command))
    option.help = tr("Show this help and exit.")
    command.options_metavar = tr("[OPTIONS]")
    for below in getattr(command, "commands", {}).values():
        _speak(below)
