"""`xiangxun ledger`: set up, check, back up, restore, history, passwords, erasure."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.clock import SystemClock
from app.commands.terminal import (
    JsonOption,
    ReasonOption,
    ask_password,
    desk,
    note,
    opened,
    print_json,
    print_table,
    say,
    with_keys,
)
from app.errors import Refusal
from app.i18n import mark, tr

if TYPE_CHECKING:
    from app.ledger.checking import LedgerCheck

group = typer.Typer(
    help=tr("The ledger itself: set up, check, back up, restore."), no_args_is_help=True, rich_markup_mode=None
)


class ReasonMissing(Refusal):
    """An act that needs a reason was asked for without one."""

    code = "reason_missing"
    message = mark("This needs a reason; it is kept in the journal.")
    remedy = mark("Add --reason with a few words.")


@group.command(
    "init",
    help=with_keys(
        tr("Set up a new, empty ledger with its first operator, who is its administrator."), "home, operator, replica"
    ),
)
def init(
    context: typer.Context,
    practice: Annotated[
        bool, typer.Option("--practice", help=tr("For practice with invented people; no password."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Make the ledger in the folder of --home."""
    from app.models.faults import LedgerExists
    from app.models.ledger import Places
    from app.models.opening import Login, create_ledger

    here = desk(context)
    if Places(here.home).database.exists():
        raise LedgerExists(folder=str(here.home))
    password = "" if practice else ask_password(here.operator, anew=True)
    with create_ledger(here.home, Login(here.operator, password), SystemClock(), practice=practice) as ledger:
        answer = {"home": str(here.home), "operator": here.operator, "replica": ledger.standing.replica}
    if as_json:
        print_json(answer)
    else:
        say(tr("The ledger is set up in {home}.", home=str(here.home)))
        say(tr("Next: `xiangxun ledger request` asks the county for this station's key and numbers."))


@group.command(
    "check",
    help=with_keys(
        tr("Prove the ledger sound: pages, journal chain, tables equal to the journal."),
        "is_sound, pages, broken (replica, seq, fault), differences (entity, row_id, fields), "
        "entries, replicas, counts",
    ),
)
def check(context: typer.Context, as_json: JsonOption = False) -> int:
    """Exit 0 if sound, 1 if not."""
    from app.ledger.checking import check_ledger

    with opened(context) as ledger:
        found = check_ledger(ledger)
    if as_json:
        print_json({"is_sound": found.is_sound, **asdict(found)})
    else:
        _tell_check(found)
    return 0 if found.is_sound else 1


def _tell_check(found: "LedgerCheck") -> None:
    if found.pages:
        say(
            tr(
                "The file is damaged: {count} faulty pages, first: {first}",
                count=len(found.pages),
                first=found.pages[0],
            )
        )
    elif found.broken:
        place = {"replica": found.broken.replica, "seq": found.broken.seq, "fault": found.broken.fault}
        say(tr("The journal chain breaks at entry {seq} of replica {replica} ({fault}).", **place))
    for unequal in found.differences[:20]:
        place = {"table": unequal.entity, "row": unequal.row_id, "fields": ", ".join(unequal.fields)}
        say(tr("Table {table}, row {row}: not what the journal tells ({fields}).", **place))
    if found.is_sound:
        say(tr("Sound: {entries} entries in {replicas} chains, every table equals the journal.", **_figures(found)))
        rows = [[name, str(count)] for name, count in found.counts.items() if count]
        print_table(tr("Rows"), [tr("Table"), tr("Count")], rows)


def _figures(found: "LedgerCheck") -> dict[str, int]:
    return {"entries": found.entries, "replicas": found.replicas}


@group.command(
    "info",
    help=with_keys(
        tr("Where the ledger lies, what is in it, and whether it may write."),
        "home, operator, role, station, replica, entries, trainees, classes, newest_backup, hindrance",
    ),
)
def info(context: typer.Context, as_json: JsonOption = False) -> None:
    """Show the standing of the ledger."""
    from app.ledger.standing import standing_of

    with opened(context) as ledger:
        found = standing_of(ledger)
    if as_json:
        print_json(found)
        return
    rows = [[tr(name), str(value)] for name, value in found.lines()]
    print_table("", [tr("What"), tr("Value")], rows)
    if found.hindrance:
        say(found.hindrance)


@group.command(
    "history",
    help=with_keys(
        tr("What happened, newest first; personal numbers are masked."),
        "replica, seq, at, actor, action, reason, entity, row_id, op, fields, is_erased",
    ),
)
def history(
    context: typer.Context,
    row: Annotated[
        str, typer.Argument(help=tr("Id of one row (a trainee, a class, a mark); all rows without it."))
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help=tr("How many entries."))] = 50,
    as_json: JsonOption = False,
) -> None:
    """Read the journal."""
    from app.ledger.history import read_history

    with opened(context) as ledger:
        lines = read_history(ledger, row_id=row, limit=limit)
    if as_json:
        print_json(lines)
        return
    headings = [tr("When"), tr("Who"), tr("Act"), tr("Table"), tr("What"), tr("Reason")]
    print_table("", headings, [[*_when_who(line), line.entity, _what(line), line.reason] for line in lines])


def _when_who(line: Any) -> list[str]:
    return [line.at[:19].replace("T", " "), line.actor, line.action]


