"""One class: its roll call, timetable, roster, results, graduation and papers, each a part of the page."""

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QStackedWidget, QTabBar

from app.i18n import mark, tr
from app.ledger.class_rows import CANCELLED, GRADUATED, ClassRow, class_called
from app.ui import theme
from app.ui.classes.class_part import ClassPart
from app.ui.classes.shrinking_bar import CutLabel, ShrinkingBar
from app.ui.page import Page
from app.ui.pieces import button, key, label, pile_of
from app.ui.spots import CLASS, Spot
from app.ui.work import Work

FORM, LAST_PART = "form", "class/part"


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
SETTLED = 300  # ms without anything saved: in the roll call every key saves
NAMES = tuple(part.name for part in PARTS)
STATE_LOOKS = {
    GRADUATED: (theme.MUTED, theme.LINE),
    CANCELLED: (theme.RED, theme.RED_LIGHT),
}


class ClassPage(Page):
    """The page of one class; Ctrl+Tab goes from part to part."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(CLASS, part=NAMES[0])
        self._row: ClassRow | None = None
        self.name = CutLabel("title", least=150)
        self.state, self.chips = label("", "chip"), [label("", "chip") for _ in range(3)]
        self._made: dict[str, ClassPart] = {}
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName(tr("Parts of the class"))
        self.tabs.setToolTip("Ctrl+Tab")
        for part in PARTS:
            self.tabs.addTab(tr(part.title))
        self.parts = QStackedWidget()
        self._lay_out()
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self._look_again)
        self.work.saved.connect(lambda _: self._settled.start())
        self.tabs.currentChanged.connect(self._turn)
        key(self, "Esc", self.work.go_back)
        key(self, "Ctrl+Tab", lambda: self._step(1))
        key(self, "Ctrl+Shift+Tab", lambda: self._step(-1))
        key(self, "Alt+Return", self.edit)

    def _lay_out(self) -> None:
        layout = pile_of()
        self.particulars = button(tr("Particulars"), self.edit, "pencil")
        self.particulars.setToolTip(tr("Name, place, trainers and so on; calling the class off") + "  Alt+Enter")
        back = button(tr("Back (Esc)"), self.work.go_back)
        parts = (self.name, self.state, *self.chips, self.particulars, None, self.tabs, back)
        self.title = ShrinkingBar(*parts, yielding=(self.particulars, *self.chips))
        layout.addWidget(self.title)
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
        """Show this class, at the part that is meant, else at the one that was last looked at."""
        part = spot.part if spot.part in NAMES else self._last_part()
        self._spot = Spot(CLASS, spot.id, part, spot.detail)
        self._row = None
        wants_form = spot.part == FORM
        # After what is still being written: the form may just have changed it.
        self.work.operations.write(
            lambda _: class_called(self.work.ledger, spot.id), lambda row: self._name_class(row, wants_form=wants_form)
        )
        place = NAMES.index(part)
        if self.tabs.currentIndex() == place:
            self._turn(place)
        else:
            self.tabs.setCurrentIndex(place)

    @property
    def spot(self) -> Spot:
        return self._spot

    def edit(self) -> None:
        """Open the particulars of the class."""
        from app.ui.classes.class_form import ClassForm

        if self._row is not None:
            ClassForm(self.work, lambda _: self._read_again(), self, self._row).show_sized()

    def _read_again(self) -> None:
        self.show_spot(self._spot)

    def _last_part(self) -> str:
        kept = self.work.memory.get(LAST_PART, NAMES[0])
        return kept if kept in NAMES else NAMES[0]

    def _step(self, on: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + on) % len(PARTS))

    def _turn(self, place: int) -> None:
        name = NAMES[place]
        detail = self._spot.detail if name == self._spot.part else ""
        self._spot = Spot(CLASS, self._spot.id, name, detail)
        part = self.part(name)
        self.parts.setCurrentWidget(part)
        if self._spot.id:
            self.work.memory.put(LAST_PART, name)
            part.show_class(self._spot.id, detail)

    def _look_again(self) -> None:
        """What was saved may be of this class: its name, its state."""
        ledger, class_id = self.work.ledger, self._spot.id
        if self.isVisible() and self._row is not None:
            self.work.ask(lambda _: class_called(ledger, class_id), lambda row: self._name_class(row, wants_form=False))

    def _name_class(self, row: ClassRow, *, wants_form: bool) -> None:
        if row.id != self._spot.id or row == self._row:
            return
        self._row = row
        self.name.setText(row.name)
        self.state.setText(row.status_label)
        _dress_state(self.state, row.status)
        kind = tr("full-time, {days} days", days=row.days) if row.full_time else tr("{days} days", days=row.days)
        hours = tr("{theory} + {practical} hours", theory=row.theory_hours, practical=row.practical_hours)
        for chip, words in zip(self.chips, (row.code, kind, hours), strict=True):
            chip.setText(words)
        self.title.arrange()
        if wants_form:
            self.edit()


def _dress_state(chip: QLabel, status: str) -> None:
    ink, field = STATE_LOOKS.get(status, (theme.ACCENT_DARK, theme.ACCENT_LIGHT))
    chip.setStyleSheet(f"color:{ink};background:{field};border:0;border-radius:10px;padding:3px 10px;font-size:12px")
