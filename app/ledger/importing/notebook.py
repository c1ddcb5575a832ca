"""The notes taken while one row is read: the values so far, and what was found at which column."""

from datetime import date
from typing import Any

from app.i18n import mark
from app.ledger.importing.persons import Problem, RosterPerson
from app.ledger.importing.rows import PersonRow
from app.ledger.importing.sheets import Cell
from app.models.findings import Finding, warn

_FIT = {"former_name": 100, "town": 100, "village": 100, "group": 100, "address": 300, "course_wish": 200, "note": 500}


class Notebook:
    """Collects the person of one row."""

    def __init__(self, row: PersonRow, today: date) -> None:
        self.row = row
        self.today = today
        self._values: dict[str, Any] = {}
        self._problems: list[Problem] = []
        self._remarks: list[str] = []

    def cell(self, field: str) -> Cell:
        """What stands in the row for a field."""
        return self.row.cell(field)

    def text(self, field: str) -> str:
        """What stands there as one line of text; several columns of one field are joined."""
        if field not in self.row.by_field:
            return ""
        texts = dict.fromkeys(clean_text(cell) for _column, cell in self.row.by_field[field])
        return "、".join(text for text in texts if text)

    def take(self, **values: Any) -> None:
        """Note values; a text too long for its field is cut and told."""
        for field, value in values.items():
            limit = _FIT.get(field)
            if limit and len(value) > limit:
                self.tell(field, _too_long(len(value), limit))
                self._values[field] = value[:limit]
            else:
                self._values[field] = value

    def taken(self, field: str) -> Any:
        """A value noted before; None if there is none."""
        return self._values.get(field)

    def tell(self, field: str, *findings: Finding, suggestion: str = "") -> None:
        """Note findings about a field; a suggestion goes with the first."""
        column = self.row.column(field)
        letter, heading = (column.letter, column.heading) if column else ("", "")
        for finding in findings:
            self._problems.append(Problem(letter, heading, field, finding, suggestion))
            suggestion = ""

    def remark(self, field: str, text: str) -> None:
        """Keep what has no code among the remarks, under its heading, so that nothing is lost."""
        column = self.row.column(field)
        self._remarks.append(f"{column.heading if column else field}：{text}")

    def person(self) -> tuple[RosterPerson, tuple[Problem, ...]]:
        """The person, and everything told."""
        self.take(note="；".join(filter(None, (self.text("note"), *self._remarks))))
        return RosterPerson(**self._values), tuple(self._problems)


def clean_text(cell: Cell) -> str:
    """A cell as one line, without signs that cannot be seen."""
    if cell is None or (isinstance(cell, str) and cell.isalnum()):
        return cell or ""
    return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in str(cell)).split())


def _too_long(count: int, limit: int) -> Finding:
    message = mark("The text has {count} characters; the first {limit} are kept.")
    return warn("text_too_long", message, mark("Shorten it in the roster."), count=count, limit=limit)
