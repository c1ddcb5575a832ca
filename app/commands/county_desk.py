"""What the commands of the county share: its folder, the officer, and its office opened with a password or without."""

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.clock import SystemClock
from app.commands.terminal import ask_password
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.county.office import CountyOffice

COUNTY_VARIABLE = "XIANGXUN_COUNTY"
OFFICER_VARIABLE = "XIANGXUN_OFFICER"
DATABASE_VARIABLE = "XIANGXUN_COUNTY_DATABASE"
DAY = ["%Y-%m-%d"]
DAY_SHAPE = "YYYY-MM-DD"

CountyOption = Annotated[
    Path,
    typer.Option(
        "--county", envvar=COUNTY_VARIABLE, help=tr("Folder of the county; the folder you are in, if not named.")
    ),
]
OfficerOption = Annotated[
    str, typer.Option("--officer", envvar=OFFICER_VARIABLE, help=tr("Who does this, for the audit."))
]
DatabaseOption = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="ADDRESS",
        help=tr(
            "postgresql+psycopg://USER@HOST/NAME, without the password; `sqlite` for a file in the folder. The folder"
            " keeps it for every later command."
        ),
    ),
]


class PasswordOnCommandLine(Refusal):
    """An address with its password was typed as an argument."""

    code = "password_on_command_line"
    message = mark("Everybody on this computer can read a password that stands in a command; this one was not used.")
    remedy = mark(
        "Name the address without it, and put the password into ~/.pgpass or PGPASSWORD, or the whole address into"
        " {variable}."
    )


def database_named(option: str = "") -> str:
    """The address in the option, else the one in the environment, else none. Raises PasswordOnCommandLine."""
    if not option:
        return os.environ.get(DATABASE_VARIABLE, "")
    from app.county.database_place import SQLITE, has_secret

    if option != SQLITE and has_secret(option):
        raise PasswordOnCommandLine(variable=DATABASE_VARIABLE)
    return option


def officer_named(named: str) -> str:
    """The name for the audit: the one given, else that of the user of this PC."""
    try:
        return named or getpass.getuser()
    except (OSError, KeyError):
        return ""


def visit(folder: Path, officer: str = "") -> "CountyOffice":
    """The office as anybody may see it."""
    from app.county.office import CountyOffice

    return CountyOffice.visit(folder, SystemClock(), officer_named(officer), database_named())


def open_office(folder: Path, officer: str) -> "CountyOffice":
    """The office ready to sign, its password asked for."""
    office = visit(folder, officer)
    try:
        office.unlock(ask_password(office.county().name, settings.COUNTY_PASSWORD_VARIABLE))
    except BaseException:
        office.close()
        raise
    return office
