"""Registers to be handed over: as spreadsheets and as CSV, masked, with who took them and when written into them."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.county.formulas import harmless
from app.county.readings.certificates import CertificateFilter, certificates, count_certificates
from app.county.readings.classes import classes, count_classes
from app.county.readings.duplicates import Entry, count_persons, persons
from app.county.readings.health import StationHealth, station_health
from app.county.readings.training import Line, year_of_training
from app.documents import register_xlsx
from app.documents.alignment import Align
from app.documents.registers import Column, ColumnKind, RegisterTable
from app.errors import Refusal
from app.i18n import mark, tr

MOST_LINES = 20_000
LONGEST_CELL = 2000
"""What is longer is cut: no station's text may keep a whole register from being written."""
Asked = Mapping[str, str]


class TooManyLines(Refusal):
    """More than a spreadsheet is good for."""

    code = "too_many_lines"
    message = mark("These are {count} lines; at most {most} go into one file.")
    remedy = mark("Choose a station or a year first.")


def certificate_register(session: Session, county_id: str, asked: Asked, _: datetime) -> RegisterTable:
    """The certificates that a reader has filtered."""
    filters = ("station", "year", "intake", "kind", "state", "text")
    wanted = CertificateFilter(**{name: asked.get(name, "") for name in filters}, training_class=asked.get("class", ""))
    _check(count_certificates(session, county_id, wanted))
    titles = (
        "Certificate number",
        "Name",
        "ID number",
        "Kind",
        "Course",
        "Class",
        "Class hours",
        "Issued on",
        "Station",
    )
    columns = _columns((*titles, "State"), (3, 1.6, 3, 1.8, 3, 3, 1, 2, 4, 1.4))
    found = certificates(session, county_id, wanted, MOST_LINES)
    names = ("number", "name", "masked_id", "kind", "course", "class_name", "hours", "issued_on", "station")
    rows = [_row(each, (*names, "state_label")) for each in found]
    return RegisterTable(tr("Register of certificates"), columns, tuple(rows))


def class_register(session: Session, county_id: str, asked: Asked, _: datetime) -> RegisterTable:
    """The classes of a station and a year."""
    station, year = asked.get("station", ""), asked.get("year", "")
    _check(count_classes(session, county_id, station, year))
    titles = ("Station", "Code", "Class", "Course", "Skill group", "Training provider", "From", "To")
    columns = _columns(
        (*titles, "person-times", "completed", "Certificates", "State"), (4, 1.4, 3, 3, 1.6, 3, 2, 2, 1, 1, 1, 1.3)
    )
    names = ("station", "code", "name", "course", "skill_group", "provider", "starts_on", "ends_on", "enrolments")
    found = classes(session, county_id, station, year, MOST_LINES)
    rows = [_row(each, (*names, "completed", "certificates", "status")) for each in found]
    return RegisterTable(tr("Register of classes"), columns, tuple(rows))


def figures_register(session: Session, county_id: str, asked: Asked, now: datetime) -> RegisterTable:
    """The figures of a year."""
    year = int(asked["year"]) if asked.get("year", "").isdecimal() else now.year
    figures = year_of_training(session, county_id, max(2000, min(year, now.year + 1)), now.date())
    parts = (
        (tr("By station"), figures.stations),
        (tr("By month"), figures.months),
        (tr("By skill group"), figures.groups),
        (tr("By group of people"), figures.categories),
    )
    titles = ("Told apart", "Line", "persons", "person-times", "completed", "Target")
    rows = [(part, *_figures(line)) for part, lines in parts for line in lines]
    total = (tr("Total"), *_figures(figures.whole))
    title = tr("Figures of the training of {year}", year=figures.year)
    return RegisterTable(title, _columns(titles, (2, 4, 1.5, 1.5, 1.5, 1.5)), tuple(rows), total=total)


def station_register(session: Session, county_id: str, _: Asked, now: datetime) -> RegisterTable:
    """The stations as they fare."""
    titles = ("Code", "Station", "PCs", "Last round", "Waiting there", "Parked", "Clock (s)", "Numbers left", "Program")
    rows = [_health(each) for each in station_health(session, county_id, now)]
    return RegisterTable(tr("How the stations fare"), _columns(titles, (2, 5, 1, 2.4, 1.2, 1, 1, 1.2, 2)), tuple(rows))


