"""One class: its roll call, timetable, roster, results, graduation and papers, each a part of the page."""

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtWidgets import QStackedWidget, QTabBar

from app.i18n import mark, tr
from app.ledger.class_rows import ClassRow, class_called
from app.ui.classes.class_part import ClassPart
from app.ui.page import Page
from app.ui.pieces import button, key, label, pile_of, row_of
from app.ui.spots import CLASS, Spot
from app.ui.work import Work


@dataclass(frozen=True)
class Part:
    """A part of the page: its name in a spot, its title, and where it is built."""

    name: str
    title: str
    built_in: str


PARTS = (
    Part("roll", mark("Roll call"), "app.ui.classes.roll_page:RollPage"),
    Part("timetable", mark("Timetable"), "app.ui.classes.timetable_part:TimetablePart"),
    Part("roster", mark("Roster"), "app.ui.classes.roster_part:RosterPart"),
    Part("results", mark("Results"), "app.ui.classes.results_part:ResultsPart"),
    Part("graduation", mark("Graduation"), "app.ui.classes.graduation_part:GraduationPart"),
    Part("file", mark("Class file"), "app.ui.classes.file_part:FilePart"),
)
NAMES = tuple(part.name for part in PARTS)


class ClassPage(Page):
    """The page of one class; Ctrl+Tab goes from part to part."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(CLASS, part=NAMES[0])
        self.name = label("", "title")
        self.chips = [label("", "chip") for _ in range(3)]
        self._made: dict[str, ClassPart] = {}
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Parts of the class"))
        for part in PARTS:
            self.tabs.addTab(tr(part.title))
        self.parts = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._turn)
        key(self, "Esc", self.work.go_back)
        key(self, "Ctrl+Tab", lambda: self._step(1))
        key(self, "Ctrl+Shift+Tab", lambda: self._step(-1))

    def _lay_out(self) -> None:
        layout = pile_of()
        back = button(tr("Back (Esc)"), self.work.go_back)
        layout.addLayout(row_of(self.name, *self.chips, None, back))
        layout.addWidget(self.tabs)
        layout.addWidget(self.parts, 1)
        self.fill(layout)

    def part(self, name: str) -> ClassPart:
        """The part of this name, made when first asked for."""
        if name not in self._made:
            module, _, made = PARTS[NAMES.index(name)].built_in.partition(":")
            self._made[name] = getattr(import_module(module), made)(self.work)
            self.parts.addWidget(self._made[name])
        return self._made[name]

    def show_spot(self, spot: Spot) -> None:
        """Show this class, at the part that is meant."""
        self._spot = Spot(CLASS, spot.id, spot.part or NAMES[0], spot.detail)
        self.work.ask(lambda _: class_called(self.work.ledger, spot.id), self._name_class)
        place = NAMES.index(self._spot.part)
        if self.tabs.currentIndex() == place:
            self._turn(place)
        else:
            self.tabs.setCurrentIndex(place)

    @property
    def spot(self) -> Spot:
        return self._spot

    def _step(self, on: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + on) % len(PARTS))

    def _turn(self, place: int) -> None:
        name = NAMES[place]
        detail = self._spot.detail if name == self._spot.part else ""
        self._spot = Spot(CLASS, self._spot.id, name, detail)
        part = self.part(name)
        self.parts.setCurrentWidget(part)
        if self._spot.id:
            part.show_class(self._spot.id, detail)

    def _name_class(self, row: ClassRow) -> None:
        self.name.setText(row.name)
        kind = tr("full-time, {days} days", days=row.days) if row.full_time else tr("{days} days", days=row.days)
        hours = tr("{theory} + {practical} hours", theory=row.theory_hours, practical=row.practical_hours)
        for chip, words in zip(self.chips, (row.code, kind, hours), strict=True):
            chip.setText(words)
