"""Everyone in the ledger: searched as one types, chosen by group and place, opened with Enter."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget

from app.i18n import tr
from app.ledger.person_rows import PersonRow
from app.ui.clipboard import put_block
from app.ui.columns import Column
from app.ui.files import ask_save
from app.ui.notices import TroubleDialog
from app.ui.page import Page
from app.ui.people.enrol_dialog import EnrolDialog
from app.ui.people.id_scan import id_number_in
from app.ui.people.merge_dialog import MergeDialog
from app.ui.people.nobody import Nobody
from app.ui.people.people_choices import PeopleChoices
from app.ui.people.people_export import Export, note, write
from app.ui.people.people_rows import PeopleRows
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import IMPORT, PEOPLE, PERSON, PERSON_FORM, Spot
from app.ui.wording import words_for
from app.ui.work import Work

TYPING_PAUSE = 150
MOST_CHOSEN = 300
PAIR = 2


class PeoplePage(Page):
    """The list of people."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.rows = PeopleRows(work, _columns(), self)
        self.list = list_view(self.rows, tr("All trainees"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        work.memory.columns(self.list, "people")
        self.search = search_field(tr("Name, pinyin, initials, digits of ID number or phone (Ctrl+F)"))
        self.search.setMinimumWidth(200)
        self.choices = PeopleChoices(work)
        self.new = button(tr("New person"), self.add_person, "user-plus", is_primary=True)
        self.bring = button(tr("Import a roster"), self.import_roster, "upload")
        self.export = button(tr("Export…"), self.ask_export, "file-spreadsheet")
        self.enrol = button(tr("Put into a class…"), self.put_into_class, "graduation-cap")
        self.merge = button(tr("Merge two…"), self.merge_two, "merge")
        self.count, self.chosen_words = label("", "muted"), label("", "good")
        self.nobody = Nobody(work, self.import_roster, self.add_person, self.show_everyone)
        self.empty = self.nobody
        self._came_to, self._offers_places = "", True
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.nobody)
        tips = {
            self.new: "Ctrl+N",
            self.bring: tr("Takes in a whole list of people; a file can also be dropped anywhere"),
            self.export: tr("What is shown as a spreadsheet, numbers masked") + "  Ctrl+E",
            self.enrol: tr("Those who are chosen in the list; Shift and Ctrl choose several") + "  Ctrl+Enter",
            self.merge: tr("Choose two rows that are one person") + "  Ctrl+M",
        }
        for each, tip in tips.items():
            each.setToolTip(tip)
        layout = pile_of()
        title = label(tr("All trainees"), "title")
        layout.addLayout(row_of(title, self.count, self.chosen_words, None, self.enrol, self.merge, self.bring))
        clear = button(tr("Show everyone"), self.show_everyone)
        layout.addLayout(row_of(self.search, *self.choices.boxes, clear, None, self.export, self.new))
        layout.addWidget(card(pile_of(self.layers)), 1)
        self.fill(layout)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self.take_focus_in_list)
        self.choices.changed.connect(self.refresh)
        self.list.activated.connect(self._open)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._tell_chosen())
        self.rows.counted.connect(self._tell_count)
        keys = {
            "Ctrl+F": self.take_focus,
            "Ctrl+N": self.add_person,
            "Ctrl+E": self.ask_export,
            "Ctrl+M": self.merge_two,
            "Ctrl+Return": self.put_into_class,
            "Ctrl+Enter": self.put_into_class,
        }
        for keys_of, deed in keys.items():
            key(self, keys_of, deed)
        key(self.list, "Ctrl+C", self.copy)
        key(self.search, "Down", self.take_focus_in_list)

    def show_spot(self, spot: Spot) -> None:
        """Show the list, ready to type a name; who comes back stands on the row they came from."""
        self._came_to, self._offers_places = spot.detail, False
        lend(self.work, self.new, action="trainee.add")
        lend(self.work, self.bring, action="roster.import")
        self.refresh()
        if spot.detail:
            self.list.setFocus()
        else:
            self.take_focus()

    @property
    def spot(self) -> Spot:
        place = self.list.currentIndex().row()
        return Spot(PEOPLE, detail=str(place) if place > 0 or self.list.hasFocus() else "")

    def take_scan(self, text: str) -> bool:
        """An ID card's number finds its holder."""
        number = id_number_in(text)
        if number:
            self.show_everyone()
            self.search.setText(number)
        return bool(number)

    def refresh(self) -> None:
        """Ask the ledger again."""
        self.rows.want(self.choices.wanted, self.search.text(), self.choices.place_name)

    def take_focus(self) -> None:
        """Ready to type a name."""
        self.search.setFocus()
        self.search.selectAll()

    def take_focus_in_list(self) -> None:
        """Ready to walk down the list."""
        self.list.setFocus()
        if self.rows.rowCount() and not self.list.currentIndex().isValid():
            self.list.selectRow(0)

    def show_everyone(self) -> None:
        """Take every choice back."""
        self.search.clear()
        self.choices.clear()
        self.take_focus()

    def add_person(self) -> None:
        """To the blank form."""
        if self.new.isEnabled():
            self.work.go(Spot(PERSON_FORM))

    def import_roster(self) -> None:
        """To the page that takes in rosters."""
        self.work.go(Spot(IMPORT))

    def put_into_class(self) -> None:
        """Put those who are chosen into a class."""
        chosen = self.chosen() if self.work.may_write else []
        if chosen:
            dialog = EnrolDialog(self.work, [(row.id, row.name) for row in chosen], self)
            dialog.enrolled.connect(self.refresh)
            dialog.show_sized()

    def merge_two(self) -> None:
        """Look at the two that are chosen side by side."""
        chosen = self.chosen() if self.merge.isEnabled() else []
        if len(chosen) == PAIR:
            dialog = MergeDialog(self.work, chosen[0].id, self, chosen[1].id)
            dialog.merged.connect(lambda stays: self.work.go(Spot(PERSON, stays)))
            dialog.show_sized()

    def ask_export(self) -> None:
        """Ask where to write what is shown."""
        if self.rows.rowCount() and self.export.isEnabled():
            name = tr("Trainees {day}.xlsx", day=f"{self.work.ledger.clock.now():%Y%m%d}")
            ask_save(self, self.work.memory, tr("Export the list"), name, "Excel (*.xlsx)", self.export_to)

    def export_to(self, path: Path) -> None:
        """Write what is shown into this file; the journal keeps that it left."""
        work, ledger = self.work, self.work.ledger
        wanted = Export(self.choices.wanted, self.search.text(), self.choices.place_name)

        def fail(error: Exception) -> None:
            TroubleDialog(words_for(error), self).open()

        def told(count: int) -> None:
            work.said.emit(tr("{count} people written to {file}.", count=count, file=path.name))

        # Only the line in the journal is written to the ledger: whoever types meanwhile does not wait for the file.
        def write_file(rows: tuple[PersonRow, ...]) -> None:
            work.ask(lambda _: write(ledger, rows, path), told, fail, words=tr("Writing the list…"))

        def note_rows(rows: tuple[PersonRow, ...]) -> None:
            work.change(lambda _: note(ledger, rows), write_file, fail)

        work.ask(lambda op: wanted.read(ledger, op.step), note_rows, fail, words=tr("Reading the list…"))

    def copy(self) -> None:
        """Copy those who are chosen, so that a spreadsheet takes them; numbers stay masked."""
        shown = [[str(column.shown(row) or "") for column in self.rows.columns] for row in self.chosen()]
        if shown:
            put_block(shown)
            self.work.said.emit(tr("{count} rows copied.", count=len(shown)))

    def chosen(self) -> list[PersonRow]:
        """Who is chosen in the list; nobody where it is too many, or some have not come yet, which is told."""
        places = [place for each in self._ranges() for place in each] if self._count_chosen() <= MOST_CHOSEN else []
        found = [self.rows.row_at(place) for place in places]
        if not found or None in found:
            self.work.said.emit(self._why_nobody(found))
            return []
        return [row for row in found if row is not None]

    def _why_nobody(self, found: Sequence[PersonRow | None]) -> str:
        if found:
            return tr("The rows are still being read; try again.")
        too_many = tr("At most {most} people at a time; choose fewer.", most=MOST_CHOSEN)
        return too_many if self._count_chosen() else tr("Choose people in the list first.")

    def _ranges(self) -> list[range]:
        """Asked of the ranges, not of each row: with Ctrl+A there are 25,000."""
        chosen = self.list.selectionModel().selection()
        ranges = (chosen.at(place) for place in range(chosen.size()))
        return [range(each.top(), each.bottom() + 1) for each in ranges]

    def _count_chosen(self) -> int:
        return sum(map(len, self._ranges()))

    def _tell_chosen(self) -> None:
        count = self._count_chosen()
        self.chosen_words.setText(tr("{count} chosen", count=f"{count:,}") if count > 1 else "")
        lend(self.work, self.enrol, action="roster.enrol", if_also=count > 0)
        lend(self.work, self.merge, action="person.merge", if_also=count == PAIR)

    def _open(self, index: QModelIndex) -> None:
        row: PersonRow | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(PERSON, row.id))

    def _tell_count(self, count: int) -> None:
        all_of_them = tr("{count} people", count=f"{count:,}")
        self.count.setText(tr("the first {count} who fit; type more", count=count) if self.rows.is_cut else all_of_them)
        is_chosen = bool(self.search.text().strip()) or self.choices.is_set
        self.nobody.tell(is_chosen=is_chosen)
        self.export.setEnabled(count > 0)
        self.layers.setCurrentIndex(0 if count else 1)
        self._stand_again(count)
        self._tell_chosen()
        if not self._offers_places:
            # Only now: read at the same time, they would make the list wait.
            self._offers_places = True
            self.choices.read_places()

    def _stand_again(self, count: int) -> None:
        if self._came_to.isdigit() and int(self._came_to) < count:
            self.list.selectRow(int(self._came_to))
        self._came_to = ""


def _columns() -> list[Column]:
    return [
        Column(tr("Name"), lambda row: row.name, 130),
        Column(tr("Sex"), lambda row: row.sex_label, 50),
        Column(tr("Age"), lambda row: row.age, 50, is_figure=True),
        Column(tr("ID number"), lambda row: row.id_number, 165),
        Column(tr("Phone"), lambda row: row.phone, 110),
        Column(tr("Place"), lambda row: row.where, 190),
        Column(tr("Groups"), lambda row: "、".join(row.category_labels), 190),
        Column(tr("State"), lambda row: row.status_label, 90),
    ]
