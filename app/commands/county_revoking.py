"""`xiangxun county revoke` and `lists`: taking back what was signed, and telling everybody."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.county_desk import DAY, DAY_SHAPE, CountyOption, OfficerOption, open_office
from app.commands.signed_files import make_folder, read_signed, written
from app.commands.terminal import JsonOption, print_json, say, with_keys
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.county.revocation_intake import RevocationsTaken


REVOKED_KEYS = "name, since, reason, successor, station, is_repeat; with --request: station, named, fresh"
LIST_KEYS = "file, kind, sequence, issued_on, next_update"


class NameOneToRevoke(Refusal):
    """Neither a certificate, nor a key, nor a station's request; or more than one of them."""

    code = "name_one_to_revoke"
    message = mark("Name one thing to revoke: a certificate (--number), a key (--key) or a station's file (--request).")
    remedy = mark("See: {command} --help")


def add_to(group: typer.Typer) -> None:
    """Put `revoke` and `lists` into the group `county`."""
    words = tr("Revoke a certificate by its number, a key from a day on, or what a station asks for by file.")
    group.command("revoke", help=with_keys(words, REVOKED_KEYS))(revoke)
    words = tr("Write the key list and the revocation list of today, signed.")
    group.command("lists", help=with_keys(words, LIST_KEYS))(lists)


def revoke(
    number: Annotated[str, typer.Option("--number", help=tr("Number of the certificate."))] = "",
    key: Annotated[str, typer.Option("--key", help=tr("Key id, as `county stations` shows it."))] = "",
    request: Annotated[
        Path | None, typer.Option("--request", help=tr("A station's signed file with the numbers it voided."))
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=DAY, metavar=DAY_SHAPE, help=tr("From which day; today if not named.")),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=tr("Why, without names; it is published."))] = "",
    successor: Annotated[str, typer.Option("--successor", help=tr("Number of the certificate that replaces it."))] = "",
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Revoke a certificate or a key."""
    if [bool(number), bool(key), bool(request)].count(True) != 1:
        raise NameOneToRevoke(command="xiangxun county revoke")
    if request:
        _take_revocations(county, officer, request, as_json=as_json)
        return
    day = since.date() if since else None
    with open_office(county, officer) as office:
        if number:
            revoked = office.revoke_certificate(number, day, reason, successor)
        else:
            revoked = office.revoke_key(key, day, reason)
    if as_json:
        print_json(revoked)
        return
    say(tr("{name} is revoked from {day} on ({reason}).", name=revoked.name, day=revoked.since, reason=revoked.reason))
    say(tr("Next: `xiangxun county lists` writes the new lists; publish them and send them to the stations."))


def _take_revocations(county: Path, officer: str, request: Path, *, as_json: bool) -> None:
    data = read_signed(request)
    with open_office(county, officer) as office:
        taken = office.take_revocations(data)
    if as_json:
        print_json(taken)
        return
    say(tr("Station {code} names {named} numbers; {fresh} are newly revoked.", **_tally(taken)))
    say(tr("Next: `xiangxun county lists` writes the new lists; publish them and send them to the stations."))


def _tally(taken: "RevocationsTaken") -> dict[str, object]:
    return {"code": taken.station, "named": taken.named, "fresh": taken.fresh}


def lists(
    out: Annotated[Path, typer.Option("--out", help=tr("Folder to write the two files to."))],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help=tr("Until the next lists, at most."))] = 30,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Publish the lists."""
    with open_office(county, officer) as office:
        published = office.publish_lists(days)
    make_folder(out)
    told = []
    for each in (published.keys, published.revocations):
        path = out / f"{each.kind}.xxlist"
        with written(path) as stream:
            stream.write(each.data)
        told.append({"file": str(path), "kind": each.kind, "sequence": each.sequence, "issued_on": each.issued_on})
        told[-1]["next_update"] = each.next_update
    if as_json:
        print_json(told)
        return
    for row in told:
        say(tr("{file}: no. {sequence} of {issued_on}, the next by {next_update}.", **_shown(row)))


def _shown(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "kind"}
