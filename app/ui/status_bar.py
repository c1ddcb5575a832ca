"""The line at the bottom: what was just done, when it was saved, what waits for the county, who is here."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStatusBar

from app.i18n import tr
from app.ledger.syncing.waiting_words import sentence_of_the_day
from app.ui import spots
from app.ui.icons import icon
from app.ui.pieces import button, label
from app.ui.spots import Spot
from app.ui.theme import AMBER, FAINT, MUTED, RED

if TYPE_CHECKING:
    from app.errors import XiangxunError
    from app.ledger.today_station import Glance
    from app.models.ledger import Ledger

DAMAGED = "damaged_ledger"


class StatusBar(QStatusBar):
    """Speaks of one ledger at a time; each of its words is a way to the spot it speaks of."""

    wanted = Signal(object)  # a Spot

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.said = label()
        self.practice = label(tr("Practice ledger"), "practice")
        self.outbox = self._way("cloud-off", Spot(spots.REPORT), tr("What waits for the county"))
        self.saved = self._way("check", Spot(spots.SETTINGS, part="backups"), tr("When something was last saved"))
        self.state = self._way("shield-check", Spot(spots.SETTINGS, part="backups"), tr("How the ledger stands"))
        self.clerk = self._way("users", Spot(spots.SETTINGS, part="operators"), tr("Who is here"))
        self.addWidget(self.said, 1)
        for part in (self.practice, self.outbox, self.saved, self.state, self.clerk):
            self.addPermanentWidget(part)
        self.forget()

    def forget(self) -> None:
        """Nobody is here."""
        self.said.setText("")
        self.practice.hide()
        for part in (self.outbox, self.saved, self.state, self.clerk):
            part.setText("")
            part.hide()

    def greet(self, ledger: "Ledger", *, is_practice: bool) -> None:
        """Tell who is here and how the ledger stands."""
        from app.models.roles import role_label

        self._tell(self.clerk, f"{ledger.clerk.name} · {role_label(ledger.clerk.role)}")
        self._tell_state(ledger.standing.hindrance)
        self.practice.setVisible(is_practice)

    def _tell_state(self, hindrance: "XiangxunError | None") -> None:
        is_damaged = hindrance is not None and hindrance.code == DAMAGED
        hindered = tr("Ledger damaged") if is_damaged else tr("Read only")
        self._tell(self.state, hindered if hindrance else tr("Ledger in order"))
        ink = RED if is_damaged else AMBER
        self.state.setIcon(icon("triangle-alert", ink) if hindrance else icon("shield-check", FAINT))
        self._tell(self.saved, tr("All saved"))
        self.saved.setVisible(not is_damaged)

    def say(self, words: str) -> None:
        """Tell what was just done."""
        if words != self.said.text():
            self.said.setText(words)

    def note_saved(self, moment: datetime) -> None:
        """Tell when something was last saved."""
        self._tell(self.saved, tr("Saved {time}", time=f"{moment:%H:%M:%S}"))

    def show_glance(self, glance: "Glance") -> None:
        """Tell what waits for the county."""
        self._tell(self.outbox, outbox_words(glance))
        self.outbox.setVisible(not glance.is_practice)

    def _tell(self, part: QPushButton, words: str) -> None:
        part.setText(words)
        part.setAccessibleName(f"{part.toolTip()}: {words}")
        part.ensurePolished()
        # Of a fixed size, the same width again moves nothing: every key of the roll call tells when it was saved.
        if part.size() != part.sizeHint():
            part.setFixedSize(part.sizeHint())
        part.show()

    def _way(self, picture: str, spot: Spot, hint: str) -> QPushButton:
        made = button("", lambda: self.wanted.emit(spot))
        made.setObjectName("way")
        made.setIcon(icon(picture, FAINT if picture != "cloud-off" else MUTED))
        made.setToolTip(hint)
        made.setAccessibleName(hint)
        return made


def outbox_words(glance: "Glance") -> str:
    """What waits for the county, in a few words."""
    if not glance.is_enrolled:
        return tr("Not joined to a county yet")
    return sentence_of_the_day(glance.outbox, glance.day)
