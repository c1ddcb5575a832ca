"""How the ledger stands: where it lies, what it holds, when it was backed up, whether it may write."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from app.i18n import mark
from app.ledger.station_identity import identity_row
from app.models.journal import head_of
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.roles import role_label
from app.models.training import TrainingClass


@dataclass(frozen=True)
class LedgerStanding:
    """The figures of `ledger info`; `hindrance` is the sentence that tells why nothing may be written, or empty."""

    home: str
    operator: str
    role: str
    station: str
    replica: str
    entries: int
    trainees: int
    classes: int
    newest_backup: str
    hindrance: str

    def lines(self) -> list[tuple[str, Any]]:
        """Each figure with its name."""
        values = {**vars(self), "role": role_label(self.role)}
        return [(words, values[name]) for name, words in _NAMES.items()]


_NAMES = {
    "home": mark("Folder"),
    "operator": mark("Operator"),
    "role": mark("Role"),
    "station": mark("Station"),
    "replica": mark("Replica"),
    "entries": mark("Journal entries"),
    "trainees": mark("Trainees"),
    "classes": mark("Classes"),
    "newest_backup": mark("Newest backup"),
}


def standing_of(ledger: Ledger) -> LedgerStanding:
    """Read the figures."""
    with ledger.reading() as session:
        identity = identity_row(session)
        head = head_of(session.connection(), ledger.standing.replica)
        trainees = session.scalar(select(func.count()).select_from(Trainee)) or 0
        classes = session.scalar(select(func.count()).select_from(TrainingClass)) or 0
    backups = sorted(ledger.places.backups.glob("ledger-*"))
    hindrance = ledger.standing.hindrance
    return LedgerStanding(
        str(ledger.places.folder),
        ledger.clerk.name,
        ledger.clerk.role,
        identity.station_name if identity else "",
        ledger.standing.replica,
        head.seq,
        trainees,
        classes,
        backups[-1].name if backups else "",
        str(hindrance) if hindrance else "",
    )
