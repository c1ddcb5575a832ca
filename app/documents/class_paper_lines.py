"""The lines of the papers of a class file, and the papers' names as they are printed."""

from dataclasses import dataclass

from app.ledger.class_records import LessonTaught
from app.models.id_numbers import mask_id_number

_WEEKDAYS, _LONG_ID = "一二三四五六日", 15


@dataclass(frozen=True)
class Told:
    """A line of a form with a name at the left."""

    title: str
    content: str = ""


@dataclass(frozen=True)
class LessonLine:
    """A lesson on the timetable and in the teaching log."""

    day: str
    short_day: str
    weekday: str
    half_day: str
    topic: str
    kind: str
    hours: str
    trainer: str
    place: str = ""
    remark: str = ""
    expected: str = ""
    there: str = ""
    absent: str = ""


@dataclass(frozen=True)
class TrainerLine:
    """A trainer and what they taught."""

    name: str
    kind: str
    qualification: str
    provider: str
    topics: str
    hours: str
    phone: str


@dataclass(frozen=True)
class ConductLine:
    """A remark on conduct."""

    day: str
    name: str
    text: str


@dataclass(frozen=True)
class PersonLine:
    """A person on the lists that follow graduation."""

    name: str
    sex: str
    id_number: str
    masked_id: str
    categories: str
    village: str
    phone: str
    class_code: str
    course: str
    level: str
    certificate: str
    number: str
    hours: str
    days: str


@dataclass(frozen=True)
class ContentsLine:
    """A paper in the contents of the file."""

    group: str
    title: str
    copy: str
    held: str
    remark: str


def public_id(number: str) -> str:
    """An ID number as it may be put up in public: the first six and the last four signs."""
    if len(number) < _LONG_ID:
        return mask_id_number(number)
    return number[:6] + "*" * (len(number) - 10) + number[-4:]


def lesson_line(taught: LessonTaught) -> LessonLine:
    """A lesson as the timetable and the log have it; who was there only once the roll was called."""
    lesson = taught.lesson
    was_called = taught.marked > 0
    return LessonLine(
        day=f"{lesson.day:%Y-%m-%d}",
        short_day=f"{lesson.day.month}.{lesson.day.day}",
        weekday=_WEEKDAYS[lesson.day.weekday()],
        half_day=lesson.half_day_label,
        topic=lesson.topic,
        kind=lesson.kind_label,
        hours=str(lesson.hours),
        trainer=lesson.trainer,
        place=lesson.place,
        remark=f"原定{lesson.moved_from:%m-%d}" if lesson.moved_from else "",
        expected=str(taught.expected),
        there=str(taught.there) if was_called else "",
        absent="、".join(taught.absent),
    )


COPIES = frozenset({"id_copies", "category_proofs", "cert_copies", "payment"})
CHINESE_TITLES = {
    "dossier_list": "培训班档案目录",
    "class_application": "开班申请表",
    "timetable": "培训计划及课程表",
    "trainers": "师资表（附资格证书、聘用合同）",
    "premises": "场地、设备说明",
    "textbooks": "教材",
    "safety": "安全预案",
    "roster": "学员花名册",
    "id_copies": "学员身份证复印件",
    "category_proofs": "人员类别证明",
    "undertakings": "报名表、承诺书",
    "attendance_day": "学员考勤签到表",
    "attendance_total": "学员考勤汇总表",
    "teaching_log": "教学日志",
    "photos": "现场照片、视频",
    "inspections": "检查记录",
    "exam_papers": "考核试卷",
    "scores": "结业考核成绩册",
    "exam_notes": "考评记录",
    "cert_issue": "证书发放登记表",
    "cert_copies": "证书复印件",
    "satisfaction": "学员满意度测评表",
    "subsidy_application": "职业培训补贴申请表",
    "subsidy": "职业培训补贴申请汇总表",
    "publicity": "公示名单",
    "payment": "拨付凭证",
    "allowance_pay": "生活（交通）费补助发放花名册",
    "followup": "学员跟踪回访登记表",
    "summary": "培训班总结",
    "party_branch": "临时党支部党员名单",
    "conduct": "学员管理（作息、言行）登记表",
    "needs": "培训需求摸底表",
}
"""The names of the papers on paper, in Chinese whatever the screen speaks."""
