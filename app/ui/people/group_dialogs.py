"""Counting a person in a group from a day on, correcting that, ending it, and taking out what was never right."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import tr
from app.ledger.person_categories import (
    CategoryRow,
    Evidence,
    add_category,
    amend_category,
    category_named,
    end_category,
    remove_category,
)
from app.ledger.person_entry import NewGroup
from app.ui.forms import FormDialog
from app.ui.people.code_box import CodeBox
from app.ui.people.day_line import DayLine, UnreadableDay
from app.ui.pieces import button, row_of
from app.ui.work import Work

GROUPS = "person_categories"


class GroupDialog(FormDialog):
    """Asks for a group, its days and what was seen; what becomes of it is the subclass's."""

    def __init__(self, work: Work, title: str, verb: str, owner: QWidget) -> None:
        super().__init__(title, verb, owner)
        self.work = work
        self.group, self.start, self.end = CodeBox(work, GROUPS), DayLine(), DayLine()
        self.evidence, self.number = QLineEdit(), QLineEdit()
        self.fields.add(tr("Group"), self.group, tr("Word, code or initials, such as 脱贫户, POV01 or tph."))
        self.fields.add(tr("From"), self.start, tr("Empty if the day is not known."))
        self.fields.add(tr("To"), self.end, tr("Empty while it goes on. The first day of a class decides."))
        self.fields.add(tr("Evidence"), self.evidence, tr("What was seen, for example a list of the town."))
        self.fields.add(tr("Its number"), self.number)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """From and to. Raises UnreadableDay."""
        return self.start.day, self.end.day

    @property
    def seen(self) -> Evidence:
        """What was seen, and by whom: the clerk who types it."""
        return Evidence(self.evidence.text(), self.number.text(), self.work.ledger.clerk.name)

    def submit(self) -> None:
        """Write it down."""
        try:
            self.keep(self.days)
        except UnreadableDay as wrong:
            self.tell(wrong.sentence())
            wrong.line.setFocus()

    def keep(self, days: tuple[date | None, date | None]) -> None:
        """What becomes of it."""
        raise NotImplementedError

    def write(self, deed: Callable[[], object]) -> None:
        """Do it in the ledger; the dialog closes once it is kept."""
        self.busy()
        done, failed = lambda _: self.accept(), self.tell
        self.work.change(lambda _: deed(), done, failed)


class AddGroupDialog(GroupDialog):
    """Counts a person who is in the ledger in a further group."""

    def __init__(self, work: Work, trainee_id: str, owner: QWidget) -> None:
        super().__init__(work, tr("Count in a group"), tr("Count in this group"), owner)
        self._trainee = trainee_id
        self.start.show_day(work.ledger.clock.now().date())

    def keep(self, days: tuple[date | None, date | None]) -> None:
        """Write it down."""
        ledger, who, word, seen = self.work.ledger, self._trainee, self.group.text, self.seen
        self.write(lambda: add_category(ledger, who, word, days, seen))


class ChooseGroupDialog(GroupDialog):
    """For somebody who is being entered: what was chosen is handed over, and kept with the person."""

    def __init__(self, work: Work, chosen: Callable[[NewGroup], object], owner: QWidget) -> None:
        super().__init__(work, tr("Count in a group"), tr("Count in this group"), owner)
        self._chosen = chosen
        self.start.show_day(work.ledger.clock.now().date())

    def keep(self, days: tuple[date | None, date | None]) -> None:
        """Hand it over, if there is such a group."""
        word, seen = self.group.text, self.seen

        def take(_: object) -> None:
            self.accept()
            self._chosen(NewGroup(word, *days, seen))

        self.work.ask(lambda _: category_named(word), take, self.tell)


class AmendGroupDialog(GroupDialog):
    """Days and evidence of an entry; it can be taken out if it was never right."""

    def __init__(self, work: Work, trainee_id: str, row: CategoryRow, owner: QWidget) -> None:
        super().__init__(work, tr("Group “{group}”", group=row.label), tr("Keep it so"), owner)
        self._trainee, self._row = trainee_id, row
        self.group.put(row.label)
        self.group.setEnabled(False)
        self.start.show_day(row.from_date)
        self.end.show_day(row.to_date)
        self.evidence.setText(row.evidence)
        self.number.setText(row.evidence_number)
        self.reason = QLineEdit()
        self.fields.add(tr("Reason"), self.reason, tr("Needed only to take the entry out."))
        self.body.addLayout(row_of(button(tr("It was never right: take it out"), self.remove, "trash-2"), None))

    def keep(self, days: tuple[date | None, date | None]) -> None:
        """Write it down; a new last day alone is an ending."""
        ledger, who, row, seen, why = self.work.ledger, self._trainee, self._row, self.seen, self.reason.text().strip()
        same = (row.from_date, row.evidence, row.evidence_number) == (days[0], seen.document, seen.number)
        if same and days[1] is not None and row.to_date is None:
            last = days[1]
            self.write(lambda: end_category(ledger, who, row.id, last, why))
        else:
            self.write(lambda: amend_category(ledger, who, row.id, days, seen, why))

    def remove(self) -> None:
        """Take the entry out, with a reason; the history keeps it."""
        ledger, who, row, why = self.work.ledger, self._trainee, self._row, self.reason.text().strip()
        if not why:
            self.tell(tr("Say why it was never right."))
            self.reason.setFocus()
            return
        self.write(lambda: remove_category(ledger, who, row.id, why))
