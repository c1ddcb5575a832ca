"""The fields of a class's form, what they hold as a plan, and what the ledger offers for them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from app.i18n import mark, tr
from app.ledger.classes import ClassPlan
from app.ledger.courses import CourseRow, IntakeRow
from app.ledger.lesson_plan import Order
from app.ledger.teaching import ProviderRow, TrainerRow
from app.models.chinese_dates import read_date
from app.models.vocabulary import CertificateKind, HalfDay, Programme, TrainingMode, table
from app.ui.classes.choices import Choice, Offer, Several, choose_word, nobody, word_box
from app.ui.day_field import DayField
from app.ui.forms import Fields
from app.ui.in_turns import Step

WEEKDAYS = (mark("Mo"), mark("Tu"), mark("We"), mark("Th"), mark("Fr"), mark("Sa"), mark("Su"))
ORDERS = {Order.THEORY_FIRST: mark("theory first, then practice"), Order.RATIO: mark("theory and practice in turn")}
MOST_DAYS, MOST_HOURS, LONGEST = 366, 12, 200
AT_ONCE, IN_A_TURN = 2, 5  # fields: all 21 put into an open dialog at once stopped the window for 40 ms
Added = Callable[[str], object]
Row = tuple[str, QWidget, str]  # name, field, hint


@dataclass(frozen=True)
class Offers:
    """What the ledger has to choose from."""

    courses: tuple[CourseRow, ...]
    intakes: tuple[IntakeRow, ...]
    providers: tuple[ProviderRow, ...]
    trainers: tuple[TrainerRow, ...]


@dataclass(frozen=True)
class Adders:
    """What the buttons beside the lists do, with what was typed there."""

    course: Added
    intake: Added
    provider: Added
    theory_trainer: Added
    practical_trainer: Added


class Ticks(QWidget):
    """Several small boxes in a line."""

    changed = Signal()

    def __init__(self, boxes: Sequence[tuple[object, str]]) -> None:
        super().__init__()
        self._boxes = [(value, QCheckBox(words)) for value, words in boxes]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 3, 0, 3)
        for _, box in self._boxes:
            box.setAccessibleName(box.text())
            box.toggled.connect(lambda _: self.changed.emit())
            line.addWidget(box)
        line.addStretch()
        self.setFocusProxy(self._boxes[0][1])

    @property
    def ticked(self) -> list[object]:
        """The values whose boxes are ticked."""
        return [value for value, box in self._boxes if box.isChecked()]

    def tick(self, values: Sequence[object]) -> None:
        """Tick these alone."""
        for value, box in self._boxes:
            box.setChecked(value in values)


class ClassFields(Fields):
    """Everything that a class is asked for; the first fields stand in their place at once, the others in `steps`."""

    changed = Signal()

    def __init__(self, add: Adders, today: date) -> None:
        super().__init__()
        none = tr("(not stated)")
        self.course = Choice(add.course, tr("Add a course"))
        self.intake = Choice(add.intake, tr("Add an intake"), none)
        self.provider = Choice(add.provider, tr("Add a training provider"), none)
        self.theory_trainer = Choice(add.theory_trainer, tr("Add a trainer"), nobody())
        self.practical_trainer = Choice(add.practical_trainer, tr("Add a trainer"), nobody())
        self.name, self.code, self.place, self.head_teacher = (QLineEdit() for _ in range(4))
        self.off_days = QLineEdit()
        self.starts_on = DayField()
        self.starts_on.show_day(today)
        self.days, self.half_hours = _spin(MOST_DAYS, tr("as few as the hours need")), _spin(MOST_HOURS, tr("even"))
        self.halves = Ticks([(half, half.label) for half in HalfDay])
        self.weekdays_off = Ticks([(day, tr(words)) for day, words in enumerate(WEEKDAYS, 1)])
        self.order = QComboBox()
        for order, words in ORDERS.items():
            self.order.addItem(tr(words), order.value)
        self.full_time = QCheckBox(tr("Full time"))
        self.programme, self.mode = word_box(Programme, none), word_box(TrainingMode, none)
        self.certificate = word_box(CertificateKind)
        groups = [(row.code, row.label) for row in table("person_categories").rows]
        self.target = Several(groups, tr("(everyone)"))
        self._today = today
        self._set_out()
        self._connect()
        rows = self._rows()
        self.expect(name for name, _, _ in rows)
        self._put(rows[:AT_ONCE])
        self._to_come = rows[AT_ONCE:]

    def steps(self) -> Iterator[Step]:
        """The fields that are not in their place yet, a few in each step."""
        for start in range(0, len(self._to_come), IN_A_TURN):
            yield partial(self._put, self._to_come[start : start + IN_A_TURN])

    def _put(self, rows: Sequence[Row]) -> None:
        for name, field, hint in rows:
            self.add(name, field, hint)
            field.show()  # now, or Tab would pass it over until the next turn

    def _rows(self) -> tuple[Row, ...]:
        return (
            (tr("Course"), self.course, ""),
            (tr("First day"), self.starts_on, ""),
            (tr("Days of teaching"), self.days, ""),
            (tr("Half-days"), self.halves, ""),
            (tr("Place of teaching"), self.place, ""),
            (tr("Head teacher"), self.head_teacher, ""),
            (tr("Theory is taught by"), self.theory_trainer, ""),
            (tr("Practice is taught by"), self.practical_trainer, ""),
            (tr("Training provider"), self.provider, ""),
            (tr("Intake"), self.intake, ""),
            (tr("Weekdays kept free"), self.weekdays_off, ""),
            (tr("Days kept free"), self.off_days, tr("Holidays and market days of the rules are kept free anyway.")),
            (tr("Order"), self.order, ""),
            (tr("Hours a half-day"), self.half_hours, ""),
            (tr("Name of the class"), self.name, ""),
            (tr("Code of the class"), self.code, ""),
            (tr("Certificate"), self.certificate, ""),
            (tr("Programme"), self.programme, ""),
            (tr("Training mode"), self.mode, ""),
            (tr("Attendance kind"), self.full_time, ""),
            (tr("Meant for"), self.target, ""),
        )

    def _set_out(self) -> None:
        self.off_days.setPlaceholderText(tr("Such as 11-20, 11-21"))
        self.full_time.setChecked(True)
        self.halves.tick([HalfDay.MORNING, HalfDay.AFTERNOON])
        for line in (self.name, self.place, self.head_teacher, self.off_days):
            line.setMaxLength(LONGEST)

    def _connect(self) -> None:
        for choice in (self.course, self.intake, self.provider, self.theory_trainer, self.practical_trainer):
            choice.changed.connect(self.changed)
        for line in (self.name, self.code, self.place, self.head_teacher, self.off_days):
            line.textChanged.connect(self._tell)
        for box in (self.order, self.programme, self.mode, self.certificate):
            box.currentIndexChanged.connect(self._tell)
        for spin in (self.days, self.half_hours):
            spin.valueChanged.connect(self._tell)
        for several in (self.halves, self.weekdays_off, self.target):
            several.changed.connect(self.changed)
        self.starts_on.changed.connect(self._tell)
        self.full_time.toggled.connect(self._tell)

    def _tell(self, *_: object) -> None:
        self.changed.emit()

    def offer(self, offers: Offers) -> None:
        """Offer what the ledger has."""
        self.course.offer([(row.id, _course_words(row)) for row in offers.courses])
        self.intake.offer([(row.id, row.name) for row in offers.intakes])
        self.provider.offer([(row.id, row.name) for row in offers.providers])
        trainers: list[Offer] = [(row.id, _trainer_words(row)) for row in offers.trainers]
        self.theory_trainer.offer(trainers)
        self.practical_trainer.offer(trainers)

    @property
    def plan(self) -> ClassPlan:
        """What stands in the fields."""
        return ClassPlan(
            course=self.course.chosen,
            starts_on=self.starts_on.day,
            code=self.code.text(),
            name=self.name.text(),
            days=self.days.value() or None,
            provider=self.provider.chosen,
            intake=self.intake.chosen,
            programme=self.programme.currentData(),
            training_mode=self.mode.currentData(),
            full_time=self.full_time.isChecked(),
            certificate_kind=self.certificate.currentData(),
            place=self.place.text(),
            head_teacher=self.head_teacher.text(),
            theory_trainer=self.theory_trainer.chosen,
            practical_trainer=self.practical_trainer.chosen,
            half_days=tuple(HalfDay(str(each)) for each in self.halves.ticked),
            hours_per_half_day=self.half_hours.value() or None,
            order=Order(self.order.currentData()),
            weekdays_off=tuple(int(str(each)) for each in self.weekdays_off.ticked),
            days_off=self.kept_free,
            target_categories=self.target.chosen,
        )

    @property
    def kept_free(self) -> tuple[date, ...]:
        """The days kept free, as far as they can be read; 11-20 means the year of the first day."""
        found = (self._day(word) for word in self._words())
        return tuple(sorted({day for day in found if day is not None}))

    @property
    def unread_days(self) -> list[str]:
        """The words among the days kept free that are no days."""
        return [word for word in self._words() if self._day(word) is None]

    def show_plan(self, plan: ClassPlan) -> None:
        """Fill everything in from a plan; its course, provider and so on by their ids."""
        chosen = {
            self.course: plan.course,
            self.intake: plan.intake,
            self.provider: plan.provider,
            self.theory_trainer: plan.theory_trainer,
            self.practical_trainer: plan.practical_trainer,
        }
        for choice, row_id in chosen.items():
            choice.choose(row_id)
        self.starts_on.show_day(plan.starts_on)
        self.days.setValue(plan.days or 0)
        self.half_hours.setValue(plan.hours_per_half_day or 0)
        for line, text in (
            (self.name, plan.name),
            (self.code, plan.code),
            (self.place, plan.place),
            (self.head_teacher, plan.head_teacher),
            (self.off_days, ", ".join(map(str, plan.days_off))),
        ):
            line.setText(text)
        self._show_words(plan)

    def _show_words(self, plan: ClassPlan) -> None:
        choose_word(self.programme, plan.programme)
        choose_word(self.mode, plan.training_mode)
        choose_word(self.certificate, plan.certificate_kind)
        choose_word(self.order, plan.order)
        self.full_time.setChecked(plan.full_time)
        self.halves.tick(plan.half_days)
        self.weekdays_off.tick(plan.weekdays_off)
        self.target.choose(plan.target_categories)

    def keep_days(self) -> None:
        """The roll was called: what decides about days, hours and trainers stays as it is."""
        fixed = (self.course, self.starts_on, self.days, self.halves, self.theory_trainer, self.practical_trainer)
        for field in (*fixed, self.weekdays_off, self.off_days, self.order, self.half_hours):
            field.setEnabled(False)

    def _words(self) -> list[str]:
        text = self.off_days.text()
        for sign in "，、；;":
            text = text.replace(sign, ",")
        return [word.strip() for word in text.split(",") if word.strip()]

    def _day(self, word: str) -> date | None:
        return read_date(word) or read_date(f"{self.starts_on.day.year}-{word.replace('/', '-').replace('.', '-')}")


def _spin(most: int, none: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, most)
    box.setSpecialValueText(none)
    return box


def _course_words(row: CourseRow) -> str:
    hours = tr("{theory} + {practical} hours", theory=row.theory_hours, practical=row.practical_hours)
    return " · ".join(filter(None, (row.name, row.level_label, hours)))


def _trainer_words(row: TrainerRow) -> str:
    return " · ".join(filter(None, (row.name, row.kind_label, row.phone[-4:])))
