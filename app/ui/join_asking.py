"""Asking the county to let this PC join: beside the window, once more each minute while it waits and is looked at."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.operation import Operation
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.county_enrolment import TakenIn
    from app.models.ledger import Ledger
    from app.sync.doctor import Finding
    from app.sync.joining import Answered
    from app.sync.kept_question import KeptQuestion
    from app.sync.line import LineTrouble

ASK_EVERY = 60_000
"""The county is not asked oftener by itself (ms)."""


@dataclass(frozen=True)
class Unreached:
    """The line failed: why, and how far it goes."""

    trouble: "LineTrouble"
    steps: "tuple[Finding, ...]"


class JoinAsking(QObject):
    """One question at a time; what failed for want of a line, or waits at the county, is asked again by itself."""

    began = Signal(object)  # the Operation
    waits = Signal(str)  # the handle by which the county finds the request
    joined = Signal(object)  # what was taken in; None if there is nothing to ask any more
    unreached = Signal(object)  # an Unreached
    refused = Signal(object)  # the error: asking again would be no use
    stopped = Signal()

    def __init__(self, work: Work, page: QWidget) -> None:
        super().__init__(page)
        self._work, self._page = work, page
        self._operation: Operation | None = None
        self._goes_on = False
        self.timer = QTimer(self, singleShot=True, interval=ASK_EVERY)
        self.timer.timeout.connect(self.look)

    @property
    def is_under_way(self) -> bool:
        """Whether an answer is awaited."""
        return self._operation is not None and not self._operation.is_over

    def ask(self, code: str = "", url: str = "") -> None:
        """Ask under this code at this address; without a code what was asked before is asked again."""
        if self.is_under_way:
            return
        self._goes_on = True
        self.timer.start(ASK_EVERY)
        ledger = self._work.ledger
        operation = self._work.ask(lambda op: _asked(ledger, op, code, url), self._hear, self._fail)
        # A window that is being locked begins nothing.
        self._operation = None if operation.is_cancelled else operation
        if self._operation:
            operation.voices.stopped.connect(self._tell_stop)
            self.began.emit(operation)

    def look(self) -> None:
        """A minute has gone by."""
        if self._goes_on:
            self.timer.start(ASK_EVERY)
            if self._page.isVisible():
                self.ask()

    def go_on(self) -> None:
        """There is something to be asked again: now, unless it was asked within the minute."""
        self._goes_on = True
        if not self.timer.isActive():
            self.look()

    def rest(self, *, for_a_minute: bool = False) -> None:
        """Ask no more by itself, until it is asked or told to go on."""
        self._goes_on = False
        if for_a_minute:
            self.timer.start(ASK_EVERY)

    def _hear(self, heard: "Answered | Unreached | None") -> None:
        if heard is None:
            self.rest()
            self.joined.emit(None)
        elif isinstance(heard, Unreached):
            self._goes_on = heard.trouble.is_passing
            self.timer.start(max(ASK_EVERY, 1000 * getattr(heard.trouble, "pause", 0)))
            self.unreached.emit(heard)
        elif heard.package is None:
            self.waits.emit(heard.question.code.handle)
        else:
            self._take(heard.question, heard.package)

    def _take(self, question: "KeptQuestion", package: bytes) -> None:
        ledger = self._work.ledger
        self._operation = self._work.change(lambda _: _taken(ledger, question, package), self._be_joined, self._fail)

    def _be_joined(self, taken: "TakenIn") -> None:
        self.rest()
        self.joined.emit(taken)

    def _fail(self, error: Exception) -> None:
        self.rest()
        self.refused.emit(error)

    def _tell_stop(self) -> None:
        self.rest()
        self.stopped.emit()


def waiting_words(handle: str) -> str:
    """What to do while the county's key is not at hand."""
    return tr(
        "The county has this PC's request, under the code that begins with {handle}. It can enrol this PC once the "
        "county's password is entered there: call the county and say so. It is asked again by itself once a minute "
        "while this page is open, also after the program was closed.",
        handle=handle,
    )


def asked_words(question: "KeptQuestion") -> str:
    """How it stands with what was asked before."""
    if question.is_waiting:
        return waiting_words(question.code.handle)
    return tr("This PC asked the county under a code and has no answer yet; it is asked again while this page is open.")


def _asked(ledger: "Ledger", operation: Operation, typed: str, url: str) -> "Answered | Unreached | None":
    from app.sync import joining
    from app.sync.join_code import read_code
    from app.sync.line import LineTrouble

    kept = None if typed else joining.open_question(ledger)
    if not (typed or kept):
        return None
    code, where = (kept.code, kept.url) if kept else (read_code(typed), url)
    try:
        answered = joining.ask(ledger, code, where)
    except LineTrouble as trouble:
        operation.step(0, 0)
        return Unreached(trouble, _steps(ledger, where, trouble))
    # Stopped by now: what came is fetched once more when it is asked again.
    operation.step(0, 0)
    return answered


def _steps(ledger: "Ledger", url: str, trouble: "LineTrouble") -> "tuple[Finding, ...]":
    from app.sync.doctor import examine
    from app.sync.joining import joining_address

    def fail() -> NoReturn:
        raise trouble

    return tuple(examine(joining_address(ledger, url), fail))


def _taken(ledger: "Ledger", question: "KeptQuestion", package: bytes) -> "TakenIn":
    from app.sync.joining import take

    return take(ledger, question, package)
