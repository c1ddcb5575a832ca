"""`xiangxun sync`: report to the county and collect from it, over the line or by file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.commands.signed_files import read_signed, written
from app.commands.terminal import JsonOption, note, opened, print_json, print_table, say, with_keys
from app.i18n import tr

if TYPE_CHECKING:
    from app.ledger.syncing.county_notice import CountyNotice
    from app.ledger.syncing.receipts import Outbox
    from app.models.ledger import Ledger
    from app.sync.round import RoundReport

group = typer.Typer(help=tr("Report to the county and collect from it."), no_args_is_help=True, rich_markup_mode=None)

REPORT_KEYS = "requests, delivered, collected, feed, healed, parked, waiting, unequal, clock_offset_ms"
STATUS_KEYS = (
    "waiting, oldest, last_round, last_trouble, clock_offset_ms, parked, clashes, epoch, county_id,"
    " there (as_of, parked (entity, row_id, reason), rows, clashes)"
)
LINE_KEYS = "url, proxy, is_pinned, by_itself"

NOW_HELP = with_keys(tr("Report all that waits, collect what is there, and compare."), REPORT_KEYS)
STATUS_HELP = with_keys(tr("What waits for the county and since when, and how the last round went."), STATUS_KEYS)


@group.command("now", help=NOW_HELP)
def now(context: typer.Context, as_json: JsonOption = False) -> None:
    """One round."""
    from app.sync.reporting import report

    with opened(context) as ledger:
        made = report(ledger)
    if as_json:
        print_json(_report_row(made))
        return
    _tell(made)


@group.command("status", help=STATUS_HELP)
def status(context: typer.Context, as_json: JsonOption = False) -> None:
    """What waits."""
    from app.ledger.syncing.county_notice import county_notice
    from app.ledger.syncing.receipts import outbox
    from app.ledger.syncing.waiting_words import sentence
    from app.sync.reporting import clock_warning

    with opened(context) as ledger:
        waiting, notice = outbox(ledger), county_notice(ledger)
        if as_json:
            print_json(_status_row(ledger, waiting) | {"there": _notice_row(notice)})
            return
        say(sentence(waiting, ledger.clock.now()))
    if clock_warning(waiting.clock_offset_ms):
        note(clock_warning(waiting.clock_offset_ms))
    _tell_parked(waiting)
    _tell_notice(notice)


def _tell(made: "RoundReport") -> None:
    from app.sync.reporting import clock_warning, is_worrying, outcome

    brought, *more = outcome(made)
    say(brought)
    for sentence in more:
        (note if is_worrying(made) else say)(sentence)
    if clock_warning(made.clock_offset_ms):
        note(clock_warning(made.clock_offset_ms))


def _tell_parked(waiting: "Outbox") -> None:
    if waiting.parked:
        note(tr("{count} entries wait here for something that is still missing.", count=len(waiting.parked)))
    if waiting.clashes:
        note(tr("{count} fields were written by two PCs at once; the later stands.", count=len(waiting.clashes)))


def _tell_notice(notice: "CountyNotice") -> None:
    if notice.rows:
        note(tr("{count} rows of this station lie at the county and are not in its tables yet.", count=notice.rows))
    if notice.clashes:
        note(tr("{count} fields clash at the county and nobody there has looked at them.", count=notice.clashes))


def _notice_row(notice: "CountyNotice") -> dict[str, Any]:
    as_of = notice.as_of.isoformat(timespec="seconds") if notice.as_of else None
    rows = [{"entity": each.entity, "row_id": each.row_id, "reason": each.reason} for each in notice.parked]
    return {"as_of": as_of, "parked": rows, "rows": notice.rows, "clashes": notice.clashes}


def _report_row(made: "RoundReport") -> dict[str, Any]:
    names = ("requests", "delivered", "collected", "feed", "healed", "parked", "waiting", "clock_offset_ms")
    unequal = None if made.unequal is None else [each.entity for each in made.unequal]
    return {name: getattr(made, name) for name in names} | {"unequal": unequal}


def _status_row(ledger: "Ledger", waiting: "Outbox") -> dict[str, Any]:
    from app.ledger.syncing.state import sync_state

    state = sync_state(ledger)
    moments = {"oldest": waiting.oldest, "last_round": waiting.last_round}
    told = {name: moment.isoformat(timespec="seconds") if moment else None for name, moment in moments.items()}
    counts = {"parked": len(waiting.parked), "clashes": len(waiting.clashes), "waiting": waiting.waiting}
    known = {"last_trouble": waiting.last_trouble, "clock_offset_ms": waiting.clock_offset_ms}
    return told | counts | known | {"epoch": state.epoch, "county_id": state.county_id}


UrlOption = Annotated[str | None, typer.Option("--url", help=tr("The county's address; empty for the usual one."))]
ProxyOption = Annotated[
    str | None, typer.Option("--proxy", help=tr("Proxy: an address, `none`, or empty for the system's own setting."))
]


@group.command("line", help=with_keys(tr("How this PC reaches the county; shown, or set."), LINE_KEYS))
def line(context: typer.Context, url: UrlOption = None, proxy: ProxyOption = None, as_json: JsonOption = False) -> None:
    """The line's settings."""
    from dataclasses import asdict, replace

    from app.sync.line_settings import line_settings, set_line

    with opened(context) as ledger:
        settings = line_settings(ledger)
        told: dict[str, Any] = {
            name: value for name, value in {"url": url, "proxy": proxy}.items() if value is not None
        }
        if told:
            settings = replace(settings, **told)
            set_line(ledger, settings)
    if as_json:
        print_json(asdict(settings))
        return
    say(tr("County: {url}", url=settings.url or tr("the address given at enrolment")))
    say(tr("Proxy: {proxy}", proxy=settings.proxy or tr("the system's own setting")))


