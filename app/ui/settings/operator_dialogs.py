"""Who may come in: adding someone, giving another role, setting a password."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.i18n import tr
from app.ledger.operators import (
    OperatorRow,
    add_operator,
    change_password,
    let_in_again,
    reset_password,
    set_role,
)
from app.models.roles import role_label
from app.models.vocabulary import Role
from app.ui.forms import FormDialog
from app.ui.operation import Operation
from app.ui.work import Work

LONGEST_NAME = 60
Deed = Callable[[Operation], object]


class OperatorForm(FormDialog):
    """A form that alters an operator; `altered` once that is done."""

    altered = Signal()

    def __init__(self, work: Work, title: str, verb: str, owner: QWidget) -> None:
        super().__init__(title, verb, owner, width=460)
        self.work = work

    def _do(self, deed: Deed, said: str) -> None:
        self.busy()
        self.work.change(deed, lambda _: self._done(), self.tell, said=said)

    def _done(self) -> None:
        self.altered.emit()
        self.accept()


class Passwords:
    """Two fields for a new password; none are needed in a practice ledger."""

    def __init__(self, form: OperatorForm, *, is_practice: bool) -> None:
        self._is_practice = is_practice
        self.first, self.again = _secret(), _secret()
        if not is_practice:
            form.fields.add(tr("Password"), self.first, tr("At least 8 characters; a short sentence is fine."))
            form.fields.add(tr("Password again"), self.again)

    @property
    def wrong(self) -> str:
        """What keeps the password from being taken; empty if nothing does."""
        same = self._is_practice or self.first.text() == self.again.text()
        return "" if same else tr("The two passwords are not the same.")

    @property
    def text(self) -> str:
        """The password."""
        return self.first.text()


class AddDialog(OperatorForm):
    """Lets someone in, or in again under the name that they had."""

    def __init__(self, work: Work, owner: QWidget, *, is_practice: bool, again: str = "") -> None:
        title = tr("Let {name} in again", name=again) if again else tr("Add an operator")
        super().__init__(work, title, tr("Let in"), owner)
        self._again = again
        self.name, self.role = QLineEdit(again), role_choice(Role.CLERK)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setEnabled(not again)
        self.fields.add(tr("Name"), self.name, "" if again else tr("As it is to stand beside what they do."))
        self.fields.add(tr("Role"), self.role, roles_explained())
        self.passwords = Passwords(self, is_practice=is_practice)

    def submit(self) -> None:
        """Let them in."""
        name, role, ledger = self.name.text().strip(), Role(self.role.currentData()), self.work.ledger
        password = self.passwords.text
        wrong = self.passwords.wrong or ("" if name else tr("Type the name."))
        if wrong:
            self.tell(wrong)
            return
        let_in = let_in_again if self._again else add_operator
        self._do(lambda _: let_in(ledger, name, role, password), tr("{name} may come in now.", name=name))


class RoleDialog(OperatorForm):
    """Gives another role."""

    def __init__(self, work: Work, row: OperatorRow, owner: QWidget) -> None:
        super().__init__(work, tr("The role of {name}", name=row.name), tr("Give this role"), owner)
        self._name = row.name
        self.role = role_choice(Role(row.role))
        self.fields.add(tr("Role"), self.role, roles_explained())

    def submit(self) -> None:
        """Give it."""
        name, role, ledger = self._name, Role(self.role.currentData()), self.work.ledger
        self._do(
            lambda _: set_role(ledger, name, role), tr("{name} is {role} now.", name=name, role=role_label(role.value))
        )


class NewPasswordDialog(OperatorForm):
    """A new password for someone who forgot theirs."""

    def __init__(self, work: Work, name: str, owner: QWidget) -> None:
        super().__init__(work, tr("New password for {name}", name=name), tr("Set the password"), owner)
        self._name = name
        self.passwords = Passwords(self, is_practice=False)

    def submit(self) -> None:
        """Set it."""
        name, password, ledger = self._name, self.passwords.text, self.work.ledger
        if self.passwords.wrong:
            self.tell(self.passwords.wrong)
            return
        self._do(lambda _: reset_password(ledger, name, password), tr("{name} has a new password.", name=name))


class OwnPasswordDialog(OperatorForm):
    """One's own password: the old one, and the new one twice."""

    def __init__(self, work: Work, owner: QWidget) -> None:
        super().__init__(work, tr("Change my password"), tr("Change it"), owner)
        self.old = _secret()
        self.fields.add(tr("Password until now"), self.old)
        self.passwords = Passwords(self, is_practice=False)

    def submit(self) -> None:
        """Change it."""
        ledger, old, new = self.work.ledger, self.old.text(), self.passwords.text
        if self.passwords.wrong:
            self.tell(self.passwords.wrong)
            return
        folder, name = ledger.places.folder, ledger.clerk.name
        self._do(lambda _: change_password(folder, name, old, new), tr("Your password is changed."))


def role_choice(role: Role) -> QComboBox:
    """All roles to choose from."""
    choice = QComboBox()
    for each in Role:
        choice.addItem(role_label(each.value), each.value)
    choice.setCurrentIndex(choice.findData(role.value))
    return choice


def roles_explained() -> str:
    """What each role may do."""
    return tr(
        "A clerk does the daily work. A station head also sets rules, sees numbers in full, merges and erases people."
        " An administrator also lets others in. An auditor reads."
    )


def _secret() -> QLineEdit:
    field = QLineEdit()
    field.setEchoMode(QLineEdit.EchoMode.Password)
    return field
