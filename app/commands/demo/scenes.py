"""The scenes of the play, in order: each calls the same use cases as the commands, and tells its figure."""

from collections.abc import Callable
from datetime import timedelta

from app.commands.demo.stage import Stage
from app.commands.terminal import progress
from app.documents.sample_roster import SampleRow, write_sample_roster
from app.i18n import tr
from app.ledger.attendance import MarkEntry, all_present, mark_attendance
from app.ledger.attendance_marks import LessonChoice
from app.ledger.class_roster import RosterRow, roster_of
from app.ledger.classes import ClassPlan, open_class
from app.ledger.county_enrolment import take_in, write_request
from app.ledger.courses import CoursePlan, add_course, add_intake
from app.ledger.day_seals import seal_day
from app.ledger.graduating import graduate
from app.ledger.graduation import graduation_of
from app.ledger.importing.error_workbook import write_error_workbook
from app.ledger.importing.preview import RowStatus
from app.ledger.number_blocks import blocks_left
from app.ledger.practice_people import Invented, invent
from app.ledger.results import ResultEntry, set_results
from app.ledger.roster_preview import preview_roster
from app.ledger.rosters import ImportOptions, import_roster
from app.ledger.teaching import ProviderPlan, TrainerPlan, add_provider, add_trainer
from app.ledger.timetable import LessonRow, timetable
from app.models.vocabulary import AttendanceStatus, LessonKind

STATION = "凤山镇乡村人才振兴工作站"
COURSE, PROVIDER = "核桃提质增效技术", "凤庆县职业教育中心"
SUNDAY = 6
ABSENT, FAILED, UNTESTED = 0, 1, 2
"""Three who will not graduate: too often absent, failed twice, no practical exam."""


def enrol_station(stage: Stage) -> None:
    """The station's key goes to the county by file, its certificate numbers come back by file."""
    from app.county.enrolment import Terms
    from app.credential.keys import fingerprint

    request = write_request(stage.ledger, STATION)
    (stage.folder / "request.xxrequest").write_bytes(request.data)
    issued = stage.office.enrol(request.data, Terms("530921101", STATION))
    (stage.folder / "enrolment.xxenrol").write_bytes(issued.data)
    root = stage.office.county().root_public
    take_in(stage.ledger, issued.data, fingerprint(root))
    stage.tell(tr("Numbers granted by the county"), blocks_left(stage.ledger).left)


def write_roster(stage: Stage) -> None:
    """A messy workbook as a village sends it. Of its mistakes one is a number given to two people: both come back."""
    stage.cast = invent(stage.people + 4)
    first, second, third = stage.cast[:3]
    mistakes = [
        _row(first, name="郭安平", id_number=float(first.id_number[:15] + "000")),
        _row(second, name="何丽英", id_number=second.id_number[:17] + ("1" if second.id_number[17] != "1" else "2")),
        _row(third, name="刘国成", id_number=third.id_number),
    ]
    write_sample_roster(stage.folder / "roster.xlsx", [_row(person) for person in stage.cast], mistakes)


def _row(person: Invented, *, name: str = "", id_number: object = None) -> SampleRow:
    return SampleRow(
        name or person.name,
        person.sex,
        person.ethnic,
        id_number or person.id_number,
        person.birth,
        person.education,
        person.village,
        person.phone,
        person.groups,
    )


def open_the_class(stage: Stage) -> None:
    """Course, provider, trainers, intake, and a class of 15 days by half-days."""
    ledger, start = stage.ledger, stage.clock.now().date() + timedelta(days=1)
    add_course(ledger, CoursePlan(COURSE, "traditional", 40, 80, level="5"))
    add_provider(ledger, ProviderPlan(PROVIDER, kind="职业教育中心"))
    add_trainer(ledger, TrainerPlan("罗永福", kind="school_teacher"))
    add_trainer(ledger, TrainerPlan("李金山", kind="local_expert"))
    intake = add_intake(ledger, start.year, 3)
    plan = ClassPlan(
        COURSE,
        start,
        days=15,
        provider=PROVIDER,
        intake=intake.name,
        programme="full_time_certificate",
        training_mode="targeted",
        theory_trainer="罗永福",
        practical_trainer="李金山",
        weekdays_off=(SUNDAY,),
        place="凤山镇安石村",
    )
    opened = open_class(ledger, plan)
    stage.class_id = opened.row.id
    stage.tell(tr("Half-day lessons, Sundays off"), len(timetable(ledger, stage.class_id)))


