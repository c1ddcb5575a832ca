"""What keeps the open ledger from being written: the red bar, the word at the bottom, and the ways out."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from app.i18n import tr
from app.ui.front_door import GO_ON_WORDS, go_on
from app.ui.notices import ChoiceDialog, Offer, TroubleBar
from app.ui.operation import Operations
from app.ui.spots import PERSON_FORM, SETTINGS, Spot
from app.ui.status_bar import DAMAGED, StatusBar

if TYPE_CHECKING:
    from app.errors import XiangxunError
    from app.models.ledger import Ledger
    from app.ui.desk import Desk

ONLY_TO_READ = "only_to_read"


class Opens(Protocol):
    """A window on one ledger at a time."""

    operations: Operations
    bar: TroubleBar
    status: StatusBar

    @property
    def ledger(self) -> "Ledger | None": ...

    @property
    def desk(self) -> "Desk | None": ...

    def lock(self) -> None: ...


class Hindrances(QObject):
    """Looks whenever work has ended: what was met by any page is told by the whole window."""

    def __init__(self, window: Opens, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._told: XiangxunError | None = None
        window.bar.asked.connect(self.offer_to_go_on)
        window.operations.rested.connect(self.look)

    def greet(self, ledger: "Ledger") -> None:
        """Tell who is here, and what hinders this ledger."""
        self._told = ledger.standing.hindrance
        self._window.status.greet(ledger, is_practice=ledger.is_practice)
        self._window.bar.tell(self._told, self._offers(self._told))

    def look(self) -> None:
        """Tell what hinders it since the last look; the page in sight then offers nothing that writes."""
        ledger, desk = self._window.ledger, self._window.desk
        if ledger is None or desk is None or ledger.standing.hindrance is self._told:
            return
        self.greet(ledger)
        # What was typed in a form stays in sight, to be written down elsewhere.
        if desk.page is not None and desk.spot.page != PERSON_FORM:
            desk.go(desk.spot)

    def offer_to_go_on(self) -> None:
        """What can be done about a copy of a ledger."""
        ledger = self._window.ledger
        if ledger is not None and ledger.standing.hindrance is not None:
            question = "\n\n".join((str(ledger.standing.hindrance), tr(GO_ON_WORDS)))
            ChoiceDialog(question, tr("Go on with this copy"), self._go_on, self._window.bar.window()).open()

    def _offers(self, hindrance: "XiangxunError | None") -> list[Offer] | None:
        """The ways out of a fault of the file; None for a copy, which only the clerk can tell about."""
        if hindrance is None or hindrance.code not in (DAMAGED, ONLY_TO_READ):
            return None
        backups = Offer(tr("Restore a backup…"), lambda: self._go("backups"))
        if hindrance.code == ONLY_TO_READ:
            return [Offer(tr("Lock and open again"), self._window.lock), backups]
        return [backups, Offer(tr("Check the ledger"), lambda: self._go("about"))]

    def _go(self, section: str) -> None:
        if self._window.desk is not None:
            self._window.desk.go(Spot(SETTINGS, part=section))

    def _go_on(self) -> None:
        ledger = self._window.ledger
        if ledger is not None:
            self._window.operations.write(lambda _: go_on(ledger), lambda _: self._gone_on(ledger))

    def _gone_on(self, ledger: "Ledger") -> None:
        self.greet(ledger)
        self._window.status.say(tr("This copy goes on. Ask the county for a new number block."))
        if self._window.desk is not None:
            self._window.desk.go(self._window.desk.spot)
