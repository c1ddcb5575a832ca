"""Exam results by hand and by file: a resit follows a first attempt, a bad line takes nothing along."""

from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.ledger.attendance import HasGraduated, HasLeft
from app.ledger.conduct import NoteUnfit, conduct_of, note_conduct
from app.ledger.day_seals import FutureDay
from app.ledger.enrolling import NoSuchEnrolment, withdraw
from app.ledger.history import read_history
from app.ledger.importing.refusals import FileIsMissing
from app.ledger.lessons import ReasonMissing
from app.ledger.results import (
    ResultEntry,
    ResultExists,
    ResultMissing,
    ResultsTaken,
    ScoreUnreadable,
    TooManyAttempts,
    class_results,
    read_score,
    set_results,
)
from app.ledger.results_file import ExamSitting, ResultsNotTaken, import_results
from app.ledger.table_file import NoHeadingFound
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger
from app.models.vocabulary import LessonKind
from tests.makers_training import day, id_number, keep_class, keep_trainees, name_of, person_at

THEORY, PRACTICAL = LessonKind.THEORY, LessonKind.PRACTICAL
HEADING = "序号,姓名,身份证号,理论成绩,实操成绩,备注"


def give(
    ledger: Ledger, class_id: str, serial: int, part: LessonKind, tenths: int, attempt: int = 1, **how: object
) -> ResultsTaken:
    entry = ResultEntry(person_at(ledger, class_id, serial).enrolment_id, part, tenths, attempt)
    return set_results(ledger, [entry], **how)


def scores(ledger: Ledger, class_id: str) -> list[tuple[float | None, float | None]]:
    return [(each.theory, each.practical) for each in class_results(ledger, class_id)]


def file_of(folder: Path, *lines: str, heading: str = HEADING, encoding: str = "utf-8") -> Path:
    path = folder / "scores.csv"
    path.write_bytes("\n".join([heading, *lines]).encode(encoding))
    return path


@pytest.mark.parametrize(
    ("given", "tenths"),
    [("85", 850), ("85.5", 855), ("８５．５０", 855), (60, 600), (59.9, 599), ("100", 1000), ("0", 0), ("85分", 850)],
)
def test_a_score_is_read_in_tenths(given, tenths):
    assert read_score(given) == tenths


@pytest.mark.parametrize(
    "given",
    ["", "合格", "101", "100.1", "-1", "85.55", "8500", "100000", "1e2", "85,5", None, True, float("nan"), "NaN"],
)
def test_what_is_no_score_is_refused(given):
    with pytest.raises(ScoreUnreadable):
        read_score(given)


@given(st.integers(0, 1000))
def test_every_score_survives_being_written_and_read(tenths):
    assert read_score(tenths / 10) == read_score(f"{tenths / 10:g}") == tenths


def test_the_best_attempt_counts_and_all_attempts_stay(ledger):
    row = keep_class(ledger, 1)
    give(ledger, row.id, 1, THEORY, 555)
    give(ledger, row.id, 1, THEORY, 610, 2)
    give(ledger, row.id, 1, PRACTICAL, 800)

    person = class_results(ledger, row.id)[0]

    assert (person.theory, person.practical) == (61, 80)
    assert [(each.part, each.attempt, each.score) for each in person.attempts] == [
        ("theory", 1, 55.5),
        ("theory", 2, 61),
        ("practical", 1, 80),
    ]


def test_a_second_score_for_one_attempt_is_refused_unless_it_corrects_with_a_reason(ledger):
    row = keep_class(ledger, 1)
    give(ledger, row.id, 1, THEORY, 550)

    same = give(ledger, row.id, 1, THEORY, 550)
    with pytest.raises(ResultExists):
        give(ledger, row.id, 1, THEORY, 650)
    with pytest.raises(ReasonMissing):
        give(ledger, row.id, 1, THEORY, 650, correct=True)
    corrected = give(ledger, row.id, 1, THEORY, 650, correct=True, reason="登记错误")

    assert (same, corrected) == (ResultsTaken(0, 1), ResultsTaken(1, 0))
    assert scores(ledger, row.id) == [(65, None)]
    newest = read_history(ledger)[0]
    assert (newest.reason, newest.fields) == ("登记错误", {"score_tenths": [550, 650]})


