"""What the county holds of its stations, for other programs: one CSV file a table, masked unless asked for whole."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.county.formulas import harmless
from app.county.private_file import private_file
from app.county.register import County, Deed
from app.county.store.mirror import MIRRORS, form_of
from app.county.tables import StationRow
from app.errors import Refusal
from app.i18n import mark
from app.models.privacy import masked_fields

_CHUNK = 1000
_BEFORE = ("station_code", "station_name", "id")


class FullNeedsReason(Refusal):
    """Whole numbers were asked for without a reason."""

    code = "full_needs_reason"
    message = mark("Whole ID numbers and phones leave the county only with a reason.")
    remedy = mark("Say why; it is kept in the audit.")


@dataclass(frozen=True)
class Exported:
    """A table that was written."""

    entity: str
    path: Path
    rows: int


def export_tables(deed: Deed, folder: Path, *, full: bool = False, reason: str = "") -> tuple[Exported, ...]:
    """Every table of the stations that holds rows, as CSV (UTF-8 with its mark) in this folder, told in the audit.

    Raises FullNeedsReason, DiskFull, FileNotWritable.
    """
    if full and not reason.strip():
        raise FullNeedsReason
    stations = _stations(deed.session, deed.county)
    made = [_write(deed, entity, folder / f"{entity}.csv", stations, full=full) for entity in MIRRORS]
    deed.note("export", full=full, reason=reason, rows={each.entity: each.rows for each in made if each})
    return tuple(each for each in made if each)


def _write(deed: Deed, entity: str, path: Path, stations: dict[str, tuple[str, str]], *, full: bool) -> Exported | None:
    rows = _rows(deed, entity, stations, full=full)
    first = next(rows, None)
    if first is None:
        return None
    names, count = form_of(entity).names, 1
    with private_file(path) as (stream, _):
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        writer = csv.writer(text)
        writer.writerow([*_BEFORE, *names])
        writer.writerow(first)
        for row in rows:
            writer.writerow(row)
            count += 1
        text.flush()
        text.detach()
    return Exported(entity, path, count)


def _rows(deed: Deed, entity: str, stations: dict[str, tuple[str, str]], *, full: bool) -> Iterator[list[str]]:
    table, form = MIRRORS[entity], form_of(entity)
    wanted = select(table).where(table.c.county_id == deed.county.id).order_by(table.c.owner, table.c.id)
    options = {"stream_results": deed.session.get_bind().dialect.name != "sqlite", "yield_per": _CHUNK}
    for row in deed.session.connection().execute(wanted, execution_options=options).mappings():
        told = form.told(row)
        shown = told if full else masked_fields(entity, told)
        before = (*stations.get(row["owner"], ("", "")), row["id"])
        yield [*map(harmless, before), *(_cell(shown.get(name)) for name in form.names)]


def _stations(session: Session, county: County) -> dict[str, tuple[str, str]]:
    rows = session.scalars(select(StationRow).where(StationRow.county_id == county.id))
    return {row.station_id: (row.code, row.name) for row in rows}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return harmless(text)
