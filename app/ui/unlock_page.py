"""The locked window: who are you, and your password; or why it cannot be opened now."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from app.i18n import tr
from app.ui.front_door import Found
from app.ui.pieces import button, card, label, pile_of, row_of

WIDTH = 380


class UnlockPage(QWidget):
    """Says who wants to come in: operator and password."""

    asked = Signal(str, str)
    restore_asked = Signal(str, str)
    looked_again = Signal()
    backup_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.operator = QComboBox()
        self.operator.setAccessibleName(tr("Operator"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(tr("Password"))
        self.password.returnPressed.connect(self.ask)
        self.title, self.wrong = label("", "title"), label("", "wrong", wraps=True)
        self.advice = label("", "muted", wraps=True)
        self.open = button(tr("Open the ledger"), self.ask, is_primary=True)
        self.again = button(tr("Try again"), self.looked_again.emit, is_primary=True)
        self.leave = button(tr("Leave it as it was"), self.looked_again.emit)
        self.from_backup = button(tr("Restore from a backup…"), self.backup_wanted.emit)
        self.restore = button(tr("Restore the ledger"), self.ask, is_primary=True)
        self._lay_out()
        self.wait()

    def _lay_out(self) -> None:
        self.fields, form = QWidget(), QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        self._password_name = label(tr("Password"))
        form.addRow(label(tr("Operator")), self.operator)
        form.addRow(self._password_name, self.password)
        self.fields.setLayout(form)
        inner = pile_of(self.title, self.advice, self.fields, self.wrong)
        inner.addLayout(row_of(None, self.leave, self.from_backup, self.again, self.restore, self.open))
        frame = card(inner, 22)
        frame.setFixedWidth(WIDTH)
        middle = pile_of(None)
        middle.addLayout(row_of(None, frame, None))
        middle.addStretch()
        self.setLayout(middle)

    def wait(self) -> None:
        """The last step is still being saved: nobody comes in before."""
        self._show(tr("The ledger is locked"), tr("Saving the last step…"))

    def show_found(self, found: Found, last: str = "", unheard: str = "") -> None:
        """Offer those who may come in, whoever was here last first; `unheard` is told before they do."""
        if found.is_taken:
            self._show_taken()
            return
        advice = tr("Practice ledger: invented people, no password.") if found.is_practice else ""
        self._show(tr("The ledger is locked"), advice, with_fields=True)
        self.operator.setEditable(False)
        self.operator.clear()
        self.operator.addItems(list(found.operators))
        self.operator.setCurrentText(last)
        self.password.setVisible(not found.is_practice)
        self._password_name.setVisible(not found.is_practice)
        self.tell(unheard)
        (self.open if found.is_practice else self.password).setFocus()

    def ask_for_backup(self, name: str, last: str) -> None:
        """Who opens the backup: names and passwords are those of the day on which it was made."""
        advice = tr("Name and password as they were when the backup was made.")
        self._show(tr("Restore the backup {name}", name=name), advice, with_fields=True)
        self.operator.clear()
        self.operator.setEditable(True)
        self.operator.setEditText(last)
        for verb in (self.open, self.again):
            verb.hide()
        shown: tuple[QWidget, ...] = (self.restore, self.leave, self.password, self._password_name)
        for part in shown:
            part.show()
        self.password.setFocus()

    def show_shut(self, why: str) -> None:
        """Say why nobody can come in; one may look again, or put a backup in the ledger's place."""
        self._show(tr("The ledger cannot be opened"), "", may_look_again=True)
        self._say(why)
        self.from_backup.show()

    def tell(self, wrong: str, *, may_restore: bool = False) -> None:
        """Say why it did not open; the password is typed anew, or a backup put in the ledger's place."""
        self._say(wrong)
        self.from_backup.setVisible(may_restore)
        for verb in (self.open, self.restore):
            verb.setEnabled(True)
        self.password.clear()
        self.password.setFocus()

    def ask_password(self) -> None:
        """A password after all, though the key file says that none is needed."""
        self.advice.hide()
        for part in (self.password, self._password_name):
            part.show()

    def ask(self) -> None:
        """Ask to be let in, or for the backup."""
        verb, wanted = (self.open, self.asked) if self.restore.isHidden() else (self.restore, self.restore_asked)
        if verb.isEnabled() and self.operator.currentText():
            verb.setEnabled(False)
            wanted.emit(self.operator.currentText().strip(), self.password.text())

    def _show_taken(self) -> None:
        advice = tr(
            "Xiangxun is open on this ledger in another window already. Go on there; if it cannot be found, close the "
            "program and start it again. Nothing was changed."
        )
        self._show(tr("The ledger is open in another window"), advice, may_look_again=True)

    def _say(self, wrong: str) -> None:
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def _show(self, title: str, advice: str, *, with_fields: bool = False, may_look_again: bool = False) -> None:
        self.title.setText(title)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.fields.setVisible(with_fields)
        self.open.setVisible(with_fields)
        self.again.setVisible(may_look_again)
        for way in (self.restore, self.leave, self.from_backup):
            way.hide()
        self._say("")
        if may_look_again:
            self.again.setFocus()
