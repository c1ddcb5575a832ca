"""The one question before certificates are issued, for that cannot be taken back."""

from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import tr
from app.ledger.issuing_preview import NumberPlan, Preview
from app.models.chinese_dates import plain_date
from app.models.vocabulary import CertificateKind
from app.ui.pieces import button, key, label, pile_of, row_of

WIDTH = 480


class IssueDialog(QDialog):
    """Names how many, the first and the last number, and the day; Enter issues, Esc leaves."""

    def __init__(self, preview: Preview, plan: NumberPlan, count: int, owner: QWidget) -> None:
        super().__init__(owner)
        verb = tr("Issue {count} certificates", count=count)
        self.setWindowTitle(verb)
        self.setMinimumWidth(WIDTH)
        self.verb = button(verb, self.accept, "stamp", is_primary=True)
        heading = tr("{count} × {kind}", count=count, kind=CertificateKind(preview.kind).label)
        told = [label(heading, "heading"), label(preview.row.name)]
        told += [label(words) for words in range_words(plan)]
        told.append(label(tr("Dated {day}", day=plain_date(preview.day))))
        last = tr("This cannot be taken back: a number is used once. A mistake is voided or corrected afterwards.")
        layout = pile_of(*told, 4, label(f"▲ {last}", "warn", wraps=True), 8)
        layout.addLayout(row_of(None, button(tr("Not yet"), self.reject), self.verb))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            key(self, keys, self.accept)
        self.verb.setFocus()


def range_words(plan: NumberPlan) -> list[str]:
    """The numbers that would be used, a line for each range."""
    return [
        tr("Number {number}", number=first)
        if first == last
        else tr("Numbers {first} to {last}", first=first, last=last)
        for first, last in plan.ranges
    ]
