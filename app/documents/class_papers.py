"""The papers of a class file filled from the ledger, each by its key; what it does not know is left to the pen."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from app.documents.class_forms import ClassForms
from app.documents.class_paper_lines import (
    CHINESE_TITLES,
    COPIES,
    ConductLine,
    ContentsLine,
    PersonLine,
    Told,
    TrainerLine,
    lesson_line,
    public_id,
)
from app.documents.forms import FormHead, filled_form
from app.documents.registers import RegisterTable
from app.ledger.class_file import GROUPS, ClassFile
from app.ledger.class_people import ClassPerson
from app.ledger.class_records import ClassRecords
from app.ledger.class_rows import ClassRow
from app.models.chinese_dates import plain_date
from app.models.vocabulary import CertificateKind, LessonKind

# Printed words: in Chinese whatever the screen speaks.
_ROOM = "　\n　\n　\n　"
_ASKED = ("课程内容", "授课教师", "实操训练", "场地设备", "食宿安排", "组织管理")
_UNDERTAKING = "本单位承诺：所报材料真实有效，严格按培训计划组织教学，不弄虚作假，接受检查和监督。"
_OPINION = "　\n　\n　　　　　　　　　　　　　　（盖章）　　　　年　　月　　日"


class ClassPapers:
    """Fills the papers of one class; `full` shows ID and telephone numbers whole, save on what is put up in public."""

    def __init__(self, records: ClassRecords, head: FormHead, *, full: bool = False) -> None:
        self._records, self._head = records, head
        self._forms = ClassForms(records.sheet, head, full)

    def tables(self, key: str, day: date | None = None) -> list[RegisterTable]:
        """The paper of this key; of the sign-in sheets those of all days, or of one."""
        if key == "attendance_day":
            return [self._forms.sign_in(each) for each in self._records.sheet.days if day in (None, each)]
        return [self._makers()[key]()]

    def _makers(self) -> dict[str, Callable[[], RegisterTable]]:
        return {
            "class_application": self._application,
            "timetable": lambda: self._form("timetable", [lesson_line(each) for each in self._records.lessons]),
            "trainers": lambda: self._form("trainers", list(self._trainers())),
            "roster": self._forms.roster,
            "attendance_total": self._forms.attendance,
            "teaching_log": self._log,
            "scores": self._forms.scores,
            "cert_issue": self._forms.certificates,
            "satisfaction": lambda: self._form("satisfaction", [Told(each) for each in _ASKED]),
            "subsidy": lambda: self._form("subsidy", self._people(self._records.completed)),
            "publicity": lambda: self._form("publicity", self._people(self._records.completed)),
            "allowance_pay": lambda: self._form("allowance_pay", self._people(self._supported())),
            "followup": lambda: self._form("followup", self._people(self._records.completed)),
            "summary": self._summary,
            "party_branch": self._party,
            "conduct": self._conduct,
        }

    def contents(self, file: ClassFile) -> RegisterTable:
        """培训班档案目录: every paper of the file, and whether it is in it."""
        lines = [
            ContentsLine(
                group=str(paper.kind.group) if paper.kind.group < len(GROUPS) else "",
                title=CHINESE_TITLES[paper.kind.key],
                copy="复印件" if paper.kind.key in COPIES else "原件",
                held="有" if paper.filed_on else "",
                remark=f"{paper.filed_on:%Y-%m-%d} 归档" if paper.filed_on else "",
            )
            for paper in file.papers
        ]
        return self._form("dossier_list", lines)

    def _form(self, key: str, rows: Sequence[object]) -> RegisterTable:
        return filled_form(key, self._head, rows)

    def _application(self) -> RegisterTable:
        row, records = self._records.sheet.training_class, self._records
        supported = sum(records.supported(person) for person in records.staying)
        trainers = "、".join(
            f"{each.name}（{each.kind_label}）" if each.kind_label else each.name for each in records.trainers
        )
        lines = [
            Told("培训机构", row.provider),
            Told("班级名称及期次", f"{row.name}　{row.code}　{row.intake}".strip()),
            Told("培训项目（工种）", row.course),
            Told("等级", records.sheet.level),
            Told("证书类型", row.certificate_label),
            Told("培训起止时间", f"{_days(row)}，共{row.days}天"),
            Told("总学时（理论/实操）", f"{row.hours}学时（理论{row.theory_hours}/实操{row.practical_hours}）"),
            Told("培训地点", row.place),
            Told("培训人数", f"{len(records.staying)}人，其中脱贫劳动力（含监测对象）{supported}人"),
            Told("资金来源"),
            Told("班主任及电话", row.head_teacher),
            Told("授课教师", trainers),
            Told("教材"),
            Told("考核方案"),
            Told("承诺", _UNDERTAKING),
            Told("县人社局意见", _OPINION),
        ]
        return self._form("class_application", lines)

    def _trainers(self) -> Iterator[TrainerLine]:
        for trainer in self._records.trainers:
            taught = [each.lesson for each in self._records.lessons if each.lesson.trainer_id == trainer.id]
            kinds = dict.fromkeys(lesson.topic or lesson.kind_label for lesson in taught)
            yield TrainerLine(
                name=trainer.name,
                kind=trainer.kind_label,
                qualification=trainer.qualification,
                provider=trainer.provider,
                topics="、".join(kinds),
                hours=str(sum(lesson.hours for lesson in taught)),
                phone=trainer.phone,
            )

    def _log(self) -> RegisterTable:
        held = [each for each in self._records.lessons if each.lesson.day <= self._records.today]
        return self._form("teaching_log", [lesson_line(each) for each in held])

    def _conduct(self) -> RegisterTable:
        notes = self._records.conduct
        return self._form("conduct", [ConductLine(each.day.isoformat(), each.name, each.text) for each in notes])

    def _supported(self) -> tuple[ClassPerson, ...]:
        """Whom the allowance is meant for; everyone where nobody's group is known."""
        people = self._records.staying
        return tuple(person for person in people if self._records.supported(person)) or people

    def _party(self) -> RegisterTable:
        members = set(self._records.party_members)
        people = [person for person in self._records.staying if person.row.enrolment_id in members]
        return self._form("party_branch", self._people(people))

    def _people(self, people: Sequence[ClassPerson]) -> list[PersonLine]:
        return [self._person(person) for person in people]

    def _person(self, person: ClassPerson) -> PersonLine:
        row, here = person.row, self._records.sheet.training_class
        numbers = [each.number for each in person.certificates if each.is_good]
        return PersonLine(
            name=row.name,
            sex=row.sex_label,
            id_number=self._forms.number(row.id_number),
            masked_id=public_id(row.id_number),
            categories="、".join(row.category_labels),
            village=row.village or person.address,
            phone=self._forms.phone(row.phone),
            class_code=here.code,
            course=here.course,
            level=self._records.sheet.level,
            certificate=CertificateKind(here.certificate_kind).label,
            number=numbers[-1] if numbers else "",
            hours=f"{person.hours.attended:g}",
            days=str(self._records.days_attended(person)),
        )

    def _summary(self) -> RegisterTable:
        lines = [*self._figures(), Told("主要做法", _ROOM), Told("存在问题", _ROOM), Told("意见建议", _ROOM)]
        return self._form("summary", lines)

    def _figures(self) -> list[Told]:
        records, row = self._records, self._records.sheet.training_class
        everyone, staying, done = records.sheet.people, records.staying, records.completed
        women = sum(person.row.sex == "2" for person in staying)
        supported = sum(records.supported(person) for person in staying)
        rate = sum(person.hours.rate for person in staying) / len(staying) if staying else 0.0
        good = [each for person in done for each in person.certificates if each.is_good]
        handed = sum(each.handed_out_on is not None for each in good)
        return [
            Told("班级", f"{row.code}　{row.name}"),
            Told("培训项目（工种）", f"{row.course}　{records.sheet.level}".strip()),
            Told("培训机构", row.provider),
            Told("时间、地点", f"{_days(row)}，共{row.days}天　{row.place}".strip()),
            Told("学时", f"共{row.hours}学时，理论{row.theory_hours}学时，实操{row.practical_hours}学时"),
            Told("授课教师", f"{len(records.trainers)}人"),
            Told("参训人数", f"报名{len(everyone)}人，中途退出{len(everyone) - len(staying)}人，参训{len(staying)}人；"
                 f"其中女{women}人，脱贫劳动力（含监测对象）{supported}人"),
            Told("平均出勤率", f"{int(rate * 1000 + 1e-6) / 10:g}%"),
            Told("考核平均分", "　".join(self._averages())),
            Told("结业", f"{len(done)}人，结业率{_percent(len(done), len(staying))}"),
            Told("发证", f"{len(good)}张，已领取{handed}张"),
        ]  # fmt: skip

    def _averages(self) -> Iterator[str]:
        for part in LessonKind:
            scores = [getattr(person.results, part.value) for person in self._records.staying if person.results]
            scores = [score for score in scores if score is not None]
            if scores:
                yield f"{part.label}{sum(scores) / len(scores):.1f}"


def _days(row: ClassRow) -> str:
    return f"{plain_date(row.starts_on)}至{plain_date(row.ends_on)}"


def _percent(part: int, whole: int) -> str:
    return f"{1000 * part // whole / 10:g}%" if whole else "—"
