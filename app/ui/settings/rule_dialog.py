"""Setting one rule: the value, what happens if it is broken, whose word it is, from when to when, and where written."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.errors import Refusal
from app.i18n import tr
from app.ledger.rule_catalogue import KnownRule, known_rule
from app.ledger.rule_values import checked, expected
from app.ledger.rules import SCOPE_WORDS, SETTABLE, SEVERITY_WORDS, Rule, RuleChange, reset_rule, set_rule
from app.models.chinese_dates import read_date
from app.ui.columns import Column, RowsModel
from app.ui.forms import FormDialog
from app.ui.notices import ReasonDialog
from app.ui.operation import Operation
from app.ui.pieces import button, label, list_view, row_of
from app.ui.settings.rule_field import field_for
from app.ui.settings.rule_words import has_unit, scope_words, severity_words, validity_words, value_words
from app.ui.work import Work

WIDTH, HISTORY = 640, 118
PLAIN_SHAPES = ("table", "market_days", "yes_no", "choice", "options")


class RuleDialog(FormDialog):
    """Sets a rule or takes a setting back; `altered` once that is in the ledger."""

    altered = Signal()

    def __init__(self, work: Work, rule: Rule, settings: Sequence[Rule], owner: QWidget) -> None:
        super().__init__(rule.label, tr("Set the rule"), owner, WIDTH)
        self.work, self.rule = work, rule
        self.known: KnownRule = known_rule(rule.key)
        self.value = field_for(rule.value, self.known.shape)
        self.severity, self.scope = QComboBox(), QComboBox()
        self.starts_on, self.ends_on, self.source = QLineEdit(), QLineEdit(), QLineEdit()
        self.history = RowsModel(_columns(self.known), self)
        self.history.show_rows(settings)
        self.list = list_view(self.history, tr("What was set here"))
        self.take_back = button(tr("Take this setting back…"), self.ask_why, "undo-2")
        self._offer()
        self._put_in(settings)

    def _offer(self) -> None:
        self.severity.addItem(tr("as it is: {severity}", severity=severity_words(self.rule)), "")
        for code, words in SEVERITY_WORDS.items():
            self.severity.addItem(tr(words), code)
        for scope in reversed(SETTABLE):
            self.scope.addItem(tr(SCOPE_WORDS[scope]), scope.value)
        self.source.setMaxLength(200)

    def _put_in(self, settings: Sequence[Rule]) -> None:
        now = tr("Now: {value} ({scope}; {source})", value=value_words(self.rule, self.known.shape),
                 scope=scope_words(self.rule), source=self.rule.source or "—")  # fmt: skip
        self.body.insertWidget(0, label(self.rule.label, "heading", wraps=True))
        self.body.insertWidget(1, label(now, "muted", wraps=True))
        hint = "" if self.known.shape["kind"] in PLAIN_SHAPES else expected(self.known.shape)
        unit = f" ({self.rule.unit})" if has_unit(self.rule, self.known.shape) else ""
        self.fields.add(tr("Set to") + unit, self.value, hint)
        self.fields.add(tr("If it is broken"), self.severity)
        self.fields.add(tr("Whose rule"), self.scope)
        self.starts_on.setPlaceholderText(tr("from today on, if left empty"))
        self.ends_on.setPlaceholderText(tr("for good, if left empty"))
        self.fields.add(tr("Holds from"), self.starts_on)
        self.fields.add(tr("Holds to"), self.ends_on)
        self.fields.add(tr("Source or reason"), self.source, tr("The document and its number, or who decided it."))
        if settings:
            self.list.setFixedHeight(HISTORY)
            self.list.selectRow(0)
            self.body.addWidget(label(tr("What was set here"), "heading"))
            self.body.addWidget(self.list)
            self.body.addLayout(row_of(self.take_back, None))

    def submit(self) -> None:
        """Set it."""
        if not (_is_day(self.starts_on) and _is_day(self.ends_on)):
            self.tell(tr("A day is written such as 2026-11-21."))
            return
        try:
            wanted = self._wanted()
        except Refusal as refusal:
            self.tell(refusal)
            return
        ledger, said = self.work.ledger, tr("The rule “{label}” is set.", label=self.rule.label)
        self.busy()
        self.work.change(lambda _: set_rule(ledger, wanted), lambda _: self._altered(), self.tell, said=said)

    def _wanted(self) -> RuleChange:
        """What is to be set. Raises RuleValueRefused."""
        return RuleChange(
            self.rule.key,
            self.source.text(),
            checked(self.known, self.value.value),
            self.severity.currentData(),
            self.scope.currentData(),
            read_date(self.starts_on.text()),
            read_date(self.ends_on.text()),
        )

    def ask_why(self) -> None:
        """Ask why the chosen setting is to be taken back."""
        chosen: Rule | None = self.history.row_at(self.list.currentIndex().row())
        if chosen:
            question = tr("Why is the setting for {scope} taken back? What is wider holds again.",
                          scope=scope_words(chosen))  # fmt: skip
            ReasonDialog(question, lambda reason: self._reset(chosen, reason), self).open()

    def _reset(self, chosen: Rule, reason: str) -> None:
        ledger, said = self.work.ledger, tr("The setting of “{label}” was taken back.", label=self.rule.label)

        def take_back(_: Operation) -> Rule:
            return reset_rule(ledger, chosen.key, chosen.scope, reason)

        self.work.change(take_back, lambda _: self._altered(), self.tell, said=said)

    def _altered(self) -> None:
        self.altered.emit()
        self.accept()


def _is_day(field: QLineEdit) -> bool:
    text = field.text().strip()
    return not text or read_date(text) is not None


def _columns(known: KnownRule) -> list[Column]:
    return [
        Column(tr("Whose rule"), scope_words, 80),
        Column(tr("Set to"), lambda rule: value_words(rule, known.shape), 150),
        Column(tr("If it is broken"), severity_words, 80),
        Column(tr("Validity"), validity_words, 160),
        Column(tr("Source"), lambda rule: rule.source, 160),
    ]
