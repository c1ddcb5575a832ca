"""What a row says of a person, and what is told where it contradicts itself."""

from datetime import date

import pytest

from app.ledger.importing.known import KnownPerson
from app.ledger.importing.preview import RowStatus
from app.models.findings import Severity
from app.models.regions import load_region
from tests.importing.makers import NUMBERS, judge, judge_rows, sheet_of

HEADING = ("姓名", "身份证号")


class Ledger:
    """A ledger's people, held in a list."""

    def __init__(self, *people: KnownPerson) -> None:
        self.people = people
        self.questions = 0

    def with_numbers(self, numbers, /):
        self.questions += 1
        return [person for person in self.people if person.id_number in numbers]

    def with_names(self, names, /):
        self.questions += 1
        return [person for person in self.people if person.name in names]


def codes_of(row) -> list[tuple[str, str]]:
    return [(problem.column, problem.finding.code) for problem in row.problems]


def test_a_sound_row_is_new_and_says_all_it_knows():
    row = judge_rows(
        (*HEADING, "民族", "文化程度", "政治面貌", "户口性质", "人员类别", "联系电话", "意愿工种1", "意愿工种2"),
        ("罗正祥", NUMBERS[0], "彝", "初中", "群众", "农业户口", "脱贫户、低保", 13888889999, "砌筑工", "电工"),
    )[0]

    assert (row.status, row.problems) == (RowStatus.NEW, ())
    values = row.values
    assert (values.sex, values.birth_date) == ("1", date(1985, 1, 6))
    assert (values.ethnic_code, values.ethnic_text, values.education) == ("07", "彝族", "70")
    assert (values.political_status, values.hukou, values.categories) == ("13", "20", ("POV01", "CIV01"))
    assert (values.phone, values.course_wish) == ("13888889999", "砌筑工、电工")


def test_an_old_number_is_raised_to_the_citizens_number_and_told():
    row = judge_rows(HEADING, ("李四", 533522600714981))[0]

    assert (row.values.id_type, row.values.id_number) == ("01", "53352219600714981X")
    assert (row.status, codes_of(row)) == (RowStatus.DOUBTFUL, [("B", "old_15_digit")])


@pytest.mark.parametrize("number", ["53352219700303986143", "53352219700303986143B1"])
def test_a_disability_certificate_gives_the_citizens_number_and_the_category(number: str):
    row = judge_rows(HEADING, ("王五", number))[0]

    assert (row.values.id_type, row.values.id_number) == ("01", "533522197003039861")
    assert row.values.categories == ("DIS01",)
    assert (row.values.disability_category, row.values.disability_grade) == ("4", "3")


def test_a_certificate_in_its_own_column_counts_for_its_own_holder_only():
    rows = judge_rows(
        (*HEADING, "残疾证号"),
        ("王五", "533522197003039861", "53352219700303986143"),
        ("罗正祥", NUMBERS[0], "53352219700303986143"),
    )

    assert rows[0].values.categories == ("DIS01",)
    assert (rows[1].values.categories, codes_of(rows[1])) == ((), [("C", "other_certificate")])


@pytest.mark.parametrize("damaged", [5.3352219850106983e17, "5.33522E+17", "533522198501069000", 5.3e17])
def test_a_number_harmed_by_a_spreadsheet_is_named_with_its_repair(damaged: object):
    row = judge_rows(HEADING, ("罗正祥", damaged))[0]

    assert row.status is RowStatus.WRONG
    assert codes_of(row) == [("B", "spreadsheet_damage")]
    assert row.problems[0].finding.way_out()


def test_digits_that_were_lost_are_not_made_up_in_what_is_shown():
    row = judge_rows(HEADING, ("罗正祥", 5.3352219850106983e17))[0]

    assert row.values.id_number == "5.33522198501070E+17"


