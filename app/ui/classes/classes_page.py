"""Every training class, the newest first; Enter opens one."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QStackedLayout, QWidget

from app.i18n import tr
from app.ledger.class_rows import STATUS_LABELS, ClassRow, list_classes
from app.ui.columns import Column, RowsModel
from app.ui.page import Page
from app.ui.pieces import card, label, list_view, pile_of, row_of, search_field
from app.ui.spots import CLASS, CLASSES, Spot
from app.ui.work import Work


class ClassesPage(Page):
    """The list of classes."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._all: tuple[ClassRow, ...] = ()
        self.rows = RowsModel(_columns(), self)
        self.list = list_view(self.rows, tr("Training classes"))
        self.search = search_field(tr("Code, name or course of the class (Ctrl+F)"))
        self.search.setMinimumWidth(300)
        self.state = QComboBox()
        self.state.setAccessibleName(tr("State"))
        for text, code in ((tr("Every state"), ""), *((tr(words), code) for code, words in STATUS_LABELS.items())):
            self.state.addItem(text, code)
        self.count, self.empty = label("", "muted"), label("", "muted", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self.take_focus)
        self.state.currentIndexChanged.connect(self._choose)
        self.list.activated.connect(self._open)

    def _lay_out(self) -> None:
        self.layers = QStackedLayout()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.empty)
        layers = QWidget()
        layers.setLayout(self.layers)
        layout = pile_of()
        layout.addLayout(row_of(label(tr("Training classes"), "title"), None, self.count))
        layout.addLayout(row_of(self.search, self.state, None))
        layout.addWidget(card(pile_of(layers)), 1)
        self.fill(layout)

    def show_spot(self, spot: Spot) -> None:
        """Show the list, ready to walk down."""
        self.refresh()
        self.take_focus()

    @property
    def spot(self) -> Spot:
        return Spot(CLASSES)

    def refresh(self) -> None:
        """Ask the ledger again."""
        self.work.operations.read(lambda _: list_classes(self.work.ledger), self._take)

    def take_focus(self) -> None:
        """Ready to walk down the list."""
        self.list.setFocus()

    def _take(self, rows: tuple[ClassRow, ...]) -> None:
        self._all = rows
        self._choose()

    def _choose(self) -> None:
        typed, state = self.search.text().strip().casefold(), self.state.currentData()
        shown = [row for row in self._all if state in ("", row.status) and typed in _words(row)]
        self.rows.show_rows(shown)
        self.count.setText(tr("{count} classes", count=len(shown)))
        none_yet = tr("There is no class yet. `xiangxun class open` opens one.")
        self.empty.setText(tr("No class fits what was chosen.") if self._all else none_yet)
        self.layers.setCurrentIndex(0 if shown else 1)
        if shown:
            self.list.selectRow(0)

    def _open(self, index: QModelIndex) -> None:
        row: ClassRow | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(CLASS, row.id))


def _words(row: ClassRow) -> str:
    return f"{row.code} {row.name} {row.course}".casefold()


def _columns() -> list[Column]:
    return [
        Column(tr("Code"), lambda row: row.code, 90),
        Column(tr("Class"), lambda row: row.name, 250),
        Column(tr("Course"), lambda row: row.course, 170),
        Column(tr("From"), lambda row: row.starts_on, 95),
        Column(tr("To"), lambda row: row.ends_on, 95),
        Column(tr("Days"), lambda row: row.days, 55, is_figure=True),
        Column(tr("Hours"), lambda row: row.hours, 60, is_figure=True),
        Column(tr("People"), lambda row: row.enrolment_count, 60, is_figure=True),
        Column(tr("Place"), lambda row: row.place, 150),
        Column(tr("State"), lambda row: row.status_label, 90),
    ]
