"""Everyone in the ledger: searched as one types, chosen by group, opened with Enter."""

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QStackedLayout, QWidget

from app.i18n import tr
from app.ledger.person_rows import STATUS_LABELS, PeopleWanted, PersonRow
from app.models.code_tables import table
from app.ui.columns import Column
from app.ui.page import Page
from app.ui.people.people_rows import PeopleRows
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import PEOPLE, PERSON, Spot
from app.ui.work import Work

TYPING_PAUSE = 150


class PeoplePage(Page):
    """The list of people."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.rows = PeopleRows(work, _columns(), self)
        self.list = list_view(self.rows, tr("All trainees"))
        self.search = search_field(tr("Name, pinyin, initials, digits of ID number or phone (Ctrl+F)"))
        self.search.setMinimumWidth(380)
        self.status, self.group = _choice(tr("State"), _statuses()), _choice(tr("Group"), _groups())
        self.count = label("", "muted")
        self.empty = label("", "muted", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.layers = QStackedLayout()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.empty)
        layers = QWidget()
        layers.setLayout(self.layers)
        layout = pile_of()
        layout.addLayout(row_of(label(tr("All trainees"), "title"), None, self.count))
        clear = button(tr("Show everyone"), self.show_everyone)
        layout.addLayout(row_of(self.search, self.status, self.group, clear, None))
        layout.addWidget(card(pile_of(layers)), 1)
        self.fill(layout)

    def _connect(self) -> None:
        self._pause.timeout.connect(self.refresh)
        self.search.textChanged.connect(self._typing)
        self.search.returnPressed.connect(self.take_focus_in_list)
        for choice in (self.status, self.group):
            choice.currentIndexChanged.connect(self.refresh)
        self.list.activated.connect(self._open)
        self.rows.counted.connect(self._tell_count)
        key(self, "Ctrl+F", self.take_focus)
        key(self.search, "Down", self.take_focus_in_list)

    def show_spot(self, spot: Spot) -> None:
        """Show the list, ready to type a name."""
        self.refresh()
        self.take_focus()

    @property
    def spot(self) -> Spot:
        return Spot(PEOPLE)

    def refresh(self) -> None:
        """Ask the ledger again."""
        wanted = PeopleWanted(status=self.status.currentData(), category=self.group.currentData())
        self.rows.want(wanted, self.search.text())

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
        self.status.setCurrentIndex(0)
        self.group.setCurrentIndex(0)

    def _typing(self) -> None:
        self._pause.start()

    def _open(self, index: QModelIndex) -> None:
        row: PersonRow | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(PERSON, row.id))

    def _tell_count(self, count: int) -> None:
        all_of_them = tr("{count} people", count=f"{count:,}")
        self.count.setText(tr("the first {count} who fit; type more", count=count) if self.rows.is_cut else all_of_them)
        chosen = self.search.text().strip() or self.status.currentData() or self.group.currentData()
        nobody = tr("Nobody fits. Try a name, pinyin, initials, or the last digits of the ID number or the phone.")
        self.empty.setText(nobody if chosen else tr("Nobody is in the ledger yet. Import a roster to begin."))
        self.layers.setCurrentIndex(0 if count else 1)


def _choice(name: str, entries: list[tuple[str, str]]) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    for text, code in entries:
        choice.addItem(text, code)
    return choice


def _statuses() -> list[tuple[str, str]]:
    return [(tr("Every state"), ""), *((tr(words), code) for code, words in STATUS_LABELS.items())]


def _groups() -> list[tuple[str, str]]:
    groups = table("person_categories")
    return [(tr("Every group"), ""), *((groups.label(code), code) for code in groups.codes())]


def _columns() -> list[Column]:
    return [
        Column(tr("Name"), lambda row: row.name, 110),
        Column(tr("Sex"), lambda row: row.sex_label, 50),
        Column(tr("Age"), lambda row: row.age, 50, is_figure=True),
        Column(tr("ID number"), lambda row: row.id_number, 165),
        Column(tr("Phone"), lambda row: row.phone, 110),
        Column(tr("Place"), lambda row: row.place or row.village, 190),
        Column(tr("Groups"), lambda row: "、".join(row.category_labels), 190),
        Column(tr("State"), lambda row: row.status_label, 90),
    ]
