"""By what the list of people is narrowed: state, group, and where they live."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QComboBox

from app.i18n import tr
from app.ledger.person_rows import STATUS_LABELS, PeopleWanted
from app.ledger.place_rows import PlaceRow, list_places
from app.models.code_tables import table
from app.models.regions import TOWN, VILLAGE
from app.ui.work import Work


class PeopleChoices(QObject):
    """Three boxes; `changed` when another entry is chosen by hand."""

    changed = Signal()

    def __init__(self, work: Work) -> None:
        super().__init__()
        self._work = work
        self.status = _box(tr("State"), _statuses())
        self.group = _box(tr("Group"), _groups())
        self.place = _box(tr("Place"), [(tr("Every place"), "")])
        for each, signs in ((self.group, 10), (self.place, 12)):
            each.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            each.setMinimumContentsLength(signs)
        self.boxes = (self.status, self.group, self.place)
        for each in self.boxes:
            each.currentIndexChanged.connect(lambda _: self.changed.emit())

    @property
    def wanted(self) -> PeopleWanted:
        """What the list is asked for."""
        status, group, place = (str(each.currentData() or "") for each in self.boxes)
        return PeopleWanted(status, group, place)

    @property
    def place_name(self) -> str:
        """How the rows of the chosen place call it; "" for everywhere."""
        return self.place.currentText().partition(" ")[0] if self.place.currentData() else ""

    @property
    def is_set(self) -> bool:
        """True if not everyone is wanted."""
        return any(each.currentData() for each in self.boxes)

    def clear(self) -> None:
        """Everyone."""
        for each in self.boxes:
            each.setCurrentIndex(0)

    def read_places(self) -> None:
        """Offer the places where somebody lives; asked anew, since people come and move."""
        self._work.ask(lambda _: list_places(self._work.ledger), self._offer_places)

    def _offer_places(self, rows: tuple[PlaceRow, ...]) -> None:
        chosen = self.place.currentData()
        self.place.blockSignals(True)
        while self.place.count() > 1:
            self.place.removeItem(1)
        for text, place_id in _lived_in(rows):
            self.place.addItem(text, place_id)
        self.place.setCurrentIndex(max(0, self.place.findData(chosen)))
        self.place.blockSignals(False)


def _lived_in(rows: tuple[PlaceRow, ...]) -> list[tuple[str, str]]:
    """Villages with people, each below its town; the town counts all of them."""
    villages = [row for row in rows if row.level == VILLAGE and row.people]
    found = []
    for town in (row for row in rows if row.level == TOWN):
        mine = [row for row in villages if row.parent_id == town.id]
        total = town.people + sum(row.people for row in mine)
        if total:
            found.append((f"{town.name}  {total:,}", town.id))
            found += [(f"{town.name}{row.name}  {row.people:,}", row.id) for row in mine]
    return found


def _box(name: str, entries: list[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setMaxVisibleItems(20)
    for text, code in entries:
        box.addItem(text, code)
    return box


def _statuses() -> list[tuple[str, str]]:
    return [(tr("Every state"), ""), *((tr(words), code) for code, words in STATUS_LABELS.items())]


def _groups() -> list[tuple[str, str]]:
    groups = table("person_categories")
    return [(tr("Every group"), ""), *((groups.label(code), code) for code in groups.codes())]
