"""Backups that nobody asks for: once a day while the window is open, and when it is closed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.wording import keep_report, sentences_for

if TYPE_CHECKING:
    from app.ledger.backup_places import Outcome
    from app.models.ledger import Ledger
    from app.ui.work import Work

SOON, AGAIN = 20_000, 3_600_000  # ms: once the clerk has sat down, then every hour


@runtime_checkable
class Keeps(Protocol):
    """A window that says which ledger it has open; none while it is locked."""

    ledger: "Ledger | None"


class AutomaticBackups(QObject):
    """Keeps the backups of one open ledger; a place that is away is told."""

    def __init__(self, work: "Work", window: QWidget) -> None:
        super().__init__(work)
        self._work, self._window = work, window
        self._timer = QTimer(self, interval=SOON)
        self._timer.timeout.connect(self.keep_daily)
        self._timer.start()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Close and watched is self._window and self._is_open:
            self.keep_on_leaving()
        return False

    def keep_daily(self) -> None:
        """Back up wherever there is none of today yet."""
        self._timer.setInterval(AGAIN)
        ledger = self._work.ledger
        if self._is_open:
            self._work.operations.write(lambda _: _backed_up(ledger, daily=True), self._tell)

    def keep_on_leaving(self) -> None:
        """Back up what is new; the window waits for all that is under way before it goes."""
        ledger = self._work.ledger
        self._work.said.emit(tr("Backing up what is new…"))
        self._window.repaint()
        self._work.operations.write(_quietly(lambda: _backed_up(ledger, daily=False)), lambda _: None)

    @property
    def _is_open(self) -> bool:
        return isinstance(self._window, Keeps) and self._window.ledger is self._work.ledger

    def _tell(self, outcomes: "tuple[Outcome, ...]") -> None:
        for fault in filter(None, (each.fault for each in outcomes)):
            self._work.said.emit(sentences_for(fault).replace("\n", ""))


def _backed_up(ledger: "Ledger", *, daily: bool) -> "tuple[Outcome, ...]":
    from app.ledger.backup_places import back_up_if_due

    return back_up_if_due(ledger, daily=daily)


def _quietly(deed: Callable[[], object]) -> Callable[[object], None]:
    """Done whole or not: whoever leaves is not held back, the next start says what is missing."""

    def do(_: object) -> None:
        try:
            deed()
        except Exception as error:  # noqa: BLE001 - what failed while writing would keep the window open for good
            keep_report(error)

    return do
