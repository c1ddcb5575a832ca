"""One roster as the clerk checks it: its columns, its people in four groups, what is the matter, and the import."""

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.i18n import tr
from app.ledger.class_rows import OPEN, ClassRow, list_classes
from app.ledger.importing.columns import Basis
from app.ledger.importing.lines import Place
from app.ledger.importing.preview import RowStatus
from app.ledger.roster_plan import Taking
from app.ledger.roster_preview import RosterChoices
from app.ledger.rosters import ImportOutcome, LedgerMovedOn
from app.ui.importing.check_head import CheckHead
from app.ui.importing.check_lists import JoiningList, PassedList
from app.ui.importing.check_tabs import COLUMNS, JOINING, PASSED, CheckTabs
from app.ui.importing.checker import Checker, Opened
from app.ui.importing.checking import Checked
from app.ui.importing.columns_list import ColumnsList, bare_facts, lacking
from app.ui.importing.draft import Draft, where_changed
from app.ui.importing.lines import PreviewLine
from app.ui.importing.people_view import PeopleView
from app.ui.importing.problem_bar import SKIP, TAKE
from app.ui.permissions import lend, may, why_not
from app.ui.pieces import button, key, pile_of, row_of, search_field
from app.ui.work import Work

TROUBLED = (RowStatus.WRONG, RowStatus.DOUBTFUL)
PAGES = {COLUMNS: 0, PASSED: 2, JOINING: 3}
PEOPLE, TABS_ROOM, SEARCH_LEAST, SEARCH_MOST = 1, 860, 130, 260


