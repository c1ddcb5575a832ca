"""The groups of a roster as tabs with their counts: columns, the four kinds of rows, rows passed over, class rules."""

from collections.abc import Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabBar

from app.i18n import mark, tr
from app.ledger.importing.preview import RowStatus
from app.ui.icons import icon
from app.ui.importing.import_words import PICTURES
from app.ui.theme import AMBER, FAINT, MUTED, RED

NARROWER = 14  # pixels each: there are seven of them, on small screens too
COLUMNS, PASSED, JOINING = "columns", "passed", "joining"
TABS = (COLUMNS, *map(str, RowStatus), PASSED, JOINING)
WORDS = {COLUMNS: mark("Columns"), PASSED: mark("Rows passed over"), JOINING: mark("Rules of the class")}


class CheckTabs(QTabBar):
    """One tab for each group; the joining tab is there only while a class is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setAccessibleName(tr("Groups of rows"))
        for name in TABS:
            self.addTab(_word(name))
        self.count_all({})

    @property
    def name(self) -> str:
        """The tab in sight."""
        return TABS[max(0, self.currentIndex())]

    @property
    def status(self) -> RowStatus | None:
        """The group of people in sight; None for another tab."""
        return RowStatus(self.name) if self.name in tuple(RowStatus) else None

    def turn_to(self, name: str) -> None:
        """Bring a tab into sight."""
        self.setCurrentIndex(TABS.index(name))

    def tabSizeHint(self, place: int) -> QSize:
        usual = super().tabSizeHint(place)
        return QSize(usual.width() - NARROWER, usual.height())

    def step(self, on: int) -> None:
        """The next tab that is there."""
        place = self.currentIndex()
        for _ in TABS:
            place = (place + on) % len(TABS)
            if self.isTabVisible(place):
                self.setCurrentIndex(place)
                return

    def count_all(self, counts: Mapping[str, int], *, doubtful_columns: int = 0, rules_block: bool = False) -> None:
        """Tell how many there are of each; what needs the clerk is coloured."""
        for place, name in enumerate(TABS):
            count = counts.get(name, 0)
            self.setTabText(place, f"{_word(name)} {count}")
            self.setTabIcon(place, icon(*_picture(name, count, doubtful_columns, rules_block=rules_block)))
        self.setTabVisible(TABS.index(JOINING), JOINING in counts)
        self.setTabVisible(TABS.index(PASSED), counts.get(PASSED, 0) > 0)


def _word(name: str) -> str:
    return tr(WORDS[name]) if name in WORDS else RowStatus(name).label


def _picture(name: str, count: int, doubtful_columns: int, *, rules_block: bool) -> tuple[str, str]:
    if name == COLUMNS:
        return ("circle-help", AMBER) if doubtful_columns else ("file-spreadsheet", MUTED)
    if name == PASSED:
        return "info", MUTED
    if name == JOINING:
        return ("circle-x", RED) if rules_block else ("triangle-alert", AMBER if count else FAINT)
    picture, ink = PICTURES[RowStatus(name)]
    return picture, ink if count else FAINT
