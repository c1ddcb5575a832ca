"""Every training class, the newest first; Enter opens one, Ctrl+N begins a new one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QStackedWidget, QWidget

from app.i18n import tr
from app.ledger.class_list import WatchedClass, watched_classes
from app.ledger.class_rows import CANCELLED, STATUS_LABELS, ClassRow
from app.ui.classes.class_form import ClassForm
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.page import Page
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import CLASS, CLASSES, Spot
from app.ui.theme import FAINT, RED
from app.ui.work import Work

NEW, COLUMNS, STATE = "new", "classes", "classes/state"
INK = int(Qt.ItemDataRole.ForegroundRole)
DANGER = 8  # the place of that column


class ClassRows(RowsModel):
    """The list, with people in danger in red and classes called off in grey."""

    def data(self, index: Index, role: int = DISPLAY) -> object:
        if role != INK:
            return super().data(index, role)
        row: WatchedClass | None = self.row_at(index.row())
        if row is None:
            return None
        if row.row.status == CANCELLED:
            return QColor(FAINT)
        return QColor(RED) if index.column() == DANGER and row.in_danger else None


class ClassesPage(Page):
    """The list of classes."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._all: tuple[WatchedClass, ...] = ()
        self._chosen_id = ""
        self.rows = ClassRows(_columns(), self)
        self.list = list_view(self.rows, tr("Training classes"))
        self.search = search_field(tr("Code, name or course of the class (Ctrl+F)"))
        self.search.setFixedWidth(260)
        self.year, self.intake, self.state = QComboBox(), QComboBox(), QComboBox()
        for box, name in ((self.year, tr("Year")), (self.intake, tr("Intake")), (self.state, tr("State"))):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for text, code in ((tr("Every state"), ""), *((tr(words), code) for code, words in STATUS_LABELS.items())):
            self.state.addItem(text, code)
        self.state.setCurrentIndex(max(0, self.state.findData(work.memory.get(STATE))))
        self.count, self.empty = label("", "muted"), label("", "muted", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.new = button(tr("New class"), self.begin, "plus", is_primary=True)
        self.new.setToolTip("Ctrl+N")
        self.first = button(tr("Open the first class"), self.begin, "plus")
        work.memory.columns(self.list, COLUMNS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        nothing = QWidget()
        pile = pile_of(None, self.empty)
        pile.addLayout(row_of(None, self.first, None))
        pile.addStretch()
        nothing.setLayout(pile)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(nothing)
        layout = pile_of()
        layout.addLayout(row_of(label(tr("Training classes"), "title"), None, self.count, self.new))
        layout.addLayout(row_of(self.search, self.year, self.intake, self.state, None))
        layout.addWidget(card(pile_of(self.layers)), 1)
        self.fill(layout)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self.take_focus)
        for box in (self.year, self.intake, self.state):
            box.currentIndexChanged.connect(self._choose)
        self.state.currentIndexChanged.connect(lambda _: self.work.memory.put(STATE, str(self.state.currentData())))
        self.list.activated.connect(self._open)
        self.list.selectionModel().currentRowChanged.connect(self._note)
        keys: dict[str, Callable[[], object]] = {"Ctrl+N": self.begin, "Ctrl+F": self._to_search}
        for pressed, deed in keys.items():
            key(self, pressed, deed)

    def show_spot(self, spot: Spot) -> None:
        """Show the list, ready to walk down; with the part "new" the form of a new class stands over it."""
        lend(self.work, self.new, self.first, action="class.open")
        self.refresh()
        self.take_focus()
        if spot.part == NEW:
            self.begin()

    @property
    def spot(self) -> Spot:
        return Spot(CLASSES)

    def refresh(self) -> None:
        """Ask the ledger again."""
        # After what is still being written: a class may just have been opened.
        self.work.operations.write(lambda _: watched_classes(self.work.ledger), self._take)

    def take_focus(self) -> None:
        """Ready to walk down the list, or to do the next step where there is none."""
        (self.list if self._all or self.layers.currentIndex() == 0 else self.first).setFocus()

    def begin(self) -> None:
        """Ask for everything about a new class."""
        if self.work.may_write:
            ClassForm(self.work, self._opened, self).show_sized()

    def _opened(self, row: ClassRow) -> None:
        self.work.go(Spot(CLASS, row.id, "roster"))

    def _take(self, rows: tuple[WatchedClass, ...]) -> None:
        self._all = rows
        years = sorted({each.row.starts_on.year for each in rows}, reverse=True)
        intakes = list(dict.fromkeys(each.row.intake for each in rows if each.row.intake))
        _offer(self.year, tr("Every year"), [(str(year), year) for year in years])
        _offer(self.intake, tr("Every intake"), [(name, name) for name in intakes])
        self.intake.setVisible(bool(intakes))
        self._choose()

    def _choose(self) -> None:
        shown = [each for each in self._all if self._fits(each)]
        chosen = self._chosen_id
        self.rows.show_rows(shown)
        in_danger = sum(each.in_danger for each in shown)
        words = [tr("{count} classes", count=len(shown))]
        words += [tr("{count} people in danger", count=in_danger)] if in_danger else []
        self.count.setText(" · ".join(words))
        none_yet = tr("There is no class yet. Ctrl+N opens one: course, days and trainers make its timetable.")
        self.empty.setText(tr("No class fits what was chosen.") if self._all else none_yet)
        self.first.setVisible(not self._all)
        self.layers.setCurrentIndex(0 if shown else 1)
        if shown:
            ids = [each.row.id for each in shown]
            self.list.selectRow(ids.index(chosen) if chosen in ids else 0)

    def _fits(self, each: WatchedClass) -> bool:
        row, typed = each.row, self.search.text().strip().casefold()
        return (
            self.state.currentData() in ("", row.status)
            and self.year.currentData() in (None, row.starts_on.year)
            and self.intake.currentData() in (None, row.intake)
            and typed in f"{row.code} {row.name} {row.course} {row.place} {row.provider}".casefold()
        )

    def _note(self, now: QModelIndex) -> None:
        row: WatchedClass | None = self.rows.row_at(now.row())
        self._chosen_id = row.row.id if row else self._chosen_id

    def _open(self, index: QModelIndex) -> None:
        row: WatchedClass | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(CLASS, row.row.id))

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()


