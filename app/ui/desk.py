"""The clerk's desk while the ledger is open: the navigation, the pages it leads to, and the way back."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.i18n import mark, tr
from app.ledger.standing import LedgerStanding, standing_of
from app.ui import spots
from app.ui.navigation import Navigation
from app.ui.page import Page
from app.ui.spots import Spot
from app.ui.work import Work

SMALL, LONGEST_WAY = 1180, 20


@dataclass(frozen=True)
class Place:
    """A page: where it is built, under which entry of the navigation it stands, and its own entry if it has one."""

    built_in: str
    under: str
    icon: str = ""
    title: str = ""


PLACES = {
    spots.HOME: Place("app.ui.home.home_page:HomePage", spots.HOME, "house", mark("Today")),
    spots.PEOPLE: Place("app.ui.people.people_page:PeoplePage", spots.PEOPLE, "users", mark("All trainees")),
    spots.PERSON: Place("app.ui.people.person_page:PersonPage", spots.PEOPLE),
    spots.PERSON_FORM: Place("app.ui.people.person_form:PersonForm", spots.PEOPLE),
    spots.IMPORT: Place("app.ui.importing.import_page:ImportPage", spots.IMPORT, "upload", mark("Roster import")),
    spots.CLASSES: Place(
        "app.ui.classes.classes_page:ClassesPage", spots.CLASSES, "graduation-cap", mark("Training classes")
    ),
    spots.CLASS: Place("app.ui.classes.class_page:ClassPage", spots.CLASSES),
    spots.ISSUE: Place("app.ui.issuing.issue_page:IssuePage", spots.ISSUE, "printer", mark("Issuing")),
    spots.REGISTER: Place(
        "app.ui.certificates.register_page:RegisterPage", spots.REGISTER, "award", mark("Certificates")
    ),
    spots.CERTIFICATE: Place("app.ui.certificates.certificate_page:CertificatePage", spots.REGISTER),
    spots.VERIFY: Place("app.ui.certificates.verify_page:VerifyPage", spots.VERIFY, "shield-check", mark("Verifying")),
    spots.BLANKS: Place("app.ui.issuing.blanks_page:BlanksPage", spots.ISSUE),
    spots.REPORTS: Place("app.ui.reports.reports_page:ReportsPage", spots.REPORTS, "chart-column", mark("Registers")),
    spots.SETTINGS: Place("app.ui.settings.settings_page:SettingsPage", spots.SETTINGS, "settings", mark("Settings")),
}
# What is dropped anywhere on the window, and the page that takes it.
DROPPED = dict.fromkeys((".xlsx", ".xls", ".csv", ".xlsm", ".et"), spots.IMPORT) | dict.fromkeys(
    (".pdf", ".png", ".jpg", ".jpeg"), spots.VERIFY
)


class Desk(QWidget):
    """Leads to every page; Esc leads back."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.entries = [name for name, place in PLACES.items() if place.title]
        self.navigation = Navigation([(PLACES[name].icon, tr(PLACES[name].title)) for name in self.entries])
        self.pages = QStackedWidget()
        self._made: dict[str, Page] = {}
        self._way: list[Spot] = []
        self.setAcceptDrops(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addWidget(self.pages, 1)
        self.navigation.turned.connect(lambda place: self.go(Spot(self.entries[place])))
        work.wanted.connect(self.go)
        work.went_back.connect(self.go_back)
        work.operations.read(lambda _: standing_of(work.ledger), self._name_station)

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        page = self.pages.currentWidget()
        return page if isinstance(page, Page) else None

    @property
    def spot(self) -> Spot:
        """Where the clerk is."""
        return self.page.spot if self.page else Spot(spots.HOME)

    def go(self, spot: Spot) -> None:
        """Show a spot, with the latest from the ledger."""
        if self.page is not None and self.page.spot != spot:
            self._way = [*self._way, self.page.spot][-LONGEST_WAY:]
        self._show(spot)

    def go_back(self) -> None:
        """Back to where the clerk came from, or to the list that the page belongs to."""
        here = self.spot.page
        before = self._way.pop() if self._way else Spot(PLACES[here].under)
        self._show(before)

    def page_of(self, name: str) -> Page:
        """The page of this name; made when first asked for: all at once would stop the window for half a second."""
        if name not in self._made:
            module, _, made = PLACES[name].built_in.partition(":")
            page: Page = getattr(import_module(module), made)(self.work)
            self._made[name] = page
            self.pages.addWidget(page)
        return self._made[name]

    def take_scan(self, text: str) -> None:
        """Hand what a scanner read to the page in sight, or look at it as a certificate."""
        if self.page is None or not self.page.take_scan(text):
            self.go(Spot(spots.VERIFY, detail=text))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        spot = _dropped(event)
        if spot:
            event.acceptProposedAction()
            self.go(spot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.narrow(is_narrow=self.width() < SMALL)

    def _show(self, spot: Spot) -> None:
        page = self.page_of(spot.page)
        self.navigation.buttons[self.entries.index(PLACES[spot.page].under)].setChecked(True)
        self.pages.setCurrentWidget(page)
        page.show_spot(spot)

    def _name_station(self, standing: LedgerStanding) -> None:
        self.navigation.name_station(standing.station or tr("This station"))


def _dropped(event: QDropEvent) -> Spot | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    page = DROPPED.get(files[0].suffix.lower()) if files else None
    return Spot(page, part="file", detail=str(files[0])) if page else None