@pytest.mark.parametrize("attempt", [0, 2, 3])
def test_a_resit_follows_a_first_attempt_and_the_rules_limit_them(ledger, attempt):
    row = keep_class(ledger, 1)
    if attempt == 3:
        give(ledger, row.id, 1, THEORY, 500)
        give(ledger, row.id, 1, THEORY, 510, 2)

    with pytest.raises(TooManyAttempts):
        give(ledger, row.id, 1, THEORY, 700, attempt)


def test_only_what_stands_can_be_corrected(ledger):
    row = keep_class(ledger, 1)

    with pytest.raises(ResultMissing):
        give(ledger, row.id, 1, THEORY, 700, correct=True, reason="登记错误")


def test_nobody_is_examined_tomorrow_or_after_leaving(ledger):
    row = keep_class(ledger, 2)
    person = person_at(ledger, row.id)
    withdraw(ledger, person_at(ledger, row.id, 2).enrolment_id, day(5), "家中有事")

    with pytest.raises(FutureDay):
        set_results(ledger, [ResultEntry(person.enrolment_id, THEORY, 600, 1, day(22))])
    with pytest.raises(HasLeft):
        give(ledger, row.id, 2, THEORY, 600)
    with pytest.raises(NoSuchEnrolment):
        set_results(ledger, [ResultEntry("nobody", THEORY, 600)])

    assert scores(ledger, row.id) == [(None, None), (None, None)]


def test_a_file_of_scores_is_taken_by_serial_name_and_masked_number(ledger, tmp_path):
    row = keep_class(ledger, 4)
    lines = [
        f"1,{name_of(0)},{mask_id_number(id_number(0))},80,85.5,",
        f",{name_of(1)},,70,缺考,",
        f",,{id_number(2).lower()},65,66,",
        "4,,,90,91,",
        "合计,,,305,242,",
        "考评员：,,,,,",
    ]

    done = import_results(ledger, row.id, file_of(tmp_path, *lines), ExamSitting(taken_on=day(20)))

    assert scores(ledger, row.id) == [(80, 85.5), (70, None), (65, 66), (90, 91)]
    assert (done.taken, done.without) == (ResultsTaken(7, 0), ())
    assert class_results(ledger, row.id)[0].attempts[0].taken_on == day(20)


def test_the_files_own_numbering_does_not_confuse_people_with_names(ledger, tmp_path):
    row = keep_class(ledger, 3)
    lines = [f"1,{name_of(2)},,71,72,", f"2,{name_of(0)},,81,82,"]

    done = import_results(ledger, row.id, file_of(tmp_path, *lines))

    assert scores(ledger, row.id) == [(81, 82), (None, None), (71, 72)]
    assert done.without == (name_of(1),)


def test_every_bad_line_is_named_and_nothing_is_written(ledger, tmp_path):
    row = keep_class(ledger, 5)
    give(ledger, row.id, 5, THEORY, 500)
    lines = [
        f"1,{name_of(0)},,80,85,",
        f"2,{name_of(1)},,八十,85,",
        "3,外人,,80,85,",
        f"4,{name_of(3)},{mask_id_number(id_number(0))},80,85,",
        f"1,{name_of(0)},,80,85,",
        f"5,{name_of(4)},,60,85,",
        f"3,{name_of(2)},,80,850,",
    ]

    with pytest.raises(ResultsNotTaken) as refusal:
        import_results(ledger, row.id, file_of(tmp_path, *lines))

    assert [(each.row, each.code) for each in refusal.value.problems] == [
        (3, "score_unreadable"),
        (4, "not_in_class"),
        (5, "not_in_class"),
        (6, "line_twice"),
        (7, "result_exists"),
        (8, "score_unreadable"),
    ]
    assert refusal.value.figures["count"] == 6
    assert name_of(1) in refusal.value.sentence()
    assert scores(ledger, row.id) == [(None, None)] * 4 + [(50, None)]


