"""`xiangxun county status`, `stations` and `history`: what anybody at the county may see without its password."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.county_desk import CountyOption, visit
from app.commands.terminal import JsonOption, note, print_json, print_table, say, with_keys
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.county.figures import CountyFigures, Device, Station


STATUS_KEYS = (
    "code, name, host, engine, database, version, fingerprint, root_public, stations, devices, keys, revoked_keys, "
    "revoked_certificates, serials_granted, lists (kind, sequence, issued_on, next_update, is_due, share, known_on), "
    "keys_ending"
)
STATION_KEYS = (
    "code, name, added_on, devices (replica, key_id, enrolled_on, blocks), "
    "keys (key_id, not_before, not_after, kinds, revoked_since), serials_granted, serials_left"
)
HISTORY_KEYS = "seq, at, officer, action, details"


def add_to(group: typer.Typer) -> None:
    """Put `status`, `stations` and `history` into the group `county`."""
    words = tr("The county at a glance, and what wants doing.")
    group.command("status", help=with_keys(words, STATUS_KEYS))(status)
    words = tr("Every station with its PCs, keys and number blocks.")
    group.command("stations", help=with_keys(words, STATION_KEYS))(stations)
    words = tr("What was done in the county's name, newest first.")
    group.command("history", help=with_keys(words, HISTORY_KEYS))(history)


def status(county: CountyOption = Path(), as_json: JsonOption = False) -> None:
    """Show the figures; needs no password."""
    with visit(county) as office:
        figures, place = office.figures(), office.database
    if as_json:
        print_json({**_plain_figures(figures), **asdict(place)})
        return
    rows = [[tr(words), str(value)] for words, value in _figure_lines(figures)]
    rows.insert(1, [tr("Register"), f"{_ENGINES[place.engine]} · {place.database}"])
    print_table("", [tr("What"), tr("Value")], rows)
    for each in figures.lists:
        if each.is_due:
            say(tr("The lists are due: write them with `xiangxun county lists`."))
            break
    for sentence in filter(None, (each.growth() for each in figures.lists)):
        note(sentence)
    for key_id in figures.keys_ending:
        say(tr("The key {key_id} ends soon: enrol its PC again by a new request.", key_id=key_id))


_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
_FIGURES = {
    "stations": mark("Stations"),
    "devices": mark("PCs"),
    "keys": mark("Keys in force"),
    "revoked_keys": mark("Revoked keys"),
    "revoked_certificates": mark("Revoked certificates"),
    "serials_granted": mark("Numbers granted"),
}


def _figure_lines(figures: "CountyFigures") -> list[tuple[str, object]]:
    county = figures.county
    lines: list[tuple[str, object]] = [(mark("County"), f"{county.name} {county.code}"), (mark("Host"), county.host)]
    lines += [(mark("Root key"), county.fingerprint), (mark("Root key for verifiers"), county.root_public.hex())]
    lines += [(words, getattr(figures, name)) for name, words in _FIGURES.items()]
    words = {"key_list": mark("Key list"), "revocation_list": mark("Revocation list")}
    return lines + [
        (words[each.kind], f"{each.sequence} · {each.issued_on} … {each.next_update}") for each in figures.lists
    ]


def _plain_figures(figures: "CountyFigures") -> dict[str, object]:
    county = figures.county
    plain = {name: getattr(figures, name) for name in _FIGURES}
    names = {"code": county.code, "name": county.name, "host": county.host}
    names |= {"fingerprint": county.fingerprint, "root_public": county.root_public.hex()}
    return {**names, **plain, "lists": [asdict(each) for each in figures.lists], "keys_ending": figures.keys_ending}


def stations(county: CountyOption = Path(), as_json: JsonOption = False) -> None:
    """Show the stations; needs no password."""
    with visit(county) as office:
        found = office.stations()
    if as_json:
        print_json(found)
        return
    headings = [tr("Code"), tr("Station"), tr("PC"), tr("Key"), tr("Valid until"), tr("Numbers"), tr("Never granted")]
    print_table("", headings, [row for station in found for row in _station_rows(station)])


def _station_rows(station: "Station") -> list[list[str]]:
    left = str(station.serials_left)
    named = [[station.code, station.name, *_device(station, device), left] for device in station.devices]
    return named or [[station.code, station.name, "", "", "", "", left]]


def _device(station: "Station", device: "Device") -> list[str]:
    key = next(key for key in station.keys if key.key_id == device.key_id)
    ends = tr("revoked {day}", day=key.revoked_since) if key.revoked_since else str(key.not_after)
    blocks = ", ".join(f"{first}–{last}" for first, last in device.blocks)
    return [device.replica[-12:], device.key_id, ends, blocks]


def history(
    limit: Annotated[int, typer.Option("--limit", min=1, help=tr("How many lines."))] = 50,
    county: CountyOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Show the audit; needs no password."""
    with visit(county) as office:
        lines = office.audit(limit)
    if as_json:
        print_json(lines)
        return
    rows = [[line.at[:19].replace("T", " "), line.officer, line.action, _details(line.details)] for line in lines]
    print_table("", [tr("When"), tr("Who"), tr("Act"), tr("What")], rows)


def _details(details: dict[str, object]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in details.items())
