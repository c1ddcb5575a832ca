"""`xiangxun county courier`: a station's report that came on a stick, taken in and answered."""

from pathlib import Path
from typing import Annotated

import typer

from app.clock import SystemClock
from app.commands.county_desk import CountyOption, OfficerOption, visit
from app.commands.signed_files import read_signed, written
from app.commands.terminal import JsonOption, note, print_json, say, with_keys
from app.i18n import tr

COURIER_KEYS = "file, station_code, replica, receipts, refused"


def add_to(group: typer.Typer) -> None:
    """Put the command into the county's group."""
    words = tr("Take in a station's report from a stick, and write the reply for that PC.")
    group.command("courier", help=with_keys(words, COURIER_KEYS))(courier)


def courier(
    report: Annotated[Path, typer.Argument(help=tr("The station's report."))],
    out: Annotated[Path, typer.Option("--out", help=tr("File to write the reply to."))],
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """One stick."""
    from app.county.courier import answer_report
    from app.county.store.exchange import Exchange

    with visit(county, officer) as office, written(out) as stream:
        desk = office.desk()
        exchange = Exchange(office.register, desk, SystemClock())
        made = answer_report(office.register, desk, exchange, read_signed(report))
        stream.write(made.data)
    if as_json:
        names = ("station_code", "replica", "receipts", "refused")
        print_json({"file": str(out)} | {name: getattr(made, name) for name in names})
        return
    say(
        tr(
            "Station {station}: the report is taken in, {count} receipts.",
            station=made.station_code,
            count=made.receipts,
        )
    )
    say(tr("The reply is in {file}. It goes back to that PC.", file=str(out)))
    if made.refused:
        note(tr("{count} batches were refused; see the county's journal of refusals.", count=made.refused))
