"""The roster of a class: everyone in it, in order; people join, leave, are remarked on, numbered anew, printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QDialog, QMenu, QStackedWidget, QWidget

from app.clock import today as day_on
from app.i18n import tr
from app.ledger.class_order import number_anew, spoken_names
from app.ledger.class_roster import RosterRow, roster_of
from app.ledger.class_rows import OPEN, ClassRow, class_called
from app.ledger.conduct import conduct_of
from app.ledger.enrolling import Enrolled, reopen
from app.ledger.results_sheet import results_sheet
from app.ledger.timetable import timetable
from app.models.id_numbers import mask_id_number
from app.models.ledger import Ledger
from app.models.phones import mask_phone
from app.ui.awaited import Awaited
from app.ui.classes.class_part import ClassPart
from app.ui.classes.file_papers import preview_paper
from app.ui.classes.results_dialogs import ConductDialog
from app.ui.classes.roster_dialogs import EnrolDialog, WithdrawDialog
from app.ui.classes.shrinking_bar import ShrinkingBar, menu_button
from app.ui.clipboard import put_block
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.notices import ReasonDialog
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import CHOOSE, IMPORT, PERSON, Spot
from app.ui.theme import FAINT
from app.ui.work import Work

COLUMNS = "roster"
INK, FONT = int(Qt.ItemDataRole.ForegroundRole), int(Qt.ItemDataRole.FontRole)
NAME = 1


@dataclass(frozen=True)
class Roster:
    """What the part shows: the class, its people, remarks by serial, its days of lessons, how names are spoken."""

    training_class: ClassRow
    people: tuple[RosterRow, ...]
    remarks: dict[int, int]
    days: tuple[date, ...]
    spoken: dict[str, str]


class RosterRows(RowsModel):
    """The people; whoever left is grey and struck out."""

    def data(self, index: Index, role: int = DISPLAY) -> object:
        row: RosterRow | None = self.row_at(index.row()) if role in (INK, FONT) else None
        if row is None or not row.has_withdrawn:
            return super().data(index, role)
        if role == INK:
            return QColor(FAINT)
        font = QFont()
        font.setStrikeOut(index.column() == NAME)
        return font


class RosterPart(ClassPart):
    """Everyone in the class."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._class_id, self._meant = "", ""
        self._order: tuple[int, bool] | None = None
        self.roster: Roster | None = None
        self.rows = RosterRows(self._columns(), self)
        self.list = list_view(self.rows, tr("Roster"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.horizontalHeader().setSectionsClickable(True)
        work.memory.columns(self.list, COLUMNS)
        self.search = search_field(tr("Name, village, ID tail (Ctrl+F)"))
        self.search.setFixedWidth(190)
        self.sums, self.empty = label("", "muted"), label("", "muted", wraps=True)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.add = button(tr("Add people"), self.enrol, "user-plus", is_primary=True)
        self.leave = button(tr("Leaves the class"), self.withdraw)
        self.remark = button(tr("Conduct"), self.note_conduct, "clipboard-list")
        self.take_in = button(tr("Import a roster"), self.import_roster, "upload")
        self.more = menu_button(tr("More"))
        tips = {self.add: "Ctrl+N", self.leave: "Del", self.remark: "F6", self.take_in: "Ctrl+O"}
        for each, tip in tips.items():
            each.setToolTip(tip)
        menu = QMenu(self)
        deeds: dict[str, Callable[[], object]] = {
            tr("Print the roster…") + "\tCtrl+P": self.print_roster,
            tr("Print a sign-in sheet…") + "\tCtrl+Shift+P": self.print_sign_in,
            tr("Number anew in the order shown") + "\tCtrl+Shift+N": self.number,
            tr("Copy with headings") + "\tCtrl+Shift+C": lambda: self.copy(headed=True),
        }
        for words, deed in deeds.items():
            menu.addAction(words).triggered.connect(lambda _=False, deed=deed: deed())
        self.more.setMenu(menu)

    def _lay_out(self) -> None:
        self.first = button(tr("Add people"), self.enrol, "user-plus", is_primary=True)
        self.first_import = button(tr("Import a roster"), self.import_roster, "upload")
        pile = pile_of(None, self.empty)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        pile.addLayout(row_of(None, self.first, self.first_import, None))
        pile.addStretch()
        nobody = QWidget()
        nobody.setLayout(pile)
        verbs = (self.add, self.leave, self.remark, self.take_in, self.more, self.first, self.first_import)
        self.awaited = Awaited(self, verbs)
        self.layers = QStackedWidget()
        self.layers.addWidget(card(pile_of(self.list)))
        self.layers.addWidget(card(pile_of(nobody)))
        buttons = (self.leave, self.remark, self.take_in, self.more, self.add)
        bar = ShrinkingBar(
            self.search, self.awaited.line, self.sums, None, *buttons, yielding=(self.leave, self.remark, self.sums)
        )
        layout = pile_of(bar)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.layers, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.list.activated.connect(self._open)
        self.list.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.list.selectionModel().currentRowChanged.connect(self._tell_here)
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self.list.setFocus)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self._to_search,
            "Ctrl+N": self.enrol,
            "Ctrl+O": self.import_roster,
            "Ctrl+P": self.print_roster,
            "Ctrl+Shift+P": self.print_sign_in,
            "Ctrl+Shift+N": self.number,
            "Ctrl+Shift+C": lambda: self.copy(headed=True),
            "F6": self.note_conduct,
        }
        for pressed, deed in keys.items():
            key(self, pressed, self.awaited.then(deed))
        key(self.list, "Del", self.awaited.then(self.withdraw))
        key(self.list, "Ctrl+C", self.copy)

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show the roster; `detail` is the enrolment that is meant."""
        if class_id != self._class_id:
            self.search.clear()
            self._forget_order()
            self.roster = None
            self.rows.show_rows(())
            self.sums.clear()
            self.layers.setCurrentIndex(0)
            self.awaited.drop()
        self._class_id, self._meant = class_id, detail
        self.awaited.begin(is_seen=self.roster is None)
        self.refresh()
        self.list.setFocus()

    def refresh(self) -> None:
        """Read the roster again, after what is being written."""
        ledger, class_id = self.work.ledger, self._class_id
        self.work.operations.write(lambda _: read_roster(ledger, class_id), self._show, self._not_there)

    def _not_there(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def _show(self, roster: Roster) -> None:
        if roster.training_class.id == self._class_id:
            self.roster = roster
            self.awaited.end(lambda: self._settle(roster))

    def _settle(self, roster: Roster) -> None:
        is_open = roster.training_class.status == OPEN
        lend(self.work, self.add, self.first, action="class.enrol", if_also=is_open)
        lend(self.work, self.take_in, self.first_import, action="roster.import", if_also=is_open)
        lend(self.work, self.leave, action="class.withdraw", if_also=is_open)
        lend(self.work, self.remark, action="conduct.note")
        self.empty.setText(
            tr("Nobody is in this class yet. Add people from the ledger, or import the roster that came in.")
        )
        self.layers.setCurrentIndex(0 if roster.people else 1)
        self._choose()
        if not roster.people:
            self.first.setFocus()

    def _choose(self) -> None:
        """Show who fits the search, in the order asked for; the clerk stays with the same person."""
        if self.roster is None:
            return
        here = self._meant or (self.person.enrolment_id if self.person else "")
        typed = self.search.text().strip().casefold()
        shown = [row for row in self.roster.people if typed in _words(row)]
        if self._order is not None:
            place, is_falling = self._order
            shown.sort(key=lambda row: self._sortable(row, place), reverse=is_falling)
        self.rows.show_rows(shown)
        ids = [row.enrolment_id for row in shown]
        if shown:
            self.list.selectRow(ids.index(here) if here in ids else 0)
        self._meant = ""
        self.sums.setText(_sums(self.roster.people))

    def _sortable(self, row: RosterRow, place: int) -> tuple[bool, float, str]:
        """Figures by their size, names as they are spoken, other words by their signs; nothing last."""
        value = self.rows.columns[place].shown(row)
        words = self.roster.spoken.get(row.enrolment_id, "") if self.roster and place == NAME else str(value)
        return value in ("", None), float(value) if isinstance(value, int) else 0.0, words

    def _sort_by(self, place: int) -> None:
        is_falling = self._order == (place, False)
        self._order = (place, is_falling)
        order = Qt.SortOrder.DescendingOrder if is_falling else Qt.SortOrder.AscendingOrder
        self.list.horizontalHeader().setSortIndicatorShown(True)
        self.list.horizontalHeader().setSortIndicator(place, order)
        self._choose()

    def _forget_order(self) -> None:
        """Everyone by serial again."""
        self._order = None
        self.list.horizontalHeader().setSortIndicatorShown(False)

    @property
    def person(self) -> RosterRow | None:
        """Who is at hand."""
        row: RosterRow | None = self.rows.row_at(self.list.currentIndex().row())
        return row

    def _tell_here(self) -> None:
        row = self.person
        self.leave.setText(tr("Take back the leaving") if row and row.has_withdrawn else tr("Leaves the class"))
        self.leave.setAccessibleName(self.leave.text())

    def enrol(self) -> None:
        """Choose people of the ledger to join."""
        if self.roster is not None and self.add.isEnabled():
            dialog = EnrolDialog(self.work, self.roster.training_class, self.roster.people, self._enrolled, self)
            self._ask(dialog)

    def _enrolled(self, outcome: Enrolled) -> None:
        said = tr("{count} people are in the class now.", count=len(outcome.enrolled))
        self.work.said.emit(f"{said} {outcome.basis.sentence()}")
        self._meant = outcome.enrolled[0].enrolment_id if outcome.enrolled else ""
        self.refresh()

    def withdraw(self) -> None:
        """Let the person at hand leave the class, or take that back."""
        row, ledger = self.person, self.work.ledger
        if row is None or not self.leave.isEnabled():
            return
        if not row.has_withdrawn:
            self._ask(WithdrawDialog(self.work, row, self._left, self))
            return
        question = tr("Why is {name} in the class after all?", name=row.name)
        said = tr("{name} is in the class again.", name=row.name)

        def given(why: str) -> None:
            enrolment_id = row.enrolment_id
            self.work.change(lambda _: reopen(ledger, enrolment_id, why), lambda _: self.refresh(), said=said)

        self._ask(ReasonDialog(question, given, self))

    def _left(self, row: RosterRow) -> None:
        self.work.said.emit(tr("{name} has left the class; Del takes it back.", name=row.name))
        self.refresh()

    def note_conduct(self) -> None:
        """Remarks on the conduct of the class, and a further one on the person at hand."""
        row, ledger, class_id = self.person, self.work.ledger, self._class_id
        if row is not None and self.remark.isEnabled():
            enrolment_id = row.enrolment_id
            self.work.ask(
                lambda _: results_sheet(ledger, class_id),
                lambda sheet: self._ask(ConductDialog(self.work, sheet, enrolment_id, self.refresh, self)),
            )

    def import_roster(self) -> None:
        """Lead to the import, into this class."""
        if self.take_in.isEnabled():
            self.work.go(Spot(IMPORT, id=self._class_id, part=CHOOSE))

    def number(self) -> None:
        """Give everyone a new serial, in the order shown."""
        if self.roster is None or not self.add.isEnabled():
            return
        if len(self.rows.rows) != len(self.roster.people):
            self.work.said.emit(tr("Empty the search first: everyone must be in sight to be numbered."))
            return
        ledger, class_id = self.work.ledger, self._class_id
        ids = [row.enrolment_id for row in self.rows.rows]
        said = tr("Everyone was numbered in this order.")
        self._forget_order()
        self.work.change(lambda _: number_anew(ledger, class_id, ids), lambda _: self.refresh(), said=said)

    def print_roster(self) -> None:
        """Look at the roster as it is printed."""
        if self.roster is not None and self.roster.people:
            preview_paper(self.work, self.roster.training_class, "roster", self)

    def print_sign_in(self) -> None:
        """Look at the sign-in sheet of today, or of the next day with lessons."""
        if self.roster is None or not self.roster.days:
            return
        today = day_on(self.work.ledger.clock)
        day = next((each for each in self.roster.days if each >= today), self.roster.days[-1])
        preview_paper(self.work, self.roster.training_class, "attendance_day", self, day=day)

    def copy(self, *, headed: bool = False) -> None:
        """Copy the chosen lines for a spreadsheet, numbers masked."""
        places = sorted({index.row() for index in self.list.selectedIndexes()})
        lines = [[str(column.shown(self.rows.row_at(at))) for column in self.rows.columns] for at in places]
        heads = [[column.heading for column in self.rows.columns]] if headed else []
        if lines:
            put_block((*heads, *lines))
            self.work.said.emit(tr("{count} lines copied.", count=len(lines)))

    def _open(self, index: QModelIndex) -> None:
        row: RosterRow | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(PERSON, row.trainee_id))

    def _ask(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.list.setFocus)
        if isinstance(dialog, EnrolDialog | WithdrawDialog | ConductDialog):
            dialog.show_sized()
        else:
            dialog.open()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _columns(self) -> list[Column]:
        def remarks(row: RosterRow) -> object:
            return self.roster.remarks.get(row.serial, "") if self.roster else ""

        return [
            Column(tr("No."), lambda row: row.serial, 52, is_figure=True),
            Column(tr("Name"), lambda row: row.name or tr("(erased)"), 100),
            Column(tr("Sex"), lambda row: row.sex_label, 42),
            Column(tr("ID number"), lambda row: mask_id_number(row.id_number), 165),
            Column(tr("Phone"), lambda row: mask_phone(row.phone), 105),
            Column(tr("Village"), lambda row: " ".join(filter(None, (row.village_short, row.village_group))), 120),
            Column(tr("Groups"), lambda row: "、".join(row.category_labels), 180),
            Column(tr("Joined"), lambda row: row.enrolled_on or "", 92),
            Column(tr("Remarks"), remarks, 50, is_figure=True),
            Column(tr("Outcome"), _outcome, 150),
        ]


def read_roster(ledger: Ledger, class_id: str) -> Roster:
    """Everything that the part shows. Raises NoSuchClass."""
    remarks: dict[int, int] = {}
    for note in conduct_of(ledger, class_id):
        remarks[note.serial] = remarks.get(note.serial, 0) + 1
    days = tuple(dict.fromkeys(lesson.day for lesson in timetable(ledger, class_id) if not lesson.cancelled))
    people, spoken = roster_of(ledger, class_id), spoken_names(ledger, class_id)
    return Roster(class_called(ledger, class_id), people, remarks, days, spoken)


def _outcome(row: RosterRow) -> str:
    when = str(row.outcome_on) if row.outcome_on else ""
    return " ".join(filter(None, (row.outcome_label, when, row.outcome_reason)))


def _words(row: RosterRow) -> str:
    return f"{row.name} {row.village} {row.village_group} {row.id_number[-4:]} {row.serial}".casefold()


def _sums(people: Sequence[RosterRow]) -> str:
    staying = [row for row in people if not row.has_withdrawn]
    words = [tr("{count} people", count=len(staying))]
    women, left = sum(row.sex == "2" for row in staying), len(people) - len(staying)
    words += [tr("{count} women", count=women)] if women else []
    words += [tr("{count} left", count=left)] if left else []
    return " · ".join(words)
