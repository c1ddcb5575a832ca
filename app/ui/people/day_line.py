"""A day as it is typed: 2026-11-21, 20261121, 2026年11月21日; the empty line is no day."""

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit

from app.i18n import tr
from app.models.chinese_dates import read_date


class UnreadableDay(Exception):
    """What stands in the line names no day."""

    def __init__(self, line: "DayLine") -> None:
        super().__init__(line.text())
        self.line = line

    def sentence(self) -> str:
        """What is wrong, in the reader's language."""
        return tr("“{text}” is no day. Write it like 2026-11-21.", text=self.line.text().strip())


class DayLine(QLineEdit):
    """Spells the day out once the line is left."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("2026-11-21")
        self.editingFinished.connect(self._spell)

    @property
    def day(self) -> date | None:
        """The day that stands there. Raises UnreadableDay."""
        typed = self.text().strip()
        found = read_date(typed) if typed else None
        if typed and found is None:
            raise UnreadableDay(self)
        return found

    def show_day(self, day: date | None) -> None:
        """Let this day stand there."""
        self.setText(day.isoformat() if day else "")

    @Slot()
    def _spell(self) -> None:
        typed = self.text().strip()
        found = read_date(typed) if typed else None
        if found:
            self.setText(found.isoformat())
