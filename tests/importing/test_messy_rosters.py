"""Imported is the truth, or it is listed for repair; nothing is silently wrong."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger.importing.limits import LIMITS
from app.ledger.importing.preview import RosterPreview, RosterRow, RowStatus, preview
from app.ledger.importing.reading import read_sheets
from app.ledger.importing.workbooks import read_file
from tests.importing.messy import (
    DAMAGING_STYLES,
    DATE_STYLES,
    NAME_STYLES,
    NUMBER_STYLES,
    TODAY,
    Mess,
    Truth,
    Written,
    make_people,
    save_text,
    save_xls,
    save_xlsx,
    write_roster,
)


def read_and_judge(path: Path) -> RosterPreview:
    return preview(path.name, read_sheets(path), today=TODAY)


def differs(row: RosterRow, truth: Truth) -> list[str]:
    values = row.values
    pairs = {
        "name": (values.name, truth.name),
        "number": (values.id_number, truth.number),
        "type": (values.id_type, "01"),
        "sex": (values.sex, truth.sex),
        "birth": (values.birth_date, truth.birth),
        "ethnic": (values.ethnic_code, truth.ethnic),
        "phone": (values.phone, truth.phone),
        "education": (values.education, truth.education),
        "categories": (values.categories, (truth.category,)),
    }
    return [f"{name}: {read!r} for {meant!r}" for name, (read, meant) in pairs.items() if read != meant]


def is_listed_for_repair(row: RosterRow) -> bool:
    """Refused; or asked about, for one number in eleven that ends in lost digits adds up by chance."""
    codes = {problem.finding.code for problem in row.problems}
    return row.status is RowStatus.WRONG or (row.status is RowStatus.DOUBTFUL and "spreadsheet_damage" in codes)


def complaints(shown: RosterPreview, *sheets: Written) -> list[str]:
    """Everything that came in otherwise than it was meant, and everyone who did not come in at all."""
    rows = {(row.sheet, row.row): row for row in shown.rows}
    told = [f"row {place} is nobody" for place in rows if place not in {(s.name, r) for s in sheets for r in s.people}]
    for sheet in sheets:
        for number, truth in sheet.people.items():
            row = rows.get((sheet.name, number))
            if row is None:
                told.append(f"row {number} is lost")
            elif number in sheet.damaged and not is_listed_for_repair(row):
                told.append(f"row {number} was taken although damaged")
            elif number not in sheet.damaged and row.status is RowStatus.WRONG:
                told.append(f"row {number} was refused: {row.problems}")
            elif number not in sheet.damaged:
                told += [f"row {number} {difference}" for difference in differs(row, truth)]
    return told


GREAT_MESS = Mess(
    titles=2,
    is_two_line=True,
    repeats_heading_every=25,
    totals_every=10,
    blank_every=7,
    has_column_numbers=True,
    number_styles=NUMBER_STYLES,
    date_styles=DATE_STYLES,
    name_styles=NAME_STYLES,
    has_numeric_phones=True,
)


@pytest.mark.parametrize("seed", range(4))
def test_a_great_mess_in_xlsx_comes_in_as_it_was_meant(tmp_path: Path, seed: int) -> None:
    sheet = write_roster(make_people(60, seed), GREAT_MESS, seed)

    shown = read_and_judge(save_xlsx(tmp_path / "花名册.xlsx", sheet))

    assert complaints(shown, sheet) == []
    assert shown.counts()[RowStatus.NEW] == 60


def test_a_great_mess_in_xls_comes_in_as_it_was_meant(tmp_path: Path) -> None:
    sheet = write_roster(make_people(60, 5), GREAT_MESS, 5)

    shown = read_and_judge(save_xls(tmp_path / "花名册.xls", sheet))

    assert complaints(shown, sheet) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_comes_in_whatever_its_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    styles = tuple(style for style in DATE_STYLES if style != "cell")
    sheet = write_roster(make_people(30, 6), Mess(number_styles=NUMBER_STYLES, date_styles=styles), 6, "花名册")

    shown = read_and_judge(save_text(tmp_path / "花名册.csv", sheet, encoding, separator))

    assert complaints(shown, sheet) == []


@pytest.mark.parametrize("save", [save_xlsx, save_xls])
def test_a_number_that_lost_digits_is_never_taken(tmp_path: Path, save) -> None:
    styles = (*NUMBER_STYLES, *DAMAGING_STYLES)
    sheet = write_roster(make_people(200, 7), Mess(number_styles=styles), 7)

    shown = read_and_judge(save(tmp_path / "damaged", sheet))

    assert len(sheet.damaged) > 50
    assert complaints(shown, sheet) == []


def test_hidden_rows_come_in_and_are_told(tmp_path: Path) -> None:
    sheet = write_roster(make_people(20, 8), Mess(hides_every=5), 8)

    shown = read_and_judge(save_xlsx(tmp_path / "hidden.xlsx", sheet))

    assert complaints(shown, sheet) == []
    told = {row.row for row in shown.rows if any(p.finding.code == "hidden_row" for p in row.problems)}
    assert told == sheet.hidden
    assert len(told) == 4


def test_each_sheet_is_read_by_its_own_heading(tmp_path: Path) -> None:
    people = make_people(60, 9)
    sheets = [write_roster(people[place * 20 :][:20], GREAT_MESS, place, f"{place + 1}村") for place in range(3)]
    notice = Written("说明", [["填表说明"], ["请于本周五前报送", "联系人", "张三"]])

    shown = read_and_judge(save_xlsx(tmp_path / "three.xlsx", notice, *sheets))

    assert complaints(shown, *sheets) == []
    assert [table.sheet for table in shown.tables] == ["1村", "2村", "3村"]
    assert [sheet.name for sheet in shown.skipped_sheets] == ["说明"]


messes = st.builds(
    Mess,
    titles=st.integers(0, 3),
    is_two_line=st.booleans(),
    repeats_heading_every=st.sampled_from([0, 3, 5]),
    totals_every=st.sampled_from([0, 2, 4]),
    has_foot=st.booleans(),
    has_column_numbers=st.booleans(),
    blank_every=st.sampled_from([0, 2, 3]),
    hides_every=st.sampled_from([0, 3]),
    number_styles=st.lists(st.sampled_from(NUMBER_STYLES + DAMAGING_STYLES), min_size=1).map(tuple),
    date_styles=st.lists(st.sampled_from(DATE_STYLES), min_size=1).map(tuple),
    name_styles=st.lists(st.sampled_from(NAME_STYLES), min_size=1).map(tuple),
    has_numeric_phones=st.booleans(),
)


@settings(max_examples=60)
@given(mess=messes, seed=st.integers(0, 10_000), count=st.integers(1, 12))
def test_any_mess_comes_in_as_meant_or_is_listed_for_repair(
    tmp_path_factory, mess: Mess, seed: int, count: int
) -> None:
    sheet = write_roster(make_people(count, seed), mess, seed)
    path = save_xlsx(tmp_path_factory.mktemp("mess") / "any.xlsx", sheet)

    shown = preview(path.name, read_file(path, LIMITS), today=TODAY)

    assert complaints(shown, sheet) == []
