"""How long a roster takes from file to preview, beside a plain openpyxl loop over the same file.

Run by hand: python -m tests.bench.bench_roster
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import openpyxl
import xlsxwriter

from app.ledger.importing.error_workbook import write_error_workbook
from app.ledger.importing.preview import preview
from app.ledger.importing.preview_json import to_json_lines
from app.ledger.importing.reading import read_sheets
from tests.importing.messy import TODAY, Mess, Written, make_people, save_text, save_xls, write_roster

Made = TypeVar("Made")
MESS = Mess(
    totals_every=40,
    date_styles=("iso", "chinese", "dot"),
    name_styles=("plain", "wide_space"),
    number_styles=("text",) * 20 + ("swapped",),
)


def save_fast(path: Path, sheet: Written) -> Path:
    """Write .xlsx without holding it in memory."""
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        made = book.add_worksheet("名单")
        for row, cells in enumerate(sheet.rows):
            made.write_row(row, 0, cells)
    return path


def timed(what: str, act: Callable[[], Made]) -> Made:
    """Do it and print how long it took."""
    begun = time.perf_counter()
    made = act()
    print(f"  {what:34}{(time.perf_counter() - begun) * 1000:9.0f} ms")
    return made


def read_plainly(path: Path) -> int:
    """What a plain import does: openpyxl in this process, every value once."""
    rows = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0].iter_rows(values_only=True)
    return sum(1 for row in rows if any(row))


def measure(path: Path) -> None:
    """Read, preview, JSON, error workbook."""
    print(f" {path.name} ({path.stat().st_size // 1024} KiB)")
    if path.suffix == ".xlsx":
        timed("openpyxl, cells alone (for comparison)", lambda: read_plainly(path))
    sheets = timed("read in the child", lambda: read_sheets(path))
    shown = timed("preview", lambda: preview(path.name, sheets, today=TODAY))
    timed("JSON lines", lambda: sum(map(len, to_json_lines(shown))))
    timed("error workbook", lambda: write_error_workbook(path, shown, path.with_name("errors.xlsx")))
    print("  ", {str(status): count for status, count in shown.counts().items()})


def main() -> None:
    """500 rows in three kinds of file, 25,000 rows in two."""
    with tempfile.TemporaryDirectory() as folder:
        for count in (500, 25_000):
            print(f"{count} people")
            sheet = write_roster(make_people(count), MESS)
            measure(save_fast(Path(folder) / f"{count}.xlsx", sheet))
            measure(save_text(Path(folder) / f"{count}.csv", sheet, "gb18030"))
            if count < 1000:
                measure(save_xls(Path(folder) / f"{count}.xls", sheet))


if __name__ == "__main__":
    main()
