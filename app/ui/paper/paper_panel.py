"""The side of the dialog for paper: where to print, how many, which pages, and the verbs."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QPushButton, QSpinBox

from app.i18n import tr
from app.ui.paper.page_range import NoSuchPages, pages_of
from app.ui.paper.printer_choice import PrinterChoice
from app.ui.paper.printers import PrintOrder
from app.ui.pieces import button, label, pile_of
from app.ui.work import Work

WIDTH = 252


class PaperPanel(QFrame):
    """Tells what is wanted; it prints and saves nothing itself."""

    print_wanted, save_wanted, leave_wanted = Signal(), Signal(), Signal()

    def __init__(self, work: Work, title: str, kind: str) -> None:
        super().__init__()
        self._count, self._is_busy = 0, False
        self.choice = PrinterChoice(work, kind)
        self._make_fields()
        self._make_verbs()
        self._lay_out(title)
        for changed in (self.choice.changed, self.copies.valueChanged, self.range.textChanged):
            changed.connect(self.refresh)

    def _make_fields(self) -> None:
        self.copies, self.range = QSpinBox(), QLineEdit()
        self.copies.setRange(1, 99)
        self.copies.setAccessibleName(tr("Copies"))
        self.range.setAccessibleName(tr("Pages to print"))
        self.range.setPlaceholderText(tr("All pages; or such as 1-5,8"))
        self.two_sided = QCheckBox(tr("On both sides of the paper"))
        self.two_sided.setAccessibleName(self.two_sided.text())
        self.two_sided.hide()
        self.wrong_range = label("", "wrong", wraps=True)
        self.wrong_range.hide()
        self.state = label("", "muted", wraps=True)

    def _make_verbs(self) -> None:
        self.verb = _verb(tr("Print"), "Ctrl+P", self.print_wanted, "printer", is_primary=True)
        self.save = _verb(tr("Save as PDF"), "Ctrl+S", self.save_wanted, "download")
        self.leave = _verb(tr("Close"), "Esc", self.leave_wanted)
        self.verb.setEnabled(False)
        self.save.setEnabled(False)

    def _lay_out(self, title: str) -> None:
        side = pile_of(label(title, "heading", wraps=True), 2, self.choice, label(tr("Copies"), "muted"), self.copies)
        for field in (label(tr("Pages to print"), "muted"), self.range, self.wrong_range, self.two_sided):
            side.addWidget(field)
        side.setSpacing(4)
        side.addStretch()
        for below in (self.state, self.verb, self.save, self.leave):
            side.addWidget(below)
        side.setContentsMargins(0, 0, 0, 0)
        self.setLayout(side)
        self.setFixedWidth(WIDTH)

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages that would be printed now. Raises NoSuchPages."""
        return pages_of(self.range.text(), self._count)

    @property
    def order(self) -> PrintOrder:
        """What is wanted. Raises NoSuchPages."""
        pages, choice = self.pages, self.choice.choice
        wanted = () if len(pages) == self._count else pages
        both = self.two_sided.isVisible() and self.two_sided.isChecked()
        return PrintOrder(choice.printer, choice.tray, self.copies.value(), wanted, both)

    def know(self, count: int, *, is_busy: bool) -> None:
        """There are so many pages; while something is under way, nothing else is begun."""
        self._count, self._is_busy = count, is_busy
        self.refresh()

    def refresh(self, _told: object = None) -> None:
        """Let the verbs say what they would do, and whether they can."""
        row = self.choice.row
        self.two_sided.setVisible(bool(row and row.has_duplex))
        count = self._count_wanted() if self._count else 0
        self.verb.setText(self._words(count))
        self.verb.setAccessibleName(self.verb.text())
        self.verb.setEnabled(bool(count and row) and not self._is_busy)
        self.save.setEnabled(bool(self._count) and not self._is_busy)

    def tell(self, words: str, look: str = "muted") -> None:
        """Say above the verbs how it stands."""
        say(self.state, words, look)

    def _count_wanted(self) -> int:
        try:
            count = len(self.pages)
        except NoSuchPages as refusal:
            self.wrong_range.setText(str(refusal))
            count = 0
        self.wrong_range.setVisible(not count)
        return count

    def _words(self, count: int) -> str:
        if not count:
            return tr("Print")
        copies = self.copies.value()
        if copies > 1:
            times = tr("Print one page, {copies} times", copies=copies)
            return times if count == 1 else tr("Print {count} pages, {copies} times", count=count, copies=copies)
        return tr("Print one page") if count == 1 else tr("Print {count} pages", count=count)


def say(place: QLabel, words: str, look: str) -> None:
    """Words in another look: what the style sheet says of its name."""
    place.setText(words)
    place.setObjectName(look)
    place.style().unpolish(place)
    place.style().polish(place)


def _verb(words: str, keys: str, wanted: SignalInstance, picture: str = "", *, is_primary: bool = False) -> QPushButton:
    made = button(words, wanted.emit, picture, is_primary=is_primary)
    made.setToolTip(keys)
    # Else Enter on “Close” would press the primary button, and print a second time.
    made.setAutoDefault(True)
    return made
