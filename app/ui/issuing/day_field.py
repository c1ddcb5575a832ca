"""A day that is typed, stepped through with the arrow keys, or picked from a calendar."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit

from app.resources import path_of


class DayField(QDateEdit):
    """Takes and gives plain days."""

    def __init__(self) -> None:
        super().__init__()
        self.setDisplayFormat("yyyy-MM-dd")
        self.setCalendarPopup(True)
        arrow = path_of("icons/chevron-down.svg").as_posix()
        self.setStyleSheet(
            "QDateEdit::drop-down {border:0; width:20px}"
            f'QDateEdit::down-arrow {{image:url("{arrow}"); width:12px; height:12px}}'
        )

    @property
    def day(self) -> date:
        """The day that stands there."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date, first: date | None = None, last: date | None = None) -> None:
        """Put this day there, and allow no other than those from the first to the last; nobody is told."""
        self.blockSignals(True)
        if first:
            self.setMinimumDate(_qdate(first))
        if last:
            self.setMaximumDate(_qdate(last))
        self.setDate(_qdate(day))
        self.blockSignals(False)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
