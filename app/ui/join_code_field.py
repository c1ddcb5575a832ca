"""The field for a code of the county: whatever is typed or pasted stands there as the code writes it, in groups."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from app.credential.join_signs import GROUP, LENGTH, in_groups, odd_signs, plain_signs
from app.i18n import tr

SAMPLE = "-".join(["····"] * (LENGTH // GROUP))


class JoinCodeField(QLineEdit):
    """Small letters, spaces, dashes and wide characters do no harm: the clerk sees at once what was read."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("key")
        self.setPlaceholderText(SAMPLE)
        hints = Qt.InputMethodHint
        self.setInputMethodHints(hints.ImhLatinOnly | hints.ImhPreferUppercase | hints.ImhNoPredictiveText)
        self.textEdited.connect(self._group)

    @property
    def signs(self) -> str:
        """What was typed, without what stands between."""
        return plain_signs(self.text())

    @property
    def is_whole(self) -> bool:
        """Whether this may be a code."""
        return len(self.signs) == LENGTH and not odd_signs(self.signs)

    def judgement(self) -> tuple[str, str]:
        """What is to be said of it now, and how it looks."""
        signs = self.signs
        odd, lacking = odd_signs(signs), LENGTH - len(signs)
        if odd:
            return tr("No code holds “{signs}”: look again, or let the county read it out again.", signs=odd), "wrong"
        if lacking < 0:
            return tr("{count} letters or digits too many.", count=-lacking), "wrong"
        if not lacking:
            return tr("All {count} letters and digits are there.", count=LENGTH), "good"
        return (tr("{count} letters or digits are missing.", count=lacking) if signs else ""), ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.cursorPosition()
        if event.key() == Qt.Key.Key_Delete and not self.hasSelectedText() and self.text()[at : at + 1] == "-":
            self.setCursorPosition(at + 1)  # the dash would only come back
        super().keyPressEvent(event)

    def _group(self, typed: str) -> None:
        grouped, before = in_groups(plain_signs(typed)), len(plain_signs(typed[: self.cursorPosition()]))
        if grouped != typed:
            self.setText(grouped)
            self.setCursorPosition(len(in_groups(plain_signs(typed)[:before])))
