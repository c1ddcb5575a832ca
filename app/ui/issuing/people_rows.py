"""The people of a class before the issuing: who is ticked, who cannot be, and where that is mended."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from app.i18n import tr
from app.ledger.issuing_preview import Person
from app.ui.columns import DISPLAY, Index
from app.ui.issuing.state_rows import InkColumn, InkRows
from app.ui.spots import CERTIFICATE, CLASS, PERSON_FORM, Spot
from app.ui.theme import ACCENT_DARK, FAINT, RED
from app.ui.tips import tip

CHECK, CHECKED, UNCHECKED = Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked, Qt.CheckState.Unchecked
HINT = Qt.ItemDataRole.ToolTipRole
HAS_ONE, NOT_COMPLETED = "has_certificate", "not_completed"


class PeopleRows(InkRows):
    """Those who can be issued a certificate carry a tick; `ticked` tells that it changed.

    Who was left out stays left out when the class is read again.
    """

    ticked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_columns(), parent)
        self._left_out: frozenset[str] = frozenset()

    def show_people(self, people: Sequence[Person]) -> None:
        """Show these; everyone who is ready is ticked, but for those who were left out."""
        self.show_rows(people)
        self.ticked.emit()

    def forget(self) -> None:
        """Another class is looked at."""
        self._left_out = frozenset()
        self.show_rows(())

    @property
    def chosen(self) -> tuple[Person, ...]:
        """Those who are ticked, in the order of the roster."""
        return tuple(person for person in self.rows if self._is_chosen(person))

    def toggle(self, place: int) -> None:
        """Tick this person, or take the tick away."""
        person = self.row_at(place)
        if person is not None and person.is_ready:
            self._left_out ^= {_id(person)}
            self._told()

    def toggle_all(self) -> None:
        """Tick everyone who is ready, or nobody if all were ticked."""
        ready = frozenset(_id(person) for person in self.rows if person.is_ready)
        self._left_out = frozenset() if self._left_out & ready else ready
        self._told()

    def _is_chosen(self, person: Person) -> bool:
        return person.is_ready and _id(person) not in self._left_out

    def _told(self) -> None:
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.columns) - 1))
        self.ticked.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = super().flags(index)
        person = self.row_at(index.row())
        may_be_ticked = index.column() == 0 and person is not None and person.is_ready
        return plain | Qt.ItemFlag.ItemIsUserCheckable if may_be_ticked else plain

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        person: Person | None = self.row_at(index.row())
        if person is not None and role == CHECK and index.column() == 0 and person.is_ready:
            return CHECKED if self._is_chosen(person) else UNCHECKED
        if person is not None and role == HINT:
            return tip(_reason(person)) or None
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = DISPLAY) -> bool:
        if role != CHECK:
            return False
        self.toggle(index.row())
        return True


def mending_spot(person: Person, class_id: str) -> Spot | None:
    """Where that is mended which keeps this person's certificate back; None if it cannot be or nothing does."""
    hindrance = person.candidate.hindrance
    if person.trouble:
        return Spot(PERSON_FORM, person.candidate.trainee_id, part=person.cause)
    if hindrance is None:
        return None
    spots = {
        HAS_ONE: Spot(CERTIFICATE, person.candidate.certificate),
        NOT_COMPLETED: Spot(CLASS, class_id, part="graduation", detail=person.candidate.enrolment_id),
        "name_missing": Spot(PERSON_FORM, person.candidate.trainee_id, part="name"),
        "sex_missing": Spot(PERSON_FORM, person.candidate.trainee_id, part="id_number"),
    }
    return spots.get(hindrance.code)


def is_done(person: Person) -> bool:
    """Whether this person has such a certificate already: nothing is wrong then."""
    return person.candidate.hindrance is not None and person.candidate.hindrance.code == HAS_ONE


def _id(person: Person) -> str:
    return person.candidate.enrolment_id


def _reason(person: Person) -> str:
    hindrance = person.candidate.hindrance
    return str(hindrance) if hindrance else person.trouble


def _words(person: Person) -> str:
    if person.is_ready:
        return tr("√ Ready") if person.has_photo else tr("√ Ready, without a photo")
    return tr("√ Has number {number}", number=person.candidate.certificate) if is_done(person) else person.why_not


def _shown(person: Person) -> str:
    return _words(person) if person.is_ready or is_done(person) else f"× {_words(person)}"


def whole_words(person: Person) -> str:
    """How this person stands, in whole sentences."""
    reason = _reason(person)
    return (
        f"× {person.candidate.name or tr('(no name)')}{tr(': ')}{reason}"
        if reason and not is_done(person)
        else _shown(person)
    )


def _ink(person: Person) -> str:
    return ACCENT_DARK if person.is_ready else FAINT if is_done(person) else RED


def _columns() -> list[InkColumn]:
    return [
        InkColumn(tr("No."), lambda row: row.candidate.serial, 62),
        InkColumn(tr("Name"), lambda row: row.candidate.name or tr("(no name)"), 104),
        InkColumn(tr("State"), _shown, 150, ink=_ink),
        InkColumn(tr("ID number"), lambda row: row.id_number, 160),
    ]