def take_roster_in(stage: Stage) -> None:
    """Preview, the sender's own file with red cells back, and the import."""
    file, today = stage.folder / "roster.xlsx", stage.clock.now().date()
    previewed = preview_roster(stage.ledger, file, today)
    errors = stage.folder / "roster-errors.xlsx"
    write_error_workbook(file, previewed.shown, errors)
    fit = sum(row.status is not RowStatus.WRONG for row in previewed.shown.rows)
    with progress(tr("Taking the roster in"), fit) as done:
        options = ImportOptions(stage.class_id, accept_doubtful=True)
        outcome = import_roster(stage.ledger, previewed, options, done)
    counts = outcome.counts
    stage.tell(tr("Rows read from the roster"), counts.rows)
    stage.tell(tr("Rows sent back in red, with the reason"), counts.wrong)
    stage.tell(tr("Trainees taken in and enrolled"), f"{counts.new} / {counts.enrolled}")


def call_rolls(stage: Stage) -> None:
    """Every day: all present, then the exceptions; the day is sealed. The clock goes along."""
    roster, lessons = roster_of(stage.ledger, stage.class_id), timetable(stage.ledger, stage.class_id)
    days = sorted({lesson.day for lesson in lessons})
    with progress(tr("15 days of attendance"), len(days)) as done:
        for number, day in enumerate(days, 1):
            now = stage.clock.now()
            stage.clock.time = now.replace(year=day.year, month=day.month, day=day.day, hour=18)
            entries = _exceptions(number, roster, [lesson for lesson in lessons if lesson.day == day])
            mark_attendance(stage.ledger, entries)
            all_present(stage.ledger, LessonChoice(stage.class_id, day))
            seal_day(stage.ledger, stage.class_id, day)
            done(number)
    stage.tell(tr("Attendance marks"), len(roster) * len(lessons))


def _exceptions(number: int, roster: tuple[RosterRow, ...], lessons: list[LessonRow]) -> list[MarkEntry]:
    """One who stays away for five days, and every day somebody late or on leave."""
    away = [(roster[ABSENT], AttendanceStatus.ABSENT, "")] if number <= 5 else []
    late = roster[(number * 7) % (len(roster) - 3) + 3]
    ill = roster[(number * 11) % (len(roster) - 3) + 3]
    marks = [*away, (late, AttendanceStatus.LATE, "山路塌方")]
    if ill is not late and number % 4 == 0:
        marks.append((ill, AttendanceStatus.SICK, "有医院证明"))
    return [
        MarkEntry(row.enrolment_id, lesson.id, status, why)
        for row, status, why in marks
        for lesson in lessons[: 1 + (status is AttendanceStatus.ABSENT)]
    ]


def examine(stage: Stage) -> None:
    """Theory and practice; one fails theory and the resit, one never comes to the practical exam."""
    stage.clock.time = stage.end
    roster = roster_of(stage.ledger, stage.class_id)
    entries = []
    for at, row in enumerate(roster):
        theory = 520 if at == FAILED else 650 + at * 37 % 330
        entries.append(ResultEntry(row.enrolment_id, LessonKind.THEORY, theory))
        if at != UNTESTED:
            entries.append(ResultEntry(row.enrolment_id, LessonKind.PRACTICAL, 700 + at * 53 % 290))
    set_results(stage.ledger, entries)
    set_results(stage.ledger, [ResultEntry(roster[FAILED].enrolment_id, LessonKind.THEORY, 575, attempt=2)])
    stage.tell(tr("Exam results"), len(entries) + 1)


def graduate_class(stage: Stage) -> None:
    """Who has earned the certificate, and what is missing for whom."""
    graduate(stage.ledger, stage.class_id)
    found = graduation_of(stage.ledger, stage.class_id)
    stage.tell(tr("Graduated"), len(found.eligible))
    for person in found.not_eligible:
        missing = "；".join(finding.sentence() for finding in person.missing)
        stage.tell(tr("Not eligible: {name}", name=person.name), missing)


SCENES: tuple[Callable[[Stage], None], ...] = (
    enrol_station,
    write_roster,
    open_the_class,
    take_roster_in,
    call_rolls,
    examine,
    graduate_class,
)
