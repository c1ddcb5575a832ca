"""`xiangxun county`: the offline side of the county: enrol stations, grant numbers, revoke, publish lists, recover."""

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app import settings
from app.clock import SystemClock
from app.commands import (
    county_allowance,
    county_codes,
    county_courier,
    county_figures,
    county_index,
    county_keeping,
    county_officers,
    county_revoking,
    county_serving,
)
from app.commands.county_desk import (
    DAY,
    DAY_SHAPE,
    CountyOption,
    DatabaseOption,
    OfficerOption,
    database_named,
    officer_named,
    open_office,
    visit,
)
from app.commands.signed_files import read_signed, written
from app.commands.terminal import JsonOption, ask_password, print_json, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.county.issuing import Issued

SerialsOption = Annotated[int, typer.Option("--serials", help=tr("How many certificate numbers to grant."))]
FirstSerialOption = Annotated[
    int | None, typer.Option("--first-serial", help=tr("First serial, where a paper register is continued."))
]

ISSUED_KEYS = "file, station_code, station_name, replica, key_id, fingerprint, first_serial, last_serial, is_repeat"

group = typer.Typer(
    help=tr("The county: enrol stations, take in what they report, grant numbers, revoke, publish lists."),
    no_args_is_help=True,
    rich_markup_mode=None,
)


INIT_HELP = with_keys(
    tr("Found a county: its root key, its recovery key, its register."), "county, code, name, fingerprint"
)


