"""What the commands of the county share: its folder, the officer, and its office opened with a password or without."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.clock import SystemClock
from app.commands.terminal import ask_password
from app.i18n import tr

if TYPE_CHECKING:
    from app.county.office import CountyOffice

COUNTY_VARIABLE = "XIANGXUN_COUNTY"
OFFICER_VARIABLE = "XIANGXUN_OFFICER"
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


def officer_named(named: str) -> str:
    """The name for the audit: the one given, else that of the user of this PC."""
    try:
        return named or getpass.getuser()
    except (OSError, KeyError):
        return ""


def visit(folder: Path, officer: str = "") -> "CountyOffice":
    """The office as anybody may see it."""
    from app.county.office import CountyOffice

    return CountyOffice.visit(folder, SystemClock(), officer_named(officer))


def open_office(folder: Path, officer: str) -> "CountyOffice":
    """The office ready to sign, its password asked for."""
    office = visit(folder, officer)
    try:
        office.unlock(ask_password(office.county().name, settings.COUNTY_PASSWORD_VARIABLE))
    except BaseException:
        office.close()
        raise
    return office
