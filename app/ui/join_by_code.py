"""Joining the county by the code that it gave: its address and the code, one button, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import tr
from app.ui.first_run_joining import JoinDialog, taken_words
from app.ui.forms import FormDialog, Hint
from app.ui.join_asking import JoinAsking, Unreached, waiting_words
from app.ui.join_code_field import JoinCodeField
from app.ui.operation import Operation
from app.ui.pieces import button, card, label, pile_of, row_of
from app.ui.progress_strip import ProgressStrip
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.county_enrolment import TakenIn
    from app.models.ledger import Ledger

WIDTH, HEIGHT = 620, 440
LONGEST_ADDRESS, LONGEST_CODE = 200, 80


@dataclass(frozen=True)
class Known:
    """What needs not be typed: the address that was used last, and the question that still may be asked again."""

    url: str
    code: str


class JoinByCodeDialog(FormDialog):
    """Asks as long as it is open; what was asked is kept, so that it may be closed at any time."""

    def __init__(self, work: Work, owner: QWidget | None = None, by_file: Callable[[], object] | None = None) -> None:
        """`by_file` opens the other way, if not the usual dialog for it."""
        super().__init__(tr("Join the county by code"), tr("Join"), owner, WIDTH)
        self.work, self._open_by_file = work, by_file
        self.asking = JoinAsking(work, self)
        self.url, self.code, self.strip = QLineEdit(), JoinCodeField(), ProgressStrip()
        self.told, self.steps = Hint(), label("", "muted", wraps=True)
        self.root_words, self.root_key = label(tr("County's root key"), "muted"), label("", "key")
        self.line = button(tr("Connection…"), self.open_line, "settings")
        self.by_file = button(tr("Join by file instead…"), self.open_files, "upload")
        self._url_kept = ""
        self._lay_out_body()
        self._connect()
        ledger = work.ledger
        work.ask(lambda _: known(ledger), self._show_known)

    def _lay_out_body(self) -> None:
        self.url.setMaxLength(LONGEST_ADDRESS)
        self.url.setPlaceholderText("https://county.example")
        self.code.setMaxLength(LONGEST_CODE)
        words = tr(
            "The county gives each PC a code of its own: 20 letters and digits, valid for a day and once. No file is "
            "carried and no fingerprint compared."
        )
        self.body.insertWidget(0, label(words, "muted", wraps=True))
        self.fields.add(tr("The county's address"), self.url, tr("As the county told it; it is remembered on this PC."))
        self.code_hint = self.fields.add(tr("Joining code"), self.code)
        ways, beside = QWidget(), row_of(self.line, self.by_file, None)
        beside.setContentsMargins(0, 0, 0, 0)
        ways.setLayout(beside)
        self.fields.add("", ways)
        self.outcome = card(pile_of(self.told, self.steps, self.root_words, self.root_key), 14)
        self.body.addSpacing(8)
        self.body.addWidget(self.outcome)
        self.body.addStretch()
        self.body.addWidget(self.strip)
        self.leave.setText(tr("Later"))
        self.leave.setAccessibleName(self.leave.text())
        self._tell("")

    def _connect(self) -> None:
        self.code.textChanged.connect(lambda _: self.code_hint.tell(*self.code.judgement()))
        for field in (self.url, self.code):
            field.textEdited.connect(lambda _: self._typed())
        # What is under way may outlive the dialog.
        self.finished.connect(lambda _: self.strip.forget())
        self.strip.stop.clicked.connect(lambda: self._tell(tr("Stopping, once the line gives way…")))
        asking = self.asking
        asking.began.connect(self._show_asking)
        asking.waits.connect(self._show_waiting)
        asking.joined.connect(self._show_joined)
        asking.unreached.connect(self._show_unreached)
        asking.refused.connect(self._show_refused)
        asking.stopped.connect(lambda: self._show_end(tr("Stopped; nothing was changed here."), "warn"))

    def show_sized(self) -> None:
        """Open it, with room for what comes of it."""
        super().show_sized()
        self.resize(WIDTH, HEIGHT)

    def submit(self) -> None:
        """Ask the county."""
        if self.asking.is_under_way:
            return
        if not self.url.text().strip():
            self._complain(tr("Type the county's address."), self.url)
        elif not self.code.is_whole:
            self._complain(self.code.judgement()[0] or tr("Type the code that the county gave."), self.code)
        else:
            self.asking.ask(self.code.text(), self.url.text())

    def open_line(self) -> None:
        """A proxy, or an authority of the county's own."""
        from app.ui.reporting.line_dialog import LineDialog

        ledger, dialog = self.work.ledger, LineDialog(self.work, self)
        dialog.finished.connect(lambda _: self.work.ask(lambda _: known(ledger), self._show_address))
        dialog.show_sized()

    def open_files(self) -> None:
        """The way that needs no line."""
        owner = self.parentWidget()
        self.reject()
        if self._open_by_file:
            self._open_by_file()
        else:
            JoinDialog(self.work, owner).show_sized()

    def _typed(self) -> None:
        # What is being typed is asked by nobody but its button.
        self.asking.rest()
        self.tell("")
        self._name_verb(tr("Join"))

    def _complain(self, words: str, field: QWidget) -> None:
        self.tell(words)
        field.setFocus()

    def _show_known(self, found: Known) -> None:
        if self.url.isModified() or self.code.isModified():
            return
        self._show_address(found)
        if found.code:
            self.code.setText(found.code)
            self.asking.go_on()
        if self.url.text():
            self.code.setFocus()

    def _show_address(self, found: Known) -> None:
        """The address that is set, unless the clerk has typed another."""
        if found.url and found.url != self._url_kept:
            self.url.setText(found.url)
            self._url_kept = found.url

    def _show_asking(self, operation: Operation) -> None:
        self.busy()
        self.strip.follow(operation, tr("Asking the county…"))
        for each in (self.url, self.code, self.line, self.by_file):
            each.setEnabled(False)

    def _show_end(self, words: str, kind: str, steps: str = "") -> None:
        for each in (self.url, self.code, self.line, self.by_file):
            each.setEnabled(True)
        self.verb.setEnabled(True)
        self._tell(words, kind, steps)
        self.verb.setFocus()

    def _show_waiting(self, handle: str) -> None:
        asked = tr("Last asked at {time}.", time=f"{self.work.ledger.clock.now():%H:%M:%S}")
        self._show_end(f"{waiting_words(handle)}\n{asked}", "warn")
        self._name_verb(tr("Ask again"))

    def _show_unreached(self, found: Unreached) -> None:
        steps = "\n".join(f"{'✓' if each.is_well else '✕'} {each.step}" for each in found.steps)
        self._show_end(sentences_for(found.trouble), "wrong", steps)
        self._name_verb(tr("Ask again"))

    def _show_refused(self, error: Exception) -> None:
        self._show_end(sentences_for(error), "wrong")
        self._name_verb(tr("Join"))
        self.code.setFocus()
        self.code.selectAll()

    def _show_joined(self, taken: "TakenIn | None") -> None:
        for each in (self.url, self.code, self.line, self.by_file):
            each.setEnabled(False)
        self.verb.hide()
        self._tell(taken_words(taken) if taken else tr("This PC has joined its county already."), "good")
        self.root_key.setText(taken.identity.fingerprint if taken else "")
        for part in (self.root_words, self.root_key):
            part.setVisible(bool(taken))
        self.leave.setText(tr("Close"))
        self.leave.setAccessibleName(self.leave.text())
        self.leave.setFocus()

    def _tell(self, words: str, kind: str = "", steps: str = "") -> None:
        self.outcome.setVisible(bool(words))
        self.told.tell(words, kind)
        self.steps.setText(steps)
        self.steps.setVisible(bool(steps))
        for part in (self.root_words, self.root_key):
            part.hide()

    def _name_verb(self, words: str) -> None:
        self.verb.setText(words)
        self.verb.setAccessibleName(words)


def known(ledger: "Ledger") -> Known:
    """What this PC knows of the way to its county."""
    from app.sync.joining import open_question
    from app.sync.line_settings import address_of

    question, url = open_question(ledger), address_of(ledger).url
    return Known(question.url or url, question.code.spoken) if question else Known(url, "")
