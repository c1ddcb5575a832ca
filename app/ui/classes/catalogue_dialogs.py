"""What a class rests on, added in place: a course, a training provider, a trainer, an intake."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox, QWidget

from app.i18n import tr
from app.ledger.courses import MOST_HOURS, CoursePlan, add_course, add_intake
from app.ledger.teaching import ProviderPlan, TrainerPlan, add_provider, add_trainer, list_providers
from app.models.vocabulary import ProjectKind, SkillGroup, TrainerKind, table
from app.ui.classes.choices import Choice, word_box
from app.ui.forms import FormDialog
from app.ui.work import Work

Added = Callable[[Any], object]
FIRST_YEAR, LAST_YEAR = 2000, 2099


class CatalogueDialog(FormDialog):
    """Adds one thing and hands it on."""

    def __init__(self, work: Work, title: str, added: Added, owner: QWidget) -> None:
        super().__init__(title, tr("Add it"), owner)
        self._work, self._added = work, added

    def submit(self) -> None:
        if self.verb.isEnabled():
            self.busy()
            self._work.change(self.deed(), self._done, self.tell)

    def deed(self) -> Callable[[object], object]:
        """What adds it, with what stands in the fields now."""
        raise NotImplementedError

    def _done(self, row: object) -> None:
        self.accept()
        self._added(row)


class CourseDialog(CatalogueDialog):
    """A course with its hours."""

    def __init__(self, work: Work, name: str, added: Added, owner: QWidget) -> None:
        super().__init__(work, tr("A new course"), added, owner)
        self.name, self.occupation = QLineEdit(name), QLineEdit()
        self.theory, self.practical = _hours(40), _hours(80)
        self.group, self.project = word_box(SkillGroup), word_box(ProjectKind, tr("(not stated)"))
        self.level = QComboBox()
        self.level.addItem(tr("(no level)"), "")
        for row in table("skill_levels").rows:
            self.level.addItem(row.label, row.code)
        self.occupation.setPlaceholderText(tr("By name or code; may stay empty"))
        self.fields.add(tr("Name of the course"), self.name)
        self.fields.add(tr("Skill group"), self.group)
        self.fields.add(tr("Hours of theory"), self.theory)
        self.fields.add(tr("Hours of practice"), self.practical, tr("Class hours of 45 minutes."))
        self.fields.add(tr("Level"), self.level)
        self.fields.add(tr("Occupation"), self.occupation)
        self.fields.add(tr("Kind of project"), self.project)

    def deed(self) -> Callable[[object], object]:
        plan = CoursePlan(
            self.name.text(),
            self.group.currentData(),
            self.theory.value(),
            self.practical.value(),
            self.occupation.text(),
            self.level.currentData(),
            self.project.currentData(),
        )
        ledger = self._work.ledger
        return lambda _: add_course(ledger, plan)


class ProviderDialog(CatalogueDialog):
    """A training provider."""

    def __init__(self, work: Work, name: str, added: Added, owner: QWidget) -> None:
        super().__init__(work, tr("A new training provider"), added, owner)
        self.name, self.kind, self.code = QLineEdit(name), QLineEdit(), QLineEdit()
        self.contact, self.phone = QLineEdit(), QLineEdit()
        self.inside = QCheckBox(tr("Belongs to the training alliance"))
        self.inside.setChecked(True)
        self.kind.setPlaceholderText(tr("Such as 县职业教育中心"))
        self.fields.add(tr("Full name"), self.name)
        self.fields.add(tr("Kind of body"), self.kind)
        self.fields.add(tr("Unified social credit code"), self.code)
        self.fields.add(tr("Contact"), self.contact)
        self.fields.add(tr("Telephone"), self.phone)
        self.fields.add("", self.inside)
        self.inside.setAccessibleName(self.inside.text())

    def deed(self) -> Callable[[object], object]:
        plan = ProviderPlan(
            name=self.name.text(),
            kind=self.kind.text(),
            credit_code=self.code.text(),
            contact=self.contact.text(),
            phone=self.phone.text(),
            in_alliance=self.inside.isChecked(),
        )
        ledger = self._work.ledger
        return lambda _: add_provider(ledger, plan)


class TrainerDialog(CatalogueDialog):
    """A trainer with where they come from."""

    def __init__(self, work: Work, name: str, added: Added, owner: QWidget) -> None:
        super().__init__(work, tr("A new trainer"), added, owner)
        self.name, self.phone, self.qualification = QLineEdit(name), QLineEdit(), QLineEdit()
        self.kind, self.provider = word_box(TrainerKind), Choice(nothing=tr("(none)"))
        self.fields.add(tr("Name"), self.name)
        self.fields.add(tr("Kind of trainer"), self.kind)
        self.fields.add(tr("Telephone"), self.phone, tr("Two trainers of one name are told apart by it."))
        self.fields.add(tr("Qualification"), self.qualification, tr("Certificate or title, as it stands on the list."))
        self.fields.add(tr("Training provider"), self.provider)
        ledger = work.ledger
        work.ask(lambda _: [(row.id, row.name) for row in list_providers(ledger)], self.provider.offer, self.tell)

    def deed(self) -> Callable[[object], object]:
        texts = (self.name.text(), self.kind.currentData(), self.phone.text(), self.qualification.text())
        plan, ledger = TrainerPlan(*texts, provider=self.provider.chosen), self._work.ledger
        return lambda _: add_trainer(ledger, plan)


class IntakeDialog(CatalogueDialog):
    """An intake of a year."""

    def __init__(self, work: Work, year: int, added: Added, owner: QWidget) -> None:
        super().__init__(work, tr("A new intake"), added, owner)
        self.year, self.number, self.name = QSpinBox(), QSpinBox(), QLineEdit()
        self.year.setRange(FIRST_YEAR, LAST_YEAR)
        self.year.setValue(year)
        self.number.setRange(0, 999)
        self.number.setSpecialValueText(tr("the next one"))
        self.name.setPlaceholderText(tr("Named by itself if it stays empty, such as 2026年第3期"))
        self.fields.add(tr("Year"), self.year)
        self.fields.add(tr("Number of the year"), self.number)
        self.fields.add(tr("Name"), self.name)

    def deed(self) -> Callable[[object], object]:
        year, number, name, ledger = self.year.value(), self.number.value() or None, self.name.text(), self._work.ledger
        return lambda _: add_intake(ledger, year, number, name)


def _hours(usual: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(0, MOST_HOURS)
    box.setValue(usual)
    return box
