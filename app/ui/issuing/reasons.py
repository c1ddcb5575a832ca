"""A field for a reason: one of the usual ones chosen with an arrow key, or any other typed."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox

from app.i18n import tr

LONGEST = 300


class ReasonField(QComboBox):
    """The usual reasons; the first stands there already if `is_likely`."""

    def __init__(self, usual: Sequence[str], *, is_likely: bool = False) -> None:
        super().__init__()
        self.setEditable(True)
        self.addItems(list(usual))
        self.setAccessibleName(tr("Reason"))
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line = self.lineEdit()
        if line is not None:
            line.setMaxLength(LONGEST)
            line.setPlaceholderText(tr("Why? It is kept in the journal"))
        if not is_likely:
            self.setCurrentIndex(-1)

    @property
    def reason(self) -> str:
        """What was chosen or typed."""
        return self.currentText().strip()


def paper_reasons() -> tuple[str, ...]:
    """Why paper is spoiled."""
    return (tr("paper jam"), tr("print out of place"), tr("uneven toner"), tr("torn or stained paper"))
