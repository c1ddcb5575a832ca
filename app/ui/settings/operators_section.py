"""Who works or worked with this ledger, with which role."""

from dataclasses import dataclass

from app.i18n import tr
from app.ledger.operators import OperatorRow, list_operators, send_away
from app.models.roles import role_label
from app.ui.certificates.tinted_rows import TintedRows
from app.ui.columns import Column
from app.ui.notices import ChoiceDialog
from app.ui.operation import Operation
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.settings.operator_dialogs import AddDialog, NewPasswordDialog, OperatorForm, OwnPasswordDialog, RoleDialog
from app.ui.settings.section import Section
from app.ui.theme import ACCENT_DARK, MUTED
from app.ui.work import Work

STATE = 2  # the place of the column that is in colour


@dataclass(frozen=True)
class Found:
    """The operators, and whether this is a practice ledger, which has no passwords."""

    rows: tuple[OperatorRow, ...]
    is_practice: bool


class OperatorsSection(Section):
    """The list of operators, and what an administrator may do with it."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._is_practice = False
        self._wanted = ""
        self.rows = TintedRows(self._columns(), {STATE: _ink}, self)
        self.list = list_view(self.rows, tr("Operators"))
        self.add = button(tr("Add…"), self.add_someone, "user-plus", is_primary=True)
        self.role = button(tr("Role…"), self.give_role, "pencil")
        self.password = button(tr("New password…"), self.set_password, "lock")
        self.send = button(tr("Let in no longer…"), self.send_someone, "x")
        self.again = button(tr("Let in again…"), self.let_in, "undo-2")
        self.own = button(tr("Change my password…"), self.change_own, "lock")
        self.why = label("", "muted", wraps=True)
        for each, named in ((self.add, "Ctrl+N"), (self.role, "Enter, F2"), (self.send, "Del")):
            each.setToolTip(named)
        layout = pile_of()
        layout.addLayout(row_of(self.add, self.role, self.password, self.send, self.again, None, self.own))
        layout.addWidget(card(pile_of(self.list)), 1)
        layout.addWidget(self.why)
        words = tr("What someone did keeps their name, also when they are let in no longer.")
        self.fill(tr("Operators"), words, layout)
        self._connect()

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        self.list.activated.connect(lambda _: self.give_role())
        for keys, deed in {"Ctrl+N": self.add_someone, "F2": self.give_role, "Del": self.send_someone}.items():
            key(self, keys, deed)

    def show_section(self, detail: str = "") -> None:
        """Read who is there."""
        self._wanted = detail
        ledger = self.work.ledger

        def read(_: Operation) -> Found:
            return Found(tuple(list_operators(ledger)), ledger.is_practice)

        self.ask(read, self._take)

    def take_focus(self) -> None:
        self.list.setFocus()

    @property
    def chosen(self) -> OperatorRow | None:
        """The one on whom the clerk stands."""
        row: OperatorRow | None = self.rows.row_at(self.list.currentIndex().row())
        return row

    def add_someone(self) -> None:
        """Let someone in."""
        if self.add.isEnabled():
            self._open(AddDialog(self.work, self, is_practice=self._is_practice))

    def give_role(self) -> None:
        """Give the chosen one another role."""
        if self.chosen and self.role.isEnabled():
            self._open(RoleDialog(self.work, self.chosen, self))

    def set_password(self) -> None:
        """Give the chosen one a new password."""
        if self.chosen and self.password.isEnabled():
            self._open(NewPasswordDialog(self.work, self.chosen.name, self))

    def let_in(self) -> None:
        """Let the chosen one in again."""
        if self.chosen and self.again.isEnabled():
            self._open(AddDialog(self.work, self, is_practice=self._is_practice, again=self.chosen.name))

    def change_own(self) -> None:
        """Change one's own password."""
        self._open(OwnPasswordDialog(self.work, self))

    def send_someone(self) -> None:
        """Let the chosen one in no longer."""
        row = self.chosen
        if row is None or not self.send.isEnabled():
            return
        question = tr("{name} will not be let in any more. What they did keeps their name.", name=row.name)
        ChoiceDialog(question, tr("Let in no longer"), lambda: self._send(row.name), self).open()

    def _send(self, name: str) -> None:
        ledger, said = self.work.ledger, tr("{name} is let in no longer.", name=name)
        self.work.change(lambda _: send_away(ledger, name), lambda _: self.show_section(name), said=said)

    def _open(self, dialog: OperatorForm) -> None:
        here = self.chosen.name if self.chosen else ""
        dialog.altered.connect(lambda: self.show_section(here))
        dialog.finished.connect(lambda _: self.list.setFocus())
        dialog.show_sized()

    def _take(self, found: Found) -> None:
        wanted = self._wanted or (self.chosen.name if self.chosen else self.work.ledger.clerk.name)
        self._is_practice = found.is_practice
        self.rows.show_rows(found.rows)
        names = [row.name for row in found.rows]
        self.list.selectRow(names.index(wanted) if wanted in names else 0)
        self._offer()

    def _offer(self) -> None:
        """Only what can be done with the chosen one; nobody takes the own entry away."""
        row, allowed = self.chosen, self.may("operator.add")
        is_other = row is not None and row.name != self.work.ledger.clerk.name
        is_active = row is not None and row.active
        self.add.setEnabled(allowed)
        self.role.setEnabled(allowed and is_active and is_other)
        self.password.setEnabled(allowed and is_active and is_other and not self._is_practice)
        self.send.setEnabled(allowed and is_active and is_other)
        self.again.setVisible(row is not None and not row.active)
        self.again.setEnabled(allowed)
        self.own.setEnabled(not self._is_practice)
        words = self.why_not() or tr("Operators are looked after by an administrator.")
        practice = tr("A practice ledger has no password.") if self._is_practice else ""
        self.why.setText(practice if allowed else words)
        self.why.setVisible(bool(self.why.text()))

    def _columns(self) -> list[Column]:
        def named(row: OperatorRow) -> str:
            here = row.name == self.work.ledger.clerk.name
            return tr("{name} (here now)", name=row.name) if here else row.name

        return [
            Column(tr("Name"), named, 220),
            Column(tr("Role"), lambda row: role_label(row.role), 140),
            Column(tr("State"), _state, 160),
        ]


def _state(row: OperatorRow) -> str:
    return tr("✓ may come in") if row.active else tr("✕ let in no longer")


def _ink(row: OperatorRow) -> str:
    return ACCENT_DARK if row.active else MUTED
