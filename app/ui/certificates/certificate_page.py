"""One certificate: what stands on it, how it looks, what befell it, and what can be done with it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.errors import XiangxunError
from app.i18n import tr
from app.ledger.certificate_search import RegisterRow, RegisterState
from app.ledger.certificate_story import CertificateStory, story_of
from app.ui import spots
from app.ui.certificates import story_words
from app.ui.certificates.certificate_picture import draw_copy, draw_private, note_copy
from app.ui.certificates.revocation_dialog import RevocationDialog
from app.ui.certificates.state_words import in_fours, state_ink, state_words
from app.ui.certificates.tinted_rows import TintedRows
from app.ui.notices import ReasonDialog
from app.ui.operation import Operation
from app.ui.page import Page
from app.ui.paper.paper_dialog import PaperDialog
from app.ui.paper.pdf_view import PdfView
from app.ui.paper.private_paper import SheetInView
from app.ui.permissions import may
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.spots import CERTIFICATE, Spot
from app.ui.wording import words_for
from app.ui.work import Work

LEAST_PICTURE = 360  # px across


class CertificatePage(Page):
    """The page of one certificate."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.story: CertificateStory | None = None
        self._spot = Spot(CERTIFICATE)
        self._reason = ""  # why the number is shown in full; empty while it is masked
        self._picture = SheetInView(work.ledger.places.folder)
        self.destroyed.connect(self._picture.drop)
        self._drawing: Operation | None = None
        self.name, self.state = label("", "title"), label("", "heading")
        self.wrong = label("", "wrong", wraps=True)
        self.facts = QGridLayout()
        self.rows = TintedRows(story_words.columns(), {story_words.WHAT: story_words.ink}, self)
        self.list = list_view(self.rows, tr("What befell it"))
        self.view = PdfView(work)
        self._make_buttons()
        self._lay_out()
        self._connect()

    def _make_buttons(self) -> None:
        self.print = button(tr("Print…"), self.print_original, "printer", is_primary=True)
        self.hand_out = button(tr("Hand out"), self.lead_to_hand_out, "users")
        self.reprint = button(tr("Reprint…"), lambda: self._ask_issuing("reprint_dialog", "ReprintDialog"), "printer")
        self.correct = button(tr("Correct…"), lambda: self._ask_issuing("correct_dialog", "CorrectDialog"), "pencil")
        self.void = button(tr("Void…"), lambda: self._ask_issuing("void_dialog", "VoidDialog"), "x")
        self.copy = button(tr("Copy as PDF…"), self.save_copy, "download")
        self.revoke = button(tr("Ask the county to revoke…"), self.ask_county, "stamp")
        self.full = button(tr("Show the number in full…"), self.ask_full, "eye")
        self.before = button("", lambda: self._go_to("predecessor"), "chevron-left")
        self.after = button("", lambda: self._go_to("successor"), "chevron-right")
        self.person = button(tr("The person"), self._go_to_person, "users")
        keys = {self.print: "Ctrl+Enter", self.copy: "Ctrl+P", self.correct: "F2", self.void: "Del"}
        for each, named in keys.items():
            each.setToolTip(named)

    def _lay_out(self) -> None:
        layout = pile_of()
        back = button(tr("Back (Esc)"), self.work.go_back)
        layout.addLayout(row_of(self.name, 6, self.state, None, self.before, self.after, back))
        deeds = (self.print, self.hand_out, self.reprint, self.correct, self.void)
        layout.addLayout(row_of(*deeds, self.copy, self.revoke, None, self.person))
        layout.addWidget(self.wrong)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._facts_card())
        left.addWidget(card(pile_of(self.list)), 1)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addLayout(left, 1)
        self.view.setMinimumWidth(LEAST_PICTURE)
        both.addWidget(card(pile_of(self.view)), 1)
        layout.addLayout(both, 1)
        self.wrong.hide()
        self.fill(layout)

    def _facts_card(self) -> QWidget:
        self.facts.setHorizontalSpacing(12)
        self.facts.setVerticalSpacing(5)
        for column in (1, 3):
            self.facts.setColumnStretch(column, 1)
        inner = QVBoxLayout()
        inner.addLayout(self.facts)
        inner.addLayout(row_of(self.full, None))
        framed = card(inner, 12)
        framed.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return framed

    def _connect(self) -> None:
        self.view.failed.connect(lambda error: self.view.clear(words_for(error).what))
        self.list.activated.connect(self._open_line)
        keys: dict[str, Callable[[], None]] = {
            "Esc": self.work.go_back,
            "Ctrl+Return": self.print.click,
            "Ctrl+Enter": self.print.click,
            "Ctrl+P": self.copy.click,
            "F2": self.correct.click,
            "Del": self.void.click,
            "F5": self.refresh,
        }
        for keys_, deed in keys.items():
            key(self, keys_, deed)

    def show_spot(self, spot: Spot) -> None:
        """Read and show this certificate."""
        if spot.id != self._spot.id:
            self._reason = ""
            self._clear()
        self._spot = spot
        self.refresh()
        self.list.setFocus()

    @property
    def spot(self) -> Spot:
        return self._spot

    def refresh(self) -> None:
        """Read it anew."""
        ledger, number = self.work.ledger, self._spot.id
        self.work.ask(lambda _: story_of(ledger, number), self._show, self._fail)

    def print_original(self) -> None:
        """To the printer, or to the job that it waits in."""
        story = self.story
        if story is None or not self.print.isEnabled():
            return
        if story.open_job:
            self.work.go(Spot(spots.ISSUE, part="job", detail=story.open_job))
            return
        from app.ui.issuing.press_on import open_press
        from app.ui.issuing.press_work import number_order

        row = story.row
        order = number_order(self.work.ledger, row.number, f"{row.number} {row.name}", row.kind)
        open_press(self.work, order, self).sent.connect(lambda _: self.refresh())

    def lead_to_hand_out(self) -> None:
        """To the list of the class that signs for its certificates."""
        if self.story:
            self.work.go(Spot(spots.ISSUE, self.story.row.class_id, "hand_out"))

    def save_copy(self) -> None:
        """A copy for the files, marked as one; it says no more of the ID number than the page does."""
        if self.story is None or self.story.row.is_erased:
            return
        ledger, number, whose = self.work.ledger, self.story.row.number, self.story.row.trainee_id
        full, reason = bool(self._reason), self._reason

        def show(_: object) -> None:
            title, name = tr("Copy of certificate {number}", number=number), tr("Copy {number}.pdf", number=number)
            draw = partial(draw_copy, ledger, number, full=full)
            PaperDialog(self.work, title, draw, name, self).show_sized()

        self.work.change(lambda _: note_copy(ledger, whose, full=full, reason=reason), show)

    def ask_county(self) -> None:
        """Show what the county has still to revoke."""
        RevocationDialog(self.work, self).show_sized()

    def ask_full(self) -> None:
        """Ask why the number is to be shown in full."""
        question = tr("Why must the ID number be seen in full? The journal keeps it.")
        ReasonDialog(question, self.show_full, self).open()

    def show_full(self, reason: str) -> None:
        """Show the number in full, in the text and on the picture."""
        from app.ledger.exporting import note_unmasked

        if self.story is None:
            return
        ledger, row = self.work.ledger, self.story.row

        def show(_: object) -> None:
            # The clerk may have gone on to another certificate, whose number nobody has asked for.
            if self.story and self.story.row.number == row.number:
                self._reason = reason
                self._show(self.story)

        self.work.change(lambda _: note_unmasked(ledger, 1, reason, [row.trainee_id]), show)

    def _ask_issuing(self, module: str, name: str) -> None:
        """Open a dialog of the issuing desk for this certificate."""
        from importlib import import_module

        if self.story is not None:
            dialog = getattr(import_module(f"app.ui.issuing.{module}"), name)(self.work, self.story.row.number, self)
            dialog.done.connect(lambda _: self.refresh())

    def _show(self, story: CertificateStory) -> None:
        self.story = story
        row, shown = story.row, RegisterRow(story.row, story.state, story.revocation is not None)
        self.name.setText(row.name or tr("(erased)"))
        self.state.setText(f"{in_fours(row.number)}   {state_words(shown)}")
        self.state.setStyleSheet(f"color:{state_ink(shown)};")
        self.wrong.hide()
        self._show_facts(story_words.facts_of(story, row.id_number if self._reason else row.masked_id))
        self.rows.show_rows(story.lines)
        self._show_buttons(story)
        self._draw(row.number)

    def _show_facts(self, facts: list[tuple[str, str]]) -> None:
        """Two beside each other: the first half at the left."""
        while self.facts.count():
            self.facts.takeAt(0).widget().deleteLater()
        rows = (len(facts) + 1) // 2
        for place, (name, value) in enumerate(facts):
            column, row = divmod(place, rows)
            self.facts.addWidget(label(name, "muted"), row, 2 * column, Qt.AlignmentFlag.AlignTop)
            self.facts.addWidget(_fact(value), row, 2 * column + 1, Qt.AlignmentFlag.AlignTop)

    def _show_buttons(self, story: CertificateStory) -> None:
        row, state, is_whole = story.row, story.state, not story.row.is_erased
        self.print.setText(tr("To the print job") if story.open_job else tr("Print…"))
        offered = {
            self.print: state is RegisterState.TO_PRINT and (is_whole or bool(story.open_job)),
            self.hand_out: state is RegisterState.TO_HAND_OUT and bool(row.class_id),
            self.reprint: row.is_good and row.is_printed and is_whole,
            self.correct: row.is_good and is_whole,
            self.void: row.is_good,
            self.copy: is_whole,
            self.revoke: story.is_revocation_due,
            self.full: is_whole and not self._reason and may(self.work.ledger, "person.unmask"),
            self.before: bool(row.predecessor),
            self.after: bool(row.successor),
            self.person: is_whole,
        }
        for each, is_offered in offered.items():
            is_lent = self.work.may_write or each not in self._writing()
            is_read = each in (self.copy, self.full) and self.work.is_writable
            _offer(each, is_offered and (is_lent or is_read))
        self.before.setText(tr("Replaces {number}", number=in_fours(row.predecessor)))
        self.after.setText(tr("Replaced by {number}", number=in_fours(row.successor)))
        for each in (self.before, self.after, self.print):
            each.setAccessibleName(each.text())

    def _writing(self) -> tuple[QPushButton, ...]:
        return (self.print, self.hand_out, self.reprint, self.correct, self.void, self.copy, self.full)

    def _draw(self, number: str) -> None:
        if self._drawing is not None:
            self._drawing.cancel()
        ledger, full, sheet = self.work.ledger, bool(self._reason), self._picture.another()
        self.view.clear(tr("The page is being drawn…"))
        self._drawing = self.work.ask(
            lambda op: draw_private(ledger, number, sheet, op, full=full),
            self.view.show_pdf,
            lambda error: self.view.clear(words_for(error).what),
        )

    def _clear(self) -> None:
        self.story = None
        self.name.setText("")
        self.state.setText("")
        self.rows.show_rows(())
        self.view.clear("")
        for each in (*self._writing(), self.revoke, self.before, self.after, self.person):
            each.hide()

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, XiangxunError):
            self.work.operations.trouble.emit(error)
            return
        self._clear()
        self.wrong.setText("\n".join(filter(None, (error.sentence(), error.way_out()))))
        self.wrong.show()

    def _go_to(self, which: str) -> None:
        number = getattr(self.story.row, which) if self.story else ""
        if number:
            self.work.go(Spot(CERTIFICATE, number))

    def _go_to_person(self) -> None:
        if self.story:
            self.work.go(Spot(spots.PERSON, self.story.row.trainee_id))

    def _open_line(self, index: QModelIndex) -> None:
        """Enter on what befell it shows all of its remark."""
        line = self.rows.row_at(index.row())
        if line:
            self.work.said.emit(story_words.remark(line))


def _offer(made: QPushButton, is_offered: bool) -> None:
    made.setVisible(is_offered)
    made.setEnabled(is_offered)


def _fact(value: str) -> QWidget:
    made = label(value, wraps=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
