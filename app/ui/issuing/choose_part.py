"""One class before its certificates are issued: who, dated when, numbered how, and what each will look like."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.issuing import Issued, Order, issue
from app.ledger.issuing_preview import NumberPlan, Person, Preview, number_plan, preview
from app.models.ledger import Ledger
from app.models.vocabulary import CertificateKind
from app.ui.awaited import Awaited
from app.ui.classes.shrinking_bar import CutLabel, ShrinkingBar
from app.ui.day_field import DayField
from app.ui.issuing.choose_remarks import remarks_on
from app.ui.issuing.issue_dialog import IssueDialog, range_words
from app.ui.issuing.people_rows import PeopleRows, mending_spot, whole_words
from app.ui.issuing.press_dialog import PressDialog
from app.ui.issuing.press_work import class_order
from app.ui.issuing.remarks import Remarks
from app.ui.issuing.sample_pages import draw_sample, note_seen
from app.ui.notices import ReasonDialog
from app.ui.operation import Operation
from app.ui.paper.pdf_bar import PdfBar
from app.ui.paper.pdf_view import PdfView
from app.ui.paper.private_paper import SheetInView
from app.ui.permissions import lend, may, why_not
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.spots import ISSUE, Spot
from app.ui.work import Work

PAUSE, NARROW = 250, 960
PRINT = "print"


class ChoosePart(QWidget):
    """Space ticks a person, Enter goes to where a hindrance is mended, Ctrl+Enter issues; `sent` tells of a run."""

    sent = Signal(object)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.preview: Preview | None = None
        self.plan: NumberPlan | None = None
        self.sample: Path | None = None
        self._sheet = SheetInView(work.ledger.places.folder)
        self.destroyed.connect(self._sheet.drop)
        self._class_id, self._detail = "", ""
        self._reason_for = ("", "")  # why the numbers on the pages are whole, and for which class
        self._reading: Operation | None = None
        self._is_stale = True  # what is in sight is not what the fields say
        self.rows = PeopleRows(self)
        self.list = list_view(self.rows, tr("People of the class"))
        self.title = CutLabel("title", least=150)
        self.chips = [label("", "chip") for _ in range(2)]
        self.kind, self.day = QComboBox(), DayField()
        self.numbers, self.remarks = CutLabel("heading"), Remarks()
        self.standing = label("", "muted", wraps=True)
        self.view = PdfView(work)
        self._make_fields()
        self._lay_out()
        self._connect()

    def _make_fields(self) -> None:
        self.kind.setAccessibleName(tr("Kind of certificate"))
        for kind in CertificateKind:
            self.kind.addItem(kind.label, kind.value)
        self.day.setAccessibleName(tr("Date on the certificate"))
        self.verb = button(tr("Issue"), self.ask_to_issue, "stamp", is_primary=True)
        self.print = button(tr("Print"), self.print_issued, "printer")
        self.collect = button(tr("Hand out"), self.hand_out)
        self.full = button(tr("Show the numbers in full…"), self.ask_full, "eye")
        self.full.setToolTip(tr("Numbers on these pages are masked; a reason is needed to see them.") + "  Ctrl+U")
        self.collect.setToolTip("Ctrl+H")
        self.print.setToolTip("Ctrl+P")
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self.awaited = Awaited(self, (self.verb, self.print, self.collect))
        self.print.hide()
        for each in (*self.chips, self.numbers):
            each.hide()

    def _lay_out(self) -> None:
        layout = pile_of()
        parts = (self.title, *self.chips, None, self.collect, self.print, self.verb)
        self.head = ShrinkingBar(*parts, yielding=())
        layout.addWidget(self.head)
        kind, day = label(tr("Kind of certificate"), "muted"), label(tr("Date on the certificate"), "muted")
        layout.addLayout(row_of(kind, self.kind, 8, day, self.day, 12, self.awaited.line, self.numbers, None))
        layout.addWidget(self.remarks)
        body = QSplitter(Qt.Orientation.Horizontal)
        body.setChildrenCollapsible(False)
        shown = QVBoxLayout()
        shown.addLayout(row_of(PdfBar(self.view), self.full))
        shown.addWidget(self.view, 1)
        self.standing.setContentsMargins(10, 2, 10, 4)
        for part in (card(pile_of(self.list, self.standing)), card(shown)):
            body.addWidget(part)
        body.setSizes([620, 560])
        layout.addWidget(body, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._ask)
        self.kind.currentIndexChanged.connect(lambda _: self._ask_soon())
        self.day.changed.connect(self._ask_soon)
        self.rows.ticked.connect(self._ask_numbers)
        self.list.activated.connect(self._activate)
        self.list.selectionModel().currentRowChanged.connect(self._moved)
        self.view.failed.connect(lambda error: self.view.clear(str(error)))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key(self, keys, self.awaited.then(self.ask_to_issue))
        key(self, "Ctrl+P", self.awaited.then(self.print_issued))
        key(self, "Ctrl+H", self.hand_out)
        key(self, "Ctrl+U", self.ask_full)
        key(self.list, "Space", lambda: self.rows.toggle(self.list.currentIndex().row()))
        key(self.list, "Ctrl+A", self.rows.toggle_all)

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read this class and draw its certificates; with `detail` "print" go straight on to printing."""
        if self.preview is None or class_id not in (self.preview.row.id, self.preview.row.code):
            self.preview = self.plan = None
            self._reason_for = ("", "")
            self.rows.forget()
            self._show_nothing()
        self._class_id, self._detail = class_id, detail
        self._is_stale = True
        self.awaited.begin(is_seen=self.preview is None)
        self.list.setFocus()
        self._read("", None)

    def _show_nothing(self) -> None:
        """Until the class is read nothing is said of it, least of all what was true of another."""
        self.awaited.drop()
        self.rows.show_people(())
        self.title.setText(tr("Issuing"))
        self.view.clear("")
        for shut in (self.kind, self.day, self.full):
            shut.setEnabled(False)
        for unknown in (self.print, self.numbers, *self.chips):
            unknown.hide()
        self.verb.setText(tr("Issue"))

    def ask_to_issue(self) -> None:
        """Ask once more, for it cannot be taken back."""
        if self.day.isEnabled() and not self.day.is_day:
            self.day.complain()
            return
        if not may(self.work.ledger, "certificate.issue"):
            self.work.said.emit(why_not(self.work.ledger, "certificate.issue"))
        if not self.verb.isEnabled() or self.preview is None or self.plan is None:
            return
        dialog = IssueDialog(self.preview, self.plan, len(self.rows.chosen), self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(self._issue)
        dialog.open()

    def print_issued(self) -> None:
        """Print what was issued and has no sheet yet."""
        if self.preview and self.preview.unprinted and self.print.isEnabled():
            self._print(self.preview.unprinted)

    def hand_out(self) -> None:
        """Go to the counter."""
        self.work.go(Spot(ISSUE, self._class_id, part="hand_out"))

    def _ask_soon(self) -> None:
        self._is_stale = True
        self.awaited.begin(is_seen=False)
        if self._reading:
            self._reading.cancel()
        self._pause.start()

    def _ask(self) -> None:
        if self.day.is_day:
            self._read(self.kind.currentData(), self.day.day)
        else:
            self.awaited.drop()

    def _read(self, kind: str, day: date | None) -> None:
        ledger, class_id = self.work.ledger, self._class_id
        if self._reading:
            self._reading.cancel()
        self._reading = self.work.ask(lambda _: _preview(ledger, class_id, kind, day), self._show, self._not_read)

    def _not_read(self, error: Exception) -> None:
        self.awaited.drop()
        self.work.operations.trouble.emit(error)

    def _show(self, shown: Preview) -> None:
        self.preview, self._class_id = shown, shown.row.id
        self._is_stale = False
        here = max(0, self.list.currentIndex().row())
        self.title.setText(tr("Issuing · {name}", name=shown.row.name))
        for chip, words in zip(self.chips, (shown.row.code, tr("ended on {day}", day=shown.row.ends_on)), strict=True):
            chip.setText(words)
            chip.show()
        self._show_choices(shown)
        self.rows.show_people(shown.people)
        self.list.selectRow(min(here, len(shown.people) - 1))
        self._draw(shown)
        if self._detail == PRINT:
            self._detail = ""
            self.print_issued()

    def _show_choices(self, shown: Preview) -> None:
        for each in (self.kind, self.day):
            each.setEnabled(True)
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(shown.kind))
        self.kind.blockSignals(False)
        self.day.show_day(shown.day, first=min(shown.first_day, shown.last_day), last=shown.last_day)
        self.print.setVisible(bool(shown.unprinted))
        lend(self.work, self.print, action="print.start")
        self.print.setText(tr("Print {count} issued", count=shown.unprinted))

    def _ask_numbers(self) -> None:
        shown = self.preview
        if shown:
            ledger, count, year = self.work.ledger, len(self.rows.chosen), shown.day.year
            self.work.ask(lambda _: number_plan(ledger, count, year), partial(self._show_numbers, count))

    def _show_numbers(self, count: int, plan: NumberPlan) -> None:
        if self.preview is None or self._is_stale or count != len(self.rows.chosen):
            return
        self.plan = plan
        self.awaited.end(partial(self._tell_plan, count, plan, self.preview))

    def _tell_plan(self, count: int, plan: NumberPlan, shown: Preview) -> None:
        left = tr("{left} numbers are left then", left=f"{plan.left_after:,}")
        self.numbers.setText(" · ".join([*range_words(plan), left]) if plan.ranges else "")
        self.numbers.show()
        self.remarks.tell(remarks_on(self.work, shown, plan, count))
        words = tr("Issue {count} (Ctrl+Enter)", count=count) if count else tr("Issue")
        self.verb.setText(words)
        self.verb.setAccessibleName(words)
        hindered = shown.hindrance or plan.refusal
        lend(self.work, self.print, action="print.start")
        lend(self.work, self.verb, action="certificate.issue", if_also=bool(count) and not hindered)

    def _draw(self, shown: Preview) -> None:
        pages = [person.page for person in shown.people if person.page]
        sheet, full = self._sheet.another(), self._is_full(shown)
        self.sample = None
        may_draw = may(self.work.ledger, "certificate.issue")
        lend(self.work, self.full, action="person.unmask", if_also=may_draw and bool(pages) and not full)
        if not pages or not may_draw:
            others = tr("The pages are drawn for those who may issue them.")
            self.view.clear(others if pages else tr("Nobody here waits for a certificate."))
            return
        self.view.clear(tr("The pages are being drawn…"))
        self.work.ask(lambda op: draw_sample(sheet, pages, op, full=full), self._show_pages, self._not_drawn)

    def _is_full(self, shown: Preview) -> bool:
        """Whether a reason was given to see the numbers of this class."""
        class_id, reason = self._reason_for
        return bool(reason) and class_id == shown.row.id

    def ask_full(self) -> None:
        """Show whole numbers on the pages, with a reason."""
        if self.full.isEnabled():
            question = tr("Why must the ID number be seen in full? The journal keeps it.")
            ReasonDialog(question, self.show_full, self).open()

    def show_full(self, reason: str) -> None:
        """Draw this class with whole numbers; the journal says why, and whose."""
        shown, ledger = self.preview, self.work.ledger
        if shown is None:
            return
        people = [person.candidate.trainee_id for person in shown.people if person.page]

        def seen(_: object) -> None:
            # The clerk may have gone on to another class, whose numbers nobody has asked for.
            if self.preview is not None and self.preview.row.id == shown.row.id:
                self._reason_for = (shown.row.id, reason)
                self._draw(self.preview)

        self.work.change(lambda _: note_seen(ledger, people, reason), seen)

    def _not_drawn(self, error: Exception) -> None:
        self.view.failed.emit(error)

    def _show_pages(self, path: Path) -> None:
        self.sample = path
        self.view.show_pdf(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The list beside the pages shows how each stands: without these words there is room for it.
        self.full.setText("" if self.width() < NARROW else tr("Show the numbers in full…"))

    def _moved(self, now: QModelIndex) -> None:
        person = self.rows.row_at(now.row())
        self.standing.setText(whole_words(person) if person else "")
        drawn = [each for each in self.rows.rows if each.page]
        if person in drawn:
            self.view.page(drawn.index(person) + 1)

    def _activate(self, index: QModelIndex) -> None:
        person: Person | None = self.rows.row_at(index.row())
        spot = mending_spot(person, self._class_id) if person else None
        if spot:
            self.work.go(spot)
        else:
            self.rows.toggle(index.row())

    def _issue(self) -> None:
        shown, chosen = self.preview, self.rows.chosen
        if shown is None:
            return
        ids = tuple(person.candidate.enrolment_id for person in chosen)
        ledger, order = self.work.ledger, Order(enrolment_ids=ids, kind=shown.kind)
        self.verb.setEnabled(False)
        operation = self.work.change(
            lambda op: _issue(ledger, order, shown.day, op),
            self._issued,
            words=tr("Signing and drawing {count} certificates…", count=len(ids)),
        )
        operation.voices.finished.connect(lambda: self._read(shown.kind, shown.day))

    def _issued(self, issued: Issued) -> None:
        count = len(issued.certificates)
        self.work.said.emit(tr("Issued: {count} certificates.", count=count))
        self._print(count + (self.preview.unprinted if self.preview else 0))

    def _print(self, count: int) -> None:
        shown = self.preview
        if shown is None:
            return
        title = f"{shown.row.code} {shown.row.name}"
        order = class_order(self.work.ledger, shown.row.id, title, shown.kind, count)
        dialog = PressDialog(self.work, order, self)
        dialog.sent.connect(self.sent)
        dialog.show_sized()


def _preview(ledger: Ledger, class_id: str, kind: str, day: date | None) -> Preview:
    from app.documents.issued_pages import CertificatePrinter

    return preview(ledger, CertificatePrinter(), class_id, kind, day)


def _issue(ledger: Ledger, order: Order, day: date, operation: Operation) -> Issued:
    from app.documents.issued_pages import CertificatePrinter

    count = len(order.enrolment_ids)
    return issue(ledger, CertificatePrinter(), order, day, lambda done: operation.step(done, count))
