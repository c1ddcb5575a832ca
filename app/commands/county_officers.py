"""`xiangxun county officer`: who may sign in at the county's pages, and in which role."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app import settings
from app.commands.county_desk import CountyOption, OfficerOption, visit
from app.commands.terminal import JsonOption, ask_password, print_json, print_table, say, with_keys
from app.i18n import tr

NameArgument = Annotated[str, typer.Argument(help=tr("Name of the officer, as it stands in the audit."))]
RoleOption = Annotated[
    str, typer.Option("--role", help=tr("administrator (stations, keys), registrar (certificates) or auditor (reads)."))
]
KeepOption = Annotated[
    bool, typer.Option("--keep", help=tr("The password is the officer's own: it need not be changed at first sign-in."))
]
OFFICER_KEYS = "name, role, active, must_change, added_on"

officer_group = typer.Typer(
    help=tr("Who may sign in at the county's pages."), no_args_is_help=True, rich_markup_mode=None
)


def add_to(group: typer.Typer) -> None:
    """Put `officer` into the group `county`."""
    group.add_typer(officer_group, name="officer")


@officer_group.command("add", help=with_keys(tr("Let somebody sign in at the county's pages."), OFFICER_KEYS))
def add(
    name: NameArgument,
    role: RoleOption,
    keep: KeepOption = False,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Add an officer; the password is asked for."""
    with visit(county, officer) as office:
        password = ask_password(name, settings.NEW_PASSWORD_VARIABLE, anew=True)
        added = office.add_officer(name, role, password, must_change=not keep)
    if as_json:
        print_json(asdict(added))
    else:
        say(tr("{name} may sign in now ({role}).", name=name, role=added.role.label))


@officer_group.command("list", help=with_keys(tr("Everybody who may sign in, or once might."), OFFICER_KEYS))
def show(county: CountyOption = Path(), as_json: JsonOption = False) -> None:
    """Show the officers."""
    with visit(county) as office:
        found = office.officers()
    if as_json:
        print_json(found)
        return
    states = {True: tr("may sign in"), False: tr("dismissed")}
    rows = [[each.name, each.role.label, states[each.active], str(each.added_on)] for each in found]
    print_table("", [tr("Name"), tr("Role"), tr("State"), tr("Since")], rows)


@officer_group.command("password", help=with_keys(tr("Give an officer a new password."), "name"))
def password(
    name: NameArgument,
    keep: KeepOption = False,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Set a password; it is asked for. The officer is signed out everywhere."""
    with visit(county, officer) as office:
        fresh = ask_password(name, settings.NEW_PASSWORD_VARIABLE, anew=True)
        office.set_officer_password(name, fresh, must_change=not keep)
    if as_json:
        print_json({"name": name})
    else:
        say(tr("{name} has a new password and was signed out everywhere.", name=name))


@officer_group.command("role", help=with_keys(tr("Give an officer another role."), "name, role"))
def role_of(
    name: NameArgument,
    role: RoleOption,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Change the role; it holds at once."""
    with visit(county, officer) as office:
        office.set_officer_role(name, role)
    if as_json:
        print_json({"name": name, "role": role})
    else:
        say(tr("{name} has the new role from now on.", name=name))


@officer_group.command("dismiss", help=with_keys(tr("Let an officer sign in no longer."), "name"))
def dismiss(
    name: NameArgument, county: CountyOption = Path(), officer: OfficerOption = "", as_json: JsonOption = False
) -> None:
    """Dismiss an officer."""
    with visit(county, officer) as office:
        office.dismiss_officer(name)
    if as_json:
        print_json({"name": name})
    else:
        say(tr("{name} can sign in no longer.", name=name))
