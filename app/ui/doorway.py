"""The way in: looking for the ledger, opening, making or restoring it, and what is said while it stays shut."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.clock import Clock
from app.i18n import tr
from app.ui.files import ask_open
from app.ui.frame import Frame
from app.ui.front_door import BY_CODE, Found, NewLedger, Restored, begin, bring_desk, enter, look, restore
from app.ui.wording import is_fact, sentences_for, wants_backup

if TYPE_CHECKING:
    from app.models.ledger import Ledger


class Doorway(QObject):
    """Leads to the ledger in a folder, whoever is to open it."""

    def __init__(self, window: Frame, parent: QWidget, folder: Path, clock: Clock) -> None:
        super().__init__(parent)
        self._window, self._parent, self._folder, self._clock = window, parent, folder, clock
        self.otherwise: NewLedger | None = None  # made where there is no ledger, instead of asking in the first run
        self._backup: Path | None = None
        self._found = Found(there=False)
        window.unlock.asked.connect(self.open)
        window.unlock.looked_again.connect(self._look_again)
        window.unlock.restore_asked.connect(self._restore)
        window.unlock.backup_wanted.connect(self._ask_backup)
        window.first_run.chosen.connect(self.begin)

    def start(self) -> None:
        """Look for the ledger, and lead on from what is found."""
        self._look(self._show_found)

    def ask_again(self) -> None:
        """Show who may come in again."""
        self._look(self._show_lock)

    def open(self, operator: str, password: str) -> None:
        """Open the ledger for this operator."""
        self._window.operations.write(
            lambda _: enter(self._folder, operator, password, self._clock),
            self._window.sit_down,
            self.shut,
            while_left=True,
        )

    def begin(self, wanted: NewLedger) -> None:
        """Make or restore the ledger, and open it."""

        def begun(ledger: "Ledger") -> None:
            self._window.sit_down(ledger)
            if wanted.joins:
                self._offer_joining(wanted.joins)

        operation = self._window.operations.write(
            lambda op: begin(self._folder, wanted, self._clock, op.step),
            begun,
            self._show_not_begun,
            while_left=True,
        )
        operation.voices.stopped.connect(self.start)
        if wanted.fills:
            self._window.strip.follow(operation, tr("Making the practice classes…"))

    def restore_from(self, backup: Path) -> None:
        """Close the ledger and ask who opens the backup that takes its place."""
        self._backup = backup
        if self._window.sitting is None:
            self._show_lock(self._found)
        self._window.lock()

    def shut(self, error: Exception) -> None:
        """Say why the ledger did not open, and what can be done."""
        unlock = self._window.unlock
        if is_fact(error, "ledger_busy"):
            self.start()
            return
        if self._backup is None and not self._window.is_locked:
            self._show_lock(self._found)
        if is_fact(error, "keys_changed"):
            unlock.ask_password()
        unlock.tell(sentences_for(error), may_restore=wants_backup(error) and self._backup is None)

    def _show_not_begun(self, error: Exception) -> None:
        self._window.pages.setCurrentWidget(self._window.first_run)
        self._window.first_run.tell(str(error))

    def _look(self, seen: Callable[[Found], None]) -> None:
        self._window.operations.read(lambda _: look(self._folder), seen, self._show_shut, while_left=True)

    def _look_again(self) -> None:
        self._backup = None
        self.start()

    def _show_found(self, found: Found) -> None:
        self._found = found
        if not found.there and self.otherwise is not None:
            self.begin(self.otherwise)
        elif not found.there:
            self._window.pages.setCurrentWidget(self._window.first_run)
        elif found.is_practice and len(found.operators) == 1 and not found.is_taken:
            self.open(found.operators[0], "")
        else:
            self._show_lock(found)

    def _show_lock(self, found: Found) -> None:
        self._found = found
        unlock, kept = self._window.unlock, self._window.kept
        self._window.pages.setCurrentWidget(unlock)
        if self._backup is not None:
            unlock.ask_for_backup(self._backup.name, kept.clerk)
            return
        unlock.show_found(found, kept.clerk, kept.unheard.hint)
        self._bring_desk(kept.spot.page)

    def _bring_desk(self, page: str) -> None:
        """While the password is typed; what cannot be imported is told to whoever comes in."""
        # Where the ledger is opened, too: PySide makes a class when it is first met, and two threads must not do so.
        self._window.operations.write(lambda _: bring_desk(page), lambda _: None, lambda _: None, while_left=True)

    def _show_shut(self, error: Exception) -> None:
        self._window.pages.setCurrentWidget(self._window.unlock)
        self._window.unlock.show_shut(sentences_for(error))

    def _restore(self, operator: str, password: str) -> None:
        backup = self._backup
        if backup is not None:
            self._window.operations.write(
                lambda _: restore(self._folder, backup, operator, password, self._clock),
                self._restored,
                self.shut,
                while_left=True,
            )

    def _restored(self, restored: Restored) -> None:
        self._backup = None
        self._window.kept.forget()
        self._window.sit_down(restored.ledger)
        self._window.status.say(restored.words())

    def _ask_backup(self) -> None:
        patterns = tr("Backups of a ledger") + " (*.xxbackup)"
        asking = ask_open(self._parent, self._window.memory, tr("Backup file"), patterns, self.restore_from)
        if (self._folder / "backups").is_dir():
            asking.setDirectory(str(self._folder / "backups"))

    def _offer_joining(self, way: str) -> None:
        from app.ui.first_run_joining import JoinDialog
        from app.ui.join_by_code import JoinByCodeDialog

        if self._window.sitting:
            kind = JoinByCodeDialog if way == BY_CODE else JoinDialog
            kind(self._window.sitting.work, self._parent).show_sized()
