"""All certificates: issued here in every state, and those of other bodies; searched as one types, opened with Enter."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QStackedWidget, QTabBar, QWidget

from app.i18n import tr
from app.ledger.certificate_search import (
    RegisterAnswer,
    RegisterChoices,
    RegisterRow,
    RegisterState,
    RegisterWanted,
    register_choices,
)
from app.ledger.other_certificates import RecordedCertificate
from app.models.vocabulary import CertificateKind
from app.ui import spots
from app.ui.certificates.book_dialog import Book, BookDialog
from app.ui.certificates.other_list import OtherList
from app.ui.certificates.record_dialog import RecordDialog
from app.ui.certificates.register_rows import RegisterRows
from app.ui.certificates.revocation_dialog import RevocationDialog
from app.ui.certificates.state_words import state_ink, state_words
from app.ui.columns import Column
from app.ui.page import Page
from app.ui.permissions import lend
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.scanner_burst import NUMBER, is_code
from app.ui.spots import CERTIFICATE, REGISTER, Spot
from app.ui.work import Work

TYPING_PAUSE = 150
OTHERS = "others"
STATE = 6  # the place of the column that is in colour
TABS: tuple[str, ...] = ("", *RegisterState, OTHERS)


@dataclass(frozen=True)
class Surroundings:
    """What the page needs beside the rows: choices, certificates of other bodies, how many the county has to revoke."""

    choices: RegisterChoices
    others: tuple[RecordedCertificate, ...]
    due: int


class RegisterPage(Page):
    """The register of certificates."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.rows = RegisterRows(work, _columns(), {STATE: state_ink}, self)
        self.list = list_view(self.rows, tr("Certificates"))
        self.others = OtherList(work, self)
        self.search = search_field(tr("Number, name, pinyin, tail of the ID number, class code (Ctrl+F)"))
        self.year, self.group, self.kind = QComboBox(), QComboBox(), QComboBox()
        self.tabs = QTabBar()
        self.count, self.empty = label("", "muted"), label("", "muted", wraps=True)
        self.due, self.ask_county = label("", "warn"), button(tr("Ask the county to revoke…"), self.revoke, "stamp")
        self._came_to = ""
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE)
        self._dress()
        self._lay_out()
        self._connect()

    def _dress(self) -> None:
        self.search.setMinimumWidth(330)
        for choice, name in ((self.year, tr("Year")), (self.group, tr("Intake or class")), (self.kind, tr("Kind"))):
            choice.setAccessibleName(name)
            choice.setMaxVisibleItems(18)
        self.group.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.group.setMinimumContentsLength(16)
        _offer(self.year, [(tr("Every year"), 0)])
        _offer(self.group, [(tr("Every class"), "")])
        kinds = [(kind.label, kind.value) for kind in CertificateKind]
        _offer(self.kind, [(tr("Every kind"), ""), *kinds])
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName(tr("State"))
        for name in TABS:
            self.tabs.addTab(_tab_words(name))
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.work.memory.columns(self.list, "certificates")

    def _lay_out(self) -> None:
        self.layers = QStackedWidget()
        for each in (self.list, self.others.view, self.empty):
            self.layers.addWidget(each)
        layout = pile_of()
        layout.addLayout(row_of(label(tr("Certificates"), "title"), self.count, None, *self._actions()))
        clear = button(tr("Show all"), self.show_all)
        layout.addLayout(row_of(self.search, self.year, self.group, self.kind, clear, None))
        layout.addWidget(self.tabs)
        layout.addWidget(card(pile_of(self.layers)), 1)
        layout.addLayout(row_of(self.due, self.ask_county, None))
        self.due.hide()
        self.ask_county.hide()
        self.fill(layout)

    def _actions(self) -> list[QWidget]:
        self.print = button(tr("Print or export…"), self.print_register, "printer")
        self.print.setToolTip(tr("Ctrl+P prints, Ctrl+E exports"))
        self.record = button(tr("Record another body's…"), self.record_other, "plus")
        self.record.setToolTip("Ctrl+N")
        blanks = button(tr("Blank paper"), lambda: self.work.go(Spot(spots.BLANKS)), "package")
        issue = button(tr("Issue certificates"), lambda: self.work.go(Spot(spots.ISSUE)), "award", is_primary=True)
        return [self.print, self.record, blanks, issue]

    def _connect(self) -> None:
        self._pause.timeout.connect(self.refresh)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self.take_focus_in_list)
        for choice in (self.year, self.group, self.kind):
            choice.currentIndexChanged.connect(self.refresh)
        self.tabs.currentChanged.connect(self.refresh)
        self.list.activated.connect(self._open)
        self.rows.counted.connect(self._tell)
        keys: dict[str, Callable[[], None]] = {
            "Ctrl+F": self.take_focus,
            "Ctrl+P": self.print_register,
            "Ctrl+E": lambda: self.print_register(as_sheet=True),
            "Ctrl+N": self.record_other,
            "F5": self.read_all,
            "Esc": self.work.go_back,
        }
        for keys_, deed in keys.items():
            key(self, keys_, deed)
        key(self.search, "Down", self.take_focus_in_list)

    def show_spot(self, spot: Spot) -> None:
        """Show the register; the spot may name a state. Who comes back finds everything as it was."""
        lend(self.work, self.record, action="certificate.record")
        if spot.detail in TABS and spot.detail != self.state:
            self._quietly(lambda: self.tabs.setCurrentIndex(TABS.index(spot.detail)))
        self.read_all()
        if self.list.currentIndex().isValid():
            self.list.setFocus()
        else:
            self.take_focus()

    @property
    def spot(self) -> Spot:
        return Spot(REGISTER, detail=self.state)

    @property
    def state(self) -> str:
        """Which tab is chosen: a state, `others`, or empty for all."""
        return TABS[self.tabs.currentIndex()]

    @property
    def wanted(self) -> RegisterWanted:
        """What the fields choose."""
        intake, class_id = self._group()
        state = RegisterState(self.state) if self.state in tuple(RegisterState) else None
        year, kind = self.year.currentData() or 0, self.kind.currentData() or ""
        return RegisterWanted(year, intake, class_id, kind, state, self.search.text())

    def take_scan(self, text: str) -> bool:
        """A number that was scanned is looked up; a whole code is verified instead."""
        if not (is_code(text) and len(text) == NUMBER):
            return False
        self.show_all()
        self.search.setText(text)
        return True

    def take_focus(self) -> None:
        """Ready to type."""
        self.search.setFocus()
        self.search.selectAll()

    def take_focus_in_list(self) -> None:
        """Ready to walk down the list; what was just typed is looked for first."""
        if self._pause.isActive():
            self._pause.stop()
            self.refresh()
        view = self.others.view if self.state == OTHERS else self.list
        view.setFocus()
        if view.model().rowCount() and not view.currentIndex().isValid():
            view.selectRow(0)

    def show_all(self) -> None:
        """Take every choice back."""
        self._quietly(self._clear_choices)
        self.refresh()

    def read_all(self) -> None:
        """Read everything anew."""
        ledger, others = self.work.ledger, self.others
        self.work.ask(
            lambda _: Surroundings(register_choices(ledger), others.read(), _count_due(self.work)), self._take
        )
        self.refresh()

    def refresh(self) -> None:
        """Ask for the rows again; the one that is chosen stays chosen."""
        here: RegisterRow | None = self.rows.row_at(self.list.currentIndex().row())
        self._came_to = here.certificate.id if here else ""
        self.rows.want(self.wanted)
        self._show_others()

    def print_register(self, *, as_sheet: bool = False) -> None:
        """Ask how the chosen certificates are to leave."""
        if self.state == OTHERS or not self.rows.ids:
            return
        intake, class_id = self._group()
        words = self.group.currentText()
        book = Book(self.rows.ids, self.rows.wanted, words if intake else "", words if class_id else "")
        BookDialog(self.work, book, self, as_sheet=as_sheet).show_sized()

    def record_other(self) -> None:
        """Record a certificate of another body."""
        if not self.record.isEnabled():
            return
        dialog = RecordDialog(self.work, self)
        dialog.recorded.connect(self.read_all)
        dialog.recorded.connect(lambda: self.tabs.setCurrentIndex(TABS.index(OTHERS)))
        dialog.show_sized()

    def revoke(self) -> None:
        """Show what the county has still to revoke."""
        RevocationDialog(self.work, self).show_sized()

    def _group(self) -> tuple[str, str]:
        """The ids of the chosen intake and of the chosen class; at most one of them."""
        chosen = self.group.currentData() or ""
        kind, _, row_id = chosen.partition(":")
        return (row_id, "") if kind == "intake" else ("", row_id)

    def _clear_choices(self) -> None:
        self.search.clear()
        for choice in (self.year, self.group, self.kind):
            choice.setCurrentIndex(0)
        self.tabs.setCurrentIndex(0)

    def _quietly(self, deed: Callable[[], None]) -> None:
        """Change several choices and ask the ledger once, afterwards."""
        watched = (self.search, self.year, self.group, self.kind, self.tabs)
        for each in watched:
            each.blockSignals(True)
        deed()
        for each in watched:
            each.blockSignals(False)

    def _take(self, found: Surroundings) -> None:
        choices = found.choices
        years = [(str(year), year) for year in choices.years]
        intakes = [(words, f"intake:{row}") for row, words in choices.intakes]
        classes = [(words, f"class:{row}") for row, words in choices.classes]
        self._quietly(lambda: _offer(self.year, [(tr("Every year"), 0), *years]))
        self._quietly(lambda: _offer(self.group, [(tr("Every class"), ""), *intakes, *classes]))
        self.others.take(found.others)
        self.due.setText(tr("{count} voided or corrected here are not on the county's list yet.", count=found.due))
        for each in (self.due, self.ask_county):
            each.setVisible(bool(found.due))
        self._show_others()

    def _show_others(self) -> None:
        self.others.rows.choose(self.search.text(), self.year.currentData() or 0)
        shown = self.others.rows.rowCount()
        self.tabs.setTabText(TABS.index(OTHERS), f"{_tab_words(OTHERS)} {shown:,}" if shown else _tab_words(OTHERS))
        if self.state == OTHERS:
            self.count.setText(tr("{count} certificates", count=f"{shown:,}"))
            self.empty.setText(tr("No certificate of another body is recorded. Ctrl+N records one."))
            self.layers.setCurrentIndex(1 if shown else 2)
        self.print.setEnabled(self.state != OTHERS)

    def _tell(self, answer: RegisterAnswer) -> None:
        for place, name in enumerate(TABS[:-1]):
            figure = answer.counts[RegisterState(name)] if name else answer.total
            self.tabs.setTabText(place, f"{_tab_words(name)} {figure:,}" if figure or not name else _tab_words(name))
        place = self.rows.place_of(self._came_to)
        if answer.ids and (place >= 0 or self.list.hasFocus()):
            self.list.selectRow(max(0, place))
        if self.state == OTHERS:
            return
        self.count.setText(tr("{count} certificates", count=f"{len(answer.ids):,}"))
        self.empty.setText(_nothing_words(self.wanted))
        self.layers.setCurrentIndex(0 if answer.ids else 2)

    def _open(self, index: QModelIndex) -> None:
        row: RegisterRow | None = self.rows.row_at(index.row())
        if row:
            self.work.go(Spot(CERTIFICATE, row.certificate.number))


