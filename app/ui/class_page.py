"""One class: its roll call and its roster."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from app.i18n import tr
from app.ledger.class_roster import RosterRow, roster_of
from app.ledger.class_rows import ClassRow
from app.models.id_numbers import mask_id_number
from app.models.phones import mask_phone
from app.ui.columns import Column, RowsModel
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.roll_page import RollPage
from app.ui.work import Work


class ClassPage(QWidget):
    """The page of one class; `left` tells that the clerk goes back."""

    left = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.class_id = ""
        self.name = label("", "title")
        self.chips = [label("", "chip") for _ in range(3)]
        self.roll = RollPage(work)
        self.roster = RowsModel(_columns(), self)
        self.roster_list = list_view(self.roster, tr("Roster"))
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Parts of the class"))
        for text in (tr("Roll call"), tr("Roster")):
            self.tabs.addTab(text)
        self.parts = QStackedWidget()
        self.parts.addWidget(self.roll)
        self.parts.addWidget(card(pile_of(self.roster_list)))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = pile_of()
        layout.setContentsMargins(12, 10, 12, 8)
        back = button(tr("Back to the list (Esc)"), self.left.emit)
        layout.addLayout(row_of(self.name, *self.chips, None, self.tabs, back))
        layout.addWidget(self.parts, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.roll.shown.connect(self._name_class)
        key(self, "Esc", self.left.emit)
        key(self, "Ctrl+Tab", lambda: self.tabs.setCurrentIndex(1 - self.tabs.currentIndex()))

    def show_class(self, class_id: str) -> None:
        """Show this class, at its roll call."""
        self.class_id = class_id
        self.tabs.setCurrentIndex(0)
        self.parts.setCurrentIndex(0)
        self.roll.show_class(class_id)
        self._work.operations.read(lambda _: roster_of(self._work.ledger, class_id), self.roster.show_rows)

    def _turn(self, place: int) -> None:
        self.parts.setCurrentIndex(place)
        (self.roll.grid, self.roster_list)[place].setFocus()

    def _name_class(self, row: ClassRow) -> None:
        self.name.setText(row.name)
        kind = tr("full-time, {days} days", days=row.days) if row.full_time else tr("{days} days", days=row.days)
        hours = tr("{theory} + {practical} hours", theory=row.theory_hours, practical=row.practical_hours)
        for chip, words in zip(self.chips, (row.code, kind, hours), strict=True):
            chip.setText(words)


def _columns() -> list[Column]:
    def masked_id(row: RosterRow) -> str:
        return mask_id_number(row.id_number)

    def masked_phone(row: RosterRow) -> str:
        return mask_phone(row.phone)

    return [
        Column(tr("No."), lambda row: row.serial, 50, is_figure=True),
        Column(tr("Name"), lambda row: row.name or tr("(erased)"), 120),
        Column(tr("Sex"), lambda row: row.sex_label, 50),
        Column(tr("ID number"), masked_id, 170),
        Column(tr("Phone"), masked_phone, 115),
        Column(tr("Village"), lambda row: row.village, 150),
        Column(tr("Groups"), lambda row: "、".join(row.category_labels), 220),
        Column(tr("Outcome"), lambda row: row.outcome_label, 90),
    ]
