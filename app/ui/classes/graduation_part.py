"""Graduation: who has earned the certificate, what is missing for the others and the way to it, and the deed itself."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.ledger.enrolling import reopen
from app.ledger.graduating import ClassNotOver, Graduated, graduate, hold_back, take_graduation_back
from app.ledger.graduation_board import BoardPerson, GraduationBoard, graduation_board
from app.ledger.rules import RulesStandAgainst
from app.models.findings import Finding, Severity
from app.ui import spots
from app.ui.awaited import Awaited
from app.ui.classes.class_part import ClassPart
from app.ui.classes.graduation_dialogs import LeavingDialog
from app.ui.classes.graduation_rows import ITEM, WAY_WIDE, GraduationRows, graduation_columns
from app.ui.classes.graduation_words import (
    CHOICES,
    Line,
    class_spot,
    is_chosen,
    lines_of,
    spot_of,
)
from app.ui.notices import Offer, ReasonDialog, TroubleDialog
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import Spot
from app.ui.wording import words_for
from app.ui.work import Work

ID_TAIL, WAY = 2, 8
SMALL, SEARCH, SEARCH_NARROW, WAY_NARROW = 960, 240, 160, 130


class GraduationPart(ClassPart):
    """The list of everyone, and what is done with it."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._class_id, self._meant = "", ""
        self.board: GraduationBoard | None = None
        self.rows = GraduationRows(graduation_columns(), self)
        self.list = list_view(self.rows, tr("Graduation"))
        self.list.horizontalHeader().setStretchLastSection(False)
        self.list.horizontalHeader().setSectionResizeMode(ITEM, QHeaderView.ResizeMode.Stretch)
        self.search = search_field(tr("Name, pinyin, ID tail (Ctrl+F)"))
        self.search.setFixedWidth(SEARCH)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Who is shown"))
        self.choice.setMinimumWidth(170)
        for code in CHOICES:
            self.choice.addItem(tr(CHOICES[code]), code)
        self.standing, self.basis = label("", "heading", wraps=True), label("", "muted", wraps=True)
        self.notices = QVBoxLayout()
        self.notices.setSpacing(6)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.leave = button(tr("Left the class…"), self.withdraw)
        self.leave.setToolTip("Del")
        self.hold = button(tr("Not let graduate…"), self.hold_back)
        self.hold.setToolTip("F8")
        self.undo = button(tr("Take the outcome back…"), self.take_back, "undo-2")
        self.undo.setToolTip("Ctrl+Z")
        self.verb = button(tr("Graduate"), self.graduate, "graduation-cap", is_primary=True)
        self.verb.setToolTip("Ctrl+Enter")
        self.next = button(tr("Print certificates"), self.print_certificates, "printer", is_primary=True)
        self.next.setToolTip("Ctrl+P")
        self.undo_all = button(tr("Take the whole graduation back…"), self.take_all_back)
        self.next.hide()
        self.undo_all.hide()
        self.awaited = Awaited(self, (self.leave, self.hold, self.undo, self.verb, self.next, self.undo_all))

    def _lay_out(self) -> None:
        self.empty = label("", "muted", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.empty)
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        top = row_of(self.search, self.choice, None, self.leave, self.hold, self.undo)
        layout.addLayout(top)
        deeds = row_of(self.awaited.line, self.standing, None, self.undo_all, self.next, self.verb)
        deeds.setStretch(1, 1)
        layout.addLayout(deeds)
        layout.addLayout(self.notices)
        layout.addWidget(card(pile_of(self.layers)), 1)
        layout.addWidget(self.basis)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.list.activated.connect(self._open_line)
        self.list.clicked.connect(self._click)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._tell_person())
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self._to_list)
        self.choice.currentIndexChanged.connect(self._choose)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+F": self.search.setFocus,
            "Del": self.withdraw,
            "F8": self.hold_back,
            "Ctrl+Z": self.take_back,
            "Ctrl+P": self.print_certificates,
            "Ctrl+Return": self.graduate,
            "Ctrl+Enter": self.graduate,
        }
        for pressed, deed in keys.items():
            key(self, pressed, self.awaited.then(deed))
        # Not left to the list, which is empty until it is read.
        for pressed in ("Return", "Enter"):
            key(self.list, pressed, self.awaited.then(lambda: self._open_line(self.list.currentIndex())))

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read and show how everyone stands; the clerk stands at the enrolment in `detail`."""
        if class_id != self._class_id:
            self.choice.setCurrentIndex(0)
            self.search.clear()
            self._show_nothing()
        self._class_id, self._meant = class_id, detail
        self.awaited.begin(is_seen=self.board is None)
        self._to_list()
        # After all that is being written, such as marks and scores typed a moment ago.
        self.work.operations.write(lambda _: graduation_board(self.work.ledger, class_id), self._show, self._not_read)

    def _show_nothing(self) -> None:
        """Until the class is read nothing is said of it, least of all what was true of another."""
        self.awaited.drop()
        self.board = None
        self.rows.show_rows(())
        self._show_notices(())
        self.layers.setCurrentIndex(0)
        for words in (self.standing, self.basis):
            words.clear()
        for verb in (self.next, self.undo_all):
            verb.hide()

    def _not_read(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_small = self.width() < SMALL
        self.list.setColumnHidden(ID_TAIL, is_small)
        self.list.setColumnWidth(WAY, WAY_NARROW if is_small else WAY_WIDE)
        self.search.setFixedWidth(SEARCH_NARROW if is_small else SEARCH)

    def graduate(self) -> None:
        """Set everyone's outcome."""
        if self.verb.isEnabled() and self.board is not None:
            self._graduate()

    def print_certificates(self) -> None:
        """On to the certificates of those who have graduated."""
        if self.next.isVisible():
            self.work.go(Spot(spots.ISSUE, self._class_id))

    def withdraw(self) -> None:
        """Enter that the chosen person left the class."""
        person = self._chosen()
        if person is not None and self.leave.isEnabled() and self.board is not None:
            self._open(LeavingDialog(self.work, person, self.board.graduation.last_day, self._reload, self))

    def hold_back(self) -> None:
        """Decide, with a reason, that the chosen person does not graduate."""
        person = self._chosen()
        if person is None or not self.hold.isEnabled():
            return
        ledger, enrolment_id = self.work.ledger, person.person.enrolment_id
        question = tr("Why is {name} not let graduate? The reason stands in the class file.", name=person.person.name)
        self._ask(question, lambda reason: self._change(lambda _: hold_back(ledger, enrolment_id, reason)))

    def take_back(self) -> None:
        """Open the outcome of the chosen person again, with a reason."""
        person = self._chosen()
        if person is None or not self.undo.isEnabled():
            return
        ledger, enrolment_id = self.work.ledger, person.person.enrolment_id
        question = tr("Why is the outcome of {name} taken back?", name=person.person.name)
        self._ask(question, lambda reason: self._change(lambda _: reopen(ledger, enrolment_id, reason)))

    def take_all_back(self) -> None:
        """Open every outcome of the class again, with a reason."""
        ledger, class_id = self.work.ledger, self._class_id
        question = tr("Why is the graduation of the whole class taken back?")
        self._ask(question, lambda reason: self._change(lambda _: take_graduation_back(ledger, class_id, reason)))

    def _graduate(self, *, early: bool = False, reason: str = "") -> None:
        ledger, class_id = self.work.ledger, self._class_id
        self.verb.setEnabled(False)
        self.work.change(
            lambda _: graduate(ledger, class_id, early=early, reason=reason), self._graduated, self._not_graduated
        )

    def _graduated(self, outcome: Graduated) -> None:
        figures = {"completed": len(outcome.completed), "failed": len(outcome.failed)}
        told = tr("{completed} have graduated, {failed} have not; after a resit graduate once more.", **figures)
        self.work.said.emit(
            told if outcome.failed else tr("{completed} have graduated.", completed=figures["completed"])
        )
        self._reload()

    def _not_graduated(self, error: Exception) -> None:
        self._tell()
        if isinstance(error, ClassNotOver):
            question = tr("{what} Why is it closed early?", what=error.sentence())
            self._ask(question, lambda reason: self._graduate(early=True, reason=reason))
        elif isinstance(error, RulesStandAgainst) and error.findings:
            spot = class_spot(error.findings[0], self._class_id)
            self._open(TroubleDialog(words_for(error), self, Offer(tr("Go and mend it"), lambda: self.work.go(spot))))
        else:
            self._open(TroubleDialog(words_for(error), self))

    def _change(self, deed: Callable[[object], object]) -> None:
        self.work.change(deed, lambda _: self._reload())

    def _reload(self) -> None:
        person = self._chosen()
        self.show_class(self._class_id, person.person.enrolment_id if person else "")

    def _show(self, board: GraduationBoard) -> None:
        if board.graduation.class_id != self._class_id:
            return
        self.board = board
        for place, code in enumerate(CHOICES):
            count = sum(is_chosen(person, code) for person in board.people)
            self.choice.setItemText(place, f"{tr(CHOICES[code])}  {count}")
        self._show_notices(board.graduation.findings)
        self.basis.setText(board.graduation.basis.sentence())
        self.awaited.end(self._settle)

    def _settle(self) -> None:
        self._tell()
        self._choose()
        self._stand()
        self._to_list()

    def _tell(self) -> None:
        board = self.board
        if board is None:
            return
        self.standing.setText(_standing(board))
        count = board.to_graduate
        self.verb.setText(tr("Graduate one person") if count == 1 else tr("Graduate {count} people", count=count))
        self.verb.setAccessibleName(self.verb.text())
        is_due = bool(count or (board.to_fail and board.graduation.is_over))
        lend(self.work, self.verb, action="graduate", if_also=is_due)
        self.verb.setVisible(bool(count or board.to_fail or not board.completed))
        self.next.setVisible(bool(board.without_certificate) or (bool(board.completed) and not count))
        waiting = board.without_certificate
        self.next.setText(tr("Print {count} certificates", count=waiting) if waiting else tr("To the certificates"))
        self.next.setAccessibleName(self.next.text())
        is_fresh = bool(board.completed) and board.without_certificate == board.completed
        self.undo_all.setVisible(self.work.may_write and is_fresh)

    def _tell_person(self) -> None:
        person = self._chosen()
        is_there, is_judged = person is not None, person is not None and person.is_judged
        stays = person is not None and not (person.has_completed or person.person.has_withdrawn)
        lend(self.work, self.leave, action="class.withdraw", if_also=is_there and not is_judged)
        lend(self.work, self.hold, action="class.hold_back", if_also=stays)
        lend(self.work, self.undo, action="class.reopen", if_also=is_judged)

    def _choose(self) -> None:
        if self.board is None:
            return
        choice = self.choice.currentData()
        lines = lines_of(self.board, choice, self.search.text())
        self.rows.show_rows(lines)
        self.empty.setText(
            tr("Nobody is on the roster yet.") if not self.board.people else tr("Nobody fits what was chosen.")
        )
        self.layers.setCurrentIndex(0 if lines else 1)
        self._tell_person()

    def _stand(self) -> None:
        """The chosen person, or the first for whom something is missing."""
        lines: Sequence[Line] = self.rows.rows
        if self._meant and all(line.person.person.enrolment_id != self._meant for line in lines):
            self.choice.setCurrentIndex(0)
            lines = self.rows.rows
        places = [at for at, line in enumerate(lines) if line.person.person.enrolment_id == self._meant]
        if not self._meant:
            places = [at for at, line in enumerate(lines) if line.item is not None]
        if lines:
            self.list.selectRow(places[0] if places else 0)
            self.list.scrollTo(self.list.currentIndex(), QAbstractItemView.ScrollHint.PositionAtCenter)
        self._tell_person()

    def _show_notices(self, findings: Sequence[Finding]) -> None:
        while self.notices.count():
            gone = self.notices.takeAt(0).widget()
            if gone is not None:
                gone.deleteLater()
        for finding in findings:
            self.notices.addWidget(self._notice(finding))

    def _notice(self, finding: Finding) -> QWidget:
        """What the rules say of the class as a whole, with the way to where it is mended."""
        spot = class_spot(finding, self._class_id)
        is_block = finding.severity is Severity.BLOCK
        words = label(str(finding), "wrong" if is_block else "warn", wraps=True)
        layout: QHBoxLayout = row_of(words, button(tr("Go and mend it"), lambda: self.work.go(spot)))
        layout.setStretch(0, 1)
        made: QFrame = card(layout, 6)
        return made

    def _chosen(self) -> BoardPerson | None:
        line: Line | None = self.rows.row_at(self.list.currentIndex().row())
        return line.person if line else None

    def _open_line(self, index: QModelIndex) -> None:
        line: Line | None = self.rows.row_at(index.row())
        if line is not None:
            spot = spot_of(line, self._class_id)
            if spot.part == "graduation":
                self.take_back()
            else:
                self.work.go(spot)

    def _click(self, index: QModelIndex) -> None:
        line: Line | None = self.rows.row_at(index.row())
        if line is not None and line.item is not None and index.column() >= ITEM:
            self._open_line(index)

    def _to_list(self) -> None:
        self.list.setFocus()

    def _ask(self, question: str, given: Callable[[str], object]) -> None:
        self._open(ReasonDialog(question, given, self))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._to_list)
        show = getattr(dialog, "show_sized", dialog.open)
        show()


def _standing(board: GraduationBoard) -> str:
    staying = sum(not each.person.has_withdrawn for each in board.people)
    if board.completed:
        figures = {"people": staying, "completed": board.completed, "rest": staying - board.completed}
        return tr("{people} people: {completed} have graduated, {rest} have not.", **figures)
    figures = {"people": staying, "can": board.to_graduate, "missing": staying - board.to_graduate}
    told = tr("{people} people: {can} can graduate, something is missing for {missing}.", **figures)
    if board.graduation.is_over:
        return told
    return told + " " + tr("The last lesson is on {day}.", day=board.graduation.last_day)