def _offer(choice: QComboBox, entries: list[tuple[str, object]]) -> None:
    """Put these entries in; what was chosen stays chosen."""
    chosen = choice.currentData()
    choice.clear()
    for words, code in entries:
        choice.addItem(words, code)
    choice.setCurrentIndex(max(0, choice.findData(chosen)))


def _tab_words(name: str) -> str:
    if name == OTHERS:
        return tr("Of other bodies")
    return tr(RegisterState(name).words) if name else tr("All issued here")


def _nothing_words(wanted: RegisterWanted) -> str:
    if wanted == RegisterWanted():
        return tr("No certificate was issued yet. Once a class has graduated, issue them: Issuing.")
    return tr("No certificate fits. Try the number, the name, pinyin, or the last digits of the ID number.")


def _count_due(work: Work) -> int:
    from app.ledger.revocation_requests import wanted_revocations
    from app.ledger.station_identity import identity_of

    return len(wanted_revocations(work.ledger)) if identity_of(work.ledger) else 0


def _columns() -> list[Column]:
    return [
        Column(tr("Number"), lambda row: row.certificate.number, 150),
        Column(tr("Name"), lambda row: row.certificate.name or tr("(erased)"), 92),
        Column(tr("ID number"), lambda row: row.certificate.masked_id, 160),
        Column(tr("Certificate"), lambda row: _kind(row.certificate.kind), 105),
        Column(tr("Course"), lambda row: f"{row.certificate.course} {row.certificate.level}".strip(), 190),
        Column(tr("Class"), lambda row: row.certificate.class_code, 90),
        Column(tr("State"), state_words, 150),
        Column(tr("Issued on"), lambda row: row.certificate.issued_on, 95),
        Column(tr("Collected"), _collected, 140),
    ]


def _kind(kind: str) -> str:
    known = CertificateKind.read(kind)
    return known.label if known else kind


def _collected(row: RegisterRow) -> str:
    certificate = row.certificate
    return f"{certificate.handed_out_on} {certificate.collected_by}" if certificate.handed_out_on else ""
