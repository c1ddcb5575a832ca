"""A roster of a whole county is read too."""

from pathlib import Path

import xlsxwriter

from app.ledger.importing.preview import RowStatus, preview
from app.ledger.importing.reading import read_sheets
from tests.importing.messy import TODAY, Mess, make_people, write_roster


def test_twenty_five_thousand_people_come_in(tmp_path: Path) -> None:
    sheet = write_roster(make_people(25_000), Mess(number_styles=("text", "spaced")))
    with xlsxwriter.Workbook(tmp_path / "county.xlsx", {"constant_memory": True}) as book:
        made = book.add_worksheet("全县")
        for row, cells in enumerate(sheet.rows):
            made.write_row(row, 0, cells)

    shown = preview("county.xlsx", read_sheets(tmp_path / "county.xlsx"), today=TODAY)

    counts = shown.counts()
    assert counts[RowStatus.WRONG] == 0
    assert counts[RowStatus.NEW] + counts[RowStatus.DOUBTFUL] == 25_000
    assert {row.values.id_number for row in shown.rows} == {person.number for person in sheet.people.values()}
