"""Invented people, courses and classes for the tests of training."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.ledger.attendance import MarkEntry, mark_attendance
from app.ledger.attendance_marks import LessonChoice
from app.ledger.class_roster import RosterRow, roster_of
from app.ledger.class_rows import ClassRow
from app.ledger.classes import ClassPlan, open_class
from app.ledger.courses import CoursePlan, CourseRow, add_course
from app.ledger.enrolling import enrol
from app.ledger.results import ResultEntry, set_results
from app.ledger.timetable import LessonRow, timetable
from app.models.id_numbers import check_character
from app.models.ledger import Ledger
from app.models.people import Trainee, TraineeCategory
from app.models.vocabulary import AttendanceStatus, LessonKind

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = ("秀英", "建国", "兰", "志强", "丽", "文", "阿依", "小龙", "春梅", "德明")
FIRST_DAY = date(2026, 11, 2)
COOK = CoursePlan("中式烹调师", "服务技能", 40, 80, "中式烹调师", "五级")
PLAN = ClassPlan("中式烹调师", FIRST_DAY, days=15)


def id_number(place: int, born: date = date(1988, 5, 6), prefix: str = "533522") -> str:
    """An ID number with its check digit; `place` makes it one's own, the order code is 98x."""
    day = date(born.year - place // 10 // 300, born.month, born.day)
    day = date.fromordinal(day.toordinal() + place // 10 % 300)
    body = f"{prefix}{day:%Y%m%d}98{place % 10}"
    return body + check_character(body)


def name_of(place: int) -> str:
    """A name of its own for each of the first three hundred."""
    return SURNAMES[place % len(SURNAMES)] + GIVEN[place // len(SURNAMES) % len(GIVEN)]


def keep_trainee(ledger: Ledger, place: int = 0, **fields: object) -> str:
    """Keep one invented trainee; gives the id."""
    return keep_trainees(ledger, 1, start=place, **fields)[0]


def keep_trainees(ledger: Ledger, count: int, *, start: int = 0, **fields: object) -> list[str]:
    """Keep invented trainees; `fields` hold for each of them."""
    with ledger.change("trainee.add") as change:
        rows = [change.add(Trainee(**{**_person(place), **fields})) for place in range(start, start + count)]
        return [row.id for row in rows]


def _person(place: int) -> dict[str, object]:
    number = id_number(place)
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    sex = "1" if int(number[16]) % 2 else "2"
    return {"name": name_of(place), "id_type": "01", "id_number": number, "birth_date": born, "sex": sex}


def keep_category(ledger: Ledger, trainee_id: str, code: str, start: date | None, end: date | None = None) -> None:
    """Put a trainee into a group from a day to a day."""
    with ledger.change("trainee.category") as change:
        change.add(TraineeCategory(trainee_id=trainee_id, code=code, from_date=start, to_date=end))


def keep_course(ledger: Ledger, **fields: object) -> CourseRow:
    """Keep a course for cooks: 40 hours of theory, 80 of practice."""
    return add_course(ledger, replace(COOK, **fields))


def keep_class(ledger: Ledger, people: int = 0, **fields: object) -> ClassRow:
    """Open a class of 15 days from 2 November on, and enrol so many invented people; the course is made if need be."""
    plan = replace(PLAN, **fields)
    with ledger.reading() as session:
        from sqlalchemy import select

        from app.models.training import Course

        known = session.scalars(select(Course.id).where(Course.name == plan.course)).first()
    if known is None:
        keep_course(ledger, name=plan.course)
    row = open_class(ledger, plan).row
    if people:
        enrol(ledger, row.id, keep_trainees(ledger, people))
    return row


def lesson_at(ledger: Ledger, class_id: str, place: int = 0) -> LessonRow:
    """The lesson at this place of the timetable, the first being 0."""
    return timetable(ledger, class_id)[place]


def person_at(ledger: Ledger, class_id: str, serial: int = 1) -> RosterRow:
    """The one of this serial."""
    return next(row for row in roster_of(ledger, class_id) if row.serial == serial)


def attend(ledger: Ledger, class_id: str, serial: int, statuses: Sequence[AttendanceStatus], reason: str = "") -> None:
    """Mark one person in the first lessons of the class, one status for each."""
    person, lessons = person_at(ledger, class_id, serial), timetable(ledger, class_id)
    marks = zip(lessons, statuses, strict=False)
    entries = [MarkEntry(person.enrolment_id, lesson.id, status) for lesson, status in marks]
    mark_attendance(ledger, entries, reason=reason)


def pass_exams(ledger: Ledger, class_id: str, theory: int = 80, practical: int = 85) -> None:
    """Give everyone in the class these points."""
    scores = {LessonKind.THEORY: theory, LessonKind.PRACTICAL: practical}
    entries = [
        ResultEntry(row.enrolment_id, part, points * 10)
        for row in roster_of(ledger, class_id)
        if not row.outcome
        for part, points in scores.items()
    ]
    set_results(ledger, entries)


def day(number: int) -> date:
    """A day of November 2026."""
    return date(2026, 11, number)


def whole(class_id: str) -> LessonChoice:
    """Every lesson of a class."""
    return LessonChoice(class_id)
