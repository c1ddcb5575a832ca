"""The large answer to a scan: to be read from two metres away, and told by sign and word, not by colour alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from app.ledger.sheet_results_scan import ScanAnswer, ScanKind
from app.ui.pieces import label
from app.ui.theme import ACCENT_DARK, ACCENT_LIGHT, AMBER, AMBER_LIGHT, RED, RED_LIGHT

HEIGHT = 64
LOOKS = {
    ScanKind.GOOD: ("√", ACCENT_LIGHT, ACCENT_DARK),
    ScanKind.TWICE: ("▲", AMBER_LIGHT, AMBER),
    ScanKind.OTHER: ("×", RED_LIGHT, RED),
    ScanKind.NOT_VALID: ("×", RED_LIGHT, RED),
}


class Verdict(QFrame):
    """Green for good, amber for seen before, red for anything else."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.sign, self.words, self.below = label(), label(), label("", wraps=True)
        self.sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sign.setFixedWidth(46)
        told = QVBoxLayout()
        told.setSpacing(0)
        told.addWidget(self.words)
        told.addWidget(self.below)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 14, 6)
        layout.addWidget(self.sign)
        layout.addLayout(told, 1)
        self.kind = ""
        self.hide()

    def show_answer(self, answer: ScanAnswer) -> None:
        """Show what a scan told."""
        name = answer.name or answer.number
        self.tell(
            answer.kind,
            answer.sentence,
            " · ".join(filter(None, (name, answer.number if name != answer.number else ""))),
        )

    def tell(self, kind: ScanKind, words: str, below: str = "") -> None:
        """Show these words."""
        sign, field, ink = LOOKS[kind]
        self.kind = kind.value
        self.sign.setText(sign)
        self.words.setText(words)
        self.below.setText(below)
        self.below.setVisible(bool(below))
        self.setStyleSheet(
            f"Verdict {{background:{field};border:1px solid {ink};border-radius:8px}} QLabel {{color:{ink}}}"
        )
        self.sign.setStyleSheet(f"color:{ink};font-size:30px;font-weight:700")
        self.words.setStyleSheet(f"color:{ink};font-size:19px;font-weight:600")
        self.setAccessibleName(words)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def forget(self) -> None:
        """Nothing was scanned yet."""
        self.kind = ""
        self.hide()