def _offer(box: QComboBox, everything: str, rows: Sequence[tuple[str, object]]) -> None:
    """Offer these; what was chosen stays chosen."""
    chosen = box.currentData()
    box.blockSignals(True)
    box.clear()
    box.addItem(everything, None)
    for words, value in rows:
        box.addItem(words, value)
    box.setCurrentIndex(max(0, box.findData(chosen)) if chosen is not None else 0)
    box.blockSignals(False)


def _columns() -> list[Column]:
    def watched(row: WatchedClass) -> str:
        return f"! {row.in_danger}" if row.in_danger else ""

    def left_open(row: WatchedClass) -> str:
        return tr("{count} days", count=row.days_left_open) if row.days_left_open else ""

    return [
        Column(tr("Code"), lambda row: row.row.code, 76),
        Column(tr("Class"), lambda row: row.row.name, 200),
        Column(tr("Course"), lambda row: row.row.course, 120),
        Column(tr("From"), lambda row: row.row.starts_on, 92),
        Column(tr("To"), lambda row: row.row.ends_on, 92),
        Column(tr("Days"), lambda row: row.row.days, 48, is_figure=True),
        Column(tr("Hours"), lambda row: row.row.hours, 52, is_figure=True),
        Column(tr("People"), lambda row: row.row.enrolment_count, 52, is_figure=True),
        Column(tr("In danger"), watched, 70),
        Column(tr("Not called"), left_open, 62),
        Column(tr("State"), lambda row: row.row.status_label, 72),
        Column(tr("Intake"), lambda row: row.row.intake, 100),
        Column(tr("Place"), lambda row: row.row.place, 120),
    ]
