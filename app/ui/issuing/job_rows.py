"""The sheets of a print job as a list, and a sheet found in it by what a clerk types or scans."""

from collections.abc import Sequence

from app.i18n import tr
from app.ledger.print_jobs_board import SheetLine, Stand
from app.ui.issuing.state_rows import InkColumn
from app.ui.theme import ACCENT_DARK, AMBER, FAINT, MUTED, RED

SIGNS = {Stand.TO_PRINT: "○", Stand.SENT: "●", Stand.GOOD: "√", Stand.SPOILED: "×", Stand.DROPPED: "—"}
INKS = {
    Stand.TO_PRINT: MUTED,
    Stand.SENT: AMBER,
    Stand.GOOD: ACCENT_DARK,
    Stand.SPOILED: RED,
    Stand.DROPPED: FAINT,
}
SHORT_TAIL = 4


def columns() -> list[InkColumn]:
    """A line for each attempt at a sheet."""
    return [
        InkColumn(tr("Sheet"), lambda row: row.position, 60, is_figure=True),
        InkColumn(tr("Name"), lambda row: row.name or tr("(erased)"), 130),
        InkColumn(tr("Number"), lambda row: row.number, 190),
        InkColumn(tr("State"), lambda row: stand_words(row.stand), 130, ink=lambda row: INKS[row.stand]),
        InkColumn(tr("Paper serial"), lambda row: row.paper_serial, 130),
        InkColumn(tr("Attempt"), lambda row: row.attempt if row.attempt > 1 else "", 90),
    ]


def stand_words(stand: Stand) -> str:
    """A state with its sign."""
    return f"{SIGNS[stand]} {tr(stand.words)}"


def find_line(lines: Sequence[SheetLine], text: str) -> SheetLine | None:
    """The sheet that is meant: by its place, its number or the end of it, or the name; None if none or several fit."""
    typed = "".join(text.split())
    newest = {line.position: line for line in lines}
    if typed.isascii() and typed.isdecimal() and len(typed) < SHORT_TAIL:
        return newest.get(int(typed))
    fits = [line for line in newest.values() if _fits(line, typed)]
    return fits[0] if len(fits) == 1 else None


def _fits(line: SheetLine, typed: str) -> bool:
    if typed.isascii() and typed.isdecimal():
        return line.number.endswith(typed)
    return bool(typed) and typed in "".join(line.name.split())