def _what(line: Any) -> str:
    if line.is_erased:
        return tr("(erased)")
    return "; ".join(f"{key}: {value}" for key, value in line.fields.items() if value not in ("", [], {}))


@group.command(
    "backup", help=with_keys(tr("Make a backup now and prove it by opening it."), "file, made_at, seq, second")
)
def backup(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", help=tr("Another folder, for instance on a USB stick."))] = None,
    as_json: JsonOption = False,
) -> None:
    """Back up the ledger."""
    from app.ledger.backing_up import back_up
    from app.ledger.backup_places import Outcome, back_up_everywhere

    with opened(context) as ledger:
        outcomes = (Outcome(to, back_up(ledger, to)),) if to else back_up_everywhere(ledger)
    made = [each.made for each in outcomes if each.made]
    for fault in filter(None, (each.fault for each in outcomes)):
        note(str(fault))
    if as_json:
        told = {"file": str(made[0].path), "made_at": made[0].made_at.isoformat(), "seq": made[0].head.seq}
        print_json(told | {"second": str(made[1].path) if made[1:] else ""})
        return
    for each in made:
        say(tr("Backed up and verified: {file} (up to entry {seq}).", file=str(each.path), seq=each.head.seq))


@group.command("restore", help=tr("Put a backup in the place of the ledger; it goes on under a new identity."))
def restore(
    context: typer.Context,
    backup_file: Annotated[Path | None, typer.Argument(help=tr("The backup file."))] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help=tr("The older copy is in its place already; go on with it."))
    ] = False,
) -> None:
    """Restore from a backup, or accept an older copy."""
    from app.ledger.restoring import go_on_anew, restore_backup
    from app.models.opening import Login

    here = desk(context)
    if in_place:
        with opened(context) as ledger:
            go_on_anew(ledger, "restore")
    elif backup_file is None:
        raise typer.BadParameter(tr("name the backup file, or use --in-place"))
    else:
        login = Login(here.operator, ask_password(here.operator))
        aside = restore_backup(here.home, backup_file, login, SystemClock())
        if aside:
            say(tr("The former ledger was kept in {folder}.", folder=str(aside)))
    say(tr("Restored. The former number block is closed, so that no number is used twice."))
    say(tr("Next: `xiangxun ledger request` asks the county for a new number block."))


@group.command("passwd", help=tr("Give an operator a new password."))
def passwd(context: typer.Context) -> None:
    """Change the password of the operator named by --operator."""
    from app.ledger.operators import change_password
    from app.settings import NEW_PASSWORD_VARIABLE

    here = desk(context)
    old = ask_password(here.operator)
    change_password(here.home, here.operator, old, ask_password(here.operator, NEW_PASSWORD_VARIABLE, anew=True))
    say(tr("The password of {name} is changed.", name=here.operator))


@group.command(
    "operators",
    help=with_keys(
        tr("Show the operators, add one with a role (clerk, station_head, auditor, administrator), or send one away."),
        "name, role, active",
    ),
)
def operators(
    context: typer.Context,
    add: Annotated[str, typer.Option("--add", help=tr("Name of the new operator."))] = "",
    role: Annotated[str, typer.Option("--role", help=tr("Role of the new operator."))] = "clerk",
    remove: Annotated[str, typer.Option("--remove", help=tr("Name of the operator who gets in no longer."))] = "",
    as_json: JsonOption = False,
) -> None:
    """List, add or send away operators."""
    from app.ledger.operators import add_operator, list_operators, role_named, send_away
    from app.models.roles import role_label
    from app.settings import NEW_PASSWORD_VARIABLE

    with opened(context) as ledger:
        if add:
            add_operator(ledger, add, role_named(role), ask_password(add, NEW_PASSWORD_VARIABLE, anew=True))
        if remove:
            send_away(ledger, remove)
        found = list_operators(ledger)
    if as_json:
        print_json(found)
    else:
        headings = [tr("Name"), tr("Role"), tr("Active")]
        print_table(
            "", headings, [[row.name, role_label(row.role), tr("yes") if row.active else tr("no")] for row in found]
        )


@group.command(
    "erase",
    help=with_keys(
        tr("Erase a person's data on their request; certificate numbers stay verifiable."),
        "rows, bodies, certificate_numbers, older_backups",
    ),
)
def erase(
    context: typer.Context,
    trainee: Annotated[str, typer.Argument(help=tr("Id of the trainee."))],
    reason: ReasonOption = "",
    as_json: JsonOption = False,
) -> None:
    """Blank a person's rows and journal bodies."""
    from app.ledger.erasing import erase_person

    if not reason:
        raise ReasonMissing
    with opened(context) as ledger:
        done = erase_person(ledger, trainee, reason)
    if as_json:
        print_json(done)
        return
    say(
        tr(
            "Erased: {rows} rows, {bodies} journal bodies; the chain is whole.",
            rows=sum(done.rows.values()),
            bodies=done.bodies,
        )
    )
    for number in done.certificate_numbers:
        say(tr("Certificate number {number} stays verifiable.", number=number))
    if done.older_backups:
        say(
            tr(
                "Older backups still hold the data until they are replaced: {files}",
                files=", ".join(done.older_backups),
            )
        )