def test_sex_birthday_and_age_that_contradict_the_number_are_told():
    row = judge_rows(
        (*HEADING, "性别", "出生日期", "年龄"),
        ("罗正祥", NUMBERS[0], "女", "1986年1月6日", 55),
    )[0]

    assert row.status is RowStatus.DOUBTFUL
    assert codes_of(row) == [("C", "sex_differs"), ("D", "birth_differs"), ("E", "age_differs")]
    assert (row.values.sex, row.values.birth_date) == ("1", date(1985, 1, 6))


@pytest.mark.parametrize("month", ["1985年1月", "1985.01", 1985.1, "1985-1", "198501"])
def test_a_year_and_month_alone_is_compared_and_not_complained_of(month: object):
    agreeing = judge_rows((*HEADING, "出生年月"), ("罗正祥", NUMBERS[0], month))[0]
    other = judge_rows((*HEADING, "出生年月"), ("李兰", NUMBERS[1], month))[0]

    assert agreeing.problems == ()
    assert codes_of(other) == [("C", "birth_differs")]


@pytest.mark.parametrize("age", [40, 41, 43, "41岁", 41.8, "", None, 0])
def test_an_age_that_may_be_last_years_is_not_complained_of(age: object):
    row = judge_rows((*HEADING, "年龄"), ("罗正祥", NUMBERS[0], age))[0]

    assert row.problems == ()


def test_a_group_without_a_national_code_keeps_its_printed_name():
    rows = judge_rows((*HEADING, "民族"), ("罗正祥", NUMBERS[0], "穿青人"), ("李兰", NUMBERS[1], "某某人"))

    assert [(row.values.ethnic_code, row.values.ethnic_text) for row in rows] == [("97", "穿青人"), ("97", "某某人")]
    assert [codes_of(row) for row in rows] == [[], [("C", "unknown_ethnic_group")]]


def test_words_without_a_code_are_told_or_kept_among_the_remarks():
    row = judge_rows(
        (*HEADING, "文化程度", "人员类别", "就业状况", "备注"),
        ("罗正祥", NUMBERS[0], "很高", "脱贫户、外星人", "在广东打螺丝", "怕狗"),
    )[0]

    assert codes_of(row) == [("C", "unknown_word"), ("D", "unknown_word")]
    assert row.values.categories == ("POV01",)
    assert row.values.note == "怕狗；就业状况：在广东打螺丝"


def test_a_missing_name_or_number_is_wrong():
    rows = judge_rows(HEADING, (None, NUMBERS[0]), ("李兰", None), ("茶开秀", "无"))

    assert [row.status for row in rows] == [RowStatus.WRONG] * 3
    assert [codes_of(row) for row in rows] == [[("A", "empty")], [("B", "empty")], [("B", "empty")]]


def test_a_passport_is_read_where_the_kind_of_document_says_so():
    row = judge_rows(("姓名", "证件类型", "证件号码"), ("MA HLA", "护照", "MB123456"))[0]

    assert (row.values.id_type, row.values.id_number, row.status) == ("10", "MB123456", RowStatus.NEW)


def test_the_same_number_twice_is_blocked_at_the_second_and_names_the_first():
    first, second = judge_rows(HEADING, ("罗正祥", NUMBERS[0]), ("罗 正 祥", NUMBERS[0].lower()))

    assert (first.status, second.status) == (RowStatus.NEW, RowStatus.WRONG)
    assert codes_of(second) == [("B", "duplicate_person")]
    assert "第2行" in second.problems[0].finding.sentence()


def test_one_number_under_two_names_blocks_both_for_nobody_knows_whose_it_is():
    rows = judge_rows(HEADING, ("罗正祥", NUMBERS[0]), ("罗正翔", NUMBERS[0]))

    assert [row.status for row in rows] == [RowStatus.WRONG] * 2
    assert [codes_of(row) for row in rows] == [[("B", "duplicate_number")]] * 2


