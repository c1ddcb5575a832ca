"""The groups of somebody who is being entered: chosen one by one, kept with the person."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.person_entry import NewGroup
from app.ui.people.group_dialogs import ChooseGroupDialog
from app.ui.pieces import button, label, row_of
from app.ui.work import Work


class GroupsField(QWidget):
    """`groups` are those chosen so far; `changed` when one comes or goes."""

    changed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.groups: tuple[NewGroup, ...] = ()
        self.add = button(tr("Count in a group…"), self.ask, "plus")
        self.add.setToolTip("Ctrl+G")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._lines)
        layout.addWidget(self.add)
        self.setFocusProxy(self.add)

    def ask(self) -> None:
        """Ask for one more."""
        ChooseGroupDialog(self._work, self.take, self).show_sized()

    def take(self, group: NewGroup) -> None:
        """Count in one more."""
        self.put((*self.groups, group))
        self.changed.emit()

    def drop(self, place: int) -> None:
        """Take one of them back."""
        self.put([group for at, group in enumerate(self.groups) if at != place])
        self.changed.emit()
        self.add.setFocus()

    def put(self, groups: Sequence[NewGroup]) -> None:
        """Let these be chosen; nobody is told."""
        self.groups = tuple(groups)
        while self._lines.count():
            gone = self._lines.takeAt(0).widget()
            gone.hide()
            gone.deleteLater()
        for place, group in enumerate(groups):
            self._lines.addWidget(self._line(place, group))

    def _line(self, place: int, group: NewGroup) -> QWidget:
        line = QWidget()
        drop = button(tr("Not this one"), partial(self.drop, place), "x")
        drop.setAccessibleName(tr("Do not count in {group}", group=group.word))
        layout = row_of(label(_spoken(group)), None, drop)
        layout.setContentsMargins(0, 0, 0, 0)
        line.setLayout(layout)
        return line


def _spoken(group: NewGroup) -> str:
    start = tr("from {day}", day=group.from_date) if group.from_date else tr("(open)")
    end = tr("to {day}", day=group.to_date) if group.to_date else ""
    return "  ".join(part for part in (group.word, start, end, group.evidence.document) if part)
