"""The head of one roster's page: the file, the class they are to join, the one big button, what is to be known."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from app.i18n import tr
from app.ledger.class_rows import ClassRow
from app.ledger.roster_imports import ImportRow
from app.ledger.roster_plan import Taking
from app.ui.classes.shrinking_bar import ShrinkingBar
from app.ui.forms import Hint
from app.ui.pieces import button, label, pile_of
from app.ui.tips import hint

CHIP = 250


class CheckHead(QWidget):
    """Speaks of one roster."""

    def __init__(self) -> None:
        super().__init__()
        self.file, self.left_out = label("", "chip"), label("", "muted")
        self.sheets, self.classes = QComboBox(), QComboBox()
        self.sheets.setAccessibleName(tr("Worksheet"))
        self.classes.setAccessibleName(tr("Enrol them in a class"))
        self.classes.setToolTip(tr("Enrol everyone who is taken in this class at once."))
        for choice in (self.sheets, self.classes):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.sheets.setMinimumContentsLength(9)
        self.classes.setMinimumContentsLength(15)
        self.go = button(tr("Import"), lambda: None, "check", is_primary=True)
        self.go.setToolTip("Ctrl+Enter")
        self.errors = button(tr("Error workbook"), lambda: None, "download")
        self.errors.setToolTip(tr("The sender's file with what is to be mended in it") + "  Ctrl+S")
        self.note = Hint()
        self.wish = ""
        self._lay_out()

    def _lay_out(self) -> None:
        title = label(tr("Roster import"), "title")
        layout = pile_of()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        parts = (title, self.file, self.sheets, None, self.left_out, self.errors, self.classes, self.go)
        self.line = ShrinkingBar(*parts, yielding=(self.left_out, self.file, title))
        layout.addWidget(self.line)
        layout.addWidget(self.note)
        self.setLayout(layout)

    def show_file(self, path: Path, sheets: Sequence[str]) -> None:
        """Name the file, and its sheets where there are several."""
        shown = QFontMetrics(self.file.font()).elidedText(path.name, Qt.TextElideMode.ElideMiddle, CHIP)
        self.file.setText(shown)
        hint(self.file, str(path))
        self.sheets.clear()
        self.sheets.addItem(tr("All worksheets"), "")
        for name in sheets:
            self.sheets.addItem(name, name)
        self.sheets.setVisible(len(sheets) > 1)
        self.line.arrange()

    def show_sheet(self, name: str) -> None:
        """Show which sheet is read, after a step back too."""
        self.sheets.setCurrentIndex(max(0, self.sheets.findData(name)))

    def show_classes(self, rows: Sequence[ClassRow]) -> bool:
        """Offer the classes that are open; the one wished for is chosen. False if that one is not among them."""
        before, wish = (self.classes.currentIndex(), self.classes.currentData()), self.wish
        with QSignalBlocker(self.classes):
            self.classes.clear()
            self.classes.addItem(tr("Enrol in no class"), "")
            for row in rows:
                self.classes.addItem(tr("{name} ({count} people)", name=row.name, count=row.enrolment_count), row.id)
            self.classes.setCurrentIndex(max(0, self.classes.findData(wish)))
        if (self.classes.currentIndex(), self.classes.currentData()) != before:
            self.classes.currentIndexChanged.emit(self.classes.currentIndex())
        return self.classes.findData(wish) >= 0

    def show_taking(self, taking: Taking | None) -> None:
        """Tell how many would be taken in, and how many left out."""
        count = len(taking.rows) if taking else 0
        out = len(taking.doubtful) + len(taking.wrong) + len(taking.skipped) if taking else 0
        self.go.setText(tr("Import {count} people", count=count))
        self.errors.setVisible(out > 0)
        self.left_out.setText(tr("{count} stay out", count=out) if out else "")
        self.line.arrange()

    def show_notes(self, before: Sequence[ImportRow], more: str = "") -> None:
        """Tell whether the very file came in before, and what else is to be known."""
        told = [more] if more else []
        told += [tr("This very file was imported already: {at}, by {by}.", at=row.day, by=row.by) for row in before[:1]]
        self.note.tell("　".join(told), "warn")
