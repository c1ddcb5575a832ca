"""The preview as machines read it."""

import json

from app.i18n import choose_language
from app.ledger.importing.preview_json import to_json_lines
from tests.importing.makers import NUMBERS, judge, sheet_of


def lines_of(shown) -> list[dict]:
    return [json.loads(line) for line in to_json_lines(shown)]


def test_the_head_comes_first_and_tells_how_the_file_was_understood():
    shown = judge(
        sheet_of(("花名册",), ("姓名", "证件号码"), ("罗正祥", NUMBERS[0]), ("合计1人",), name="水箐"),
        sheet_of(("说明",), name="说明"),
    )

    head = lines_of(shown)[0]

    assert (head["file"], head["sheet"], head["heading_rows"]) == ("花名册.xlsx", "水箐", [2])
    assert head["column_map"] == {"A": "name", "B": "id_number"}
    assert head["headings"] == {"A": "姓名", "B": "证件号码"}
    assert head["counts"] == {"new": 1, "known": 0, "doubtful": 0, "wrong": 0}
    assert [(row["row"], row["kind"]) for row in head["skipped_rows"]] == [(4, "total")]
    assert [sheet["sheet"] for sheet in head["skipped_sheets"]] == ["说明"]
    assert [table["sheet"] for table in head["tables"]] == ["水箐"]


def test_each_row_is_one_object_with_values_and_problems():
    shown = judge(sheet_of(("姓名", "身份证号", "性别"), ("罗正祥", NUMBERS[0], "女"), ("李兰", "12", "女")))

    rows = lines_of(shown)[1:]

    assert [set(row) for row in rows] == [{"sheet", "row", "status", "values", "problems", "trainee_id"}] * 2
    assert [(row["sheet"], row["row"], row["status"]) for row in rows] == [
        ("Sheet1", 2, "doubtful"), ("Sheet1", 3, "wrong"),
    ]  # fmt: skip
    expected = (
        "name id_type id_number sex birth_date ethnic_code ethnic_text phone village address education categories"
    )
    assert set(expected.split()) <= set(rows[0]["values"])
    assert rows[0]["values"]["birth_date"] == "1985-01-06"
    problem = rows[0]["problems"][0]
    assert {"column", "code", "message", "remedy"} <= set(problem)
    assert (problem["column"], problem["code"], problem["severity"]) == ("C", "sex_differs", "warn")


def test_problems_are_told_in_the_readers_language():
    shown = judge(sheet_of(("姓名", "身份证号"), ("罗正祥", NUMBERS[0]), ("罗正祥", NUMBERS[0])))

    chinese = lines_of(shown)[2]["problems"][0]["message"]
    choose_language("en")
    english = lines_of(shown)[2]["problems"][0]["message"]

    assert chinese != english
    assert "row 2" in english
