"""Rounds that begin by themselves: some time after the opening, after each pause, and when the line returns."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.ui.backing_up import Keeps
from app.ui.operation import Operation

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.sync.round import RoundReport
    from app.ui.work import Work

LOOK_EVERY = 60_000
"""Once a minute it is looked whether a round is due, or the line has come back (ms)."""


class AutomaticRounds(QObject):
    """Never in the clerk's way: beside all other work, silent when it fails, at most one try a minute."""

    def __init__(self, work: "Work", window: QWidget) -> None:
        super().__init__(work)
        self._work, self._window = work, window
        self._failures, self._minutes = 0, 1.0
        self._was_cut = self._is_under_way = False
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """A minute has gone by."""
        self._minutes -= 1
        if self._is_under_way or not self._is_open:
            return
        self._is_under_way = True
        ledger, is_due, was_cut = self._work.ledger, self._minutes <= 0, self._was_cut
        under_way = self._work.operations.read(
            lambda op: _round_if_due(ledger, op, is_due=is_due, was_cut=was_cut), self._heard, self._failed
        )
        under_way.voices.finished.connect(self._ended)

    @property
    def _is_open(self) -> bool:
        return isinstance(self._window, Keeps) and self._window.ledger is self._work.ledger

    def _ended(self) -> None:
        self._is_under_way = False

    def _heard(self, made: "RoundReport | None") -> None:
        from app.sync.pace import pause_after

        if made is None:
            return
        self._failures, self._was_cut = 0, False
        self._minutes = pause_after(0, made.pause) / 60
        self._work.reported.emit()

    def _failed(self, error: Exception) -> None:
        from app.sync.line import CountyBusy, NoNetwork
        from app.sync.pace import pause_after

        self._failures += 1
        self._was_cut = isinstance(error, NoNetwork)
        self._minutes = pause_after(self._failures, error.pause if isinstance(error, CountyBusy) else 0) / 60
        self._work.reported.emit()


def _round_if_due(ledger: "Ledger", operation: Operation, *, is_due: bool, was_cut: bool) -> "RoundReport | None":
    """A round, if it is time for one or the network has come back; nothing where rounds are not wanted."""
    from app.ledger.station_identity import identity_of
    from app.sync.county_client import has_network
    from app.sync.line_settings import line_settings
    from app.sync.reporting import report

    if not (is_due or (was_cut and has_network())):
        return None
    is_wanted = line_settings(ledger).by_itself and not ledger.is_practice and ledger.standing.hindrance is None
    return report(ledger, operation.step) if is_wanted and identity_of(ledger) else None
