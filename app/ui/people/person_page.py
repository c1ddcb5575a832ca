"""One person, to be read: who they are, what they are counted as, their classes and certificates."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QHeaderView, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.person_page import PersonPage as Person
from app.ledger.person_page import read_person
from app.ui.columns import Column, RowsModel
from app.ui.page import Page
from app.ui.pieces import ROW_HEIGHT, button, card, key, label, list_view, pile_of, row_of
from app.ui.spots import PERSON, Spot
from app.ui.work import Work

HEADER = 34


class PersonPage(Page):
    """The page of one person."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(PERSON)
        self.name = label("", "title")
        self.body = QScrollArea()
        self.body.setWidgetResizable(True)
        self.body.setAccessibleName(tr("Person"))
        self.back = button(tr("Back to the list (Esc)"), self.work.go_back)
        layout = pile_of()
        layout.addLayout(row_of(self.name, None, self.back))
        layout.addWidget(self.body, 1)
        self.fill(layout)
        key(self, "Esc", self.work.go_back)

    def show_spot(self, spot: Spot) -> None:
        """Read and show this person."""
        self._spot = spot
        self.name.setText("")
        self.body.setFocus()
        self.work.operations.read(lambda _: read_person(self.work.ledger, spot.id), self._show)

    @property
    def spot(self) -> Spot:
        return self._spot

    def _show(self, person: Person) -> None:
        self.name.setText(person.person.name)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(_facts(person))
        for heading, columns, rows in _tables(person):
            if rows:
                column.addWidget(_table(heading, columns, rows))
        column.addStretch()
        self.body.setWidget(inner)


def _facts(person: Person) -> QFrame:
    one = person.person
    born = f"{one.birth_date}" if one.birth_date else ""
    left = (
        (tr("Sex"), one.sex_label),
        (tr("Born"), born),
        (tr("Age"), one.age),
        (tr("Document"), person.document),
        (tr("ID number"), one.id_number),
        (tr("Phone"), one.phone),
        (tr("Place"), f"{one.place or one.village} {one.village_group}".strip()),
    )
    right = (
        (tr("Ethnic group"), person.ethnic),
        (tr("Schooling"), person.education),
        (tr("Political status"), person.political_status),
        (tr("Employment"), person.employment),
        (tr("Talent"), one.talent_kind),
        (tr("State"), one.status_label),
        (tr("Note"), person.note),
    )
    both = row_of()
    for facts in (left, right):
        both.addLayout(_form(facts), 1)
    return card(both, 16)


def _form(facts: Sequence[tuple[str, object]]) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(18)
    for name, value in facts:
        shown = label("—" if value in (None, "") else str(value), wraps=True)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow(label(name, "muted"), shown)
    return form


def _tables(person: Person) -> list[tuple[str, list[Column], Sequence[object]]]:
    days = [Column(tr("From"), lambda row: row.from_date, 110), Column(tr("To"), lambda row: row.to_date, 110)]
    groups = [Column(tr("Group"), lambda row: row.label, 220), *days]
    classes = [
        Column(tr("Code"), lambda row: row.class_code, 100),
        Column(tr("Class"), lambda row: row.class_name, 260),
        Column(tr("From"), lambda row: row.starts_on, 110),
        Column(tr("To"), lambda row: row.ends_on, 110),
        Column(tr("Outcome"), lambda row: row.outcome_label or row.status_label, 120),
    ]
    certificates = [
        Column(tr("Number"), lambda row: row.number, 190),
        Column(tr("Course"), lambda row: row.course, 200),
        Column(tr("Issued on"), lambda row: row.issued_on, 110),
        Column(tr("Issued by"), lambda row: row.body, 220),
    ]
    return [
        (tr("Groups"), groups, person.categories),
        (tr("Training classes"), classes, person.classes),
        (tr("Certificates"), certificates, person.certificates),
    ]


def _table(heading: str, columns: list[Column], rows: Sequence[object]) -> QFrame:
    model = RowsModel(columns)
    model.show_rows(rows)
    view = list_view(model, heading)
    model.setParent(view)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    view.setFixedHeight(HEADER + ROW_HEIGHT * len(rows))
    title = label(heading, "heading")
    title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    inner = pile_of(title, view)
    return card(inner, 12)