class CheckPart(QWidget):
    """Everything between the reading of a file and its import."""

    imported = Signal(object)  # the ImportOutcome
    refused = Signal(object)  # why it was not imported

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.checker = Checker(work, self)
        self.head, self.tabs = CheckHead(), CheckTabs()
        self.search = search_field(tr("Name, number, phone (Ctrl+F)"))
        self.search.setAcceptDrops(False)  # a file dropped here is a roster, not its name
        self.people = PeopleView(work, self.checker, self.next_problem, self.begin_anew)
        self.grid = self.people.grid
        self.take_all = button(tr("Take all of these"), self.people.take_everyone, "check")
        self.columns, self.passed, self.joining = ColumnsList(), PassedList(), JoiningList()
        self._wants_import = False
        self._lead_to: tuple[str, int] | Place | None = None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.stack = QStackedWidget()
        for page in (self.columns, self.people, self.passed, self.joining):
            self.stack.addWidget(page)
        layout = pile_of(self.head)
        layout.setContentsMargins(0, 0, 0, 0)
        line = row_of(self.tabs, self.take_all, self.search)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self.stack, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.head.go.clicked.connect(self.take_in)
        self.head.errors.clicked.connect(self.people.ask_errors)
        self.head.sheets.activated.connect(self._read_sheet)
        self.head.classes.currentIndexChanged.connect(self._choose_class)
        self.tabs.currentChanged.connect(self._turn)
        self.search.textChanged.connect(self._show_group)
        self.search.returnPressed.connect(self.grid.setFocus)
        self.columns.named.connect(self._name_column)
        self.people.closed.connect(self._catch_up)
        checker = self.checker
        checker.checked.connect(self._show)
        checker.refused.connect(self._tell_refusal)
        checker.foreseen.connect(self.people.foresee)
        checker.tried.connect(self._tell_joining)
        checker.touched.connect(self._touched)
        self._connect_keys()

    def _connect_keys(self) -> None:
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key(self, keys, self.take_in)
        key(self, "Ctrl+F", self._to_search)
        key(self, "F8", self.next_problem)
        for keys in ("F4", "Alt+Return"):
            key(self.people, keys, self.people.repair)
        key(self.people, "Ctrl+1", lambda: self.people.decide(TAKE))
        key(self.people, "Ctrl+2", self.people.bar.take_as_same)
        key(self.people, "Ctrl+3", lambda: self.people.decide(SKIP))
        key(self.people, "F3", self.people.bar.look_at_person)
        key(self, "Ctrl+Tab", lambda: self.tabs.step(1))
        key(self, "Ctrl+Shift+Tab", lambda: self.tabs.step(-1))
        key(self, "Ctrl+S", self.people.ask_errors)
        key(self, "Ctrl+Z", self.undo)
        key(self, "Ctrl+Y", self.redo)
        key(self, "F6", self._next_area)

    def begin(self, opened: Opened, class_id: str = "") -> None:
        """Show this roster, meant for a class perhaps, at what the clerk should look at first."""
        self.head.wish = class_id
        self.checker.begin(opened)
        self._wants_import, self._lead_to = False, None
        self.search.clear()
        self.joining.clear()
        self.head.show_file(opened.file.path, [sheet.name for sheet in opened.file.sheets if sheet.rows])
        self._ask_classes()
        if opened.checked is None:
            self.tabs.count_all({})
            self.tabs.turn_to(COLUMNS)
            self._offer(None)
            self._show_bare(str(opened.lacking))
        else:
            self._show(opened.checked)
            self.tabs.turn_to(self._first_tab(opened.checked))
        self._turn()

    def wish_class(self, class_id: str) -> None:
        """Enrol them in this class, as soon as it is known."""
        self.head.wish = class_id
        place = self.head.classes.findData(class_id)
        if place >= 0:
            self.head.classes.setCurrentIndex(place)

    def come_back(self) -> None:
        """The clerk was elsewhere, or took the import back: hold the roster against the ledger once more."""
        self._ask_classes()
        self.checker.come_back()
        self._turn()

    def end(self) -> None:
        """Let go of the roster."""
        self.people.clear()
        self.checker.forget()

    def take_in(self) -> None:
        """Import everyone who is to be taken; what is typed counts, and is judged before."""
        self.grid.finish_typing()
        if not may(self.work.ledger, "roster.import"):
            self.work.said.emit(why_not(self.work.ledger, "roster.import"))
        elif self.checker.is_judging:
            self._wants_import = True
        elif self.head.go.isEnabled():
            self.head.go.setEnabled(False)
            operation = self.checker.take_in(self.imported.emit, self._not_imported)
            if operation:
                operation.voices.stopped.connect(self._tell_taking)

    def undo(self) -> None:
        """Take the last step back, and show where it was."""
        self._go_through_steps(lambda draft: draft.undo(), tr("There is nothing to take back."))

    def redo(self) -> None:
        """Take the step once more, and show where it was."""
        self._go_through_steps(lambda draft: draft.redo(), tr("There is nothing to take back."))

    def begin_anew(self) -> None:
        """Forget what was done to the roster; Ctrl+Z brings it back."""
        if self.checker.draft:
            self.checker.draft.begin_anew()
            self.work.said.emit(tr("The roster is as the sender wrote it. Ctrl+Z brings your changes back."))

    def next_problem(self) -> None:
        """Go to the next cell that is wrong or doubtful, in the next group if need be; after the last to the first."""
        self.grid.finish_typing()
        found = next(self._problems_ahead(), None)
        if found is None:
            self.work.said.emit(tr("Nothing is left to be mended."))
            return
        status, cell = found
        self.tabs.turn_to(str(status))
        self.grid.stand_at(*cell)
        self.grid.setFocus()

    def escape(self) -> bool:
        """True if the key led out of the search, and not yet off the page."""
        if not self.search.hasFocus() and not self.search.text():
            return False
        self.search.clear()
        self.grid.setFocus()
        return True

    def _show(self, checked: Checked) -> None:
        if self.grid.is_typing:
            return  # shown as soon as the cell is closed: the text that is being typed must not go
        sheets = {table.sheet for table in checked.previewed.shown.tables}
        self.people.show_fields(checked.fields, names_sheets=len(sheets) > 1)
        self.head.show_sheet(checked.previewed.choices.sheet)
        self.columns.show_facts(checked.facts)
        self.passed.show_rows(checked.passed)
        self._count()
        self._tell_taking()
        self._tell_notes()
        self._lead(checked)
        self._show_group()
        if self._wants_import:
            self._wants_import = False
            self.take_in()

    def _catch_up(self) -> None:
        """Show what was judged while a cell was open."""
        if self.checker.latest and not self.checker.is_judging and not self.grid.is_typing:
            self._show(self.checker.latest)

    def _show_group(self) -> None:
        status, checked = self.tabs.status, self.checker.latest
        self.take_all.setVisible(status is RowStatus.DOUBTFUL and bool(checked and checked.groups[status]))
        if status is None or checked is None:
            return
        self.people.show_lines(self._found(status), has_reasons=status is not RowStatus.NEW)
        if status in TROUBLED and not checked.groups[status]:
            self.people.bar.say(self._mended_words(checked))
        if status is RowStatus.KNOWN and not self.people.fates.outlook:
            self.checker.foresee()

    def _mended_words(self, checked: Checked) -> str:
        """A group of which nothing is left: whether all is well, and what comes next."""
        left = sum(len(checked.groups[each]) for each in TROUBLED)
        if left:
            return tr(
                "Nothing is left in this group. {count} rows of the other one remain: F8 leads there.", count=left
            )
        return tr("All is well. Ctrl+Enter imports {count} people.", count=len(checked.taking.rows))

    def _found(self, status: RowStatus) -> Iterable[PreviewLine]:
        sought, checked = self.search.text().strip().casefold(), self.checker.latest
        lines: Iterable[PreviewLine] = checked.groups[status] if checked else ()
        return (line for line in lines if sought in line.words) if sought else lines

    def _problems_ahead(self) -> Iterator[tuple[RowStatus, tuple[int, int]]]:
        """The odd cells from here on: the rest of this group, the other group, and this one from its beginning."""
        here, index = self.tabs.status, self.grid.currentIndex()
        now = (index.row(), index.column())
        if here in TROUBLED:
            yield from ((here, cell) for cell in self._problems(here) if cell > now)
        for status in (*(each for each in TROUBLED if each is not here), *(each for each in TROUBLED if each is here)):
            yield from ((status, cell) for cell in self._problems(status))

    def _problems(self, status: RowStatus) -> Iterator[tuple[int, int]]:
        """The cells of a group that are odd, as they stand in the grid."""
        for row, line in enumerate(self._found(status)):
            odd = [at for at, field in enumerate(self.people.lines.fields) if line.problems_at(field)]
            yield from ((row, column) for column in odd or [0])

    def _turn(self) -> None:
        name = self.tabs.name
        self.stack.setCurrentIndex(PAGES.get(name, PEOPLE))
        self._show_group()
        if self.search.hasFocus():
            return
        lists = {COLUMNS: self.columns.list, PASSED: self.passed.list, JOINING: self.joining.list}
        lists.get(name, self.grid).setFocus()
        self.people.stand_at_problem()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.checker.keep_now()  # the window may be locked or closed next

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.search.setFixedWidth(max(SEARCH_LEAST, min(SEARCH_MOST, self.width() - TABS_ROOM)))

    def _touched(self) -> None:
        self.people.paint()
        self._tell_notes()

    def _count(self) -> None:
        checked = self.checker.latest
        if checked is None:
            return
        counts = {COLUMNS: len(checked.facts), PASSED: len(checked.passed)}
        counts |= {str(status): len(lines) for status, lines in checked.groups.items()}
        if self.checker.class_id:
            counts[JOINING] = self.joining.rows.rowCount()
        doubtful = sum(fact.is_doubtful for fact in checked.facts)
        self.tabs.count_all(counts, doubtful_columns=doubtful, rules_block=self.joining.blocks)

    def _tell_taking(self) -> None:
        latest = self.checker.latest
        self._offer(latest.taking if latest else None)

    def _offer(self, taking: Taking | None) -> None:
        self.head.show_taking(taking)
        lend(self.work, self.head.go, action="roster.import", if_also=taking is not None and bool(taking.rows))

    def _tell_notes(self, more: str = "") -> None:
        draft, checked = self.checker.draft, self.checker.latest
        before = checked.previewed.imported_before if checked else ()
        self.people.bar.tell_changes(draft.choices if draft else RosterChoices())
        self.head.show_notes(before, more)

    def _tell_refusal(self, error: Exception) -> None:
        draft = self.checker.draft
        if draft and self.checker.latest is None:
            self._show_bare(str(error))
        else:
            self._tell_notes(str(error))

    def _show_bare(self, why: str) -> None:
        """The columns of a file without a heading, with what was named by hand so far."""
        draft = self.checker.draft
        if draft:
            self.columns.show_facts(bare_facts(draft.file, draft.choices), why)

    def _tell_joining(self, outcome: ImportOutcome | Exception | None) -> None:
        self.joining.show_outcome(outcome)
        self._count()

    def _not_imported(self, error: Exception) -> None:
        self._tell_taking()
        if isinstance(error, LedgerMovedOn):
            again = tr("It was held against the ledger once more; please look again.")
            self.work.said.emit(f"{error.sentence()} {again}")
            self.checker.judge()
        else:
            self.refused.emit(error)

    def _name_column(self, column: str, field: str) -> None:
        if self.checker.draft:
            self.checker.draft.take_column(column, field)

    def _read_sheet(self) -> None:
        if self.checker.draft:
            self.checker.draft.read_sheet(self.head.sheets.currentData())

    def _ask_classes(self) -> None:
        self.work.ask(lambda _: list_classes(self.work.ledger, status=OPEN), self._show_classes)

    def _show_classes(self, rows: tuple[ClassRow, ...]) -> None:
        if not self.head.show_classes(rows):
            self.work.said.emit(tr("The class is not open any more; nobody will be enrolled."))

    def _choose_class(self) -> None:
        class_id = self.head.wish = self.head.classes.currentData() or ""
        if class_id != self.checker.class_id:
            self.joining.clear()
            self.checker.choose_class(class_id)
            self._count()

    def _to_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _next_area(self) -> None:
        """F6 leads round: search, rows, class, import."""
        areas = [self.search, self.grid, self.head.classes, self.head.go]
        at = next((place for place, area in enumerate(areas) if area.hasFocus()), 0)
        areas[(at + 1) % len(areas)].setFocus()

    def _go_through_steps(self, move: Callable[[Draft], bool], nothing: str) -> None:
        draft = self.checker.draft
        before = draft.choices if draft else RosterChoices()
        if draft is None or not move(draft):
            self.work.said.emit(nothing)
            return
        self._lead_to = where_changed(before, draft.choices)

    def _lead(self, checked: Checked) -> None:
        """After a step back: bring the row into sight in which it was."""
        wanted, self._lead_to = self._lead_to, None
        if wanted is None:
            return
        for line in checked.lines:
            if wanted in ((line.row.sheet, line.row.row), line.row.place):
                self.tabs.turn_to(str(line.row.status))
                self._show_group()
                self.grid.stand_at(self.people.lines.place_of(line.row.place), self.grid.currentIndex().column())
                return

    def _first_tab(self, checked: Checked) -> str:
        if lacking(checked.facts) or any(fact.basis == Basis.CONTENT for fact in checked.facts):
            return COLUMNS
        filled = (status for status in (*TROUBLED, RowStatus.NEW, RowStatus.KNOWN) if checked.groups[status])
        return str(next(filled, RowStatus.NEW))
