"""Sheets and previews made by hand, without a file."""

from datetime import date
from typing import Any

from app.ledger.importing.preview import RosterPreview, RosterRow, preview
from app.ledger.importing.sheets import Cell, Sheet, Span

TODAY = date(2026, 11, 21)
NUMBERS = ("533522198501069830", "533522198002299842", "522427197607059875", "530921200503159832")
ROSTER_HEADING = ("姓名", "身份证号", "性别", "联系电话")


def sheet_of(*rows: tuple[Cell, ...], merged: tuple[tuple[int, int, int, int], ...] = (), **more: Any) -> Sheet:
    """A sheet with these rows, the first being row 1."""
    spans = tuple(Span(*corners) for corners in merged)
    return Sheet(more.pop("name", "Sheet1"), rows, spans, **more)


def judge(*sheets: Sheet, **more: Any) -> RosterPreview:
    """The preview of these sheets."""
    return preview("花名册.xlsx", sheets, today=TODAY, **more)


def judge_rows(*rows: tuple[Cell, ...], **more: Any) -> tuple[RosterRow, ...]:
    """The rows of the preview of one sheet."""
    merged = more.pop("merged", ())
    return judge(sheet_of(*rows, merged=merged), **more).rows


def codes(row: RosterRow) -> list[str]:
    """The codes of what was found in a row."""
    return [problem.finding.code for problem in row.problems]
