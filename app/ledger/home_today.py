"""The day's work in one look: all that the ledger knows should be done, each with the spot where it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.ledger.today_certificates import CertificatesToday, certificates_today
from app.ledger.today_classes import ClassesToday, classes_today
from app.ledger.today_station import StationToday, station_today
from app.models.ledger import Ledger
from app.models.people import Trainee
from app.models.training import TrainingClass


@dataclass(frozen=True)
class Today:
    """What there is to do; `hindrance` is why nothing may be written, or empty."""

    now: datetime
    clerk: str
    hindrance: str
    has_people: bool
    has_classes: bool
    classes: ClassesToday
    certificates: CertificatesToday
    station: StationToday


def today(ledger: Ledger) -> Today:
    """Look through the ledger as it stands at this moment."""
    now = ledger.clock.now()
    with ledger.reading() as session:
        return Today(
            now=now,
            clerk=ledger.clerk.name,
            hindrance=str(ledger.standing.hindrance or ""),
            has_people=session.scalar(select(Trainee.id).limit(1)) is not None,
            has_classes=session.scalar(select(TrainingClass.id).limit(1)) is not None,
            classes=classes_today(session, now),
            certificates=certificates_today(session, ledger.standing.replica),
            station=station_today(ledger, session),
        )