def duplicate_register(session: Session, county_id: str, _: Asked, __: datetime) -> RegisterTable:
    """Persons at several stations."""
    _check(count_persons(session, county_id))
    found = persons(session, county_id, MOST_LINES)
    rows = [(person.masked_id, *_entry(entry)) for person in found for entry in person.entries]
    titles = ("ID number", "Name", "Station", "Village", "Trainings")
    return RegisterTable(tr("Persons at several stations"), _columns(titles, (3, 2, 4, 2, 6)), tuple(rows))


REGISTERS: dict[str, Callable[[Session, str, Asked, datetime], RegisterTable]] = {
    "certificates": certificate_register,
    "classes": class_register,
    "figures": figures_register,
    "stations": station_register,
    "duplicates": duplicate_register,
}
_TITLES = {
    title: title
    for title in (
        mark("Certificate number"),
        mark("Name"),
        mark("ID number"),
        mark("Kind"),
        mark("Course"),
        mark("Class"),
        mark("Class hours"),
        mark("Issued on"),
        mark("Station"),
        mark("State"),
        mark("Code"),
        mark("Skill group"),
        mark("Training provider"),
        mark("From"),
        mark("To"),
        mark("person-times"),
        mark("persons"),
        mark("completed"),
        mark("Certificates"),
        mark("Told apart"),
        mark("Line"),
        mark("Target"),
        mark("PCs"),
        mark("Last round"),
        mark("Waiting there"),
        mark("Parked"),
        mark("Clock (s)"),
        mark("Numbers left"),
        mark("Program"),
        mark("Village"),
        mark("Trainings"),
    )
}


def as_xlsx(table: RegisterTable) -> bytes:
    """The register as a spreadsheet."""
    stream = io.BytesIO()
    register_xlsx.render(replace(table, rows=tuple(tuple(map(_cut, row)) for row in table.rows)), stream)
    return stream.getvalue()


def as_csv(table: RegisterTable) -> bytes:
    """The register as CSV that spreadsheets open (UTF-8 with its mark); nothing in it can be taken for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([column.title for column in table.columns])
    writer.writerows([harmless(_cut(cell)) for cell in row] for row in table.rows)
    if table.total:
        writer.writerow([harmless(cell) for cell in table.total])
    writer.writerow([harmless(table.watermark)])
    return text.getvalue().encode("utf-8-sig")


def _cut(cell: str) -> str:
    return cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"


def _check(count: int) -> None:
    if count > MOST_LINES:
        raise TooManyLines(count=count, most=MOST_LINES)


def _columns(titles: tuple[str, ...], weights: tuple[float, ...]) -> tuple[Column, ...]:
    kinds = {"Certificate number": ColumnKind.CODE, "ID number": ColumnKind.CODE}
    pairs = zip(titles, weights, strict=True)
    return tuple(
        Column(tr(_TITLES[title]), weight, Align.LEFT, kinds.get(title, ColumnKind.TEXT)) for title, weight in pairs
    )


def _figures(line: Line) -> tuple[str, ...]:
    count: Any = line.count
    return line.label, str(count.people), str(count.enrolments), str(count.completed), str(line.target or "")


def _row(line: object, names: tuple[str, ...]) -> tuple[str, ...]:
    told = (getattr(line, name) for name in names)
    return tuple("" if value is None else str(value) for value in told)


def _health(each: StationHealth) -> tuple[str, ...]:
    last = each.last_round.strftime("%Y-%m-%d %H:%M") if each.last_round else ""
    counts = (each.waiting, each.parked, each.clock_offset_ms // 1000, sum(pc.left for pc in each.pcs))
    named = (each.station.code, each.station.name, str(len(each.pcs)), last)
    return (*named, *map(str, counts), ", ".join(each.releases))


def _entry(entry: Entry) -> tuple[str, ...]:
    trainings = (f"{each.course} {each.starts_on or ''} {each.outcome}".strip() for each in entry.trainings)
    return entry.name, entry.station, entry.village, "；".join(trainings)
