"""Every policy number: what it is now, whose word that is, and how to set it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QCheckBox

from app.i18n import tr
from app.ledger.rule_catalogue import known_rule
from app.ledger.rules import Rule, Scope, list_rules, list_settings
from app.ui.certificates.tinted_rows import TintedRows
from app.ui.columns import Column
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of, search_field
from app.ui.settings.rule_dialog import RuleDialog
from app.ui.settings.rule_words import scope_words, severity_words, validity_words, value_words
from app.ui.settings.section import Section
from app.ui.theme import ACCENT_DARK
from app.ui.work import Work

VALUE, SCOPE = 1, 3  # the places of the columns that may be in colour


@dataclass(frozen=True)
class Found:
    """The rules in force, and everything that was set here."""

    rules: tuple[Rule, ...]
    settings: tuple[Rule, ...]


class RulesSection(Section):
    """The list of rules; Enter sets one."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._found = Found((), ())
        self._wanted = ""
        self.rows = TintedRows(_columns(), dict.fromkeys((VALUE, SCOPE), _ink), self)
        self.list = list_view(self.rows, tr("Rules"))
        self.search = search_field(tr("Words in the rule's name (Ctrl+F)"))
        self.search.setMinimumWidth(260)
        self.only_set = QCheckBox(tr("Only those set otherwise than the product's default"))
        self.change = button(tr("Set the rule…"), self.open_rule, "pencil", is_primary=True)
        self.change.setToolTip("Enter, F2")
        self.why = label("", "muted", wraps=True)
        layout = pile_of()
        layout.addLayout(row_of(self.search, self.only_set, None, self.change))
        layout.addWidget(card(pile_of(self.list)), 1)
        layout.addWidget(self.why)
        words = tr("Every number has a source. What is set here is kept with who set it and why, and holds at once.")
        self.fill(tr("Rules"), words, layout)
        self._connect()

    def _connect(self) -> None:
        self.search.textChanged.connect(self._choose)
        self.search.returnPressed.connect(self.list.setFocus)
        self.only_set.toggled.connect(self._choose)
        self.list.activated.connect(self._open)
        key(self, "Ctrl+F", self.search.setFocus)
        key(self, "F2", self.open_rule)
        key(self.search, "Down", self.list.setFocus)

    def show_section(self, detail: str = "") -> None:
        """Read all rules; `detail` is the key of the one that is meant."""
        self._wanted = detail
        ledger = self.work.ledger
        self.ask(lambda _: Found(list_rules(ledger, ledger.clock.now().date()), list_settings(ledger)), self._take)
        allowed = self.may("rules.set")
        self.change.setEnabled(allowed)
        not_for_role = tr("Setting rules is for the station head and the administrator.")
        self.why.setText("" if allowed else self.why_not() or not_for_role)
        self.why.setVisible(not allowed)

    def take_focus(self) -> None:
        self.list.setFocus()

    def open_rule(self) -> None:
        """Set the chosen rule."""
        self._open(self.list.currentIndex())

    def _open(self, index: QModelIndex) -> None:
        rule: Rule | None = self.rows.row_at(index.row())
        if rule is None or not self.change.isEnabled():
            return
        settings = [each for each in self._found.settings if each.key == rule.key]
        dialog = RuleDialog(self.work, rule, settings, self)
        dialog.altered.connect(lambda: self.show_section(rule.key))
        dialog.show_sized()

    def _take(self, found: Found) -> None:
        self._found = found
        if self._wanted and self._wanted not in [rule.key for rule in self._chosen()]:
            self.search.clear()
            self.only_set.setChecked(False)
        self._choose()

    def _choose(self) -> None:
        here: Rule | None = self.rows.row_at(self.list.currentIndex().row())
        wanted = self._wanted or (here.key if here else "")
        rules = self._chosen()
        self.rows.show_rows(rules)
        keys = [rule.key for rule in rules]
        if rules:
            self.list.selectRow(keys.index(wanted) if wanted in keys else 0)

    def _chosen(self) -> Sequence[Rule]:
        typed, only = self.search.text().strip().casefold(), self.only_set.isChecked()
        set_here = {rule.key for rule in self._found.settings}
        return [
            rule
            for rule in self._found.rules
            if typed in f"{rule.label} {rule.key}".casefold() and not (only and rule.key not in set_here)
        ]


def _ink(rule: Rule) -> str:
    return ACCENT_DARK if rule.scope != Scope.DEFAULT else ""


def _columns() -> list[Column]:
    return [
        Column(tr("Rule"), lambda rule: rule.label, 230),
        Column(tr("Set to"), lambda rule: value_words(rule, known_rule(rule.key).shape), 210),
        Column(tr("If it is broken"), severity_words, 96),
        Column(tr("Whose rule"), scope_words, 96),
        Column(tr("Source"), lambda rule: rule.source, 210),
        Column(tr("Validity"), validity_words, 120),
    ]
