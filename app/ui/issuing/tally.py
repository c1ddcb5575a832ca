"""How far a print job is: so many sheets of each state, each with its sign and its colour."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.i18n import tr
from app.ledger.print_jobs_board import JobBoard, Stand
from app.ui.issuing.job_rows import INKS, SIGNS
from app.ui.pieces import label

ALWAYS = (Stand.GOOD, Stand.SENT, Stand.TO_PRINT)


class Tally(QWidget):
    """One figure for each state; what there is none of stays away, but for the three that every job goes through."""

    def __init__(self) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 0, 0, 0)
        layout.setSpacing(18)
        self.figures: dict[Stand, QLabel] = {stand: label() for stand in (*ALWAYS, Stand.SPOILED, Stand.DROPPED)}
        for stand, figure in self.figures.items():
            figure.setStyleSheet(f"color:{INKS[stand]};font-size:15px;font-weight:600")
            layout.addWidget(figure)

    def show_board(self, board: JobBoard) -> None:
        """Count anew."""
        for stand, figure in self.figures.items():
            count = len(board.at(stand))
            figure.setText(f"{SIGNS[stand]} {tr(stand.words)} {count}")
            figure.setVisible(bool(count) or stand in ALWAYS)