@group.command("init", help=INIT_HELP)
def init(
    folder: Annotated[Path, typer.Argument(help=tr("Folder for the county, such as on a stick kept in the safe."))],
    name: Annotated[str, typer.Option("--name", help=tr("Name of the county."))],
    code: Annotated[str, typer.Option("--code", help=tr("Administrative division code, six digits."))],
    host: Annotated[str, typer.Option("--host", help=tr("Host name that the codes on certificates lead to."))],
    database: DatabaseOption = "",
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make a county in an empty folder."""
    from app.county.founding import Founding, check_founding, found_county

    founding = Founding(name, code, host)
    address = database_named(database)
    check_founding(folder, founding)
    password = ask_password(name, settings.COUNTY_PASSWORD_VARIABLE, anew=True)
    county = found_county(folder, founding, password, SystemClock(), officer_named(officer), address)
    if as_json:
        print_json({"county": str(folder), "code": code, "name": name, "fingerprint": county.fingerprint})
        return
    say(tr("{name} ({code}) is founded in {folder}.", name=name, code=code, folder=str(folder)))
    say(tr("Fingerprint of the root key, to tell the stations by telephone:\n\n    {it}\n", it=county.fingerprint))
    say(tr("Keep two copies of this folder in two places, and the password apart from them."))
    say(tr("Without password or keys no station can be enrolled or recovered any more."))


ENROL_HELP = with_keys(tr("Enrol a station's PC by the request it wrote, and grant it numbers."), ISSUED_KEYS)


@group.command("enrol", help=ENROL_HELP)
def enrol(
    request: Annotated[Path, typer.Argument(help=tr("The request that the station brought."))],
    station: Annotated[str, typer.Option("--station", help=tr("Code of the station, nine digits."))],
    name: Annotated[str, typer.Option("--name", help=tr("Name of the station, as on certificates."))] = "",
    serials: SerialsOption = 1000,
    first_serial: FirstSerialOption = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--kinds", help=tr("Kind of certificate it may issue; repeat for several, all without it.")),
    ] = None,
    valid_until: Annotated[
        datetime | None,
        typer.Option(
            "--valid-until", formats=DAY, metavar=DAY_SHAPE, help=tr("Last day its key may sign; two years on.")
        ),
    ] = None,
    number_prefix: Annotated[
        list[str] | None,
        typer.Option(
            "--number-prefix",
            help=tr("How its certificate numbers may begin; the station code without it, 'any' for no limit."),
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help=tr("File to write; beside the request if not named."))
    ] = None,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Enrol a PC."""
    from app.county.enrolment import Terms

    data = read_signed(request)
    chosen = {"kinds": tuple(word for text in kinds for word in text.split(","))} if kinds else {}
    prefixes = None if not number_prefix else tuple(text for text in number_prefix if text != "any")
    until = valid_until.date() if valid_until else None
    terms = Terms(station, name, serials, first_serial, valid_until=until, number_prefixes=prefixes, **chosen)
    target = out or request.with_name(f"{request.stem}-{station}.xxenrol")
    with open_office(county, officer) as office, written(target) as stream:
        issued = office.enrol(data, terms)
        stream.write(issued.data)
        fingerprint = office.county().fingerprint
    _tell_issued(issued, target, as_json=as_json, root_fingerprint=fingerprint)


BLOCK_HELP = with_keys(tr("Grant a further block of certificate numbers to an enrolled PC."), ISSUED_KEYS)


@group.command("block", help=BLOCK_HELP)
def block(
    station: Annotated[str, typer.Argument(help=tr("Code of the station, nine digits."))],
    out: Annotated[Path, typer.Option("--out", help=tr("File to write."))],
    replica: Annotated[
        str, typer.Option("--replica", help=tr("Which PC, by the last digits of its id, where there are several."))
    ] = "",
    serials: SerialsOption = 1000,
    first_serial: FirstSerialOption = None,
    again: Annotated[
        bool, typer.Option("--again", help=tr("Write the last block's file once more; grants nothing."))
    ] = False,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Grant a block."""
    with open_office(county, officer) as office, written(out) as stream:
        if again:
            issued = office.block_again(station, replica)
        else:
            issued = office.grant_block(station, replica, serials, first_serial)
        stream.write(issued.data)
    _tell_issued(issued, out, as_json=as_json)


RULES_HELP = with_keys(tr("Set the policy numbers that hold at every station, from a JSON file."), "rules")


@group.command("rules", help=RULES_HELP)
def rules(
    file: Annotated[
        Path, typer.Argument(help=tr("List of entries with key, value, severity, valid_from, valid_to, source."))
    ],
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Set the county's policy numbers."""
    from app.documents.signed_files import FileUnreadable

    try:
        content = json.loads(read_signed(file))
    except ValueError as error:
        raise FileUnreadable(file=str(file), reason="JSON") from error
    with open_office(county, officer) as office:
        count = office.set_rules(content)
    if as_json:
        print_json({"rules": count})
    else:
        say(tr("{count} policy numbers are set; they go out with the next enrolments and rounds.", count=count))


RECOVER_HELP = with_keys(tr("Let an operator in again whose ledger nobody can open any more."), "file, operator")


@group.command("recover", help=RECOVER_HELP)
def recover(
    keys_file: Annotated[Path, typer.Argument(help=tr("The file ledger.keys from the station's PC."))],
    operator: Annotated[str, typer.Option("--operator", help=tr("Which operator gets a new password."))],
    out: Annotated[Path, typer.Option("--out", help=tr("File to write; the station puts it in place of its own."))],
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Wrap the file key anew."""
    with visit(county, officer) as office:
        password = ask_password(office.county().name, settings.COUNTY_PASSWORD_VARIABLE)
        fresh = ask_password(operator, settings.NEW_PASSWORD_VARIABLE, anew=True)
        office.recover(keys_file, password, operator, fresh, out)
    if as_json:
        print_json({"file": str(out), "operator": operator})
        return
    say(tr("{file}: {operator} has a new password.", file=str(out), operator=operator))
    say(tr("At the station put it in the place of ledger.keys; the old file may be kept."))


def _tell_issued(issued: "Issued", path: Path, *, as_json: bool, root_fingerprint: str = "") -> None:
    figures = {
        "file": str(path),
        "station_code": issued.station.code,
        "station_name": issued.station.name,
        "replica": issued.replica,
        "key_id": issued.key_id,
        "fingerprint": issued.fingerprint,
        "first_serial": issued.block.first,
        "last_serial": issued.block.last,
        "is_repeat": issued.is_repeat,
    }
    if as_json:
        print_json(figures)
        return
    if issued.is_repeat:
        say(tr("This was answered before: the same file was written again, nothing new was granted."))
    say(tr("{name} ({code}): numbers {first} to {last}.", name=issued.station.name, **_numbers(issued)))
    say(tr("Written to {file}. Take it to the station.", file=str(path)))
    if root_fingerprint:
        say(tr("Fingerprint of the PC's key: {fingerprint}", fingerprint=issued.fingerprint))
        say(tr("Fingerprint of our root key, if the station asks: {fingerprint}", fingerprint=root_fingerprint))


def _numbers(issued: "Issued") -> dict[str, object]:
    return {"code": issued.station.code, "first": issued.block.first, "last": issued.block.last}


county_revoking.add_to(group)
county_figures.add_to(group)
county_index.add_to(group)
county_keeping.add_to(group)
county_serving.add_to(group)
county_codes.add_to(group)
county_courier.add_to(group)
county_officers.add_to(group)
county_allowance.add_to(group)
