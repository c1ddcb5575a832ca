"""`xiangxun county code`, `codes`, `revoke-code`, `finish`: PCs that join by a code, and those that wait for a key."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.county_desk import CountyOption, OfficerOption, open_office, visit
from app.commands.terminal import JsonOption, note, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.county.joining import CodeLine, Finished

CODE_KEYS = "code, handle, station_code, station_name, ends_at"
LINE_KEYS = "handle, station_code, station_name, state, made_by, made_at, ends_at"
FINISH_KEYS = "handle, station_code, station_name, replica, key_id, refusal"
HANDLE = tr("The first four letters and digits of the code.")


def add_to(group: typer.Typer) -> None:
    """Put the commands into the group `county`."""
    words = tr("Make a code by which one PC of a station may join over the line, once, within a day.")
    group.command("code", help=with_keys(words, CODE_KEYS))(code)
    words = tr("List the codes that were made, and what became of them.")
    group.command("codes", help=with_keys(words, LINE_KEYS))(codes)
    words = tr("Withdraw a code that has enrolled nobody yet.")
    group.command("revoke-code", help=with_keys(words, LINE_KEYS))(revoke_code)
    words = tr("Enrol the PCs that asked by a code while the county's password was not at hand.")
    group.command("finish", help=with_keys(words, FINISH_KEYS))(finish)


def code(
    station: Annotated[str, typer.Option("--station", help=tr("Code of the station, nine digits."))],
    name: Annotated[str, typer.Option("--name", help=tr("Name of the station, as on certificates."))] = "",
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Make a code; it is shown this once."""
    with visit(county, officer) as office:
        made = office.make_join_code(station, name)
        host = office.county().host
    told = {"station_code": made.station_code, "station_name": made.station_name}
    if as_json:
        print_json({"code": made.code.spoken, "handle": made.code.handle, **told, "ends_at": made.ends_at})
        return
    say(tr("{name} ({code}) may join with this code:", name=made.station_name, code=made.station_code))
    say(f"\n    {made.code.spoken}\n")
    say(tr("Valid once, until {until}.", until=f"{made.ends_at:%Y-%m-%d %H:%M}"))
    say(tr("At the station: `xiangxun ledger join --code CODE --url https://{host}`", host=host))


def codes(county: CountyOption = Path(), as_json: JsonOption = False) -> None:
    """Every code of late."""
    with visit(county) as office:
        found = office.join_codes()
    if as_json:
        print_json([_row(line) for line in found])
        return
    headings = [tr("Code"), tr("Station"), tr("State"), tr("Made by"), tr("Valid until")]
    print_table("", headings, [_cells(line) for line in found])


def revoke_code(
    handle: Annotated[str, typer.Argument(help=HANDLE)],
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Withdraw a code."""
    with visit(county, officer) as office:
        line = office.revoke_join_code(handle.upper())
    if as_json:
        print_json(_row(line))
        return
    say(tr("The code {handle} for {name} is withdrawn.", handle=line.handle, name=line.station_name))


def finish(
    handle: Annotated[str, typer.Argument(help=tr("The first four letters and digits of the code; all without."))] = "",
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Answer what waits; the PCs fetch the answer themselves."""
    with open_office(county, officer) as office:
        found = office.finish_joining(handle.upper())
    if as_json:
        print_json([_finished_row(each) for each in found])
        return
    for each in found:
        _tell(each)
    if not found:
        say(tr("No PC is waiting."))


def _tell(each: "Finished") -> None:
    name, station = each.line.station_name, each.line.station_code
    if each.refusal:
        note(tr("{name} ({code}) was not enrolled: {why}", name=name, code=station, why=each.refusal.sentence()))
        return
    say(tr("{name} ({code}) is enrolled; its PC fetches the answer by itself.", name=name, code=station))


def _row(line: "CodeLine") -> dict[str, Any]:
    return {name: getattr(line, name) for name in LINE_KEYS.split(", ")}


def _cells(line: "CodeLine") -> list[str]:
    station = f"{line.station_name} {line.station_code}"
    return [line.handle, station, line.label, line.made_by, f"{line.ends_at:%Y-%m-%d %H:%M}"]


def _finished_row(each: "Finished") -> dict[str, Any]:
    line, issued = each.line, each.issued
    told = {"handle": line.handle, "station_code": line.station_code, "station_name": line.station_name}
    made = {"replica": issued.replica if issued else None, "key_id": issued.key_id if issued else None}
    return told | made | {"refusal": each.refusal.code if each.refusal else None}
