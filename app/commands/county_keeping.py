"""`xiangxun county backup`, `restore` and `export`: the county's data kept, put back, carried and handed on."""

from pathlib import Path
from typing import Annotated

import typer

from app.clock import SystemClock
from app.commands.county_desk import (
    CountyOption,
    DatabaseOption,
    OfficerOption,
    database_named,
    officer_named,
    open_office,
    visit,
)
from app.commands.signed_files import make_folder
from app.commands.terminal import JsonOption, ReasonOption, note, print_json, say, with_keys
from app.i18n import tr

BACKUP_KEYS = "file, bytes, rows, tables, made_at, version, removed, signed"
RESTORE_KEYS = "code, name, made_at, rows, epoch, engine, database, aside, proof, fingerprint"
EXPORT_KEYS = "folder, tables (entity, file, rows)"

FingerprintOption = Annotated[
    str, typer.Option("--fingerprint", help=tr("The root key's fingerprint, as a station of the county shows it."))
]


def add_to(group: typer.Typer) -> None:
    """Put `backup`, `restore` and `export` into the group `county`."""
    words = tr(
        "Write the whole county into one private file, while it works on, and prove it. The sealed keys go along."
    )
    group.command("backup", help=with_keys(words, BACKUP_KEYS))(backup)
    words = tr("Put a county back from its backup, into a file or into a PostgreSQL database; carries it between both.")
    group.command("restore", help=with_keys(words, RESTORE_KEYS))(restore)
    words = tr("Write what the stations delivered as CSV files, one a table; numbers masked.")
    group.command("export", help=with_keys(words, EXPORT_KEYS))(export)


def backup(
    out: Annotated[
        Path | None,
        typer.Option("--out", help=tr("File to write; in the folder `backups` of the county if not named.")),
    ] = None,
    keep: Annotated[
        int, typer.Option("--keep", min=0, help=tr("Keep only so many of the newest in that folder; 0 keeps all."))
    ] = 0,
    county: CountyOption = Path(),
    as_json: JsonOption = False,
) -> None:
    """Back the county up; needs no password, like a copy of the folder."""
    from app.county.backing_up import thin_out, usual_path

    with visit(county) as office:
        code = office.county().code
        target = out or usual_path(county, code, SystemClock().now())
        made = office.back_up(target)
    removed = thin_out(target.parent, code, keep) if out is None else 0
    figures = {"file": str(made.path), "bytes": made.size, "rows": made.manifest.rows, "removed": removed}
    if as_json:
        told = {"tables": len(made.manifest.tables), "made_at": made.manifest.made_at}
        print_json({**figures, **told, "version": made.manifest.version, "signed": made.is_signed})
        return
    say(tr("{file}: {rows} rows, {bytes} bytes, read back and found whole.", **figures))
    if not made.is_signed:
        note(tr("It is not signed: the desk key is missing or over. Start the server once with the county's password."))
    note(tr("It holds people's data: keep it as you keep the register, and a copy in another place."))


def restore(
    file: Annotated[Path, typer.Argument(help=tr("The backup."))],
    database: DatabaseOption = "",
    replace: Annotated[
        bool, typer.Option("--replace", help=tr("Put the register that lies in the folder aside first."))
    ] = False,
    fingerprint: FingerprintOption = "",
    unsigned: Annotated[
        bool, typer.Option("--unsigned", help=tr("Take a backup that nobody signed, as earlier programs made them."))
    ] = False,
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Put a county back."""
    from app.county.backup_proof import Belief
    from app.county.restoring import restore_county

    address = database_named(database)
    belief = Belief(fingerprint, unsigned)
    who = officer_named(officer)
    back = restore_county(county, file, SystemClock(), who, address, replace=replace, belief=belief)
    if as_json:
        told = {"code": back.county.code, "name": back.county.name, "made_at": back.made_at, "rows": back.rows}
        told |= {"epoch": back.epoch, "engine": back.engine, "database": back.database, "aside": back.aside}
        print_json({**told, "proof": back.proof, "fingerprint": back.county.fingerprint})
        return
    facts = {"name": back.county.name, "at": back.made_at, "rows": back.rows, "place": back.database}
    say(tr("{name} is back as of {at}: {rows} rows in {place}.", **facts))
    say(back.proof.sentence(back.county.fingerprint))
    if back.aside:
        say(tr("The register that lay there is now {file}.", file=str(back.aside)))
    say(tr("A new epoch has begun: the stations will deliver again what this copy does not know."))
    say(tr("What was revoked after this backup is not known here yet: it comes back with the stations' next rounds."))
    say(tr("Let every station report before you sign the public lists anew."))


def export(
    out: Annotated[Path, typer.Option("--out", help=tr("Folder to write to."))],
    full: Annotated[bool, typer.Option("--full", help=tr("Whole ID numbers and phones; needs a --reason."))] = False,
    reason: ReasonOption = "",
    county: CountyOption = Path(),
    officer: OfficerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Write the stations' tables."""
    with open_office(county, officer) as office:
        make_folder(out)
        made = office.export(out, full=full, reason=reason)
    if as_json:
        tables = [{"entity": each.entity, "file": str(each.path), "rows": each.rows} for each in made]
        print_json({"folder": str(out), "tables": tables})
        return
    for each in made:
        say(tr("{file}: {rows} rows.", file=str(each.path), rows=each.rows))
    if not made:
        say(tr("No station has delivered anything yet."))
