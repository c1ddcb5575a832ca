"""The blank roster a station hands out, so that what comes back needs no repair."""

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from app.i18n import tr
from app.ledger.importing.heading_words import label_of
from app.ledger.importing.refusals import RosterTemplateNeedsItsEnding, RosterTemplateNotWritten
from app.models.code_tables import table
from app.models.faults import DiskFull, file_fault

_COLUMNS = (
    ("serial", 6),
    ("name", 12),
    ("sex", 6),
    ("ethnic", 9),
    ("id_number", 22),
    ("phone", 14),
    ("education", 12),
    ("political_status", 12),
    ("town", 14),
    ("village", 16),
    ("group", 14),
    ("categories", 22),
    ("course_wish", 16),
    ("note", 16),
)
_LISTS: dict[str, str | tuple[str, ...]] = {
    "sex": ("男", "女"),
    "education": "education",
    "political_status": "political_status",
}
_TEXT = ("id_number", "phone")
_HEADING_ROW, _LINES = 3, 500


def write_roster_template(out: Path, title: str = "") -> None:
    """Write an empty roster as .xlsx: the columns for numbers are text, choices come from lists.

    Raises RosterTemplateNeedsItsEnding, RosterTemplateNotWritten, DiskFull.
    """
    from openpyxl import Workbook

    if out.suffix.lower() != ".xlsx":
        raise RosterTemplateNeedsItsEnding(file=out.name)
    book = Workbook()
    sheet = book.active
    sheet.title = tr("Roster")
    _write_head(sheet, title or tr("Roster of trainees"))
    _prepare_columns(sheet)
    _prepare_paper(sheet)
    _put(out, book)


def _put(out: Path, book: Any) -> None:
    """Write the file whole, or leave what was there."""
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    packed = BytesIO()  # in memory: a half-written archive would complain on the screen when it is let go of
    try:
        book.save(packed)
        part.write_bytes(packed.getvalue())
        part.replace(out)
    except OSError as error:
        fault = file_fault(error)
        raise (fault if isinstance(fault, DiskFull) else RosterTemplateNotWritten(file=out.name)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write_head(sheet: Any, title: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    note = tr(
        "One person a row. Type the 18 characters of the ID number as text: the column is prepared for it, "
        "do not change its format. Several categories are parted by 、."
    )
    for row, text, size in ((1, title, 16), (2, note, 10)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_COLUMNS))
        cell = sheet.cell(row, 1, text)
        cell.font = Font(size=size, bold=row == 1)
        cell.alignment = Alignment(horizontal="center" if row == 1 else "left", vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = 30
    for column, (field, _width) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(_HEADING_ROW, column, label_of(field))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", start_color="FFDDE7EE")
        cell.alignment = Alignment(horizontal="center", vertical="center")


def _prepare_columns(sheet: Any) -> None:
    from openpyxl.styles import Border, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin", color="FF999999")
    for column, (field, width) in enumerate(_COLUMNS, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        for row in range(_HEADING_ROW, _HEADING_ROW + _LINES + 1):
            cell = sheet.cell(row, column)
            cell.border = Border(line, line, line, line)
            if field in _TEXT:
                cell.number_format = "@"
        if field in _LISTS:
            _offer(sheet, letter, _words(_LISTS[field]))


def _words(source: str | tuple[str, ...]) -> tuple[str, ...]:
    return source if isinstance(source, tuple) else tuple(row.label for row in table(source).rows)


def _offer(sheet: Any, letter: str, words: tuple[str, ...]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.showErrorMessage = False  # offered, not enforced: another word is read too
    sheet.add_data_validation(choice)
    choice.add(f"{letter}{_HEADING_ROW + 1}:{letter}{_HEADING_ROW + _LINES}")


def _prepare_paper(sheet: Any) -> None:
    sheet.freeze_panes = sheet.cell(_HEADING_ROW + 1, 3)
    sheet.print_title_rows = f"1:{_HEADING_ROW}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
