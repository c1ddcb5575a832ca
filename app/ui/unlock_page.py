"""The locked window: who are you, and your password."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from app.i18n import tr
from app.ui.front_door import Found
from app.ui.pieces import button, card, label, pile_of, row_of

WIDTH = 380


class UnlockPage(QWidget):
    """Says who wants to come in: operator and password."""

    asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.operator = QComboBox()
        self.operator.setAccessibleName(tr("Operator"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.wrong = label("", "wrong", wraps=True)
        self.open = button(tr("Open the ledger"), self.ask, is_primary=True)
        self.password.returnPressed.connect(self.ask)
        fields = QFormLayout()
        fields.addRow(tr("Operator"), self.operator)
        self._password_name = label(tr("Password"))
        fields.addRow(self._password_name, self.password)
        inner = pile_of(label(tr("The ledger is locked"), "title"))
        self.practice = label(tr("Practice ledger: invented people, no password."), "muted", wraps=True)
        inner.addWidget(self.practice)
        inner.addLayout(fields)
        inner.addWidget(self.wrong)
        inner.addLayout(row_of(None, self.open))
        frame = card(inner, 22)
        frame.setFixedWidth(WIDTH)
        middle = pile_of(None)
        middle.addLayout(row_of(None, frame, None))
        middle.addStretch()
        self.setLayout(middle)

    def show_found(self, found: Found, last: str = "") -> None:
        """Offer those who may come in; whoever was here last stands first."""
        self.operator.clear()
        self.operator.addItems(list(found.operators))
        self.operator.setCurrentText(last)
        self.practice.setVisible(found.is_practice)
        self.password.setVisible(not found.is_practice)
        self._password_name.setVisible(not found.is_practice)
        self.tell("")
        (self.open if found.is_practice else self.password).setFocus()

    def tell(self, wrong: str) -> None:
        """Say why it did not open; the password is typed anew."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.open.setEnabled(True)
        self.password.clear()
        self.password.setFocus()

    def ask(self) -> None:
        """Ask to be let in."""
        if self.open.isEnabled() and self.operator.currentText():
            self.open.setEnabled(False)
            self.asked.emit(self.operator.currentText(), self.password.text())
