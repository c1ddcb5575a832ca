"""Leaving a class before its end: on which day, and why."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.clock import today as day_on
from app.i18n import tr
from app.ledger.enrolling import withdraw
from app.ledger.graduation_board import BoardPerson
from app.ui.day_field import DayField
from app.ui.forms import FormDialog
from app.ui.work import Work


class LeavingDialog(FormDialog):
    """Asks for the day and the reason; marks before that day stay."""

    def __init__(
        self, work: Work, person: BoardPerson, last_day: date, done: Callable[[], object], owner: QWidget
    ) -> None:
        super().__init__(tr("{name} left the class", name=person.person.name), tr("Enter it"), owner)
        self._work, self._person, self._done = work, person, done
        today = day_on(work.ledger.clock)
        self.on, self.reason = DayField(tr("Last day in the class")), QLineEdit()
        self.on.show_day(min(last_day, today), last=today)
        self.reason.setMaxLength(300)
        self.fields.add(tr("Last day in the class"), self.on, tr("Marks up to this day stay; later ones are refused."))
        self.fields.add(tr("Reason"), self.reason)
        self.reason.setFocus()

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        self.busy()
        ledger, enrolment_id = self._work.ledger, self._person.person.enrolment_id
        day, reason = self.on.day, self.reason.text()
        self._work.change(lambda _: withdraw(ledger, enrolment_id, day, reason), self._left, self.tell)

    def _left(self, _: object) -> None:
        self.accept()
        self._done()
