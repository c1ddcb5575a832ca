"""The figures of a year: how many were trained, by month and by skill group, against the targets; plotted or listed."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.figures_training import TrainingFigures, training_figures
from app.ui import spots
from app.ui.columns import Column, RowsModel
from app.ui.home.month_plot import MonthPlot, month_name
from app.ui.home.plot import DEEP, LIGHT, Legend
from app.ui.home.target_plot import TargetPlot, group_name
from app.ui.pieces import button, label, list_view, pile_of, row_of
from app.ui.spots import Spot
from app.ui.work import Work

if TYPE_CHECKING:
    from app.models.ledger import Ledger

TARGET_RULE = "training_targets"


class FiguresCard(QFrame):
    """Everything of one year."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.figures: TrainingFigures | None = None
        self.setObjectName("card")
        self.year = QComboBox()
        self.year.setAccessibleName(tr("Year"))
        self.as_table = button(tr("As a table"), self.turn_over, "table-2")
        self.paper = button(tr("Print"), self.print_figures, "printer")
        self.paper.setToolTip("Ctrl+P")
        self.months, self.targets = MonthPlot(), TargetPlot()
        self.told = label("", "muted")
        self.no_targets = button(tr("No targets are set for this year: set them in the rules"), self._go_to_rules)
        self.no_targets.setObjectName("way")
        self.no_targets.hide()  # until it is known
        self.table = RowsModel(_columns(), self)
        self.list = list_view(self.table, tr("The figures of the year"))
        self.totals = {name: label("–", "figure") for name in ("people", "enrolments", "completed")}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = row_of(label(tr("Training of the year"), "heading"), self.year, None, self.as_table, self.paper)
        totals = row_of()
        names = {"people": tr("people"), "enrolments": tr("enrolments"), "completed": tr("completed")}
        for name, shown in self.totals.items():
            pile = pile_of(shown, label(names[name], "muted"))
            pile.setSpacing(0)
            totals.addLayout(pile)
            totals.addSpacing(26)
        totals.addStretch()
        legend = Legend(((tr("enrolments"), DEEP), (tr("people"), LIGHT)))
        totals.addWidget(legend, 0, Qt.AlignmentFlag.AlignBottom)
        plots = QWidget()
        pile = pile_of(self.months, self.told, self.targets, self.no_targets)
        pile.setContentsMargins(0, 0, 0, 0)
        pile.setStretch(0, 1)
        plots.setLayout(pile)
        self.sides = QStackedWidget()
        self.sides.addWidget(plots)
        self.sides.addWidget(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(totals)
        layout.addWidget(self.sides, 1)

    def _connect(self) -> None:
        self.year.activated.connect(lambda _: self.refresh(int(self.year.currentText())))
        for plot in (self.months, self.targets):
            plot.told.connect(self.told.setText)

    def refresh(self, year: int = 0) -> None:
        """Count anew; the year in sight unless another is named."""
        wanted = year or (self.figures.year if self.figures else 0)
        self.work.ask(lambda _: training_figures(self.work.ledger, wanted), self.show_figures, self._cannot)

    def show_figures(self, figures: TrainingFigures) -> None:
        """Show these."""
        self.figures = figures
        self.sides.show()
        self.year.clear()
        self.year.addItems([str(year) for year in figures.years])
        self.year.setCurrentText(str(figures.year))
        for name, shown in self.totals.items():
            shown.setText(f"{getattr(figures.whole.count, name):,}")
        self.months.show_figures(figures)
        self.targets.show_figures(figures)
        self.no_targets.setVisible(not figures.has_targets)
        self.table.show_rows(_rows(figures))

    def _cannot(self, error: Exception) -> None:
        """No figures are better than those of another day."""
        self.figures = None
        for shown in self.totals.values():
            shown.setText("–")
        self.sides.hide()
        self.work.operations.trouble.emit(error)

    def turn_over(self) -> None:
        """Plots or table: the same figures."""
        is_table = self.sides.currentIndex() == 0
        self.sides.setCurrentIndex(int(is_table))
        self.as_table.setText(tr("As plots") if is_table else tr("As a table"))
        self.as_table.setAccessibleName(self.as_table.text())
        (self.list if is_table else self.months).setFocus()

    def print_figures(self) -> None:
        """The same plots and tables on paper."""
        from app.ui.paper.paper_dialog import PaperDialog

        if self.figures is None:
            return
        title = tr("Training of the year {year}", year=self.figures.year)
        draw = partial(_drawn, self.work.ledger, self.figures)
        PaperDialog(self.work, title, draw, f"{title}.pdf", self).show_sized()

    def _go_to_rules(self) -> None:
        self.work.go(Spot(spots.SETTINGS, part="rules", detail=TARGET_RULE))


def _drawn(ledger: "Ledger", figures: TrainingFigures, path: Path) -> None:
    from app.documents.figures_sheet import render
    from app.ledger.station_identity import identity_of

    identity = identity_of(ledger)
    render(figures, identity.station_name if identity else "", ledger.clock.now().date(), path)


def _columns() -> list[Column]:
    return [
        Column(tr("Month or skill group"), lambda row: row[0], 170),
        Column(tr("people"), lambda row: f"{row[1].people:,}", 80, is_figure=True),
        Column(tr("enrolments"), lambda row: f"{row[1].enrolments:,}", 80, is_figure=True),
        Column(tr("completed"), lambda row: f"{row[1].completed:,}", 80, is_figure=True),
        Column(tr("Target"), lambda row: f"{row[2]:,}" if row[2] else "", 80, is_figure=True),
    ]


def _rows(figures: TrainingFigures) -> list[tuple[str, object, int]]:
    months = [(month_name(number), count, 0) for number, count in enumerate(figures.months, 1)]
    groups = [(group_name(each), each.count, each.target) for each in (*figures.groups, figures.whole)]
    return [*months, *groups]