def test_a_name_and_birthday_under_two_numbers_is_told_at_both():
    rows = judge_rows(HEADING, ("李正兰", "533522198501069830"), ("李正兰", "53092119850106985X"))

    assert [row.status for row in rows] == [RowStatus.DOUBTFUL] * 2
    assert [codes_of(row) for row in rows] == [[("B", "possible_duplicate")]] * 2


def test_the_ledgers_people_are_known_by_their_number_in_two_questions():
    ledger = Ledger(KnownPerson("t1", "罗正祥", "01", NUMBERS[0], date(1985, 1, 6)))
    sheet = sheet_of(HEADING, ("罗正祥", NUMBERS[0]), ("李兰", NUMBERS[1]))

    shown = judge(sheet, known=ledger)

    assert [(row.status, row.trainee_id) for row in shown.rows] == [(RowStatus.KNOWN, "t1"), (RowStatus.NEW, "")]
    assert ledger.questions == 2


def test_somebody_known_by_a_disability_certificate_is_the_same_person():
    ledger = Ledger(KnownPerson("t1", "王五", "20", "533522197003039861", date(1970, 3, 3)))

    row = judge(sheet_of(HEADING, ("王五", "533522197003039861")), known=ledger).rows[0]

    assert (row.status, row.trainee_id) == (RowStatus.KNOWN, "t1")


def test_a_known_number_under_another_name_is_blocked():
    ledger = Ledger(KnownPerson("t1", "罗正翔", "01", NUMBERS[0], date(1985, 1, 6)))

    row = judge(sheet_of(HEADING, ("罗正祥", NUMBERS[0])), known=ledger).rows[0]

    assert (row.status, row.trainee_id) == (RowStatus.WRONG, "t1")
    assert codes_of(row) == [("A", "known_under_other_name")]


def test_a_known_name_and_birthday_with_another_number_is_told():
    ledger = Ledger(KnownPerson("t1", "李正兰", "01", "53092119850106985X", date(1985, 1, 6)))

    row = judge(sheet_of(HEADING, ("李正兰", "533522198501069830")), known=ledger).rows[0]

    assert (row.status, row.trainee_id) == (RowStatus.DOUBTFUL, "")
    assert codes_of(row) == [("B", "possible_duplicate")]


def test_villages_are_found_in_the_region_with_their_group():
    region = load_region("530921")
    town = region.towns()[0]
    village = region.villages(town.code)[0]
    rows = (("姓名", "身份证号", "乡镇", "村"), ("罗正祥", NUMBERS[0], town.name, f"{village.name}大寨组"))

    values = judge(sheet_of(*rows), region=region).rows[0].values

    assert (values.town_code, values.village_code) == (town.code, village.code)
    assert (values.village, values.group) == (village.name, "大寨组")


def test_a_station_need_not_write_its_own_town():
    region = load_region("530921")
    town = region.towns()[0]
    village = region.villages(town.code)[0]

    sheet = sheet_of(("姓名", "身份证号", "村"), ("罗正祥", NUMBERS[0], village.name), ("李兰", NUMBERS[1], "某处"))
    rows = judge(sheet, region=region, home_town=town.code).rows

    assert [row.values.village_code for row in rows] == [village.code, ""]
    assert rows[1].values.village == "某处"


def test_text_too_long_for_its_field_is_cut_and_told():
    row = judge_rows((*HEADING, "家庭住址"), ("罗正祥", NUMBERS[0], "长" * 400))[0]

    assert len(row.values.address) == 300
    assert codes_of(row) == [("C", "text_too_long")]


def test_only_blocking_findings_make_a_row_wrong():
    rows = judge_rows((*HEADING, "性别"), ("罗正祥", NUMBERS[0], "女"), ("李兰", "5335", "女"))

    for row in rows:
        blocked = any(problem.finding.severity is Severity.BLOCK for problem in row.problems)
        assert (row.status is RowStatus.WRONG) == blocked
    assert [row.status for row in rows] == [RowStatus.DOUBTFUL, RowStatus.WRONG]
