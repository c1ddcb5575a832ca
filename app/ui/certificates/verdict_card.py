"""One large verdict: a sign, a word and a sentence, then what stands on the certificate, to be compared by eye."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.certificates.verdicts import Look, Told
from app.ui.icons import icon
from app.ui.pieces import button, card, label, pile_of, row_of
from app.ui.spots import CERTIFICATE, Spot
from app.ui.theme import ACCENT_DARK, ACCENT_LIGHT, ALTERNATE, AMBER, AMBER_LIGHT, MUTED, RED, RED_LIGHT
from app.ui.work import Work

SIGN = 52
PICTURES = {
    Look.GOOD: ("circle-check", ACCENT_DARK, ACCENT_LIGHT),
    Look.BAD: ("circle-x", RED, RED_LIGHT),
    Look.UNSURE: ("triangle-alert", AMBER, AMBER_LIGHT),
    Look.NOTHING: ("circle-help", MUTED, ALTERNATE),
}


class VerdictCard(QFrame):
    """Shows one judgement; before the first one, how to come to it."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.told: Told | None = None
        self.picture = QLabel()
        self.word, self.sentence = QLabel(), label("", wraps=True)
        self.way_out, self.list_words = label("", "muted", wraps=True), label("", "muted", wraps=True)
        self.name, self.masked_id = QLabel(), QLabel()
        self.compare = label(tr("Compare with the ID card of whoever shows it:"), "muted")
        self.open = button(tr("Open in the register"), self.open_certificate, "award")
        self.successor = button("", self.open_successor)
        self.facts = QFormLayout()
        self._lay_out()
        self.clear()

    def _lay_out(self) -> None:
        self.word.setStyleSheet("font-size:27px; font-weight:700;")
        self.sentence.setStyleSheet("font-size:15px;")
        for each in (self.name, self.masked_id):
            each.setTextFormat(Qt.TextFormat.PlainText)
            each.setStyleSheet("font-size:22px; font-weight:600;")
            each.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.word.setTextFormat(Qt.TextFormat.PlainText)
        self.word.setAccessibleName(tr("Verdict"))
        self.band = QFrame()
        self.band.setObjectName("band")
        told = pile_of(self.word, self.sentence, self.way_out)
        told.setSpacing(4)
        top = row_of(self.picture)
        top.setContentsMargins(18, 14, 18, 14)
        top.setSpacing(16)
        top.addLayout(told, 1)
        self.band.setLayout(top)
        layout = pile_of(self.band, self._eye(), self._facts())
        layout.setSpacing(0)
        layout.addStretch()
        layout.addLayout(self._foot())
        whole = card(layout)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(whole)

    def _eye(self) -> QWidget:
        self.eye = QWidget()
        inner = pile_of(self.compare)
        inner.addLayout(row_of(self.name, 24, self.masked_id, None))
        inner.setContentsMargins(18, 12, 18, 4)
        inner.setSpacing(2)
        self.eye.setLayout(inner)
        return self.eye

    def _facts(self) -> QWidget:
        holder = QWidget()
        self.facts.setContentsMargins(18, 6, 18, 6)
        self.facts.setHorizontalSpacing(18)
        self.facts.setVerticalSpacing(5)
        holder.setLayout(self.facts)
        return holder

    def _foot(self) -> QVBoxLayout:
        foot = pile_of(self.list_words)
        foot.addLayout(row_of(self.open, self.successor, None))
        foot.setContentsMargins(18, 4, 18, 14)
        return foot

    def clear(self) -> None:
        """Nothing was looked at yet."""
        ways = tr(
            "Scan the QR code on the certificate. Or paste its text (Ctrl+V), type the number, choose or drop a"
            " picture or a PDF (Ctrl+O)."
        )
        self._show(Told(Look.NOTHING, tr("Which certificate?"), ways), "scan-line")
        self.told = None

    def show_told(self, told: Told) -> None:
        """Show this judgement."""
        self._show(told, PICTURES[told.look][0])
        self.told = told

    def busy(self, words: str) -> None:
        """Something is being looked at."""
        self._show(Told(Look.NOTHING, words, ""), "search")
        self.told = None

    def open_certificate(self) -> None:
        """Go to its page in the register."""
        if self.told and self.told.is_in_register:
            self.work.go(Spot(CERTIFICATE, self.told.number))

    def open_successor(self) -> None:
        """Go to the page of the certificate that replaces it."""
        if self.told and self.told.successor:
            self.work.go(Spot(CERTIFICATE, self.told.successor))

    def _show(self, told: Told, picture: str) -> None:
        _, ink, ground = PICTURES[told.look]
        self.picture.setPixmap(icon(picture, ink).pixmap(QSize(SIGN, SIGN)))
        self.band.setStyleSheet(
            f"#band {{ background:{ground}; border-top-left-radius:7px; border-top-right-radius:7px; }}"
            f" #band QLabel {{ color:{ink}; }}"
        )
        for place, words in ((self.word, told.word), (self.sentence, told.sentence), (self.way_out, told.way_out)):
            place.setText(words)
            place.setVisible(bool(words))
        self.setAccessibleName(told.word)
        self.setAccessibleDescription(told.sentence)
        self._show_content(told)

    def _show_content(self, told: Told) -> None:
        self.eye.setVisible(bool(told.name))
        self.name.setText(told.name)
        self.masked_id.setText(told.masked_id)
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for name, value in told.facts:
            self.facts.addRow(label(name, "muted"), _fact(value))
        self.list_words.setText(told.list_words)
        self.open.setVisible(told.is_in_register)
        self.successor.setVisible(bool(told.successor) and told.is_in_register)
        self.successor.setText(tr("Its successor {number}", number=told.successor))
        self.successor.setAccessibleName(self.successor.text())


def _fact(value: str) -> QLabel:
    made = label(value, wraps=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made
