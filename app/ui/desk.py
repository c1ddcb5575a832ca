"""The clerk's desk while the ledger is open: the navigation, and the pages it leads to."""

from functools import cached_property

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.i18n import tr
from app.ledger.standing import LedgerStanding, standing_of
from app.ui.class_page import ClassPage
from app.ui.classes_page import ClassesPage
from app.ui.navigation import Navigation
from app.ui.people_page import PeoplePage
from app.ui.person_page import PersonPage
from app.ui.work import Work

SMALL = 1180
PEOPLE, CLASSES = range(2)


class Desk(QWidget):
    """Every page that is built; one list leads to one thing, Esc leads back."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.navigation = Navigation([("users", tr("All trainees")), ("graduation-cap", tr("Training classes"))])
        self.people, self.classes = PeoplePage(work), ClassesPage(work)
        self.pages = QStackedWidget()
        for page in (self.people, self.classes):
            self.pages.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.navigation)
        layout.addWidget(self.pages, 1)
        self._connect()

    def _connect(self) -> None:
        self.navigation.turned.connect(self.turn_to)
        self.people.opened.connect(self.open_person)
        self.classes.opened.connect(self.open_class)
        self.work.operations.read(lambda _: standing_of(self.work.ledger), self._name_station)

    # Made when first asked for: all pages at once would stop the window for a tenth of a second.
    @cached_property
    def person(self) -> PersonPage:
        """The page of one person."""
        page = PersonPage(self.work)
        page.left.connect(lambda: self.turn_to(PEOPLE))
        self.pages.addWidget(page)
        return page

    @cached_property
    def one_class(self) -> ClassPage:
        """The page of one class."""
        page = ClassPage(self.work)
        page.left.connect(lambda: self.turn_to(CLASSES))
        self.pages.addWidget(page)
        return page

    def _name_station(self, standing: LedgerStanding) -> None:
        self.navigation.name_station(standing.station or tr("This station"))

    def turn_to(self, place: int) -> None:
        """Show a page of the navigation, with the latest from the ledger."""
        page = (self.people, self.classes)[place]
        self.navigation.buttons[place].setChecked(True)
        self.pages.setCurrentWidget(page)
        page.refresh()
        page.take_focus()

    def open_person(self, trainee_id: str) -> None:
        """Show one person."""
        self.navigation.buttons[PEOPLE].setChecked(True)
        self.pages.setCurrentWidget(self.person)
        self.person.show_person(trainee_id)

    def open_class(self, class_id: str) -> None:
        """Show one class, at its roll call."""
        self.navigation.buttons[CLASSES].setChecked(True)
        self.pages.setCurrentWidget(self.one_class)
        self.one_class.show_class(class_id)

    @property
    def place(self) -> tuple[int, str]:
        """Where the clerk is: the page, and the class that is open on it."""
        page = self.pages.currentWidget()
        if isinstance(page, ClassPage):
            return CLASSES, page.class_id
        return (CLASSES if page is self.classes else PEOPLE), ""

    def go_to(self, place: tuple[int, str]) -> None:
        """Back to where the clerk was."""
        page, class_id = place
        if class_id:
            self.open_class(class_id)
        else:
            self.turn_to(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.narrow(is_narrow=self.width() < SMALL)
