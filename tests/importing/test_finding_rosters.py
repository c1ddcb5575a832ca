"""Where the roster lies in a file, and what its columns hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.importing.preview import RowStatus
from app.ledger.importing.refusals import NoContent, NoHeadingFound, UnknownColumnChoice
from app.ledger.importing.rows import RowKind
from tests.importing.makers import NUMBERS, ROSTER_HEADING, judge, judge_rows, sheet_of


def test_titles_above_the_heading_and_signatures_below_are_no_people():
    shown = judge(
        sheet_of(
            ("营盘镇2026年第三期砌筑工培训班学员花名册",),
            ("填报单位（盖章）：", None, "填报日期：2026年11月21日"),
            ROSTER_HEADING,
            ("罗正祥", NUMBERS[0], "男", "13888889999"),
            ("合计：1人",),
            ("填表人：", "张三", "审核人：", "李四"),
            ("以下空白",),
            ("注：本表一式两份",),
            merged=((1, 1, 1, 4),),
        )
    )

    assert [(row.row, row.values.name) for row in shown.rows] == [(4, "罗正祥")]
    assert shown.tables[0].heading_rows == (3,)
    kinds = {row.row: row.kind for row in shown.skipped_rows}
    assert kinds == {5: RowKind.TOTAL, 6: RowKind.SIGNATURE, 7: RowKind.NOTE, 8: RowKind.NOTE}


def test_a_heading_in_two_lines_with_merged_cells_is_read_as_one():
    shown = judge(
        sheet_of(
            ("姓名", "身份信息", None, "户籍地址", None, None),
            (None, "证件类型", "证件号码", "乡镇", "村", "组"),
            ("罗正祥", "居民身份证", NUMBERS[0], "营盘镇", "水箐村", "三组"),
            merged=((1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 1, 6)),
        )
    )

    assert shown.tables[0].heading_rows == (1, 2)
    fields = ["name", "id_type", "id_number", "town", "village", "group"]
    assert list(shown.tables[0].columns.values()) == fields
    assert shown.rows[0].values.group == "三组"


def test_a_heading_in_two_lines_without_merging_is_read_too():
    shown = judge(
        sheet_of(
            ("姓名", "身份信息", None, "性别"),
            (None, "证件类型", "证件号码", None),
            ("罗正祥", "居民身份证", NUMBERS[0], "男"),
        )
    )

    assert list(shown.tables[0].columns.values()) == ["name", "id_type", "id_number", "sex"]
    assert shown.rows[0].status is RowStatus.NEW


def test_the_householder_and_the_helper_are_not_taken_for_the_trainee():
    row = judge_rows(
        ("户主姓名", "户主身份证号", "姓名", "身份证号", "帮扶责任人姓名", "帮扶责任人电话", "本人电话"),
        ("罗老大", NUMBERS[2], "罗正祥", NUMBERS[0], "王主任", "13900000001", "13888889999"),
    )[0]

    assert (row.values.name, row.values.id_number, row.values.phone) == ("罗正祥", NUMBERS[0], "13888889999")


def test_what_stands_under_householder_in_a_heading_of_two_lines_is_left_out():
    row = judge_rows(
        ("户主信息", None, "学员信息", None),
        ("姓名", "身份证号", "姓名", "身份证号"),
        ("罗老大", NUMBERS[2], "罗正祥", NUMBERS[0]),
        merged=((1, 1, 1, 2), (1, 3, 1, 4)),
    )[0]

    assert (row.values.name, row.values.id_number) == ("罗正祥", NUMBERS[0])


def test_bank_accounts_are_never_read():
    shown = judge(
        sheet_of(
            ("姓名", "身份证号", "开户银行", "银行卡号", "社保卡账号"),
            ("罗正祥", NUMBERS[0], "农村信用社", "622202198501069830", "622202198501069831"),
        )
    )

    assert set(shown.tables[0].columns.values()) == {"name", "id_number"}
    assert "6222" not in str(shown.rows[0].values)


def test_numbers_are_known_by_their_looks_where_the_heading_is_strange():
    shown = judge(
        sheet_of(("姓名", "性别", "民族", "号码", "号"), ("罗正祥", "男", "彝", NUMBERS[0], "13888889999")),
    )

    assert shown.tables[0].columns == {
        "A": "name", "B": "sex", "C": "ethnic", "D": "id_number", "E": "phone",
    }  # fmt: skip
    assert shown.tables[0].bases["D"] == "content"


def test_a_heading_that_slipped_one_column_does_not_make_names_of_numbers():
    shown = judge(
        sheet_of(
            ("姓名", "性别", "身份证号", "说明栏", "民族"),
            ("罗正祥", "男", "彝族", NUMBERS[0], None),
            ("李兰", "女", "汉族", NUMBERS[1], None),
        )
    )

    assert shown.tables[0].columns["D"] == "id_number"
    assert [row.values.id_number for row in shown.rows] == [NUMBERS[0], NUMBERS[1]]


def test_rosters_side_by_side_are_read_like_one_below_the_other():
    shown = judge(
        sheet_of(
            ("序号", "姓名", "身份证号", "序号", "姓名", "身份证号"),
            (1, "罗正祥", NUMBERS[0], 3, "茶开秀", NUMBERS[2]),
            (2, "李兰", NUMBERS[1], 4, None, None),
        )
    )

    assert [(row.row, row.values.name) for row in shown.rows] == [(2, "罗正祥"), (2, "茶开秀"), (3, "李兰")]
    assert [row.status for row in shown.rows] == [RowStatus.NEW] * 3


def test_a_second_roster_further_down_is_read_by_its_own_columns():
    shown = judge(
        sheet_of(
            ("水箐村",),
            ROSTER_HEADING,
            ("罗正祥", NUMBERS[0], "男", "13888889999"),
            ("马街村",),
            ("序号", "性别", "姓名", "身份证号"),
            (1, "女", "李兰", NUMBERS[1]),
        )
    )

    assert [table.heading_rows for table in shown.tables] == [(2,), (5,)]
    assert [(row.row, row.values.name, row.status) for row in shown.rows] == [
        (3, "罗正祥", RowStatus.NEW), (6, "李兰", RowStatus.NEW),
    ]  # fmt: skip


def test_a_person_whose_number_is_missing_is_listed_not_passed_over():
    """Even where the first words of the row look like a date line or a label."""
    rows = judge_rows(
        ("出生日期", "村", *ROSTER_HEADING),
        ("1985年1月6日", "水箐", "罗正祥", None, "男", "13888889999"),
        (None, "村委会", "李兰", None, "女", None),
        (None, None, "茶开秀", None, None, None),
    )

    assert [(row.values.name, row.status) for row in rows] == [
        ("罗正祥", RowStatus.WRONG), ("李兰", RowStatus.WRONG), ("茶开秀", RowStatus.WRONG),
    ]  # fmt: skip


def test_numbered_but_empty_lines_and_examples_are_passed_over_and_named():
    shown = judge(
        sheet_of(
            ("序号", *ROSTER_HEADING, "村"),
            ("示例", "张三", NUMBERS[3], "男", "13800000000", "水箐"),
            (1, "罗正祥", NUMBERS[0], "男", "13888889999", "水箐"),
            (2, None, None, None, None, "水箐"),
            (3, "/", "/", None, None, None),
        )
    )

    assert [row.values.name for row in shown.rows] == ["罗正祥"]
    kinds = [(row.row, row.kind) for row in shown.skipped_rows]
    assert kinds == [(2, RowKind.EXAMPLE), (4, RowKind.UNFILLED), (5, RowKind.UNFILLED)]


def test_a_merged_village_and_ditto_signs_reach_every_person():
    rows = judge_rows(
        (*ROSTER_HEADING, "村", "民族"),
        ("罗正祥", NUMBERS[0], "男", "13888889999", "水箐村", "彝"),
        ("李兰", NUMBERS[1], "女", "13888889998", None, "同上"),
        ("茶开秀", NUMBERS[2], "男", "13888889997", None, "〃"),
        merged=((2, 5, 4, 5),),
    )

    assert [(row.values.village, row.values.ethnic_text) for row in rows] == [("水箐村", "彝族")] * 3


def test_the_second_line_of_a_person_is_not_another_person():
    shown = judge(
        sheet_of(
            (*ROSTER_HEADING, "备注"),
            ("罗正祥", NUMBERS[0], "男", "13888889999", "在家"),
            (None, None, None, None, "另有驾照"),
            merged=((2, 1, 3, 1), (2, 2, 3, 2)),
        )
    )

    assert len(shown.rows) == 1
    assert [row.kind for row in shown.skipped_rows] == [RowKind.CONTINUED]


def test_columns_of_ticks_are_read_as_categories():
    rows = judge_rows(
        (*ROSTER_HEADING, "是否脱贫户", "低保户", "残疾人"),
        ("罗正祥", NUMBERS[0], "男", None, "是", "√", "否"),
        ("李兰", NUMBERS[1], "女", None, "监测户", "×", None),
    )

    assert rows[0].values.categories == ("POV01", "CIV01")
    assert rows[1].values.categories == ("POV06",)


def test_the_clerk_corrects_a_column_by_its_letter_or_its_heading():
    rows = (("甲方", "乙方", "性别", "民族", "姓名"), ("罗正祥", NUMBERS[0], "男", "彝", "13888889999"))

    shown = judge(sheet_of(*rows), column_map={"A": "name", "姓名": "phone", "D": ""})

    assert shown.tables[0].columns == {"A": "name", "B": "id_number", "C": "sex", "E": "phone"}
    assert shown.tables[0].bases == {"A": "chosen", "B": "content", "C": "heading", "E": "chosen"}
    assert shown.rows[0].values.name == "罗正祥"


def test_people_without_any_heading_are_read_when_the_clerk_names_the_columns():
    sheet = sheet_of(("罗正祥", NUMBERS[0]), ("李兰", NUMBERS[1]))

    shown = judge(sheet, column_map={"A": "name", "B": "id_number"})

    assert [(row.row, row.values.name) for row in shown.rows] == [(1, "罗正祥"), (2, "李兰")]
    assert shown.tables[0].heading_rows == ()
    with pytest.raises(NoHeadingFound):
        judge(sheet)


@pytest.mark.parametrize("choice", [{"A": "nonsense"}, {"ZZ": "name"}, {"某列": "name"}, {"Sheet9!A": "name"}])
def test_a_choice_that_means_nothing_is_refused(choice: dict[str, str]):
    sheet = sheet_of(ROSTER_HEADING, ("罗正祥", NUMBERS[0], "男", None))

    with pytest.raises(UnknownColumnChoice):
        judge(sheet, column_map=choice)


def test_a_column_choice_is_refused_in_the_words_that_a_clerk_would_write():
    sheet = sheet_of(ROSTER_HEADING, ("罗正祥", NUMBERS[0], "男", None))

    with pytest.raises(UnknownColumnChoice) as refused:
        judge(sheet, column_map={"ZZ": "id_number"})

    assert "ZZ=身份证号" in str(refused.value)
    assert "姓名" in refused.value.way_out()
    assert "id_number" not in str(refused.value)


def test_a_heading_seen_before_is_read_as_it_was_corrected():
    sheet = sheet_of(("学员", "证", "性别", "姓名"), ("罗正祥", NUMBERS[0], "男", "水箐"))
    corrected = judge(sheet, column_map={"A": "name", "B": "id_number", "D": "village"}).tables[0]
    memory = {corrected.fingerprint: dict(corrected.columns)}

    again = judge(sheet, remembered=memory)
    other = judge(sheet_of(("姓名", "身份证号"), ("李兰", NUMBERS[1])), remembered=memory)

    assert again.tables[0].columns == corrected.columns
    assert set(again.tables[0].bases.values()) == {"remembered"}
    assert set(other.tables[0].bases.values()) == {"heading"}


def test_sheets_without_a_roster_and_hidden_sheets_are_named():
    shown = judge(
        sheet_of(("填表说明",), name="说明"),
        sheet_of(ROSTER_HEADING, ("罗正祥", NUMBERS[0], "男", None), name="水箐"),
        sheet_of(ROSTER_HEADING, ("李兰", NUMBERS[1], "女", None), name="旧", is_hidden=True),
        sheet_of(name="空"),
    )

    assert [row.values.name for row in shown.rows] == ["罗正祥"]
    assert [sheet.name for sheet in shown.skipped_sheets] == ["说明", "旧", "空"]
    assert len({sheet.reason for sheet in shown.skipped_sheets}) == 3


def test_no_heading_is_refused_with_what_was_sought():
    with pytest.raises(NoHeadingFound) as caught:
        judge(sheet_of(("一些文字", "别的"), name="第一张"))

    assert "姓名" in caught.value.sentence()
    assert "身份证号" in caught.value.sentence()
    assert "第一张" in caught.value.sentence()


def test_a_file_of_empty_sheets_is_refused_as_such():
    with pytest.raises(NoContent):
        judge(sheet_of(), sheet_of((), (None,), name="2"))


cells = st.one_of(
    st.none(),
    st.sampled_from(["姓名", "身份证号", "合计", "填表人：", "同上", "/", "男", "1985-01-06", "注：", *NUMBERS]),
    st.text(max_size=8),
    st.integers(-10, 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
)


@given(rows=st.lists(st.lists(cells, max_size=6).map(tuple), max_size=12))
def test_whatever_stands_below_a_heading_every_row_is_accounted_for(rows: list[tuple]):
    shown = judge(sheet_of((*ROSTER_HEADING, "村", "备注"), *rows))

    told = {row.row for row in shown.rows} | {row.row for row in shown.skipped_rows}
    told |= {row for table in shown.tables for row in table.heading_rows}
    silent = [row for number, row in enumerate(rows, start=2) if number not in told and any(map(_says_something, row))]
    assert silent == []


def _says_something(cell: object) -> bool:
    return cell is not None and str(cell).strip() not in ("", "/")
