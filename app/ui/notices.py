"""What the window says across a page: a trouble and its way out, a question for a reason, a ledger shut to writing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from app.errors import XiangxunError
from app.i18n import tr
from app.ui.icons import icon
from app.ui.pieces import button, label, pile_of, row_of
from app.ui.wording import Words

WIDTH = 460


@dataclass(frozen=True)
class Offer:
    """A way out that one button takes."""

    words: str
    taken: Callable[[], object]


class TroubleDialog(QDialog):
    """What happened, what is safe, what to do; the details can be copied."""

    def __init__(self, words: Words, parent: QWidget | None = None, offer: Offer | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.setWindowTitle(tr("This did not work"))
        self.setMinimumWidth(WIDTH)
        close = button(tr("Close"), self.accept, is_primary=True)
        told = [label(words.what, "heading", wraps=True), label(words.safe, wraps=True)]
        if words.to_do:
            told.append(label(tr("What to do: {remedy}", remedy=words.to_do), wraps=True))
        layout = pile_of(*told, 8)
        offered = [button(offer.words, lambda: self._take(offer))] if offer else []
        layout.addLayout(row_of(button(tr("Copy details"), self.copy), None, *offered, close))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        close.setFocus()

    def _take(self, offer: Offer) -> None:
        self.accept()
        offer.taken()

    def copy(self) -> None:
        """Put everything on the clipboard, to be passed on."""
        QGuiApplication.clipboard().setText(self.words.whole())


class ReasonDialog(QDialog):
    """Asks why; what was asked for goes on only with a reason."""

    def __init__(self, question: str, given: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._given = given
        self.setWindowTitle(tr("A reason is needed"))
        self.setMinimumWidth(WIDTH)
        self.field = QLineEdit()
        self.field.setAccessibleName(tr("Reason"))
        self.field.setMaxLength(300)
        self.go_on = button(tr("Go on with this reason"), self.accept, is_primary=True)
        self.go_on.setEnabled(False)
        self.field.textChanged.connect(lambda text: self.go_on.setEnabled(bool(text.strip())))
        layout = pile_of(label(question, wraps=True), self.field, 8)
        layout.addLayout(row_of(None, button(tr("Leave it as it was"), self.reject), self.go_on))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)

    def accept(self) -> None:
        """Go on, if there is a reason."""
        reason = self.field.text().strip()
        if reason:
            super().accept()
            self._given(reason)


class ChoiceDialog(QDialog):
    """Asks whether something is to be done now, with the verb on its button."""

    def __init__(self, question: str, verb: str, chosen: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = chosen
        self.setWindowTitle(tr("Xiangxun"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.go_on = button(verb, self.accept, is_primary=True)
        layout = pile_of(label(question, wraps=True), 8)
        layout.addLayout(row_of(None, button(tr("Later"), self.reject), self.go_on))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        self.go_on.setFocus()

    def accept(self) -> None:
        """Do it."""
        super().accept()
        self._chosen()


class TroubleBar(QFrame):
    """The red bar across the window while the ledger may not be written."""

    asked = Signal()  # the clerk wants to know what to do

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("trouble")
        self.words = label("", wraps=True)
        self.mend = button(tr("What to do…"), self.asked.emit)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 10, 2)
        layout.addWidget(icon_label("triangle-alert", "#ffffff"))
        layout.addWidget(self.words, 1)
        layout.addWidget(self.mend)
        self.ways: list[QPushButton] = []
        self.hide()

    def tell(self, hindrance: XiangxunError | None, offers: Sequence[Offer] | None = None) -> None:
        """Show why nothing may be written and what to do, or nothing; with `offers` each way out is a button."""
        self.words.setText(str(hindrance) if hindrance else "")
        for gone in self.ways:
            gone.hide()
            gone.deleteLater()
        self.ways = [button(each.words, each.taken) for each in offers or ()]
        for way in self.ways:
            self._row.addWidget(way)
        self.mend.setVisible(offers is None)
        self.setVisible(hindrance is not None)


def icon_label(name: str, colour: str) -> QLabel:
    """A picture beside words; those who cannot see it miss nothing."""
    made = QLabel()
    made.setPixmap(icon(name, colour).pixmap(QSize(17, 17)))
    made.setContentsMargins(8, 0, 0, 0)
    return made