FILE_KEYS = "file, entries, left"
RECEIPT_KEYS = "replica, first, last, entries, at, hash"
CHECK_KEYS = "collected, entries, is_sound, unequal"


@group.command("export", help=with_keys(tr("Write all that waits into a sealed file for the county."), FILE_KEYS))
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=tr("File to write, such as on a stick."))],
    as_json: JsonOption = False,
) -> None:
    """The stick, outwards."""
    from app.sync.courier import write_report

    with opened(context) as ledger, written(file) as stream:
        made = write_report(ledger)
        stream.write(made.data)
    if as_json:
        print_json({"file": str(file), "entries": made.entries, "left": made.left})
        return
    say(tr("Written: {file}, {count} entries. Bring it to the county.", file=str(file), count=made.entries))
    if made.left:
        note(tr("{count} more go into the next file.", count=made.left))


@group.command("import", help=with_keys(tr("Take in the file that the county answered with."), REPORT_KEYS))
def take_in(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=tr("The county's reply."))],
    as_json: JsonOption = False,
) -> None:
    """The stick, homewards."""
    from app.sync.courier import take_reply

    with opened(context) as ledger:
        made = take_reply(ledger, read_signed(file))
    if as_json:
        print_json(_report_row(made))
        return
    _tell(made)


@group.command("receipts", help=with_keys(tr("The county's receipts, the newest first."), RECEIPT_KEYS))
def receipts(context: typer.Context, as_json: JsonOption = False) -> None:
    """What the county has signed for."""
    from app.ledger.syncing.receipt_rows import receipt_rows

    with opened(context) as ledger:
        rows = receipt_rows(ledger)
    if as_json:
        names = ("replica", "first", "last", "entries", "hash")
        told = [{name: getattr(row, name) for name in names} | {"at": row.at.isoformat()} for row in rows]
        print_json(told)
        return
    headings = [tr("Received at"), tr("PC"), tr("Entries"), tr("Hash")]
    cells = [
        [f"{row.at:%Y-%m-%d %H:%M:%S}", row.replica[-12:], f"{row.first}-{row.last}", row.hash[:16]] for row in rows
    ]
    print_table(tr("Receipts of the county"), headings, cells)


REBUILD_HELP = with_keys(
    tr("Fetch all that the county holds of this station into this ledger, and prove it."), CHECK_KEYS
)


@group.command("rebuild", help=REBUILD_HELP)
def rebuild(context: typer.Context, as_json: JsonOption = False) -> None:
    """A new PC in the place of a lost one."""
    from app.ledger.checking import check_ledger
    from app.sync.reporting import report

    with opened(context) as ledger:
        made = report(ledger)
        check = check_ledger(ledger)
    if as_json:
        unequal = None if made.unequal is None else [each.entity for each in made.unequal]
        told = {"collected": made.collected, "entries": check.entries, "is_sound": check.is_sound}
        print_json(told | {"unequal": unequal})
        return
    _tell(made)
    say(tr("The ledger is sound.") if check.is_sound else tr("The ledger is not sound: see `xiangxun ledger check`."))
