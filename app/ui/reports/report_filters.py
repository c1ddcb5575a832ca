"""The choices over a report: the period, the class, and what figures are told apart by."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.i18n import mark, tr
from app.ledger.class_rows import ClassRow
from app.ledger.report_figures import FIGURE_WORDS, FigureKind
from app.ledger.report_scope import ReportScope
from app.ui.day_field import DayField
from app.ui.pieces import label
from app.ui.reports.report_reading import FIGURES, ReportKind

YEAR, QUARTER, MONTH, LAST_MONTH, LAST_YEAR, WHOLE, OWN = (
    "year",
    "quarter",
    "month",
    "last_month",
    "last_year",
    "",
    "own",
)
PERIODS = {
    YEAR: mark("This year"),
    QUARTER: mark("This quarter"),
    MONTH: mark("This month"),
    LAST_MONTH: mark("Last month"),
    LAST_YEAR: mark("Last year"),
    WHOLE: mark("All the time"),
    OWN: mark("From day to day"),
}


class ReportFilters(QWidget):
    """`changed` tells that something else was chosen."""

    changed = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.period, self.class_, self.figures = QComboBox(), QComboBox(), QComboBox()
        self.first, self.last = DayField(tr("From")), DayField(tr("To"))
        self.between = label("—", "muted")
        for box, name in ((self.period, tr("Period")), (self.class_, tr("Class")), (self.figures, tr("Told apart"))):
            box.setAccessibleName(name)
        for code, words in PERIODS.items():
            self.period.addItem(tr(words), code)
        for kind, words in FIGURE_WORDS.items():
            self.figures.addItem(tr(words), kind)
        self.class_.setMinimumWidth(150)
        self.class_.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.class_.setMinimumContentsLength(16)
        self.class_.setMaxVisibleItems(20)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for each in (self.period, self.first, self.between, self.last, self.class_, self.figures):
            layout.addWidget(each)
        layout.addStretch()
        self._show_days()
        self.period.currentIndexChanged.connect(self._choose_period)
        for box in (self.class_, self.figures):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        for field in (self.first, self.last):
            field.changed.connect(self._choose_days)

    def show_classes(self, rows: tuple[ClassRow, ...], chosen: str = "") -> None:
        """Offer these classes; the chosen one stays if it is among them."""
        chosen = chosen or self.class_.currentData() or ""
        self.class_.blockSignals(True)
        self.class_.clear()
        self.class_.addItem(tr("All classes"), "")
        for row in rows:
            self.class_.addItem(f"{row.code}  {row.name}", row.id)
        self.class_.setCurrentIndex(max(0, self.class_.findData(chosen)))
        self.class_.blockSignals(False)

    def suit(self, kind: ReportKind) -> None:
        """Show the choices that this report has; one of a class takes the newest where none is chosen."""
        for each in (self.period, self.first, self.between, self.last):
            each.setVisible(not kind.of_class)
        self.figures.setVisible(kind.key == FIGURES)
        if kind.of_class and not self.class_.currentData() and self.class_.count() > 1:
            self.class_.blockSignals(True)
            self.class_.setCurrentIndex(1)
            self.class_.blockSignals(False)

    def scope(self, kind: ReportKind) -> ReportScope:
        """What was chosen."""
        class_id = self.class_.currentData() or ""
        if kind.of_class:
            return ReportScope(class_id=class_id)
        if self.period.currentData() == WHOLE:
            return ReportScope(class_id=class_id)
        return ReportScope(self.first.day, self.last.day, class_id)

    @property
    def is_unread(self) -> bool:
        """True while something that is no day stands in one of the fields."""
        return any(field.isVisible() and not field.is_day for field in (self.first, self.last))

    @property
    def figure_kind(self) -> FigureKind:
        """What figures are told apart by."""
        return FigureKind(self.figures.currentData())

    def _choose_period(self) -> None:
        self._show_days()
        self.changed.emit()
        if self.period.currentData() == OWN:
            self.first.setFocus()

    def _choose_days(self) -> None:
        if self.period.currentData() != OWN:
            self.period.blockSignals(True)
            self.period.setCurrentIndex(self.period.findData(OWN))
            self.period.blockSignals(False)
        self.changed.emit()

    def _show_days(self) -> None:
        code = self.period.currentData()
        for field in (self.first, self.last):
            field.setEnabled(code != WHOLE)
        if code not in (WHOLE, OWN):
            first, last = period_of(code, self._today)
            self.first.show_day(first)
            self.last.show_day(last)


def period_of(code: str, today: date) -> tuple[date, date]:
    """The first and the last day of a period, seen from a day."""
    year, month = today.year, today.month
    if code == LAST_YEAR:
        return date(year - 1, 1, 1), date(year - 1, 12, 31)
    if code == QUARTER:
        begin = 3 * ((month - 1) // 3) + 1
        return date(year, begin, 1), _end_of_month(date(year, begin + 2, 1))
    if code == MONTH:
        return today.replace(day=1), _end_of_month(today)
    if code == LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    return date(year, 1, 1), date(year, 12, 31)


def _end_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