def test_two_people_of_one_name_are_told_apart_by_serial_or_not_at_all(ledger, tmp_path):
    from app.ledger.enrolling import enrol

    row = keep_class(ledger)
    enrol(ledger, row.id, keep_trainees(ledger, 2, name="李兰"))

    with pytest.raises(ResultsNotTaken) as refusal:
        import_results(ledger, row.id, file_of(tmp_path, ",李兰,,80,85,"))
    import_results(ledger, row.id, file_of(tmp_path, "2,李兰,,80,85,"))

    assert refusal.value.problems[0].code == "several_in_class"
    assert scores(ledger, row.id) == [(None, None), (80, 85)]


def test_a_resit_comes_by_file_too(ledger, tmp_path):
    row = keep_class(ledger, 1)
    import_results(ledger, row.id, file_of(tmp_path, "1,,,55,85,"))

    again = import_results(ledger, row.id, file_of(tmp_path, "1,,,55,85,"))
    import_results(ledger, row.id, file_of(tmp_path, "1,,,66,,"), ExamSitting(attempt=2))

    assert again.taken == ResultsTaken(0, 2)
    assert scores(ledger, row.id) == [(66, 85)]


def test_an_excel_file_with_a_title_above_the_heading_is_taken(ledger, tmp_path):
    row = keep_class(ledger, 2)
    path = tmp_path / "成绩册.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "结业考核成绩册")
        sheet.write_row(2, 0, ["序号", "姓 名", "理论（分）", "实 作"])
        sheet.write_row(3, 0, [1, name_of(0), 80, 85.5])
        sheet.write_row(4, 0, [2, name_of(1), "七十", 70])

    with pytest.raises(ResultsNotTaken) as refusal:
        import_results(ledger, row.id, path)

    assert [each.row for each in refusal.value.problems] == [5]


def test_a_gb18030_file_is_read_and_a_missing_one_named(ledger, tmp_path):
    row = keep_class(ledger, 1)

    import_results(ledger, row.id, file_of(tmp_path, f"1,{name_of(0)},,80,85,", encoding="gb18030"))
    with pytest.raises(FileIsMissing):
        import_results(ledger, row.id, tmp_path / "nothing.csv")
    with pytest.raises(NoHeadingFound):
        import_results(ledger, row.id, file_of(tmp_path, "1,2", heading="姓名,年龄"))

    assert scores(ledger, row.id) == [(80, 85)]


def test_results_of_who_has_completed_stay(ledger):
    from sqlalchemy import select

    from app.models.training import Enrolment

    row = keep_class(ledger, 1)
    with ledger.change("graduate") as change:
        change.rows(select(Enrolment))[0].outcome = "completed"

    with pytest.raises(HasGraduated):
        give(ledger, row.id, 1, THEORY, 900)


def test_conduct_is_noted_by_day(ledger):
    row = keep_class(ledger, 2)
    note_conduct(ledger, person_at(ledger, row.id, 2).enrolment_id, day(5), "帮助同学，表扬")
    note_conduct(ledger, person_at(ledger, row.id, 1).enrolment_id, day(3), "午休外出未请假")

    with pytest.raises(NoteUnfit):
        note_conduct(ledger, person_at(ledger, row.id).enrolment_id, day(3), " ")
    with pytest.raises(FutureDay):
        note_conduct(ledger, person_at(ledger, row.id).enrolment_id, day(22), "……")

    assert [(each.serial, each.day, each.text) for each in conduct_of(ledger, row.id)] == [
        (1, day(3), "午休外出未请假"),
        (2, day(5), "帮助同学，表扬"),
    ]
