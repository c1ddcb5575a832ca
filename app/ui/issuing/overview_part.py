"""What waits at the issuing desk, the most urgent first; Enter goes there."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import mark, tr
from app.ledger.blank_outlook import BlankOutlook
from app.ledger.issuing_overview import Overview, Step, Waiting, issuing_overview
from app.models.vocabulary import CertificateKind
from app.ui.issuing.remarks import empty
from app.ui.issuing.state_rows import InkColumn, InkRows
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.spots import BLANKS, ISSUE, Spot
from app.ui.theme import ACCENT_DARK, AMBER, FAINT, MUTED, RED
from app.ui.work import Work

SIDE = 236
STEPS = {
    Step.GO_ON: (mark("▶ Go on printing"), RED),
    Step.PRINT: (mark("● To be printed"), AMBER),
    Step.ISSUE: (mark("● To be issued"), ACCENT_DARK),
    Step.HAND_OUT: (mark("○ To be collected"), MUTED),
    Step.NONE: (mark("√ All done"), FAINT),
}


class OverviewPart(QWidget):
    """The list of what waits, and beside it how far numbers and blanks will go."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self._overview: Overview | None = None
        self.rows = InkRows(_columns(), self)
        self.list = list_view(self.rows, tr("What waits"))
        self.search = search_field(tr("Class or job (Ctrl+F)"))
        self.search.setFixedWidth(300)
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("What is shown"))
        self.choice.addItems([tr("What waits"), tr("Everything")])
        self.count, self.empty = label("", "muted"), label("", "muted", wraps=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.numbers, self.blanks = _Gauge(tr("Certificate numbers")), _Gauge(tr("Blanks"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.layers = QStackedWidget()
        self.layers.addWidget(self.list)
        self.layers.addWidget(self.empty)
        stock = button(tr("Blanks (Ctrl+B)"), self.to_blanks, "package")
        layout = pile_of()
        layout.addLayout(row_of(label(tr("Issuing"), "title"), None, stock))
        layout.addLayout(row_of(self.search, self.choice, None, self.count))
        body = row_of(card(pile_of(self.layers)), self._side())
        body.setStretch(0, 1)
        layout.addLayout(body, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def _side(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.numbers)
        column.addWidget(self.blanks)
        column.addStretch()
        return side

    def _connect(self) -> None:
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self.list.setFocus)
        self.choice.currentIndexChanged.connect(self._choose)
        self.list.activated.connect(self._open)
        key(self, "Ctrl+F", self.search.setFocus)
        key(self, "Ctrl+B", self.to_blanks)
        key(self.search, "Down", self.list.setFocus)

    def refresh(self) -> None:
        """Read what waits."""
        self.list.setFocus()
        self.work.ask(lambda _: issuing_overview(self.work.ledger), self._show)

    def to_blanks(self) -> None:
        """Go to the blank paper."""
        self.work.go(Spot(BLANKS))

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        left, size = overview.numbers.left, overview.numbers.size
        low = overview.numbers.warning
        self.numbers.tell([(tr("{left} of {size} left", left=left, size=size), low.way_out() if low else "")])
        self.blanks.tell([_blank_words(each) for each in overview.blanks])
        self._choose()

    def _choose(self) -> None:
        if self._overview is None:
            return
        typed, is_everything = self.search.text().strip().casefold(), self.choice.currentIndex() == 1
        found = (*self._overview.waiting, *(self._overview.done if is_everything else ()))
        shown = [row for row in found if typed in f"{row.class_code} {row.title}".casefold()]
        self.rows.show_rows(shown)
        self.count.setText(tr("{count} things", count=len(shown)))
        nothing = tr("Nothing waits. A class comes here once it has graduated.")
        self.empty.setText(tr("Nothing fits what was typed.") if found else nothing)
        self.layers.setCurrentIndex(0 if shown else 1)
        if shown:
            self.list.selectRow(0)

    def _open(self, index: QModelIndex) -> None:
        row: Waiting | None = self.rows.row_at(index.row())
        if row:
            self.work.go(_spot_of(row))


class _Gauge(QFrame):
    """A heading and lines below it, each with a warning or none."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._heading = heading
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 12)
        self._column.setSpacing(3)
        self.tell([])

    def tell(self, lines: list[tuple[str, str]]) -> None:
        """Say this: words, and what to do where that is not empty."""
        empty(self._column)
        self._column.addWidget(label(self._heading, "muted"))
        for words, warning in lines:
            self._column.addWidget(label(words, "heading", wraps=True))
            if warning:
                self._column.addWidget(label(f"▲ {warning}", "warn", wraps=True))


def _blank_words(outlook: BlankOutlook) -> tuple[str, str]:
    kind = CertificateKind(outlook.kind).label
    if not outlook.is_kept:
        return tr("{kind}: none entered", kind=kind), ""
    warning = outlook.warning()
    return tr("{kind}: {left} left", kind=kind, left=outlook.count.left), str(warning) if warning else ""


def _spot_of(row: Waiting) -> Spot:
    if row.job_id:
        return Spot(ISSUE, row.class_id, part="job", detail=row.job_id)
    if row.step in (Step.HAND_OUT, Step.NONE):
        return Spot(ISSUE, row.class_id, part="hand_out")
    return Spot(ISSUE, row.class_id, detail="print" if row.step is Step.PRINT else "")


def _columns() -> list[InkColumn]:
    return [
        InkColumn(tr("Next step"), lambda row: tr(STEPS[row.step][0]), 120, ink=lambda row: STEPS[row.step][1]),
        InkColumn(tr("Class or job"), lambda row: row.title, 290),
        InkColumn(tr("Code"), lambda row: row.class_code, 90),
        InkColumn(tr("To do"), lambda row: row.count, 80, is_figure=True),
        InkColumn(tr("Of all"), lambda row: row.total, 70, is_figure=True),
        InkColumn(tr("Class ended"), lambda row: row.day, 110),
    ]
