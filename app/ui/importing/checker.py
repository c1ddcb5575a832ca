"""The work behind the page of one roster: read it, judge it anew after each step, keep the draft, try the class."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import MachineFault
from app.i18n import tr
from app.ledger.importing.edits import NoSuchCell
from app.ledger.importing.lines import Place
from app.ledger.importing.refusals import NoHeadingFound
from app.ledger.roster_drafts import draft_of, drop_draft, keep_draft
from app.ledger.roster_outlook import Outlook, outlook_of
from app.ledger.roster_preview import RosterChoices, RosterFile, read_roster_file
from app.ledger.rosters import ImportOptions, ImportOutcome, import_roster, try_roster
from app.ui.garbage import put_off
from app.ui.importing.checking import Checked, check
from app.ui.importing.draft import Draft
from app.ui.operation import Done, Failed, Operation
from app.ui.work import Work

if TYPE_CHECKING:
    from app.models.ledger import Ledger

KEEPING, TRYING = 400, 350  # ms of rest before the draft is written, or the class is tried
TRIED_AT_MOST = 2_000  # people: more of them are never meant for one class, and would take the ledger for long


@dataclass(frozen=True)
class Opened:
    """A file that was read, with what was said of it before; `checked` is None where it has no heading."""

    file: RosterFile
    choices: RosterChoices
    checked: Checked | None
    lacking: NoHeadingFound | None = None


@put_off()
def open_roster(ledger: "Ledger", path: Path, op: Operation) -> Opened:
    """Read a file in the child and judge it. Raises a WorkbookRefusal, MachineFault, Cancelled."""
    file = read_roster_file(path, watch=lambda: op.step(0, 0))
    day, choices = ledger.clock.now().date(), draft_of(ledger, file.sha256) or RosterChoices()
    op.step(0, 0)
    try:
        return Opened(file, choices, check(ledger, file, day, choices, None))
    except NoSuchCell:
        # The heading is understood otherwise by now: what was typed below it no longer fits.
        return Opened(file, RosterChoices(), check(ledger, file, day, RosterChoices(), None))
    except NoHeadingFound as error:
        return Opened(file, choices, None, error)


class Checker(QObject):
    """One roster at a time; what comes of the work is told in the window's thread, the newest alone."""

    checked = Signal(object)  # Checked
    refused = Signal(object)  # why the roster as it is now could not be judged
    foreseen = Signal(object)  # Mapping[Place, Outlook]
    tried = Signal(object)  # the ImportOutcome that the class would bring, why there is none, None if not tried
    touched = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self.draft: Draft | None = None
        self.latest: Checked | None = None
        self.class_id = ""
        self._under_way: dict[str, Operation] = {}
        self._keeping = QTimer(self, singleShot=True, interval=KEEPING)
        self._trying = QTimer(self, singleShot=True, interval=TRYING)
        self._keeping.timeout.connect(self._keep_soon)
        self._trying.timeout.connect(self._try)

    @property
    def is_at_rest(self) -> bool:
        """True if nothing is under way, and nothing is about to be."""
        return not (self._under_way or self._keeping.isActive() or self._trying.isActive())

    @property
    def is_judging(self) -> bool:
        """True while the latest step is not judged yet."""
        return "judge" in self._under_way

    def begin(self, opened: Opened) -> None:
        """Work with this file from now on."""
        self.forget()
        self.draft = Draft(opened.file, opened.choices, self)
        self.draft.changed.connect(self._step)
        self.latest = opened.checked

    def forget(self) -> None:
        """Let go of the file; what was said of it stays in its draft."""
        for name in tuple(self._under_way):
            self._under_way.pop(name).cancel()
        self.keep_now()
        self._trying.stop()
        if self.draft is not None:
            self.draft.deleteLater()
        self.draft = self.latest = None

    def keep_now(self) -> None:
        """Write the draft at once, if it is about to be written: the window may be closing, and waits for nobody."""
        if self._keeping.isActive() and self.draft is not None:
            self._keeping.stop()
            try:
                _keep(self._work.ledger, self.draft.file.sha256, self.draft.choices)
            except MachineFault:
                self._work.said.emit(_not_kept())

    def come_back(self) -> None:
        """The clerk was elsewhere: the ledger may have moved on, and the draft is to be kept again."""
        if self.draft is not None and self.draft.is_touched:
            self._keeping.start()
        self.judge()

    def judge(self) -> None:
        """Judge the roster as it is now, against the ledger as it is now."""
        draft = self.draft
        if draft is None:
            return
        ledger, file, choices = self._work.ledger, draft.file, draft.choices
        before, day = self.latest.previewed if self.latest else None, ledger.clock.now().date()
        self._ask("judge", lambda _: check(ledger, file, day, choices, before), self._judged, self.refused.emit)

    def foresee(self) -> None:
        """Ask what the roster would do to the people who are known."""
        if self.latest is not None:
            ledger, previewed = self._work.ledger, self.latest.previewed
            self._ask("foresee", lambda _: outlook_of(ledger, previewed), self._tell_outlook, lambda _: None)

    def choose_class(self, class_id: str) -> None:
        """Enrol them in this class, or in none with ""; what the rules say of it is worked out before."""
        self.class_id = class_id
        self._trying.start()

    def take_in(self, done: Done, failed: Failed) -> Operation | None:
        """Import what is to be taken."""
        if self.latest is None or self.draft is None:
            return None
        self._drop("try")
        self._trying.stop()
        self._keeping.stop()
        ledger, previewed, options = self._work.ledger, self.latest.previewed, ImportOptions(self.class_id)
        total = len(self.latest.taking.rows)

        @put_off()
        def take(op: Operation) -> ImportOutcome:
            outcome = import_roster(ledger, previewed, options, lambda count: op.step(count, total))
            drop_draft(ledger, previewed.sha256)
            return outcome

        return self._work.change(take, done, failed, words=tr("Taking the roster in…"))

    def _step(self) -> None:
        self._keeping.start()
        self.judge()
        self.touched.emit()

    def _judged(self, checked: Checked) -> None:
        self.latest = checked
        self.checked.emit(checked)
        if self.class_id:
            self._trying.start()

    def _tell_outlook(self, found: Mapping[Place, Outlook]) -> None:
        self.foreseen.emit(found)

    def _keep_soon(self) -> None:
        if self.draft is not None:
            ledger, sha256, choices = self._work.ledger, self.draft.file.sha256, self.draft.choices
            self._work.operations.write(
                lambda _: _keep(ledger, sha256, choices),
                lambda _: None,
                lambda _: self._work.said.emit(_not_kept()),
            )

    def _try(self) -> None:
        self._drop("try")
        if not self.class_id or self.latest is None or self.is_judging:
            return
        if len(self.latest.taking.rows) > TRIED_AT_MOST:
            self.tried.emit(None)
            return
        ledger, previewed, options = self._work.ledger, self.latest.previewed, ImportOptions(self.class_id)

        @put_off()
        def attempt(op: Operation) -> ImportOutcome:
            op.step(0, 0)  # another step may have been taken while this one waited for its turn
            return try_roster(ledger, previewed, options, lambda count: op.step(count, count))

        self._under_way["try"] = self._work.operations.write(
            attempt,
            lambda outcome: self._over("try", self.tried.emit, outcome),
            lambda error: self._over("try", self.tried.emit, error),
        )

    def _ask(self, name: str, question: Any, done: Done, failed: Failed) -> None:
        self._drop(name)
        self._under_way[name] = self._work.ask(
            question,
            lambda outcome: self._over(name, done, outcome),
            lambda error: self._over(name, failed, error),
        )

    def _over(self, name: str, heard: Any, outcome: Any) -> None:
        self._under_way.pop(name, None)
        heard(outcome)

    def _drop(self, name: str) -> None:
        if name in self._under_way:
            self._under_way.pop(name).cancel()


def _keep(ledger: "Ledger", sha256: str, choices: RosterChoices) -> None:
    """Keep what was said of a file; where nothing is said of it any more, nothing is kept. Raises MachineFault."""
    if choices == RosterChoices():
        drop_draft(ledger, sha256)
    else:
        keep_draft(ledger, sha256, choices)


def _not_kept() -> str:
    return tr("What you changed in the roster could not be kept for later; import it before you close the program.")
