"""Verifying: whatever a certificate is shown as, one large verdict says whether it holds."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QModelIndex, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.i18n import tr
from app.ui.certificates.tinted_rows import TintedRows
from app.ui.certificates.verdict_card import PICTURES, VerdictCard
from app.ui.certificates.verdicts import Look
from app.ui.certificates.verify_reading import (
    Checked,
    Harvest,
    check_files,
    check_picture,
    check_texts,
    texts_in,
)
from app.ui.columns import Column
from app.ui.files import ask_open
from app.ui.operation import Operation
from app.ui.page import Page
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.scanner import ScanEdit
from app.ui.spots import VERIFY, Spot
from app.ui.work import Work

KEPT = 1000
PATTERNS = (".png", ".jpg", ".jpeg", ".pdf", ".txt")
RESULT = 1  # the place of the column that is in colour


@dataclass(frozen=True)
class Asked:
    """Something to be judged, and what to do with the outcome; with `words` the window offers to stop it."""

    question: Callable[[Operation], Sequence[Checked]]
    harvest: Harvest | None = None
    words: str = ""


class CodeField(ScanEdit):
    """Where codes are scanned and numbers typed; the clipboard is looked at as a whole, not put into one line."""

    pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        else:
            super().keyPressEvent(event)


class VerifyPage(Page):
    """Takes scans, pasted text and pictures, typed numbers, files; remembers this session's answers alone."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.code, self.name = CodeField(), QLineEdit()
        self.verb = button(tr("Verify"), self.verify_typed, "shield-check", is_primary=True)
        self.choose = button(tr("Picture or PDF…"), self.ask_file, "image")
        self.card = VerdictCard(work)
        self.rows = TintedRows(_columns(), {RESULT: _colour}, self)
        self.list = list_view(self.rows, tr("Checked in this session"))
        self.counts = label("", "muted", wraps=True)
        self._waiting: deque[Asked] = deque()
        self._is_busy = False
        self.setAcceptDrops(True)
        self.counts.hide()
        self._name_fields()
        self._lay_out()
        self._connect()

    def _name_fields(self) -> None:
        self.code.setPlaceholderText(tr("Scan here, or paste the code's text, or type the certificate number"))
        self.code.setAccessibleName(tr("Code or certificate number"))
        self.code.setMaxLength(100_000)
        self.name.setPlaceholderText(tr("Name, to compare (with a number)"))
        self.name.setAccessibleName(tr("Name on the certificate"))
        self.name.setFixedWidth(210)
        self.verb.setToolTip("Enter")
        self.choose.setToolTip("Ctrl+O")

    def _lay_out(self) -> None:
        layout = pile_of()
        layout.addLayout(row_of(label(tr("Verifying"), "title"), None, self.choose))
        entry = row_of(self.code, self.name, self.verb)
        entry.setStretch(0, 1)
        layout.addLayout(entry)
        side = QWidget()
        column = pile_of(label(tr("Checked in this session"), "heading"), self.counts, card(pile_of(self.list)))
        column.setContentsMargins(0, 0, 0, 0)
        column.setStretch(2, 1)
        side.setLayout(column)
        both = row_of(self.card, side)
        both.setStretch(0, 11)
        both.setStretch(1, 8)
        layout.addLayout(both, 1)
        self.fill(layout)

    def _connect(self) -> None:
        for field in (self.code, self.name):
            field.returnPressed.connect(self.verify_typed)
        self.list.selectionModel().currentRowChanged.connect(self._show_row)
        self.list.activated.connect(lambda _: self.card.open_certificate())
        key(self, "Ctrl+V", self.paste)
        key(self, "Ctrl+O", self.ask_file)
        key(self, "Ctrl+F", self.take_focus)
        key(self, "Esc", self.work.go_back)
        self.code.pasted.connect(self.paste)

    def show_spot(self, spot: Spot) -> None:
        """Ready to scan; with a text or a file in the spot, its verdict."""
        self.take_focus()
        if spot.part == "file":
            self.verify_files([Path(spot.detail)])
        elif spot.detail:
            self.verify([spot.detail], tr("Scanned"))

    @property
    def spot(self) -> Spot:
        return Spot(VERIFY)

    def take_scan(self, text: str) -> bool:
        """Judge it: whatever is scanned here is meant to be verified."""
        self.verify([text], tr("Scanned"))
        return True

    def take_focus(self) -> None:
        """Ready for the next one."""
        self.code.setFocus()
        self.code.selectAll()

    def verify_typed(self) -> None:
        """Judge what stands in the field."""
        if self.code.text().strip():
            self.verify([self.code.text()], tr("Typed"), self.name.text())

    def verify(self, texts: Sequence[str], source: str, name: str = "") -> None:
        """Judge these texts or numbers."""
        ledger = self.work.ledger
        self._ask(Asked(lambda _: check_texts(ledger, texts, name, source)))
        self.take_focus()

    def verify_files(self, files: Sequence[Path]) -> None:
        """Judge every code in these files; stopping keeps what was found."""
        harvest, ledger = Harvest(), self.work.ledger
        words = tr("Reading the pages…")
        self._ask(Asked(lambda op: check_files(ledger, files, harvest, op), harvest, words))

    def ask_file(self) -> None:
        """Ask for a picture or a PDF."""
        patterns = f"{tr('Pictures and PDF')} ({' '.join('*' + each for each in PATTERNS)})"
        ask_open(
            self, self.work.memory, tr("Verify a picture or PDF"), patterns, lambda path: self.verify_files([path])
        )

    def paste(self) -> None:
        """Judge what is on the clipboard: text, a picture, or copied files."""
        held = QGuiApplication.clipboard().mimeData()
        files = _files_in(held)
        picture = held.imageData() if held.hasImage() else None
        if files:
            self.verify_files(files)
        elif held.hasText() and held.text().strip():
            self.verify(texts_in(held.text()), tr("Pasted"), self.name.text())
        elif isinstance(picture, QImage):
            ledger = self.work.ledger
            self._ask(Asked(lambda _: check_picture(ledger, picture)))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = _files_in(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.verify_files(files)

    def _ask(self, asked: Asked) -> None:
        """One after the other: the verdict in sight is always that of what was shown last."""
        self._waiting.append(asked)
        self.card.busy(asked.words or tr("Verifying…"))
        if not self._is_busy:
            self._ask_next()

    def _ask_next(self) -> None:
        self._is_busy = bool(self._waiting)
        if not self._waiting:
            return
        asked = self._waiting.popleft()

        def over(told: Callable[[], None]) -> None:
            told()
            self._ask_next()

        begun = self.work.ask(
            asked.question,
            lambda checked: over(lambda: self._take(checked, asked.harvest)),
            lambda error: over(lambda: self._fail(error)),
            words=asked.words,
        )
        if asked.harvest is not None:
            found = asked.harvest
            stopped = begun.while_wanted(lambda: over(lambda: self._take(found.checked, found)))
            begun.voices.stopped.connect(stopped)

    def _fail(self, error: Exception) -> None:
        """No old verdict stays in sight beside something that could not be judged."""
        self.card.clear()
        self.work.operations.trouble.emit(error)

    def _take(self, checked: Sequence[Checked], harvest: Harvest | None = None) -> None:
        """The newest stands first; of several, the first that is not good is shown."""
        self.name.clear()
        if not checked:
            self.card.clear()
            return
        self.rows.show_rows([*checked, *self.rows.rows][:KEPT])
        self.counts.setText(_count_words(checked, harvest))
        self.counts.setVisible(bool(self.counts.text()))
        worst = next((place for place, each in enumerate(checked) if each.told.look is not Look.GOOD), 0)
        self.list.selectRow(worst)
        self.card.show_told(checked[worst].told)

    def _show_row(self, index: QModelIndex) -> None:
        checked: Checked | None = self.rows.row_at(index.row())
        if checked:
            self.card.show_told(checked.told)


def _files_in(held: QMimeData) -> list[Path]:
    files = [Path(url.toLocalFile()) for url in held.urls() if url.isLocalFile()]
    return [path for path in files if path.suffix.lower() in PATTERNS]


def _count_words(checked: Sequence[Checked], harvest: Harvest | None) -> str:
    looks = [each.told.look for each in checked]
    if len(looks) < 2 and not (harvest and harvest.pages > 1):
        return ""
    figures = {look.value: looks.count(look) for look in Look}
    words = tr("{count} looked at: {good} valid, {bad} not valid, {unsure} unsure.", count=len(looks), **figures)
    without = harvest.pages_without if harvest else 0
    return words + (tr(" {count} pages have no code.", count=without) if without else "")


def _colour(checked: Checked) -> str:
    return PICTURES[checked.told.look][1]


def _columns() -> list[Column]:
    return [
        Column(tr("Time"), lambda row: f"{row.at:%H:%M:%S}", 66),
        Column(tr("Result"), lambda row: f"{row.told.sign} {row.told.word}", 128),
        Column(tr("Name"), lambda row: row.told.name, 76),
        Column(tr("Certificate number"), lambda row: row.told.number, 140),
        Column(tr("From where"), lambda row: row.source, 90),
    ]
