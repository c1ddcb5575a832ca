"""The grid of results: what is pasted finds its people by name; what cannot be taken is shown before anything is."""

from PySide6.QtCore import Signal

from app.ui.classes.results_model import LEFT, ResultsModel
from app.ui.classes.results_paste import Pasted, Target, read_block
from app.ui.clipboard import take_block
from app.ui.sheet_grid import SheetGrid

MOST_ROWS, MOST_COLUMNS = 2000, 60  # a list of names may be longer than the class, but not without end


class ResultsGrid(SheetGrid):
    """`doubtful` tells a paste of which something is refused."""

    doubtful = Signal(object)
    pasted = Signal(object)

    def __init__(self, model: ResultsModel, name: str) -> None:
        super().__init__(model, name)
        self.results = model

    def paste(self) -> None:
        """Fill in the scores on the clipboard, by name or by order."""
        block, here = take_block(MOST_ROWS, MOST_COLUMNS), self.currentIndex()
        if (
            block.single is not None
            or not block.cells
            or not here.isValid()
            or here.column() == self.results.remark_column
        ):
            super().paste()
            return
        cell = (here.row(), here.column())
        target = Target(self.results.people, self.results.exams, LEFT, cell, self.results.why_shut)
        pasted = read_block([list(line) for line in block.cells], target)
        if block.beyond:
            self.refused.emit(block.beyond)
        if pasted.refused:
            self.doubtful.emit(pasted)
        else:
            self.take(pasted)

    def take(self, pasted: Pasted) -> None:
        """Fill in what fits, as one step."""
        self.results.fill(pasted.cells)
        self.pasted.emit(pasted)
