"""The clerk's desk while the ledger is open: the navigation, the pages it leads to, and the way back."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QWidget

from app.i18n import mark, tr
from app.ledger.today_station import Glance, glance
from app.ui import spots
from app.ui.front_door import bring_page
from app.ui.navigation import Navigation
from app.ui.page import Page
from app.ui.spots import Spot
from app.ui.work import Work

SMALL, LONGEST_WAY = 1180, 20
SPARE = 200  # ms between two pages that are imported before anyone asks for them
SETTLED = 400  # ms without a further change: only then is the outbox counted anew


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
    spots.REPORT: Place(
        "app.ui.reporting.report_page:ReportPage", spots.REPORT, "cloud-upload", mark("Report to the county")
    ),
    spots.SETTINGS: Place("app.ui.settings.settings_page:SettingsPage", spots.SETTINGS, "settings", mark("Settings")),
}
# What is dropped anywhere on the window, and the page that takes it.
DROPPED = (
    {".xxreply": spots.REPORT}
    | dict.fromkeys((".xlsx", ".xls", ".csv", ".xlsm", ".et"), spots.IMPORT)
    | dict.fromkeys((".pdf", ".png", ".jpg", ".jpeg"), spots.VERIFY)
)


class Desk(QWidget):
    """Leads to every page; Esc leads back."""

    glanced = Signal(object)  # a Glance, anew after changes

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.entries = [name for name, place in PLACES.items() if place.title]
        self.navigation = Navigation(
            [(PLACES[name].icon, title) for name, title in zip(self.entries, self.titles, strict=True)]
        )
        self.pages = QStackedWidget()
        self._made: dict[str, Page] = {}
        self._way: list[Spot] = []
        self._brought: set[str] = set()
        self._has_turned = self.has_begun = False
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._spare = QTimer(self, singleShot=True, interval=SPARE)
        self.setAcceptDrops(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addWidget(self.pages, 1)
        self._connect()
        self.look()

    def _connect(self) -> None:
        self.navigation.turned.connect(lambda place: self.go(Spot(self.entries[place])))
        self.work.wanted.connect(self.go)
        self.work.went_back.connect(self.go_back)
        self.work.saved.connect(lambda _: self._settled.start())
        self.work.reported.connect(self._settled.start)
        self._settled.timeout.connect(self.look)
        self.work.operations.rested.connect(self._hold_focus)
        self._spare.timeout.connect(self._bring_next)
        self._spare.start()

    def look(self) -> None:
        """Read what is always in sight: whose ledger this is, and what waits for the county."""
        self.work.operations.read(lambda _: glance(self.work.ledger), self._show_glance)

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        frame = self.pages.currentWidget()
        page = frame.widget() if isinstance(frame, QScrollArea) else None
        return page if isinstance(page, Page) else None

    @property
    def spot(self) -> Spot:
        """Where the clerk is."""
        return self.page.spot if self.page else Spot(spots.HOME)

    @property
    def titles(self) -> list[str]:
        """The entries of the navigation, as people read them."""
        return [tr(PLACES[name].title) for name in self.entries]

    @property
    def entry(self) -> str:
        """The entry of the navigation under which the page in sight stands."""
        return PLACES[self.spot.page].under

    @property
    def title(self) -> str:
        """What that entry is called."""
        return tr(PLACES[self.entry].title)

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
            frame = _frame()
            # In this order: all that is on a page takes its looks anew wherever the page comes to stand.
            self.pages.addWidget(frame)
            frame.setWidget(page)
        return self._made[name]

    @property
    def has_brought_all(self) -> bool:
        """True once every page needs only to be made."""
        return not self._unknown

    @property
    def _unknown(self) -> list[str]:
        return [name for name in PLACES if name not in self._made and name not in self._brought]

    def _bring_next(self) -> None:
        """Import a page that was not asked for yet, while nobody waits for anything: turning to it then costs less.

        What cannot be imported is told when the clerk asks for that page.
        """
        waiting = self._unknown
        if waiting and self.work.operations.is_idle and self.page is not None:
            name = waiting[0]
            self._brought.add(name)
            self.work.operations.read(lambda _: bring_page(name), lambda _: None, lambda _: None)
        if waiting:
            self._spare.start()

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
        page, entry = self.page_of(spot.page), PLACES[spot.page].under
        self.navigation.buttons[self.entries.index(entry)].setChecked(True)
        self.pages.setCurrentIndex(list(self._made).index(spot.page))
        self._has_turned = self.has_begun = True
        with self.work.operations.painting_first():
            page.show_spot(spot)

    def _hold_focus(self) -> None:
        """Once the page has read what it shows: keys go to the page, wherever they went while it was empty."""
        turned, self._has_turned = self._has_turned, False
        page, focused = self.page, QApplication.focusWidget()
        if not turned or page is None or QApplication.activeModalWidget() is not None:
            return
        if focused is None or not page.isAncestorOf(focused):
            page.take_focus()

    def _show_glance(self, glance: Glance) -> None:
        self.navigation.name_station(glance.station_name or tr("This station"), glance.county_name)
        self.glanced.emit(glance)


def _frame() -> QScrollArea:
    """A page that is larger than the window is scrolled: with large text on a small screen nothing is out of reach."""
    frame = QScrollArea()
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setWidgetResizable(True)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return frame


def _dropped(event: QDropEvent) -> Spot | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    page = DROPPED.get(files[0].suffix.lower()) if files else None
    return Spot(page, part="file", detail=str(files[0])) if page else None
