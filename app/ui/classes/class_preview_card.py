"""What a plan comes to, beside the form: the timetable in small, the sums, and what the rules have to say of it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.i18n import tr
from app.ledger.class_preview import ClassPreview, SourcedFinding
from app.ui.classes.timetable_calendar import Calendar, weeks_of
from app.ui.classes.timetable_grid import TimetableGrid
from app.ui.pieces import label
from app.ui.wording import words_for

FEW = 4


class PreviewCard(QFrame):
    """Shows one preview, or why there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.title, self.sums = label("", "heading", wraps=True), label("", wraps=True)
        self.off = label("", "muted", wraps=True)
        self.grid = TimetableGrid(is_compact=True)
        self._findings = QVBoxLayout()
        self._findings.setSpacing(4)
        inner, layout = QWidget(), QVBoxLayout()
        for part in (self.title, self.sums, self.grid, self.off):
            layout.addWidget(part)
        layout.addLayout(self._findings)
        layout.addStretch()
        layout.setContentsMargins(12, 10, 10, 10)
        inner.setLayout(layout)
        field = QScrollArea()
        field.setWidgetResizable(True)
        field.setFrameShape(QFrame.Shape.NoFrame)
        field.setWidget(inner)
        field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(field)
        self.wait(tr("Choose a course; the timetable it makes is shown here."))

    @property
    def findings(self) -> list[str]:
        """What is said of it, line by line."""
        items = (self._findings.itemAt(place).widget() for place in range(self._findings.count()))
        return [item.text() for item in items if isinstance(item, QLabel)]

    def wait(self, words: str) -> None:
        """There is nothing to show yet."""
        self._clear()
        self.title.setText("")
        self.sums.setText(words)

    def refuse(self, error: Exception) -> None:
        """The plan cannot be: say why."""
        self._clear()
        words = words_for(error)
        self.title.setText("")
        self.sums.setText("")
        self._say("✕ " + " ".join(filter(None, (words.what, words.to_do))), "wrong")

    def show_preview(self, preview: ClassPreview) -> None:
        """Show what the plan comes to."""
        self._clear()
        self.title.setText(f"{preview.code}  {preview.name}")
        figures = {"start": preview.starts_on, "end": preview.ends_on, "days": preview.days}
        sums = {"hours": preview.theory_hours + preview.practical_hours, "lessons": len(preview.lessons)}
        parts = {"theory": preview.theory_hours, "practical": preview.practical_hours}
        span = tr("{start} to {end}: {days} days, {lessons} lessons, {hours} hours", **figures, **sums)
        self.sums.setText(span + tr(" (theory {theory}, practice {practical})", **parts))
        weeks = weeks_of([lesson.day for lesson in preview.lessons])
        self.grid.show_calendar(Calendar(weeks, preview.lessons, dict(preview.off)))
        self.grid.show()
        self.off.setText(tr("Kept free: {days}", days=_kept_free(preview)))
        self.off.setVisible(bool(preview.off))
        for finding in preview.findings:
            self._say(_words(finding), "wrong" if finding.is_block else "warn")
        if not preview.findings:
            self._say("✓ " + tr("The rules have nothing against it."), "good")

    def _say(self, words: str, look: str) -> None:
        self._findings.addWidget(label(words, look, wraps=True))

    def _clear(self) -> None:
        self.grid.hide()
        self.off.hide()
        while self._findings.count():
            item = self._findings.takeAt(0).widget()
            if item is not None:
                item.hide()
                item.deleteLater()


def _kept_free(preview: ClassPreview) -> str:
    """The days by their reason; where there are many, how many."""
    by_reason: dict[str, list[str]] = {}
    for day, why in preview.off:
        by_reason.setdefault(why, []).append(f"{day:%m-%d}")
    told = (
        f"{why} {'、'.join(days)}" if len(days) <= FEW else f"{why} ×{len(days)}" for why, days in by_reason.items()
    )
    return "；".join(told)


def _words(finding: SourcedFinding) -> str:
    """What a rule says, what to do about it, and where the rule is written."""
    sign = "✕ " if finding.is_block else "! "
    source = tr("(source: {source})", source=finding.source) if finding.source else ""
    return sign + " ".join(filter(None, (finding.finding.sentence(), finding.finding.way_out(), source)))
