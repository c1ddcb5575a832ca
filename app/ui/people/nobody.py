"""What stands in the place of an empty list: why it is empty, and the next step."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.permissions import lend
from app.ui.pieces import button, label, pile_of, row_of
from app.ui.work import Work


class Nobody(QWidget):
    """Either nobody fits what was typed, or nobody is in the ledger yet."""

    def __init__(
        self, work: Work, imported: Callable[[], object], added: Callable[[], object], widened: Callable[[], object]
    ) -> None:
        super().__init__()
        self._work = work
        self.words = label("", "muted", wraps=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bring = button(tr("Import a roster"), imported, "upload", is_primary=True)
        self.new = button(tr("Enter one person"), added, "user-plus")
        self.widen = button(tr("Show everyone"), widened)
        layout = pile_of()
        layout.addStretch()
        layout.addWidget(self.words)
        layout.addLayout(row_of(None, self.widen, self.bring, self.new, None))
        layout.addStretch()
        self.setLayout(layout)

    def text(self) -> str:
        """What is said."""
        return self.words.text()

    def tell(self, *, is_chosen: bool) -> None:
        """Say which of the two it is."""
        nobody = tr("Nobody fits. Try a name, pinyin, initials, or the last digits of the ID number or the phone.")
        none_yet = tr("Nobody is in the ledger yet. A roster of a village or a class is the quickest beginning.")
        self.words.setText(nobody if is_chosen else none_yet)
        self.widen.setVisible(is_chosen)
        self.bring.setVisible(not is_chosen)
        lend(self._work, self.bring, action="roster.import")
        lend(self._work, self.new, action="trainee.add")
