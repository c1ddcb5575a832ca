"""Where the play takes place: a folder, a clock that is moved along, a county and a station's ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app.clock import SetClock
from app.county.office import CountyOffice
from app.documents.issued_pages import CertificatePrinter
from app.ledger.practice_people import Invented
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger

COUNTY_PASSWORD = "practice county"
LOGIN = Login("station", "")


@dataclass(frozen=True)
class Told:
    """One line of the table at the end: what happened, and its figure."""

    what: str
    figure: str


@dataclass
class Stage:
    """What the scenes share."""

    folder: Path
    people: int
    end: datetime
    clock: SetClock
    ledger: Ledger
    office: CountyOffice
    printer: CertificatePrinter = field(default_factory=CertificatePrinter)
    cast: list[Invented] = field(default_factory=list)
    class_id: str = ""
    told: list[Told] = field(default_factory=list)
    invalid: int = 0

    def tell(self, what: str, figure: object) -> None:
        """Add a line to the table."""
        self.told.append(Told(what, str(figure)))

    @property
    def certificates(self) -> Path:
        """The printed batch."""
        return self.folder / "certificates.pdf"


@contextmanager
def stage(folder: Path, people: int, end: datetime) -> Iterator[Stage]:
    """A fresh stage; the play begins so many days back that it ends on the day `end`."""
    from app.county.founding import Founding, found_county

    clock = SetClock(end - timedelta(days=20))
    found_county(
        folder / "county", Founding("凤庆县", "530921", "rc.fengqing.gov.cn"), COUNTY_PASSWORD, clock, "county"
    )
    with (
        create_ledger(folder / "ledger", LOGIN, clock, practice=True) as ledger,
        CountyOffice.open(folder / "county", COUNTY_PASSWORD, clock, "county") as office,
    ):
        yield Stage(folder, people, end, clock, ledger, office)
