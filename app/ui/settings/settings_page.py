"""The settings: sections at the left, walked with the arrow keys; each is built when it is first looked at."""

from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QScrollArea, QStackedWidget, QWidget

from app.i18n import mark, tr
from app.ui.icons import icon
from app.ui.page import Page
from app.ui.pieces import card, key, pile_of
from app.ui.settings.section import Section
from app.ui.spots import SETTINGS, Spot
from app.ui.theme import ACCENT, ACCENT_DARK, ACCENT_LIGHT, MUTED
from app.ui.work import Work

WIDE = 138
LOOK = f"""
QListWidget {{ background:transparent; outline:0; }}
QListWidget::item {{ padding:7px 4px; border-radius:6px; border:1px solid transparent; color:{MUTED}; }}
QListWidget::item:selected {{ background:{ACCENT_LIGHT}; color:{ACCENT_DARK}; }}
QListWidget::item:focus {{ border:1px solid {ACCENT}; }}
"""


@dataclass(frozen=True)
class Part:
    """A section: its name in a spot, its title, its icon, and where it is built."""

    name: str
    title: str
    icon: str
    built_in: str


PARTS = (
    Part("rules", mark("Rules"), "clipboard-list", "app.ui.settings.rules_section:RulesSection"),
    Part("station", mark("This station"), "house", "app.ui.settings.station_section:StationSection"),
    Part("operators", mark("Operators"), "users", "app.ui.settings.operators_section:OperatorsSection"),
    Part("printers", mark("Printers"), "printer", "app.ui.settings.printers_section:PrintersSection"),
    Part("backups", mark("Backups"), "history", "app.ui.settings.backups_section:BackupsSection"),
    Part("scanner", mark("Scanner"), "scan-line", "app.ui.settings.scanner_section:ScannerSection"),
    Part("language", mark("Language"), "book-open-check", "app.ui.settings.language_section:LanguageSection"),
    Part("about", mark("About"), "info", "app.ui.settings.about_section:AboutSection"),
)
NAMES = tuple(part.name for part in PARTS)


class Sections(QListWidget):
    """The list at the left; Enter and the right arrow go into the section."""

    def __init__(self, page: "SettingsPage") -> None:
        super().__init__()
        self._page = page
        self.setAccessibleName(tr("Sections of the settings"))
        self.setFixedWidth(WIDE)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))
        self.setStyleSheet(LOOK)
        for part in PARTS:
            self.addItem(QListWidgetItem(icon(part.icon, MUTED, ACCENT_DARK), tr(part.title)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Right):
            self._page.enter()
        else:
            super().keyPressEvent(event)


class SettingsPage(Page):
    """The page of the settings; Ctrl+Tab goes from section to section."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._made: dict[str, QWidget] = {}
        self._detail = ""
        self.list = Sections(self)
        self.parts = QStackedWidget()
        layout = pile_of()
        both = QHBoxLayout()
        both.setSpacing(12)
        both.addWidget(card(pile_of(self.list), 6))
        both.addWidget(self.parts, 1)
        layout.addLayout(both, 1)
        self.fill(layout)
        self.list.currentRowChanged.connect(self._turn)
        key(self, "Esc", self.leave)
        key(self, "Ctrl+Tab", lambda: self._step(1))
        key(self, "Ctrl+Shift+Tab", lambda: self._step(-1))

    def show_spot(self, spot: Spot) -> None:
        """Show the section that is meant, else the one that was looked at last."""
        name = spot.part if spot.part in NAMES else self.name or NAMES[0]
        self._detail = spot.detail
        place = NAMES.index(name)
        was_here = self.list.currentRow() == place
        # Selected too: a list that gets the focus stands on its first entry without selecting it.
        self.list.setCurrentRow(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if was_here:
            self._turn(place)
        if spot.part:
            self.enter()
        else:
            self.list.setFocus()

    @property
    def spot(self) -> Spot:
        return Spot(SETTINGS, part=self.name)

    @property
    def name(self) -> str:
        """The section in sight; empty before the first one."""
        place = self.list.currentRow()
        return NAMES[place] if place >= 0 else ""

    @property
    def section(self) -> QWidget | None:
        """The section in sight."""
        return self._made.get(self.name)

    def section_of(self, name: str) -> QWidget:
        """The section of this name, made when first asked for."""
        if name not in self._made:
            module, _, made = PARTS[NAMES.index(name)].built_in.partition(":")
            self._made[name] = getattr(import_module(module), made)(self.work)
            self.parts.addWidget(_scrolled(self._made[name]))
        return self._made[name]

    def take_scan(self, text: str) -> bool:
        """The section that tries the scanner shows what was read."""
        return isinstance(self.section, Section) and self.section.take_scan(text)

    def enter(self) -> None:
        """Into the section in sight."""
        if isinstance(self.section, Section):
            self.section.take_focus()
        elif self.section is not None:
            self.section.setFocus()

    def leave(self) -> None:
        """From a section back to the list, from the list back to where the clerk came from."""
        if self.list.hasFocus():
            self.work.go_back()
        else:
            self.list.setFocus()

    def _step(self, on: int) -> None:
        self.list.setCurrentRow((self.list.currentRow() + on) % len(PARTS))

    def _turn(self, place: int) -> None:
        section, detail = self.section_of(NAMES[place]), self._detail
        self._detail = ""
        self.parts.setCurrentIndex(list(self._made).index(NAMES[place]))
        if isinstance(section, Section):
            section.show_section(detail)


def _scrolled(section: QWidget) -> QScrollArea:
    """Each section by itself: one that is high must not make the others scroll."""
    frame = QScrollArea()
    frame.setFrameShape(QFrame.Shape.NoFrame)
    frame.setWidgetResizable(True)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(section)
    return frame
