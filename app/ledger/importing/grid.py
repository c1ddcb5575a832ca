"""A sheet seen with its merged cells: what stands in the corner stands in all of them."""

from functools import cached_property

from app.ledger.importing.sheets import Cell, Sheet, Span


class Grid:
    """Looks into a sheet; `own` sees only what was typed into the very cell."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.name = sheet.name
        self.height = len(sheet.rows)
        self.width = sheet.width

    def own(self, row: int, column: int) -> Cell:
        """What was typed into this cell."""
        return self.sheet.cell(row, column)

    def shown(self, row: int, column: int) -> Cell:
        """What the sender sees at this place, or what the clerk typed into it: that counts for this one row alone."""
        span, typed_over = self._covered.get((row, column)), self.sheet.typed_over
        if span is None or (row, column) in typed_over:
            return self.sheet.cell(row, column)
        corner = (span.first_row, span.first_column)
        return typed_over[corner] if corner in typed_over else self.sheet.cell(*corner)

    def text(self, row: int, column: int) -> str:
        """What is shown, as text."""
        value = self.shown(row, column)
        return "" if value is None else str(value)

    def is_continued(self, row: int, column: int) -> bool:
        """True for a cell that a cell of a row above reaches down to."""
        span = self._covered.get((row, column))
        return span is not None and span.first_row < row

    def width_of(self, row: int, column: int) -> int:
        """Over how many columns the cell reaches."""
        span = self._covered.get((row, column))
        return span.last_column - span.first_column + 1 if span else 1

    @cached_property
    def _covered(self) -> dict[tuple[int, int], Span]:
        return {
            (row, column): span
            for span in self.sheet.merged
            for row in range(span.first_row, span.last_row + 1)
            for column in range(span.first_column, span.last_column + 1)
        }
