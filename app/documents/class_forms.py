"""The forms of a class filled from the ledger; numbers are masked unless they were asked for with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.documents import forms
from app.documents.registers import RegisterTable
from app.ledger.certificate_register import CertificateRow, CertificateState
from app.ledger.class_people import ClassPerson, ClassSheet
from app.models.id_numbers import mask_id_number
from app.models.phones import mask_phone
from app.models.vocabulary import HalfDay, LessonKind, Outcome

# Printed words: in Chinese whatever the screen speaks.
_NO_LESSON, _NO_MARK = "－", "　"
# The signs of the legend that is printed below.
_ON_PAPER = str.maketrans({"迟": "＞", "退": "＜"})
_PASSED = {Outcome.COMPLETED: "合格", Outcome.FAILED: "不合格", Outcome.WITHDREW: "退出"}
_VOIDED, _CORRECTED, _ERASED = "作废", "已更正，换发{number}", "个人信息已依申请删除"


@dataclass(frozen=True)
class ClassForms:
    """All forms of one class. `full` shows ID and telephone numbers whole; sign-in sheets never do."""

    sheet: ClassSheet
    head: forms.FormHead
    full: bool = False

    def sign_in(self, day: date) -> RegisterTable:
        """The sheet that trainees sign on this day."""
        here = self.sheet.training_class
        rows = [forms.SignInRow(each.row.name, mask_id_number(each.row.id_number)) for each in self._staying()]
        evening = any(slot.day == day and slot.half_day is HalfDay.EVENING for slot in self.sheet.lessons)
        return forms.sign_in_sheet(self.head, day, rows, page_code(here.id, day), evening=evening)

    def roster(self) -> RegisterTable:
        """花名册, with those who left marked."""
        return forms.class_roster(self.head, [self._roster_row(each) for each in self.sheet.people])

    def attendance(self) -> RegisterTable:
        """考勤汇总表."""
        days = self.sheet.days
        rows = [self._attendance_row(each, days) for each in self.sheet.people]
        return forms.attendance_summary(self.head, days, rows)

    def scores(self) -> RegisterTable:
        """成绩册, without those who left."""
        return forms.score_sheet(self.head, [self._score_row(each) for each in self._staying()])

    def certificates(self) -> RegisterTable:
        """证书发放登记表: every certificate of the class, voided and corrected ones marked."""
        rows = [self._certificate_row(each, row) for each in self.sheet.people for row in each.certificates]
        return forms.certificate_register(self.head, rows)

    def _staying(self) -> list[ClassPerson]:
        return [each for each in self.sheet.people if not each.row.has_withdrawn]

    def number(self, number: str) -> str:
        """An ID number as this copy may show it."""
        return number if self.full else mask_id_number(number)

    def phone(self, number: str) -> str:
        """A telephone number as this copy may show it."""
        return number if self.full else mask_phone(number)

    def _roster_row(self, person: ClassPerson) -> forms.RosterRow:
        row, here = person.row, self.sheet.training_class
        return forms.RosterRow(
            name=row.name,
            sex=row.sex_label,
            ethnic_group=person.ethnic_group,
            id_number=self.number(row.id_number),
            age=str(person.age) if person.age is not None else "",
            education=person.education,
            address=person.address,
            categories="、".join(row.category_labels),
            course=here.course,
            level=self.sheet.level,
            phone=self.phone(row.phone),
            remark=_PASSED[Outcome.WITHDREW] if row.has_withdrawn else "",
        )

    def _attendance_row(self, person: ClassPerson, days: Sequence[date]) -> forms.AttendanceRow:
        hours, counts = person.hours, {name: str(count or "") for name, count in person.hours.counts.items()}
        return forms.AttendanceRow(
            name=person.row.name,
            marks=tuple(self._marks(person, day) for day in days),
            hours_due=str(hours.total),
            hours_attended=f"{hours.attended:g}",
            sick=counts["sick"],
            excused=counts["excused"],
            late=counts["late"],
            left_early=counts["left_early"],
            absent=counts["absent"],
            rate=f"{hours.rate * 100:.4g}%",
        )

    def _marks(self, person: ClassPerson, day: date) -> str:
        """Morning and afternoon always, the evening where there is a lesson."""
        slots = {slot.half_day: slot.id for slot in self.sheet.lessons if slot.day == day}
        shown = [half for half in HalfDay if half in slots or half is not HalfDay.EVENING]
        signs = [person.symbols.get(slots[half], _NO_MARK) if half in slots else _NO_LESSON for half in shown]
        return "".join(signs).translate(_ON_PAPER)

    def _score_row(self, person: ClassPerson) -> forms.ScoreRow:
        row, results = person.row, person.results
        resits = [each for each in results.attempts if each.attempt > 1] if results else []
        return forms.ScoreRow(
            exam_number="",
            name=row.name,
            id_number=self.number(row.id_number),
            theory=_points(results.theory if results else None),
            practical=_points(results.practical if results else None),
            overall="",
            passed=_PASSED[Outcome(row.outcome)] if row.outcome else "",
            resit="、".join(f"{LessonKind(each.part).label}{_points(each.score)}" for each in resits),
        )

    def _certificate_row(self, person: ClassPerson, row: CertificateRow) -> forms.HandOutRow:
        results = person.results
        is_proxy = "（" in row.collected_by
        return forms.HandOutRow(
            name=row.name,
            sex=row.sex,
            id_number=self.number(row.id_number),
            course=row.course,
            level=row.level,
            theory=_points(results.theory if results else None),
            practical=_points(results.practical if results else None),
            number=row.number,
            issued_on=row.issued_on.isoformat(),
            proxy=row.collected_by if is_proxy else "",
            collected_on=row.handed_out_on.isoformat() if row.handed_out_on else "",
            remark=_remark(row),
        )


def page_code(class_id: str, day: date) -> str:
    """What names a sign-in sheet on its scan: the class and the day, in signs that every scanner knows."""
    return f"QD-{class_id[-8:].upper()}-{day:%Y%m%d}"


def _points(score: float | None) -> str:
    return "" if score is None else f"{score:g}"


def _remark(row: CertificateRow) -> str:
    if row.is_erased:
        return _ERASED
    if row.state is CertificateState.CORRECTED:
        return _CORRECTED.format(number=row.successor)
    return _VOIDED if row.state is CertificateState.VOIDED else ""
