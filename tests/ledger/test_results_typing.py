"""Results as they are typed: a slip of the day is mended at once, an earlier score only with a reason."""

from datetime import timedelta

import pytest

from app.ledger.attendance import HasGraduated
from app.ledger.conduct import NoteUnfit, RemarkStays, conduct_of, drop_conduct, note_conduct
from app.ledger.day_seals import FutureDay
from app.ledger.enrolling import withdraw
from app.ledger.graduating import graduate
from app.ledger.history import read_history
from app.ledger.lessons import ReasonMissing
from app.ledger.results import ResultsTaken, TooManyAttempts, class_results
from app.ledger.results_sheet import results_sheet
from app.ledger.results_typing import ResitStands, ScoreIsClosed, TypedRemark, TypedScore, type_results
from app.models.ledger import Ledger
from app.models.vocabulary import AttendanceStatus, LessonKind
from tests.makers_training import attend, day, keep_class, pass_exams, person_at

THEORY, PRACTICAL = LessonKind.THEORY, LessonKind.PRACTICAL


def typed(ledger: Ledger, class_id: str, tenths: int | None, part=THEORY, attempt: int = 1, serial: int = 1, **how):
    score = TypedScore(person_at(ledger, class_id, serial).enrolment_id, part, attempt, tenths, how.pop("on", None))
    return type_results(ledger, [score], **how)


def remarked(ledger: Ledger, class_id: str, text: str, serial: int = 1):
    return type_results(ledger, [], [TypedRemark(person_at(ledger, class_id, serial).enrolment_id, text)])


def theory(ledger: Ledger, class_id: str) -> float | None:
    return class_results(ledger, class_id)[0].theory


def remarks(ledger: Ledger, class_id: str) -> list[tuple[str, str]]:
    return [(f"{row.day:%m-%d}", row.text) for row in conduct_of(ledger, class_id)]


def test_a_score_of_the_day_is_typed_over_and_taken_away_without_a_reason(ledger):
    row = keep_class(ledger, 1)

    seen = []
    for tenths in (805, 850, None):
        done = typed(ledger, row.id, tenths)
        seen.append((theory(ledger, row.id), done))

    assert seen == [(80.5, ResultsTaken(1, 0)), (85, ResultsTaken(1, 0)), (None, ResultsTaken(1, 0))]


def test_a_score_of_an_earlier_day_is_changed_only_with_a_reason_that_is_kept(ledger, clock):
    row = keep_class(ledger, 1)
    typed(ledger, row.id, 500)
    clock.advance(days=1)

    with pytest.raises(ScoreIsClosed) as told:
        typed(ledger, row.id, 700)
    with pytest.raises(ScoreIsClosed):
        typed(ledger, row.id, None)
    typed(ledger, row.id, 700, reason="登记错误")

    newest = read_history(ledger)[0]
    assert (told.value.figures["held"], str(told.value.figures["day"])) == ("50", "2026-11-21")
    assert (newest.reason, newest.fields) == ("登记错误", {"score_tenths": [500, 700]})


def test_what_stands_already_is_written_to_no_journal(ledger, clock):
    row = keep_class(ledger, 1)
    typed(ledger, row.id, 700)
    clock.advance(days=1)
    before = read_history(ledger)

    done = typed(ledger, row.id, 700)

    assert done == ResultsTaken(0, 1)
    assert read_history(ledger) == before


def test_a_step_is_kept_whole_or_not_at_all(ledger):
    row = keep_class(ledger, 2)
    first, second = (person_at(ledger, row.id, serial).enrolment_id for serial in (1, 2))
    scores = [TypedScore(first, THEORY, 1, 800), TypedScore(second, THEORY, 2, 700)]

    with pytest.raises(TooManyAttempts):
        type_results(ledger, scores, [TypedRemark(first, "守纪律")])

    assert theory(ledger, row.id) is None
    assert remarks(ledger, row.id) == []


def test_a_first_attempt_and_its_resit_may_come_in_one_step_in_any_order(ledger):
    row = keep_class(ledger, 1)
    who = person_at(ledger, row.id).enrolment_id

    type_results(ledger, [TypedScore(who, THEORY, 2, 700), TypedScore(who, THEORY, 1, 500)])
    with pytest.raises(ResitStands):
        typed(ledger, row.id, None)
    type_results(ledger, [TypedScore(who, THEORY, 1, None), TypedScore(who, THEORY, 2, None)])

    assert theory(ledger, row.id) is None


