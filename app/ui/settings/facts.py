"""Facts below one another: a name at the left, what is known at the right."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QVBoxLayout

from app.ui.pieces import card, label

Fact = tuple[str, str]


class FactsCard:
    """A white card of facts that can be shown anew."""

    def __init__(self) -> None:
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(18)
        self._form.setVerticalSpacing(5)
        holder = QVBoxLayout()
        holder.addLayout(self._form)
        self.frame: QFrame = card(holder, 14)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these instead; a fact without a value is left out."""
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in facts:
            if value:
                shown = label(value, wraps=True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self._form.addRow(label(name, "muted"), shown)
