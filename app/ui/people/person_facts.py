"""Who a person is, at a glance: the facts in three columns, and the photo."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.i18n import tr
from app.ledger.person_page import PersonPage as Person
from app.ui.people.photo_field import photo_label, show_photo
from app.ui.pieces import card, label, row_of

NONE = "—"
ACROSS = 3

Facts = tuple[tuple[str, object], ...]


class FactsCard:
    """The labels stay, their words change."""

    def __init__(self) -> None:
        self.photo = photo_label()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(7)
        for column in range(ACROSS):
            self._grid.setColumnStretch(2 * column + 1, 1)
        self._facts: dict[str, Fact] = {}
        row = row_of()
        row.setSpacing(24)
        row.addLayout(self._grid, 1)
        row.addWidget(self.photo, 0, Qt.AlignmentFlag.AlignTop)
        self.card = card(row, 14)

    def show_person(self, person: Person, photo: bytes | None) -> None:
        """Show this person, numbers as the page has them; what is hardly ever there has a line only if it is."""
        columns = _columns(person)
        for column, facts in enumerate(columns):
            for place, (name, value) in enumerate(facts):
                self._fact(name, place, 2 * column).show_value(value)
        below = max(map(len, columns))
        for place, (name, value) in enumerate(_across(person), below):
            self._fact(name, place, 0, 2 * ACROSS - 1).show_value(value, is_rare=True)
        show_photo(self.photo, photo)

    def _fact(self, name: str, row: int, column: int, span: int = 1) -> "Fact":
        if name not in self._facts:
            fact = self._facts[name] = Fact(name)
            self._grid.addWidget(fact.name, row, column, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact.shown, row, column + 1, 1, span, Qt.AlignmentFlag.AlignTop)
        return self._facts[name]


class Fact:
    """A name and what stands beside it."""

    def __init__(self, name: str) -> None:
        self.name, self.shown = label(name, "muted"), label("", wraps=True)
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.shown.setAccessibleName(name)

    def show_value(self, value: object, *, is_rare: bool = False) -> None:
        """Show this, or that there is nothing."""
        is_empty = value in (None, "")
        self.shown.setText(NONE if is_empty else str(value))
        for each in (self.name, self.shown):
            each.setVisible(not (is_rare and is_empty))


def _columns(person: Person) -> tuple[Facts, ...]:
    one = person.person
    age = tr("{age} years", age=one.age) if one.age is not None else ""
    return (
        (
            (tr("Sex"), one.sex_label),
            (tr("Born"), f"{one.birth_date or ''}  {age}".strip()),
            (tr("Ethnic group"), person.ethnic),
            (tr("Document"), person.document),
            (tr("ID number"), one.id_number),
        ),
        (
            (tr("Phone"), one.phone),
            (tr("Place"), f"{one.place or one.village} {one.village_group}".strip()),
            (tr("Address"), person.address),
            (tr("Hukou"), person.hukou),
            (tr("State"), one.status_label),
        ),
        (
            (tr("Schooling"), person.education),
            (tr("Political status"), person.political_status),
            (tr("Ability to work"), person.labour_ability),
            (tr("Employment"), person.employment),
            (tr("Talent"), one.talent_kind),
        ),
    )


def _across(person: Person) -> Facts:
    return (
        (tr("Other names"), "、".join(person.person.other_names)),
        (tr("Note"), person.note),
        (tr("Informed on"), person.informed_on),
    )
