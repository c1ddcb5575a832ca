"""The error workbook: the sender's own file, problem cells in red, and beside each row what is wrong and what to do."""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.i18n import tr
from app.ledger.importing.limits import LIMITS, Limits
from app.ledger.importing.persons import Problem
from app.ledger.importing.preview import RosterPreview, RosterRow, TableHead
from app.ledger.importing.reading import ask_child
from app.ledger.importing.refusals import (
    DamagedWorkbook,
    ErrorWorkbookNeedsItsOwnName,
    ErrorWorkbookNotWritten,
    ReadingTookTooLong,
    ReadingTookTooMuchMemory,
)
from app.ledger.importing.sheets import column_number
from app.models.findings import Severity


def write_error_workbook(path: Path, shown: RosterPreview, out: Path, limits: Limits = LIMITS) -> None:
    """Write the file of a preview again as .xlsx with its problems marked, whole or not at all.

    An .xlsx keeps its looks, unless it is very large or odd; .xls and text become a plain .xlsx of the same cells.
    Raises ErrorWorkbookNeedsItsOwnName, ErrorWorkbookNotWritten, or a WorkbookRefusal if the file is gone or changed.
    """
    if out.suffix.lower() != ".xlsx" or out.absolute() == path.absolute():
        raise ErrorWorkbookNeedsItsOwnName(file=out.name)
    beside = out.with_name(f".{out.name}.{os.getpid()}.part")
    request = {"task": "mark", "out": str(beside.absolute()), "marks": marks_of(shown)}
    try:
        beside.touch()  # the folder must take a file before a child is started for it
        _mark(path, request, limits)
        _settle(beside, out)
    except (OSError, ErrorWorkbookNotWritten) as error:
        raise ErrorWorkbookNotWritten(file=out.name) from error
    finally:
        beside.unlink(missing_ok=True)


def marks_of(shown: RosterPreview) -> dict[str, Any]:
    """What is to be marked, sheet by sheet, in numbers and text alone."""
    tables, rows = defaultdict(list), defaultdict(list)
    for table in shown.tables:
        tables[table.sheet].append(table)
    for row in shown.rows:
        if row.problems:
            rows[row.sheet].append(row)
    return {name: _sheet_marks(tables[name], rows[name]) for name in tables}


def _mark(path: Path, request: dict[str, Any], limits: Limits) -> None:
    """Where openpyxl stumbles over what calamine reads, as over odd styles, the marks matter more than the looks."""
    try:
        ask_child(path, request, limits)
    except (DamagedWorkbook, ReadingTookTooLong, ReadingTookTooMuchMemory):
        ask_child(path, request, replace(limits, rewritten=0))


def _settle(beside: Path, out: Path) -> None:
    with beside.open("rb+") as file:
        os.fsync(file.fileno())
    beside.replace(out)


def _sheet_marks(tables: list[TableHead], rows: list[RosterRow]) -> dict[str, Any]:
    return {
        "heading": tr("What to mend"),
        "heading_row": max(tables[0].heading_rows, default=0),
        "width": max(table.width for table in tables),
        "first_row": min(table.first_row for table in tables),
        "last_row": max(table.last_row for table in tables),
        "text_columns": sorted({number for table in tables for number in _text_columns(table)}),
        "cells": [cell for row in rows for cell in _cells(row)],
        "reasons": list(_reasons(rows)),
    }


def _text_columns(table: TableHead) -> Iterator[int]:
    return (column_number(letter) for letter, field in table.columns.items() if field in ("id_number", "phone"))


def _cells(row: RosterRow) -> Iterator[tuple[int, int, str]]:
    """The problem cells; where one has several problems, the gravest is written last."""
    for problem in sorted(row.problems, key=lambda problem: problem.finding.severity is Severity.BLOCK):
        if problem.column:
            yield row.row, column_number(problem.column), str(problem.finding.severity)


def _reasons(rows: list[RosterRow]) -> Iterator[tuple[int, str, str]]:
    by_row: dict[int, list[Problem]] = defaultdict(list)
    for row in rows:
        by_row[row.row].extend(row.problems)
    for number, problems in by_row.items():
        gravest = Severity.BLOCK if any(p.finding.severity is Severity.BLOCK for p in problems) else Severity.WARN
        yield number, "\n".join(map(reason, problems)), str(gravest)


def reason(problem: Problem) -> str:
    """One problem in one line: where, what, and what to do."""
    opening = tr("[mend]") if problem.finding.severity is Severity.BLOCK else tr("[check]")
    place = f"{problem.column} {problem.heading}".strip()
    offer = tr("Meant may be {suggestion}.", suggestion=problem.suggestion) if problem.suggestion else ""
    said = " ".join(filter(None, (problem.finding.sentence(), problem.finding.way_out(), offer)))
    return f"{opening}{place + tr(': ') if place else ''}{said}"
