"""The first run in three pages: practice or real, where the ledger comes from, who you are."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFormLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from app.i18n import tr
from app.ui.files import ask_open
from app.ui.front_door import BY_CODE, BY_FILE, NewLedger
from app.ui.memory import Memory
from app.ui.pieces import button, card, label, pile_of, row_of

WIDTH, HEIGHT = 600, 400
LEAST_PASSWORD, LONGEST_NAME = 8, 60


class FirstRunPage(QWidget):
    """Asks for what a ledger needs to begin with; nothing is written before the last page is done."""

    chosen = Signal(object)  # a NewLedger

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._make_fields()
        self.steps = QStackedWidget()
        for step in (self._kind_step(), self._origin_step(), self._operator_step()):
            self.steps.addWidget(step)
        self.back = button(tr("Back"), self.go_back)
        self.next = button(tr("Next"), self.go_on, is_primary=True)
        self.wrong = label("", "wrong", wraps=True)
        self.count = label("", "muted")
        self._lay_out()
        self.practice.toggled.connect(self.filled.setEnabled)
        self.turn_to(0)

    def _lay_out(self) -> None:
        inner = pile_of(label(tr("Welcome to Xiangxun"), "title"), self.count, 4, self.steps, self.wrong)
        inner.setStretch(3, 1)
        inner.addLayout(row_of(None, self.back, self.next))
        frame = card(inner, 24)
        frame.setFixedSize(WIDTH, HEIGHT)
        middle, whole = pile_of(None), QWidget()
        middle.addLayout(row_of(None, frame, None))
        middle.addStretch()
        whole.setLayout(middle)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(whole)
        outer = pile_of(scroll)
        outer.setContentsMargins(0, 0, 0, 0)
        self.setLayout(outer)

    def _make_fields(self) -> None:
        self.real = QRadioButton(tr("Work: the ledger of this station"))
        self.practice = QRadioButton(tr("Practice: invented people, nothing can go wrong"))
        self.filled = QCheckBox(tr("Put invented classes in, with roll calls, results and certificates"))
        self.coded = QRadioButton(tr("Join the county now, over the line, by the code that it gave you"))
        self.joined = QRadioButton(tr("Join the county now: write a request for it, take its enrolment file in"))
        self.empty = QRadioButton(tr("Begin with an empty ledger, join the county later"))
        self.restored = QRadioButton(tr("Restore the ledger from a backup"))
        self.backup = QLineEdit()
        self.operator, self.password, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        named = ((self.backup, tr("Backup file")), (self.operator, tr("Your name")))
        for field, name in (*named, (self.password, tr("Password")), (self.again, tr("Password again"))):
            field.setAccessibleName(name)
        for choice in (self.real, self.practice, self.filled, *self._origins):
            choice.setAccessibleName(choice.text())
        for field in (self.password, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.operator.setMaxLength(LONGEST_NAME)
        for chosen in (self.real, self.coded, self.filled):
            chosen.setChecked(True)
        self.filled.setEnabled(False)

    @property
    def _origins(self) -> tuple[QRadioButton, ...]:
        return self.coded, self.joined, self.empty, self.restored

    def _kind_step(self) -> QWidget:
        where = tr("The ledger will be kept in {folder}.", folder=str(self._folder))
        below = row_of(24, self.filled, None)
        step, layout = _step(label(tr("What do you want to do?"), "heading"), self.real, self.practice)
        layout.addLayout(below)
        layout.addWidget(label(where, "muted", wraps=True))
        return step

    def _origin_step(self) -> QWidget:
        self.browse = button(tr("Choose…"), self._browse)
        step, layout = _step(label(tr("Where does the ledger come from?"), "heading"), *self._origins)
        layout.addLayout(row_of(24, self.backup, self.browse))
        for part in (self.backup, self.browse):
            self.restored.toggled.connect(part.setEnabled)
            part.setEnabled(False)
        return step

    def _operator_step(self) -> QWidget:
        fields = QFormLayout()
        fields.addRow(label(tr("Your name")), self.operator)
        fields.addRow(label(tr("Password")), self.password)
        fields.addRow(label(tr("Password again")), self.again)
        step, layout = _step(label(tr("Who are you?"), "heading"))
        layout.addLayout(fields)
        self.advice = label("", "muted", wraps=True)
        layout.addWidget(self.advice)
        return step

    def go_on(self) -> None:
        """To the next page, or to the end."""
        wrong = self._wrong()
        self.tell(wrong)
        if wrong:
            return
        last = self.steps.count() - 1
        if self.steps.currentIndex() < last:
            self.turn_to(last if self.practice.isChecked() else self.steps.currentIndex() + 1)
        else:
            self.next.setEnabled(False)
            self.chosen.emit(self._wanted())

    def go_back(self) -> None:
        """To the page before."""
        self.tell("")
        self.turn_to(0 if self.practice.isChecked() else self.steps.currentIndex() - 1)

    def tell(self, wrong: str) -> None:
        """Say what is missing or did not work."""
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))
        self.next.setEnabled(True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.turn_to(self.steps.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.next.isEnabled():
            self.go_on()
        elif event.key() == Qt.Key.Key_Escape and self.steps.currentIndex():
            self.go_back()
        else:
            super().keyPressEvent(event)

    def turn_to(self, step: int) -> None:
        """Show this page; the keyboard stands where it begins."""
        self.steps.setCurrentIndex(step)
        # Practice has no second page: it does not come from anywhere.
        last = 2 if self.practice.isChecked() else 3
        self.count.setText(tr("Page {step} of {last}", step=min(step + 1, last), last=last))
        self.back.setVisible(step > 0)
        self.next.setText(self._last_words() if step == self.steps.count() - 1 else tr("Next"))
        self.next.setAccessibleName(self.next.text())
        is_open = self.practice.isChecked()
        self.password.setEnabled(not is_open)
        self.again.setEnabled(not is_open and not self._is_restoring())
        self.advice.setText(self._advice())
        kind = self.practice if is_open else self.real
        origin = next(each for each in self._origins if each.isChecked())
        (kind, origin, self.operator)[step].setFocus()

    def _last_words(self) -> str:
        return tr("Restore the ledger") if self._is_restoring() else tr("Begin")

    def _advice(self) -> str:
        if self.practice.isChecked():
            return tr("A practice ledger has no password.")
        if self._is_restoring():
            return tr("Name and password as they were when the backup was made.")
        return tr(
            "At least {least} characters. Write the password down and keep it locked away: without it nobody can "
            "open the ledger.",
            least=LEAST_PASSWORD,
        )

    def _is_restoring(self) -> bool:
        return self.restored.isChecked() and not self.practice.isChecked()

    def _wrong(self) -> str:
        step = self.steps.currentIndex()
        if step == 1 and self._is_restoring() and not Path(self.backup.text().strip()).is_file():
            return tr("Choose the backup file.")
        return self._wrong_operator() if step == self.steps.count() - 1 else ""

    def _wrong_operator(self) -> str:
        if not self.operator.text().strip():
            return tr("Type your name.")
        if self.practice.isChecked() or self._is_restoring():
            return ""
        if len(self.password.text()) < LEAST_PASSWORD:
            return tr("A password needs at least {least} characters.", least=LEAST_PASSWORD)
        return "" if self.password.text() == self.again.text() else tr("The two passwords are not the same.")

    def _wanted(self) -> NewLedger:
        is_practice, is_restoring = self.practice.isChecked(), self._is_restoring()
        return NewLedger(
            self.operator.text().strip(),
            "" if is_practice else self.password.text(),
            is_practice,
            Path(self.backup.text().strip()) if is_restoring else None,
            joins="" if is_practice else self._way_to_the_county(),
            fills=self.filled.isChecked() and is_practice,
        )

    def _way_to_the_county(self) -> str:
        return BY_CODE if self.coded.isChecked() else BY_FILE if self.joined.isChecked() else ""

    def _browse(self) -> None:
        patterns = tr("Backups of a ledger") + " (*.xxbackup)"
        ask_open(self, Memory(self._folder), tr("Backup file"), patterns, lambda path: self.backup.setText(str(path)))


def _step(*parts: QWidget) -> tuple[QWidget, QBoxLayout]:
    step, layout = QWidget(), pile_of(*parts)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setAlignment(Qt.AlignmentFlag.AlignTop)
    step.setLayout(layout)
    return step, layout
