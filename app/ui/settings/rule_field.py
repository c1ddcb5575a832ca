"""The field for a rule's value: a choice where there are few, a line for each entry of a table, else plain text."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.pieces import label
from app.ui.settings.rule_words import MARKET_PARTS, Shape, key_words, text_of, value_in


class RuleField(QWidget):
    """Shows a value and gives the one that stands there now, still to be checked."""

    @property
    @abstractmethod
    def value(self) -> Any:
        """What stands there."""

    def setAccessibleName(self, name: str) -> None:
        """Name what is inside too: there is where the focus goes."""
        super().setAccessibleName(name)
        inner = self.focusProxy()
        if inner is not None and not inner.accessibleName():
            inner.setAccessibleName(name)


class ChoiceField(RuleField):
    """One of a few."""

    def __init__(self, value: Any, entries: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.box = QComboBox()
        for words, code in entries:
            self.box.addItem(words, code)
        self.box.setCurrentIndex(max(0, self.box.findData(value)))
        _only(self, self.box)

    @property
    def value(self) -> Any:
        return self.box.currentData()


class OptionsField(RuleField):
    """Any of a few."""

    def __init__(self, value: list[str], options: list[str]) -> None:
        super().__init__()
        self.boxes = {option: QCheckBox(key_words(option)) for option in options}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for option, box in self.boxes.items():
            box.setChecked(option in value)
            layout.addWidget(box)
        self.setFocusProxy(next(iter(self.boxes.values())))

    @property
    def value(self) -> Any:
        return [option for option, box in self.boxes.items() if box.isChecked()]


class TextField(RuleField):
    """Whatever is typed."""

    def __init__(self, value: Any, shape: Shape) -> None:
        super().__init__()
        self._shape = shape
        self.line = QLineEdit(text_of(value, shape))
        _only(self, self.line)

    @property
    def value(self) -> Any:
        return value_in(self.line.text(), self._shape)


class TableField(RuleField):
    """A field for each entry."""

    def __init__(self, value: dict[str, Any], shape_of: Callable[[str], Shape], keys: list[str]) -> None:
        super().__init__()
        self.fields = {entry: field_for(value[entry], shape_of(entry)) for entry in keys}
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(4)
        for entry, field in self.fields.items():
            words = key_words(entry)
            inner = field.focusProxy()
            if inner is not None:
                inner.setAccessibleName(words)
            layout.addRow(label(words), field)
        first = next(iter(self.fields.values())).focusProxy()
        if first is not None:
            self.setFocusProxy(first)

    @property
    def value(self) -> Any:
        return {entry: field.value for entry, field in self.fields.items()}


def field_for(value: Any, shape: Shape) -> RuleField:
    """The field that fits a value of this shape."""
    kind = shape["kind"]
    if kind == "yes_no":
        return ChoiceField(bool(value), [(tr("yes"), True), (tr("no"), False)])
    if kind == "choice":
        return ChoiceField(value, [(key_words(option), option) for option in shape["options"]])
    if kind == "options":
        return OptionsField(value, list(shape["options"]))
    if kind == "table":
        return TableField(value, lambda _: shape["of"], list(shape.get("keys") or value))
    if kind == "market_days":
        return TableField(value, lambda entry: MARKET_PARTS[entry], list(MARKET_PARTS))
    return TextField(value, shape)


def _only(owner: RuleField, field: QWidget) -> None:
    layout = QVBoxLayout(owner)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(field)
    owner.setFocusProxy(field)
