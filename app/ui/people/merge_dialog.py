"""Two entries that are one person: seen side by side, one stays, with a reason; it can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QRadioButton, QWidget

from app.i18n import mark, tr
from app.ledger.finding_people import find_people
from app.ledger.merging import merge_trainees
from app.ledger.person_compare import differing_fields
from app.ledger.person_page import PersonPage, read_person
from app.ledger.person_rows import PersonRow
from app.ui.columns import DISPLAY, Column, Index, RowsModel
from app.ui.forms import Fields, FormDialog
from app.ui.pieces import label, list_view
from app.ui.theme import AMBER
from app.ui.work import Work

_MASKED = {"id_number": mark("ID number"), "phone": mark("Phone")}
PAUSE, MOST, WIDTH, HEIGHT = 200, 8, 760, 262
INK = int(Qt.ItemDataRole.ForegroundRole)


@dataclass(frozen=True)
class Side:
    """One fact of both entries; they may differ."""

    label: str
    left: str
    right: str
    differs_unseen: bool = False  # in the part of a number that is masked

    @property
    def differs(self) -> bool:
        """True where both say something, and not the same."""
        return self.differs_unseen or (bool(self.left and self.right) and self.left != self.right)

    @property
    def sign(self) -> str:
        """A word where the two differ, or where one completes the other."""
        if self.differs:
            return tr("≠ differs")
        return "" if self.left == self.right else tr("+ completes")


class SideRows(RowsModel):
    """The facts of both; where they differ the line is in colour."""

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role == INK and self.row_at(index.row()).differs:
            return QColor(AMBER)
        return super().data(index, role)


class MergeDialog(FormDialog):
    """The entry the clerk came from, and another one; `merged` gives the id of the one that stays."""

    merged = Signal(str)

    def __init__(self, work: Work, trainee_id: str, owner: QWidget, other_id: str = "") -> None:
        super().__init__(tr("Merge two entries of one person"), tr("Merge the two"), owner, WIDTH)
        self._work, self._first, self._given = work, trainee_id, other_id
        self._people: dict[str, PersonPage] = {}
        self._unseen: dict[str, frozenset[str]] = {}
        self.typed, self.other = QLineEdit(), QComboBox()
        self.first_stays, self.other_stays = QRadioButton(), QRadioButton()
        self.first_stays.setChecked(True)
        self.sides = SideRows(_columns(), self)
        self.table = list_view(self.sides, tr("Both entries"))
        self.table.setFixedHeight(HEIGHT)
        self.moves = label("", "muted", wraps=True)
        self.reason = QLineEdit()
        self.reason.setMaxLength(300)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._lay_out_fields()
        self._connect()
        for each in filter(None, (trainee_id, other_id)):
            self._read(each)

    def _lay_out_fields(self) -> None:
        if not self._given:
            self.fields.add(tr("The other entry"), self.typed, tr("Name, pinyin, or the end of the ID number."))
            self.fields.add(tr("Found"), self.other)
        self.fields.setVisible(not self._given)
        self.body.addWidget(self.table)
        for choice in (self.first_stays, self.other_stays):
            self.body.addWidget(choice)
        self.body.addWidget(self.moves)
        below = Fields()
        below.add(tr("Reason"), self.reason, tr("How it was found out that they are one person; the journal keeps it."))
        self.body.addWidget(below)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._search)
        self.typed.textChanged.connect(lambda _: self._pause.start())
        self.other.currentIndexChanged.connect(lambda _: self._choose())
        self.first_stays.toggled.connect(lambda _: self._tell_moves())

    def show_sized(self) -> None:
        super().show_sized()
        (self.reason if self._given else self.typed).setFocus()

    @property
    def other_id(self) -> str:
        """The second entry, "" while there is none."""
        return self._given or str(self.other.currentData() or "")

    def submit(self) -> None:
        """Merge them."""
        other = self.other_id
        if not other:
            self.tell(tr("Choose the other entry first."))
            return
        self.busy()
        stays, goes = (self._first, other) if self.first_stays.isChecked() else (other, self._first)
        ledger, reason = self._work.ledger, self.reason.text().strip()
        self._work.change(
            lambda _: merge_trainees(ledger, stays, goes, reason),
            lambda _: self._done(stays),
            self.tell,
        )

    def _done(self, stays: str) -> None:
        self.accept()
        self._work.said.emit(tr("The two entries are one now; on the person's page it can be taken back."))
        self.merged.emit(stays)

    def _search(self) -> None:
        typed, ledger = self.typed.text().strip(), self._work.ledger
        if typed:
            self._work.ask(lambda _: find_people(ledger, typed, MOST), self._offer)

    def _offer(self, found: tuple[PersonRow, ...]) -> None:
        self.other.clear()
        others = [row for row in found if row.id != self._first]
        for row in others:
            self.other.addItem(f"{row.name}  {row.id_number}  {row.where}", row.id)
        nobody = tr("Nobody else fits.") if not others and self.typed.text().strip() else ""
        self.fields.hints[tr("Found")].tell(nobody, "warn")

    def _choose(self) -> None:
        if self.other_id in self._people:
            self._show()
        elif self.other_id:
            self._read(self.other_id)

    def _read(self, trainee_id: str) -> None:
        ledger, first = self._work.ledger, self._first
        self._work.ask(
            lambda _: (read_person(ledger, trainee_id), differing_fields(ledger, first, trainee_id)),
            lambda read: self._take(trainee_id, *read),
            self.tell,
        )

    def _take(self, trainee_id: str, page: PersonPage, unseen: frozenset[str]) -> None:
        self._people[trainee_id], self._unseen[trainee_id] = page, unseen
        self._show()

    def _show(self) -> None:
        pages = [self._people.get(each) for each in (self._first, self.other_id)]
        left, right = (_facts(each) for each in pages)
        masked = {tr(words): name for name, words in _MASKED.items()}
        unseen = self._unseen.get(self.other_id, frozenset())
        sides = [
            Side(name, left.get(name, ""), right.get(name, ""), masked.get(name, "") in unseen)
            for name in (left or right)
        ]
        self.sides.show_rows(sides)
        for choice, page in zip((self.first_stays, self.other_stays), pages, strict=True):
            choice.setEnabled(page is not None)
            choice.setText(_stays(page) if page else tr("The other entry stays"))
        self._tell_moves()

    def _tell_moves(self) -> None:
        goes = self._people.get(self.other_id if self.first_stays.isChecked() else self._first)
        self.moves.setText(_moving(goes) if goes and self.other_id else "")


def _stays(page: PersonPage) -> str:
    one = page.person
    return tr("{name} ({number}) stays", name=one.name, number=one.id_number or tr("no ID number"))


def _moving(page: PersonPage) -> str:
    """What goes over to the entry that stays."""
    figures = {"classes": len(page.classes), "groups": len(page.categories), "papers": len(page.certificates)}
    words = tr("{classes} classes and {groups} groups go over, and what the other entry does not say.", **figures)
    kept = tr("The {papers} certificates keep what is printed on them.", **figures) if figures["papers"] else ""
    return f"{words}{kept}"


def _facts(page: PersonPage | None) -> dict[str, str]:
    if page is None:
        return {}
    one = page.person
    return {
        tr("Name"): one.name,
        tr("Other names"): "、".join(one.other_names),
        tr("ID number"): one.id_number,
        tr("Born"): f"{one.birth_date or ''}",
        tr("Sex"): one.sex_label,
        tr("Ethnic group"): page.ethnic,
        tr("Schooling"): page.education,
        tr("Phone"): one.phone,
        tr("Place"): f"{one.place or one.village} {one.village_group}".strip(),
        tr("Address"): page.address,
        tr("Groups"): "、".join(one.category_labels),
        tr("Training classes"): "、".join(each.class_name for each in page.classes),
        tr("Certificates"): "、".join(each.number for each in page.certificates),
    }


def _columns() -> Sequence[Column]:
    return [
        Column(tr("What"), lambda row: row.label, 90),
        Column(tr("The first entry"), lambda row: row.left, 260),
        Column(tr("The second entry"), lambda row: row.right, 260),
        Column("", lambda row: row.sign, 70),
    ]
