"""`xiangxun ledger request`, `enrol` and `join`: how the station asks its county, and takes in what it answers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.signed_files import read_signed, written
from app.commands.terminal import JsonOption, note, opened, print_json, say, with_keys
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.ledger.county_enrolment import TakenIn
    from app.models.ledger import Ledger


REQUEST_KEYS = "file, replica, fingerprint"
TAKEN_KEYS = (
    "file, kind, is_repeat, county, station_code, station_name, key_id, first_serial, last_serial, "
    "lists (kind, sequence, issued_on), places, rules"
)


class YesOnlyInPractice(Refusal):
    """A real ledger that should believe a root key unseen."""

    code = "yes_only_in_practice"
    message = mark("--yes is for practice ledgers only; this ledger holds real people.")
    remedy = mark("Compare the fingerprint with the county by telephone, then give it with --fingerprint.")


def add_commands(ledger_group: typer.Typer) -> None:
    """Put `request` and `enrol` into the group `ledger`."""
    words = tr("Write a request for the county: this PC's key, to be enrolled and to be granted numbers.")
    ledger_group.command("request", help=with_keys(words, REQUEST_KEYS))(request)
    words = tr("Take in what the county wrote: an enrolment, a number block, a key list, a revocation list.")
    ledger_group.command("enrol", help=with_keys(words, TAKEN_KEYS))(enrol)
    words = tr("Join the county over the line by the code that it gave you; no file and no fingerprint is needed.")
    ledger_group.command("join", help=with_keys(words, f"state, url, {TAKEN_KEYS}"))(join)


def request(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help=tr("File to write the request to."))],
    name: Annotated[str, typer.Option("--name", help=tr("What the station wishes to be called."))] = "",
    new_key: Annotated[
        bool, typer.Option("--new-key", help=tr("Make a new signing key, since the old one is lost or revoked."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Write an enrolment request."""
    from app.ledger.county_enrolment import write_request

    with opened(context) as ledger, written(out) as stream:
        made = write_request(ledger, name, new_key=new_key)
        stream.write(made.data)
    if as_json:
        print_json({"file": str(out), "replica": made.replica, "fingerprint": made.fingerprint})
        return
    say(tr("The request is in {file}. Bring it to the county.", file=str(out)))
    say(tr("Fingerprint of this PC's key: {fingerprint}", fingerprint=made.fingerprint))
    say(tr("Next: `xiangxun ledger enrol` takes in the file that the county makes from it."))


def enrol(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help=tr("The files from the county, in any number."))],
    fingerprint: Annotated[
        str,
        typer.Option("--fingerprint", help=tr("Fingerprint of the county's root key, as the county told it to you.")),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help=tr("Believe the root key unseen; for practice only."))] = False,
    as_json: JsonOption = False,
) -> None:
    """Take signed files in, one after the other; each is one change."""
    from app.ledger.county_enrolment import take_in

    answers = []
    with opened(context) as ledger:
        for path in files:
            data = read_signed(path)
            confirmed = fingerprint or _confirmed(ledger, data, unseen=yes)
            answers.append(take_in(ledger, data, confirmed))
            if not as_json:
                _tell(path, answers[-1])
    if as_json:
        print_json([_plain(path, taken) for path, taken in zip(files, answers, strict=True)])


def join(
    context: typer.Context,
    code: Annotated[str, typer.Option("--code", help=tr("The code, five groups of four letters and digits."))],
    url: Annotated[
        str, typer.Option("--url", help=tr("Address of the county's server, such as https://county.example."))
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Join by a code; while the county's password is awaited there, the same command asks again."""
    from app.sync.joining import join as ask

    with opened(context) as ledger:
        joined = ask(ledger, code, url)
    if as_json:
        told = _plain(Path(), joined.taken) | {"file": None} if joined.taken else {}
        print_json({"state": "joined" if joined.taken else "waiting", "url": joined.url, **told})
        return
    if joined.taken is None:
        say(tr("The county has the request and must enter its password first. Give the same command again later."))
        return
    _tell(Path(), joined.taken)


def _confirmed(ledger: "Ledger", data: bytes, *, unseen: bool) -> str:
    """The fingerprint as the clerk confirmed it; empty if nothing needs to be confirmed, or nobody can be asked."""
    import sys

    from app.ledger.county_enrolment import look_at

    look = look_at(ledger, data)
    if look is None:
        return ""
    if unseen:
        if not ledger.is_practice:
            raise YesOnlyInPractice
        return look.fingerprint
    if not sys.stdin.isatty():
        return ""
    note(tr("{county} enrols this PC as {name} ({code}).", county=look.county_name, **_station(look)))
    note(tr("Fingerprint of the county's root key:\n\n    {fingerprint}\n", fingerprint=look.fingerprint))
    typer.confirm(tr("Did the county tell you this very fingerprint?"), abort=True, err=True)
    return look.fingerprint


def _station(named: Any) -> dict[str, str]:
    return {"name": named.station_name, "code": named.station_code}


def _tell(path: Path, taken: "TakenIn") -> None:
    if taken.is_repeat:
        say(tr("{file}: known already; nothing was changed.", file=path.name))
        return
    identity = taken.identity
    if taken.kind == "enrolment":
        say(tr("Enrolled as {name} ({code}) of {county}.", county=identity.county_name, **_station(identity)))
    if taken.block:
        say(tr("Certificate numbers granted: {first} to {last}.", first=taken.block.first, last=taken.block.last))
    for each in taken.lists:
        words = tr("Key list") if each.kind == "key_list" else tr("Revocation list")
        say(tr("{list} no. {sequence} of {day} is in use.", list=words, sequence=each.sequence, day=each.issued_on))
    if taken.places:
        say(tr("Towns and villages: {count} taken in or renamed.", count=taken.places))
    if taken.rules:
        say(tr("The county's policy numbers: {count} taken in or changed.", count=taken.rules))


def _plain(path: Path, taken: "TakenIn") -> dict[str, object]:
    block = taken.block
    return {
        "file": str(path),
        "kind": taken.kind,
        "is_repeat": taken.is_repeat,
        "county": taken.identity.county_name,
        "station_code": taken.identity.station_code,
        "station_name": taken.identity.station_name,
        "key_id": taken.identity.key_id,
        "first_serial": block.first if block else None,
        "last_serial": block.last if block else None,
        "lists": [{"kind": each.kind, "sequence": each.sequence, "issued_on": each.issued_on} for each in taken.lists],
        "places": taken.places,
        "rules": taken.rules,
    }
