"""The line at the bottom: what was just done, when it was saved, how the ledger stands, who is here."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStatusBar

from app.i18n import tr
from app.ui.pieces import label

if TYPE_CHECKING:
    from app.models.ledger import Ledger


class StatusBar(QStatusBar):
    """Speaks of one ledger at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.said, self.saved, self.state, self.clerk = label(), label(), label(), label()
        self.practice = label(tr("Practice ledger"), "practice")
        self.addWidget(self.said, 1)
        for part in (self.practice, self.saved, self.state, self.clerk):
            self.addPermanentWidget(part)
        self.forget()

    def forget(self) -> None:
        """Nobody is here."""
        for part in (self.said, self.saved, self.state, self.clerk):
            part.setText("")
        self.practice.hide()

    def greet(self, ledger: "Ledger", *, is_practice: bool) -> None:
        """Tell who is here and how the ledger stands."""
        from app.models.roles import ROLE_NAMES

        role = tr(ROLE_NAMES.get(ledger.clerk.role, ledger.clerk.role))
        self.clerk.setText(f"{ledger.clerk.name} · {role}")
        self.state.setText(tr("Read only") if ledger.standing.hindrance else tr("Ledger in order"))
        self.saved.setText(tr("All saved"))
        self.practice.setVisible(is_practice)

    def say(self, words: str) -> None:
        """Tell what was just done."""
        self.said.setText(words)

    def note_saved(self, moment: datetime) -> None:
        """Tell when something was last saved."""
        self.saved.setText(tr("Saved {time}", time=f"{moment:%H:%M:%S}"))
