from datetime import date

import pytest

from app.documents.class_forms import ClassForms, page_code
from app.documents.forms import FormHead
from app.ledger.attendance import MarkEntry, mark_attendance
from app.ledger.certificate_events import void
from app.ledger.class_people import class_sheet
from app.ledger.correcting import correct
from app.ledger.hand_out import Collection, hand_out
from app.ledger.printing import start_job
from app.ledger.sheet_results import Seen, confirm
from app.models.people import Place, Trainee
from app.models.training import Enrolment, ExamResult, Lesson
from app.models.vocabulary import AttendanceStatus
from tests.makers_certificates import QUICK, add_to_class, id_number_of, issued_class, make_class, unpressed

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 3)
HEAD = FormHead("鲁史镇乡村人才振兴工作站", "2026-01 核桃嫁接一班", date(2026, 11, 21))


def forms_of(ledger, made, **wanted):
    return ClassForms(class_sheet(ledger, made.id), HEAD, **wanted)


def column(table, title):
    place = [each.title for each in table.columns].index(title)
    return [row[place] for row in table.rows]


@pytest.fixture
def taught(ledger):
    """A class of two with a day and a half of lessons, one evening among them."""
    made = make_class(ledger, 2, outcome="")
    with ledger.change("class.open") as change:
        lessons = [
            change.add(Lesson(class_id=made.id, day=day, half_day=half_day, kind=kind, hours=4)).id
            for day, half_day, kind in (
                (FIRST, "morning", "theory"),
                (FIRST, "afternoon", "practical"),
                (SECOND, "evening", "theory"),
            )
        ]
    return made, lessons


def test_marks_stand_by_day_with_hours_and_rate(ledger, taught):
    made, (morning, afternoon, evening) = taught
    first, second = made.enrolment_ids
    mark_attendance(
        ledger,
        [
            MarkEntry(first, morning, AttendanceStatus.PRESENT),
            MarkEntry(first, afternoon, AttendanceStatus.ABSENT),
            MarkEntry(first, evening, AttendanceStatus.PRESENT),
            MarkEntry(second, morning, AttendanceStatus.SICK),
        ],
        reason="补录",
    )

    table = forms_of(ledger, made).attendance()

    assert column(table, "11.2") == ["√×", "△　"]
    assert column(table, "11.3") == ["－－√", "－－　"]
    assert (column(table, "应出勤学时"), column(table, "实际学时")) == (["12", "12"], ["8", "0"])
    assert (column(table, "旷课"), column(table, "病假")) == (["1", ""], ["", "1"])
    assert column(table, "出勤率")[0] == "66.66%"


def test_the_sign_in_sheet_leaves_out_who_has_left_and_never_shows_a_whole_number(ledger, taught):
    made, _ = taught
    with ledger.change("class.edit") as change:
        change.get(Enrolment, made.enrolment_ids[1]).outcome = "withdrew"

    full = forms_of(ledger, made, full=True)

    assert column(full.sign_in(FIRST), "证件号码") == [f"533***********{id_number_of(0)[-4:]}"]
    assert "晚上签到" not in [each.title for each in full.sign_in(FIRST).columns]
    assert "晚上签到" in [each.title for each in full.sign_in(SECOND).columns]
    assert column(full.roster(), "备注") == ["", "退出"]


def test_the_page_code_names_class_and_day_and_no_person(ledger, taught):
    made, _ = taught

    table = forms_of(ledger, made).sign_in(FIRST)

    assert table.page_code == page_code(made.id, FIRST) == f"QD-{made.id[-8:].upper()}-20261102"


def test_the_roster_speaks_the_words_of_the_tables_and_shows_numbers_in_full_only_when_asked(ledger, taught):
    made, _ = taught
    with ledger.change("trainee.edit") as change:
        place = change.add(Place(code="530921101201", name="鲁史村", level="village"))
        one = change.get(Trainee, made.trainee_ids[0])
        one.ethnic_code, one.ethnic_text, one.place_id, one.village_group = "97", "穿青人", place.id, "三组"
        one.birth_date, one.phone, one.education = date(1970, 11, 3), "13800000000", "70"

    masked, full = forms_of(ledger, made).roster(), forms_of(ledger, made, full=True).roster()

    assert column(masked, "民族")[0] == "穿青人"
    assert column(masked, "户籍地址（乡镇/村/组）")[0] == "鲁史村三组"
    assert column(masked, "年龄")[0] == "55"
    assert (column(masked, "联系电话")[0], column(full, "联系电话")[0]) == ("138****0000", "13800000000")
    assert column(full, "身份证号")[0] == id_number_of(0)
    assert column(masked, "身份证号")[0] == f"533***********{id_number_of(0)[-4:]}"


def test_scores_show_the_best_attempt_and_the_resit(ledger, taught):
    made, _ = taught
    with ledger.change("results.set") as change:
        for attempt, tenths in ((1, 525), (2, 720)):
            change.add(
                ExamResult(enrolment_id=made.enrolment_ids[0], part="theory", attempt=attempt, score_tenths=tenths)
            )
        change.get(Enrolment, made.enrolment_ids[0]).outcome = "completed"

    table = forms_of(ledger, made).scores()

    assert (column(table, "理论成绩"), column(table, "实操成绩")) == (["72", ""], ["", ""])
    assert (column(table, "是否合格"), column(table, "补考")) == (["合格", ""], ["理论72", ""])


def test_the_certificate_register_marks_what_is_void_corrected_and_collected_by_another(station):
    made, issued = issued_class(station, 3, QUICK)
    add_to_class(station, made, "没有证书")
    numbers = [row.number for row in issued.certificates]
    start_job(station, QUICK, unpressed, class_id=made.id)
    confirm(station, "", Seen(everything=True))
    hand_out(station, numbers[:1], Collection(id_checked=True, proxy="李四", relation="配偶"))
    void(station, numbers[1], "作废")
    new = correct(station, QUICK, numbers[2], "更正", given={"name": "改名"}).new.number

    table = forms_of(station, made).certificates()

    assert column(table, "证书编号") == [*numbers, new]
    assert column(table, "代领人及关系") == ["李四（配偶）", "", "", ""]
    assert column(table, "领取日期") == ["2026-11-21", "", "", ""]
    assert column(table, "备注") == ["", "作废", f"已更正，换发{new}", ""]
