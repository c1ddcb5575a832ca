"""One clerk at one ledger, from coming in until the ledger is closed behind them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.frame import Frame
from app.ui.paper import private_paper
from app.ui.resting import Resting

if TYPE_CHECKING:
    from app.models.ledger import Ledger


class Sitting:
    """The open ledger with its desk; once it has ended, nothing of it is heard or in memory."""

    def __init__(self, window: Frame, parent: QWidget, ledger: "Ledger") -> None:
        from app.ui.desk import Desk
        from app.ui.scanner import install_scanner
        from app.ui.work import Work

        self.ledger = ledger
        self.work = Work(ledger, window.operations, parent, window.memory)
        self.work.drafts = window.kept.drafts_of(ledger)
        self.desk = Desk(self.work)
        install_scanner(self.desk)
        Resting(ledger, window.operations, self.desk)
        self._heard: list[QMetaObject.Connection] = [
            self.work.said.connect(window.status.say),
            self.work.saved.connect(window.status.note_saved),
            self.work.under_way.connect(window.follow),
            self.desk.glanced.connect(window.status.show_glance),
        ]

    def mute(self) -> None:
        """Whatever a page or its timers still say is not for who passes by."""
        for each in self._heard:
            QObject.disconnect(each)
        self._heard = []

    def end(self, pages: QStackedWidget) -> None:
        """Close the ledger, and take the desk away from among the pages."""
        self.mute()
        pages.removeWidget(self.desk)
        self.desk.deleteLater()
        private_paper.clear(self.ledger.places.folder)
        self.ledger.close()
