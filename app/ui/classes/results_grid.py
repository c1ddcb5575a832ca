"""The grid of results: what is pasted finds its people by name; what cannot be taken is shown before anything is."""

from PySide6.QtCore import Signal

from app.ui.classes.results_model import LEFT, ResultsModel
from app.ui.classes.results_paste import Pasted, Target, read_block
from app.ui.sheet_grid import SheetGrid, clipboard_block


class ResultsGrid(SheetGrid):
    """`doubtful` tells a paste of which something is refused."""

    doubtful = Signal(object)
    pasted = Signal(object)

    def __init__(self, model: ResultsModel, name: str) -> None:
        super().__init__(model, name)
        self.results = model

    def paste(self) -> None:
        """Fill in the scores on the clipboard, by name or by order."""
        block, here = clipboard_block(), self.currentIndex()
        is_one = len(block) == 1 and len(block[0]) == 1
        if is_one or not block or not here.isValid() or here.column() == self.results.remark_column:
            super().paste()
            return
        cell = (here.row(), here.column())
        target = Target(self.results.people, self.results.exams, LEFT, cell, self.results.why_shut)
        pasted = read_block(block, target)
        if pasted.refused:
            self.doubtful.emit(pasted)
        else:
            self.take(pasted)

    def take(self, pasted: Pasted) -> None:
        """Fill in what fits, as one step."""
        self.results.fill(pasted.cells)
        self.pasted.emit(pasted)
