"""The scanner: how fast it types, how it ends, and a field to try it in."""

import time

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QSpinBox, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.forms import Fields, Hint
from app.ui.pieces import button, card, label, pile_of, row_of
from app.ui.scanner import ENDINGS, OWN_TRIAL, ScanEdit, keep_habits, kept_habits
from app.ui.scanner_burst import ENTER, TAB, ScannerHabits, is_code, is_complete
from app.ui.settings.section import Section
from app.ui.work import Work

GAPS, LEASTS = (10, 400), (4, 40)
PATIENCE = 1.0  # seconds between two keys of one try
SHOWN, FIGURE = 60, 130


class Trial(ScanEdit):
    """Listens to every key by itself, so that a scanner can be tried whatever is set."""

    read = Signal(str, float, str)  # the text, the longest pause in milliseconds, the key that ended it

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(OWN_TRIAL, True)
        self._signs: list[str] = []
        self._last = self._slowest = 0.0

    def event(self, event: QEvent) -> bool:
        # Tab would lead out of the field before the field hears of it.
        is_press = event.type() == QEvent.Type.KeyPress and bool(self._signs)
        if is_press and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        now, ending = time.monotonic(), ENDINGS.get(event.key())  # type: ignore[call-overload]  # an int is a key
        if ending and self._signs and now - self._last < PATIENCE:
            self._note(now)
            self.read.emit("".join(self._signs), self._slowest * 1000, ending)
            self._forget()
        elif ending:
            super().keyPressEvent(event)
        elif event.text() and event.text().isprintable():
            self._type(event.text(), now)

    def _type(self, sign: str, now: float) -> None:
        if now - self._last >= PATIENCE:
            self._forget()
        elif self._signs:
            self._note(now)
        self._signs.append(sign)
        self._last = now
        self.setText("".join(self._signs)[-SHOWN:])

    def _note(self, now: float) -> None:
        self._slowest = max(self._slowest, now - self._last)

    def _forget(self) -> None:
        self._signs.clear()
        self._slowest = 0.0
        self.clear()


class ScannerSection(Section):
    """What is changed holds from the next scan on."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self.used = QCheckBox(tr("A scanner that types like a keyboard is used at this PC"))
        self.gap, self.least = QSpinBox(), QSpinBox()
        self.enter, self.tab = QCheckBox(tr("Enter")), QCheckBox(tr("Tab"))
        self.trial, self.told = Trial(), Hint()
        self.fields = Fields()
        self._lay_out()
        self.show_section()
        for box in (self.used, self.enter, self.tab):
            box.toggled.connect(self._keep)
        for figure in (self.gap, self.least):
            figure.valueChanged.connect(self._keep)
        self.trial.read.connect(self._show_read)

    def _lay_out(self) -> None:
        self.gap.setRange(*GAPS)
        self.gap.setSingleStep(5)
        self.gap.setSuffix(tr(" ms"))
        self.least.setRange(*LEASTS)
        for figure in (self.gap, self.least):
            figure.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            figure.setMaximumWidth(FIGURE)
        endings = QWidget()
        both = row_of(self.enter, self.tab, None)
        both.setContentsMargins(0, 0, 0, 0)
        endings.setLayout(both)
        self.fields.add(tr("Longest pause between two characters"), self.gap, tr("50 ms suits nearly every scanner."))
        self.fields.add(tr("Least length of a scan"), self.least)
        self.fields.add(tr("Keys that end a scan"), endings, tr("None: then only certificate codes are recognised."))
        self.fields.add(tr("Try it here"), self.trial, tr("Scan anything, for instance a certificate."))
        self.trial.setPlaceholderText(tr("Click here, then scan"))
        usual = button(tr("As usual: 50 ms, 6 characters, Enter or Tab"), self.reset, "undo-2")
        inner = pile_of(self.used, self.fields, self.told)
        inner.addLayout(row_of(usual, None))
        layout = QVBoxLayout()
        layout.addWidget(card(inner, 16))
        layout.addWidget(label(tr("Saved at once; it holds from the next scan on."), "muted"))
        layout.addStretch()
        words = tr(
            "A scan is known by its speed and arrives whole whatever has the focus, also with a Chinese input method"
            " on; no person types as fast."
        )
        self.fill(tr("Scanner"), words, layout)

    @property
    def habits(self) -> ScannerHabits:
        """What is set."""
        endings = {ENTER: self.enter, TAB: self.tab}
        chosen = frozenset(name for name, box in endings.items() if box.isChecked())
        return ScannerHabits(self.used.isChecked(), self.gap.value(), self.least.value(), chosen)

    def show_section(self, detail: str = "") -> None:
        """Show what is set."""
        habits = kept_habits(self.work.memory)
        watched = (self.used, self.gap, self.least, self.enter, self.tab)
        for each in watched:
            each.blockSignals(True)
        self.used.setChecked(habits.is_used)
        self.gap.setValue(habits.gap_ms)
        self.least.setValue(habits.least)
        self.enter.setChecked(ENTER in habits.endings)
        self.tab.setChecked(TAB in habits.endings)
        for each in watched:
            each.blockSignals(False)

    def take_focus(self) -> None:
        self.trial.setFocus()

    def take_scan(self, text: str) -> bool:
        """Whatever is scanned while the section is in sight is shown here."""
        self.told.tell(_what_words(text), "good")
        return True

    def reset(self) -> None:
        """As usual."""
        keep_habits(self.work.memory, ScannerHabits())
        self.show_section()

    def _keep(self) -> None:
        keep_habits(self.work.memory, self.habits)

    def _show_read(self, text: str, slowest: float, ending: str) -> None:
        habits, words = self.habits, [_what_words(text)]
        figures = {
            "count": len(text),
            "slowest": round(slowest),
            "ending": tr("Enter") if ending == ENTER else tr("Tab"),
        }
        words.append(tr("{count} characters, longest pause {slowest} ms, ended by {ending}.", **figures))
        wrong = ""
        if slowest > habits.gap_ms:
            wrong = tr("Slower than the pause set above: raise it to at least {ms} ms.", ms=_rounded(slowest))
        elif len(text) < habits.least and not is_complete(text):
            wrong = tr("Shorter than the least length set above.")
        elif ending not in habits.endings and not is_complete(text):
            wrong = tr("It ends with a key that is not chosen above.")
        self.told.tell(
            "\n".join([*words, wrong or tr("It would be recognised as a scan.")]), "warn" if wrong else "good"
        )


def _rounded(slowest: float) -> int:
    return min(GAPS[1], (int(slowest) // 10 + 2) * 10)


def _what_words(text: str) -> str:
    if is_complete(text):
        return tr("Read: the code of a certificate, {count} characters.", count=len(text))
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return (
        tr("Read: the number of a certificate, {text}", text=shown) if is_code(text) else tr("Read: {text}", text=shown)
    )
