"""The sheet of results under the hands of a clerk: keys, the clipboard, and what then stands in the ledger."""

import orjson
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.ledger.results import class_results
from app.models.journal import JournalEntry
from app.models.ledger import Ledger
from app.ui.classes.results_model import LEFT
from app.ui.classes.results_part import ResultsPart
from app.ui.work import Work

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
THEORY, PRACTICAL, RESIT, VERDICT = LEFT, LEFT + 1, LEFT + 2, LEFT + 4


def results_part(qtbot, work: Work, class_id: str) -> ResultsPart:
    """The part as it is shown."""
    made = ResultsPart(work)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    made.show()
    made.show_class(class_id)
    settled(qtbot, made)
    return made


def settled(qtbot, part: ResultsPart) -> None:
    """Until nothing is under way."""
    qtbot.waitUntil(lambda: part.work.operations.is_idle)


def typed(qtbot, part: ResultsPart, *keys) -> None:
    """Keys go to where the focus is: the field of a cell once it is open."""
    for each in keys:
        target = part.window().focusWidget()
        qtbot.keyClicks(target, each) if isinstance(each, str) else qtbot.keyClick(target, each)
    settled(qtbot, part)


def pasted(qtbot, part: ResultsPart, text: str) -> None:
    """Ctrl+V with this on the clipboard."""
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(part.grid, KEY.Key_V, CONTROL)
    settled(qtbot, part)


def stand(part: ResultsPart, row: int, column: int) -> None:
    """Go to a cell."""
    part.grid.setCurrentIndex(part.model.index(row, column))


def done(qtbot, part: ResultsPart, dialog) -> None:
    """Ctrl+Enter in a dialog, once it is in front."""
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.keyClick(dialog, KEY.Key_Return, CONTROL)
    settled(qtbot, part)


def kept(ledger: Ledger, class_id: str) -> list[tuple[float | None, float | None]]:
    """Theory and practice of everyone in the ledger."""
    return [(each.theory, each.practical) for each in class_results(ledger, class_id)]


def acts(ledger: Ledger) -> list[str]:
    """The actions in the journal, oldest first."""
    heads = select(JournalEntry.body).where(JournalEntry.op == "C").order_by(JournalEntry.position)
    with ledger.reading() as session:
        return [orjson.loads(body)["action"] for body in session.scalars(heads)]


def column(part: ResultsPart, place: int) -> list[str]:
    """What a column shows."""
    return [part.model.index(row, place).data() for row in range(part.model.rowCount())]
