"""Fields for a day, as the pages of results and graduation use them."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit

# The arrow of Fusion has an edge that the other fields lack.
LOOK = "QDateEdit::drop-down { border:0; width:20px; }"


class DayField(QDateEdit):
    """A day, typed or chosen from a calendar; never later than the day given."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        self.setAccessibleName(name)
        self.setStyleSheet(LOOK)

    @property
    def day(self) -> date:
        """The day in the field."""
        chosen = self.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def show_day(self, day: date, most: date | None = None) -> None:
        """Show a day that nobody has chosen: no signal is sent."""
        self.blockSignals(True)
        if most is not None:
            self.setMaximumDate(QDate(most.year, most.month, most.day))
        self.setDate(QDate(day.year, day.month, day.day))
        self.blockSignals(False)
