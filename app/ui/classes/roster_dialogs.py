"""The questions of the roster: who joins the class, and who leaves it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.clock import today as day_on
from app.i18n import tr
from app.ledger.class_roster import RosterRow
from app.ledger.class_rows import ClassRow
from app.ledger.eligibility import PersonFinding
from app.ledger.enrolling import Enrolled, EnrolOptions, check_enrolment, enrol, withdraw
from app.ledger.finding_people import find_people
from app.ledger.person_rows import PersonRow
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.day_field import DayField
from app.ui.forms import FormDialog
from app.ui.pieces import key, label, list_view, search_field
from app.ui.theme import AMBER, FAINT, RED
from app.ui.tips import tip
from app.ui.work import Work

WIDE, HIGH, PAUSE, MOST = 1010, 560, 140, 60
INK, HINT = int(Qt.ItemDataRole.ForegroundRole), int(Qt.ItemDataRole.ToolTipRole)


@dataclass(frozen=True)
class Joining:
    """Someone who is to join, and what the rules say of them."""

    person: PersonRow
    findings: tuple[PersonFinding, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """True if a rule keeps them out."""
        return any(each.is_block for each in self.findings)

    def words(self) -> str:
        """What the rules say, in one line."""
        said = " ".join(f"{each.finding.sentence()}{each.finding.way_out()}" for each in self.findings)
        return f"{'✕' if self.is_blocked else '!'} {said}" if said else "✓"


class FoundRows(RowsModel):
    """Who fits what was typed; those in the class already are grey."""

    taken: frozenset[str] = frozenset()

    def data(self, index: Index, role: int = DISPLAY) -> object:
        row: PersonRow | None = self.row_at(index.row()) if role == INK else None
        return QColor(FAINT) if row and row.id in self.taken else super().data(index, role)


class JoiningRows(RowsModel):
    """Who is to join, warned in amber, kept out in red; the whole of what the rules say is in the tooltip."""

    def data(self, index: Index, role: int = DISPLAY) -> object:
        row: Joining | None = self.row_at(index.row()) if role in (INK, HINT) else None
        if row is None:
            return super().data(index, role)
        if role == HINT:
            return tip(row.words())
        return QColor(RED) if row.is_blocked else QColor(AMBER) if row.findings else None


class EnrolDialog(FormDialog):
    """Type, Enter, type, Enter, Ctrl+Enter: found people are put on a list, then enrolled together."""

    def __init__(
        self, work: Work, row: ClassRow, roster: Sequence[RosterRow], done: Callable[[Enrolled], object], owner: QWidget
    ) -> None:
        super().__init__(tr("People for {name}", name=row.name), tr("Enrol"), owner, WIDE)
        self._work, self._row, self._finish = work, row, done
        self._asked, self._takes_first = 0, False
        self._asked_rules: list[str] = []
        self.search = search_field(tr("Name, pinyin, initials, tail of the ID number or phone"))
        self.found, self.joining = FoundRows(_found_columns(), self), JoiningRows(_joining_columns(), self)
        self.found.taken = frozenset(each.trainee_id for each in roster if not each.has_withdrawn)
        self.found_list = list_view(self.found, tr("People who fit"))
        self.joining_list = list_view(self.joining, tr("Who is to be enrolled"))
        self.hint, self.sums = label("", "muted", wraps=True), label("", "warn", wraps=True)
        self._put_side_by_side()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.look_up)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self.take_first)
        self.found_list.activated.connect(self._take)
        key(self.joining_list, "Del", self.drop)
        self._tell_hint(0)
        self._tell_sums()

    def _put_side_by_side(self) -> None:
        left, right, line = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for part in (self.search, self.found_list, self.hint):
            left.addWidget(part)
        for each in (label(tr("To be enrolled (Del takes one off)"), "muted"), self.joining_list, self.sums):
            right.addWidget(each)
        line.addLayout(left, 1)
        line.addLayout(right, 1)
        self.fields.hide()
        self.body.addLayout(line, 1)

    def show_sized(self) -> None:
        room = self.screen().availableSize()
        self.resize(min(WIDE, room.width() - 20), min(HIGH, room.height() - 40))
        self.open()
        self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # From the field down into the list, as in every search.
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus() and self.found.rows:
            self.found_list.setFocus()
            self.found_list.selectRow(0)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # Enter takes someone on, and never closes the dialog
        else:
            super().keyPressEvent(event)

    def look_up(self) -> None:
        """Ask who fits what was typed."""
        self._pause.stop()
        typed, ledger = self.search.text().strip(), self._work.ledger
        self._asked += 1
        asked = self._asked
        if not typed:
            self._show(asked, ())
            return
        self._work.ask(lambda _: find_people(ledger, typed, MOST), lambda rows: self._show(asked, rows), self.tell)

    def _show(self, asked: int, rows: tuple[PersonRow, ...]) -> None:
        if asked == self._asked:
            self.found.show_rows(rows)
            self._tell_hint(len(rows))
            if rows:
                self.found_list.selectRow(0)
            if self._takes_first:
                self._takes_first = False
                self.take_first()

    def take_first(self) -> None:
        """Take on who stands at the top of the list; if the search is still under way, as soon as it is there."""
        if self._pause.isActive():
            self._takes_first = True
            self.look_up()
            return
        place = max(0, self.found_list.currentIndex().row())
        row: PersonRow | None = self.found.row_at(place)
        if row is not None:
            self.take(row)

    def _take(self, index: QModelIndex) -> None:
        row: PersonRow | None = self.found.row_at(index.row())
        if row is not None:
            self.take(row)

    def take(self, person: PersonRow) -> None:
        """Put someone on the list, and go on with the next name."""
        if person.id in self.found.taken:
            self.hint.setText(tr("{name} is in the class already.", name=person.name))
        elif person.id not in [each.person.id for each in self.joining.rows]:
            self._join([*self.joining.rows, Joining(person)])
        self.search.setFocus()
        self.search.selectAll()

    def drop(self) -> None:
        """Take the chosen one off the list."""
        place = self.joining_list.currentIndex().row()
        self._join([each for at, each in enumerate(self.joining.rows) if at != place])

    def _join(self, rows: Sequence[Joining]) -> None:
        self.joining.show_rows(rows)
        self.verb.setEnabled(False)
        ledger, class_id, ids = self._work.ledger, self._row.id, [each.person.id for each in rows]
        self._asked_rules = ids
        self._work.ask(
            lambda _: check_enrolment(ledger, class_id, ids), lambda found: self._judge(ids, found), self.tell
        )

    def _judge(self, ids: Sequence[str], found: Sequence[PersonFinding]) -> None:
        if ids != self._asked_rules:
            return
        self.joining.show_rows(
            [
                Joining(each.person, tuple(one for one in found if one.trainee_id == each.person.id))
                for each in self.joining.rows
            ]
        )
        self.joining_list.selectRow(len(self.joining.rows) - 1)
        self._tell_sums([each for each in found if not each.name])

    def _tell_sums(self, of_class: Sequence[PersonFinding] = ()) -> None:
        """How many are kept out or remarked on, and what the rules say of the class as a whole."""
        is_shut = any(each.is_block for each in of_class)
        self.tell(" ".join(each.sentence() for each in of_class if each.is_block))
        rows: Sequence[Joining] = self.joining.rows
        blocked, warned = sum(each.is_blocked for each in rows), sum(bool(each.findings) for each in rows)
        count = len(rows) - blocked
        words = [tr("{count} people kept out by a rule; they are left out.", count=blocked)] if blocked else []
        words += [tr("{count} with a remark; look at it first.", count=warned - blocked)] if warned > blocked else []
        words += [each.sentence() for each in of_class if not each.is_block]
        self.sums.setText(" ".join(words))
        self.verb.setText(tr("Enrol one person") if count == 1 else tr("Enrol {count} people", count=count))
        self.verb.setAccessibleName(self.verb.text())
        self.verb.setEnabled(count > 0 and not is_shut and self._work.may_write)

    def _tell_hint(self, count: int) -> None:
        typed = self.search.text().strip()
        if not typed:
            self.hint.setText(tr("Enter puts the first one on the list; Ctrl+Enter enrols the list."))
        elif not count:
            self.hint.setText(
                tr("Nobody fits “{typed}”. New people come through 学员 or a roster import.", typed=typed)
            )
        else:
            self.hint.setText(tr("{count} fit", count=count))

    def submit(self) -> None:
        """Enrol everyone on the list whom no rule keeps out."""
        if not self.verb.isEnabled():
            return
        self.busy()
        ledger, class_id, ids = self._work.ledger, self._row.id, [each.person.id for each in self.joining.rows]
        options = EnrolOptions(leave_out_blocked=True)
        self._work.change(lambda _: enrol(ledger, class_id, ids, options), self._done, self.tell)

    def _done(self, outcome: Enrolled) -> None:
        self.accept()
        self._finish(outcome)


class WithdrawDialog(FormDialog):
    """Someone leaves the class before its end."""

    def __init__(self, work: Work, row: RosterRow, done: Callable[[RosterRow], object], owner: QWidget) -> None:
        super().__init__(tr("{name} leaves the class", name=row.name), tr("Note it"), owner)
        self._work, self._row, self._finish = work, row, done
        today = day_on(work.ledger.clock)
        self.on, self.reason = DayField(), QLineEdit()
        self.on.show_day(today, last=today)
        self.reason.setMaxLength(300)
        self.reason.setPlaceholderText(tr("Such as: went out to work"))
        self.fields.add(tr("Reason"), self.reason)
        self.fields.add(tr("Last day in the class"), self.on)

    def submit(self) -> None:
        if not self.verb.isEnabled():
            return
        self.busy()
        ledger, enrolment_id, reason = self._work.ledger, self._row.enrolment_id, self.reason.text()
        on = self.on.day
        self._work.change(lambda _: withdraw(ledger, enrolment_id, on, reason), self._done, self.tell)

    def _done(self, row: RosterRow) -> None:
        self.accept()
        self._finish(row)


def _found_columns() -> list[Column]:
    return [
        Column(tr("Name"), lambda row: row.name, 80),
        Column(tr("ID number"), lambda row: row.id_number, 150),
        Column(tr("Age"), lambda row: row.age, 42, is_figure=True),
        Column(tr("Village"), lambda row: row.where, 85),
        Column(tr("Groups"), lambda row: "、".join(row.category_labels), 80),
    ]


def _joining_columns() -> list[Column]:
    return [
        Column(tr("Name"), lambda row: row.person.name, 90),
        Column(tr("Tail"), lambda row: row.person.id_number[-4:], 50),
        Column(tr("What the rules say"), lambda row: row.words(), 300),
    ]
