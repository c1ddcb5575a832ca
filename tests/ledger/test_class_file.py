"""The class file: how each of its papers stands by the ledger, what is missing, and which are filed on paper."""

from app.ledger.attendance import MarkEntry, mark_attendance
from app.ledger.class_file import GROUPS, PAPERS, ClassFile, class_file, file_paper
from app.ledger.class_file_states import PaperState, Standing
from app.ledger.class_records import class_records
from app.ledger.conduct import note_conduct
from app.ledger.enrolling import withdraw
from app.ledger.graduating import graduate
from app.ledger.teaching import TrainerPlan, add_trainer
from app.models.people import Trainee
from app.models.training import Lesson
from app.models.vocabulary import AttendanceStatus
from tests.makers_training import attend, day, keep_class, lesson_at, pass_exams, person_at


def standing(file: ClassFile, key: str) -> Standing:
    return next(paper.standing for paper in file.papers if paper.kind.key == key)


def states(file: ClassFile) -> dict[str, PaperState]:
    return {paper.kind.key: paper.standing.state for paper in file.papers}


def present(ledger, class_id: str, *serials: int) -> None:
    for serial in serials:
        attend(ledger, class_id, serial, [AttendanceStatus.PRESENT] * 30, reason="补录")


def test_the_file_has_the_thirteen_groups_of_the_county_and_the_classes_own(ledger):
    row = keep_class(ledger, 2)

    file = class_file(ledger, row.id)

    assert list(dict.fromkeys(paper.kind.group for paper in file.papers)) == list(range(1, len(GROUPS) + 1))
    assert len({kind.key for kind in PAPERS}) == len(PAPERS)


def test_a_new_class_lacks_what_is_still_to_come_and_says_what(ledger):
    row = keep_class(ledger)

    file = class_file(ledger, row.id)

    assert standing(file, "roster").state is PaperState.MISSING
    assert standing(file, "timetable").sentence() == "30 节课，120 学时。"
    assert standing(file, "class_application").sentence() == "没有填：培训机构、地点、班主任。"
    assert states(file)["cert_issue"] is PaperState.NOT_YET
    assert states(file)["photos"] is PaperState.ON_PAPER


def test_sign_in_sheets_are_complete_once_every_day_is_called(ledger):
    row = keep_class(ledger, 2)
    present(ledger, row.id, 1)
    person, first = person_at(ledger, row.id, 2), lesson_at(ledger, row.id)
    mark_attendance(ledger, [MarkEntry(person.enrolment_id, first.id, AttendanceStatus.LATE)], reason="补录")

    before = class_file(ledger, row.id)
    withdraw(ledger, person.enrolment_id, day(2), "外出务工")
    after = class_file(ledger, row.id)

    assert standing(before, "attendance_day").sentence() == "15 天中 0 天点名完整。"
    assert standing(before, "attendance_total").sentence() == "1 人有课时没点名。"
    assert standing(after, "attendance_day").sentence() == "15 天中 14 天点名完整。"
    assert states(after)["attendance_total"] is PaperState.COMPLETE


def test_scores_and_certificates_follow_the_class_to_its_end(ledger):
    row = keep_class(ledger, 2)
    present(ledger, row.id, 1, 2)
    before = standing(class_file(ledger, row.id), "scores")
    pass_exams(ledger, row.id)
    graduate(ledger, row.id)

    file = class_file(ledger, row.id)

    assert (before.state, before.sentence()) == (PaperState.MISSING, "2 人中 0 人有成绩。")
    assert states(file)["scores"] is PaperState.COMPLETE
    assert standing(file, "cert_issue").sentence() == "结业 2 人，发证 0 张，已领 0 张。"
    assert states(file)["publicity"] is PaperState.FOR_THE_PEN


def test_the_teaching_log_wants_a_topic_and_a_trainer_for_each_lesson_held(ledger):
    row = keep_class(ledger, 1)
    trainer = add_trainer(ledger, TrainerPlan("毕师傅", "土专家"))
    with ledger.change("lesson.edit") as change:
        lesson = change.get(Lesson, lesson_at(ledger, row.id).id)
        lesson.topic, lesson.trainer_id = "刀工基础", trainer.id

    file = class_file(ledger, row.id)

    assert standing(file, "teaching_log").sentence() == "已上的 30 节课中，1 节填了授课内容和教师。"
    assert standing(file, "trainers").sentence() == "30 节课中 1 节排了教师。"


def test_three_party_members_make_a_branch(ledger):
    row = keep_class(ledger, 3)
    with ledger.change("trainee.edit") as change:
        for serial in (1, 2, 3):
            change.get(Trainee, person_at(ledger, row.id, serial).trainee_id).political_status = "01"

    standing_now = standing(class_file(ledger, row.id), "party_branch")

    assert (standing_now.state, standing_now.sentence()) == (PaperState.FOR_THE_PEN, "党员 3 人。")


def test_a_paper_put_into_the_file_is_remembered_with_its_day_and_can_be_taken_out(ledger):
    row = keep_class(ledger, 1)

    file_paper(ledger, row.id, "photos", is_filed=True)
    file_paper(ledger, row.id, "safety", is_filed=True)
    filed = class_file(ledger, row.id)
    file_paper(ledger, row.id, "photos", is_filed=False)
    left = class_file(ledger, row.id)

    assert {paper.kind.key: paper.filed_on for paper in filed.papers if paper.filed_on} == {
        "photos": day(21),
        "safety": day(21),
    }
    assert (filed.filed, left.filed) == (2, 1)


def test_days_attended_count_days_not_lessons(ledger):
    row = keep_class(ledger, 1)
    tells = AttendanceStatus
    attend(ledger, row.id, 1, [tells.PRESENT, tells.ABSENT, tells.ABSENT, tells.SICK, tells.LATE, tells.LATE], "补录")

    records = class_records(ledger, row.id)

    assert records.days_attended(records.sheet.people[0]) == 2


def test_remarks_and_absences_stand_where_the_papers_need_them(ledger):
    row = keep_class(ledger, 2)
    attend(ledger, row.id, 1, [AttendanceStatus.ABSENT], "补录")
    attend(ledger, row.id, 2, [AttendanceStatus.PRESENT], "补录")
    note_conduct(ledger, person_at(ledger, row.id).enrolment_id, day(3), "旷课半天，已谈话")

    records = class_records(ledger, row.id)

    first = records.lessons[0]
    assert (first.expected, first.there, first.absent) == (2, 1, (records.sheet.people[0].row.name,))
    assert standing(class_file(ledger, row.id), "conduct").sentence() == "1 条记录。"