def test_the_day_of_the_exam_is_kept_with_the_score_and_does_not_lie_ahead(ledger):
    row = keep_class(ledger, 1)

    typed(ledger, row.id, 800, on=day(20))
    typed(ledger, row.id, 810, on=day(21))
    with pytest.raises(FutureDay):
        typed(ledger, row.id, 800, part=PRACTICAL, on=day(22))

    assert class_results(ledger, row.id)[0].attempts[0].taken_on == day(20)


def test_who_has_completed_keeps_their_scores_and_the_sheet_says_so(ledger):
    row = keep_class(ledger, 1)
    attend(ledger, row.id, 1, [AttendanceStatus.PRESENT] * 30, reason="补录")
    pass_exams(ledger, row.id)
    graduate(ledger, row.id)

    with pytest.raises(HasGraduated):
        typed(ledger, row.id, 900)

    assert [person.is_open for person in results_sheet(ledger, row.id).people] == [False]


def test_the_sheet_tells_parts_attempts_pass_marks_and_who_has_left(ledger):
    row = keep_class(ledger, 2)
    typed(ledger, row.id, 550)
    withdraw(ledger, person_at(ledger, row.id, 2).enrolment_id, day(5), "家中有事")

    sheet = results_sheet(ledger, row.id)

    first, second = sheet.people
    assert (sheet.parts, sheet.attempts, sheet.pass_marks[THEORY]) == ((THEORY, PRACTICAL), 2, 600)
    assert (sheet.failed(first), sheet.missing(first)) == ((THEORY,), (PRACTICAL,))
    assert (second.has_withdrawn, second.is_open) == (True, False)
    assert (sheet.last_day, sheet.today) == (day(16), day(21))


def test_the_best_attempt_decides_whether_a_part_is_passed(ledger):
    row = keep_class(ledger, 1)
    typed(ledger, row.id, 900)
    typed(ledger, row.id, 590, attempt=2)

    sheet = results_sheet(ledger, row.id)

    assert sheet.failed(sheet.people[0]) == ()
    assert sheet.people[0].best(THEORY) == 900


def test_todays_remark_is_written_over_and_an_earlier_one_stays_beside_it(ledger, clock):
    row = keep_class(ledger, 1)
    remarked(ledger, row.id, "迟到一次")
    remarked(ledger, row.id, "迟到两次")
    clock.advance(days=1)

    remarked(ledger, row.id, "学习认真")

    assert remarks(ledger, row.id) == [("11-21", "迟到两次"), ("11-22", "学习认真")]


def test_typing_back_what_stood_before_takes_todays_remark_away(ledger, clock):
    row = keep_class(ledger, 1)
    remarked(ledger, row.id, "迟到一次")
    clock.advance(days=1)
    remarked(ledger, row.id, "学习认真")

    remarked(ledger, row.id, "迟到一次")
    undone = remarks(ledger, row.id)
    with pytest.raises(RemarkStays):
        remarked(ledger, row.id, "")

    assert undone == remarks(ledger, row.id) == [("11-21", "迟到一次")]


def test_a_remark_of_today_can_be_emptied_and_one_too_long_is_refused(ledger):
    row = keep_class(ledger, 1)
    remarked(ledger, row.id, "迟到")

    remarked(ledger, row.id, "")
    with pytest.raises(NoteUnfit):
        remarked(ledger, row.id, "长" * 501)

    assert remarks(ledger, row.id) == []


def test_a_remark_is_dropped_with_a_reason_and_stays_in_the_journal(ledger, clock):
    row = keep_class(ledger, 1)
    note = note_conduct(ledger, person_at(ledger, row.id).enrolment_id, day(21) - timedelta(days=9), "旷课半天")

    with pytest.raises(ReasonMissing):
        drop_conduct(ledger, note.id, " ")
    drop_conduct(ledger, note.id, "记错了人")

    newest = read_history(ledger)[0]
    assert remarks(ledger, row.id) == []
    assert (newest.reason, newest.op, newest.fields["text"]) == ("记错了人", "D", "旷课半天")
