"""The first run in three pages: practice or real, new or from a backup, who you are."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFormLayout, QLineEdit, QRadioButton, QStackedWidget, QWidget

from app.i18n import tr
from app.ui.front_door import NewLedger
from app.ui.pieces import button, card, label, pile_of, row_of

WIDTH, HEIGHT = 560, 380
LEAST_PASSWORD = 8


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
        inner = pile_of(label(tr("Welcome to Xiangxun"), "title"), self.count, self.steps, self.wrong)
        inner.addLayout(row_of(None, self.back, self.next))
        frame = card(inner, 24)
        frame.setFixedSize(WIDTH, HEIGHT)
        middle = pile_of(None)
        middle.addLayout(row_of(None, frame, None))
        middle.addStretch()
        self.setLayout(middle)
        self._turn_to(0)

    def _make_fields(self) -> None:
        self.real = QRadioButton(tr("Work: the ledger of this station"))
        self.practice = QRadioButton(tr("Practice: invented people, nothing can go wrong"))
        self.empty = QRadioButton(tr("Begin with an empty ledger; the county's enrolment file can follow later"))
        self.restored = QRadioButton(tr("Restore the ledger from a backup"))
        self.backup = QLineEdit()
        self.operator, self.password, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        named = ((self.backup, tr("Backup file")), (self.operator, tr("Your name")))
        for field, name in (*named, (self.password, tr("Password")), (self.again, tr("Password again"))):
            field.setAccessibleName(name)
        for field in (self.password, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.real.setChecked(True)
        self.empty.setChecked(True)

    def _kind_step(self) -> QWidget:
        where = tr("The ledger will be kept in {folder}.", folder=str(self._folder))
        return _step(
            label(tr("What do you want to do?"), "heading"), self.real, self.practice, 8, label(where, "muted")
        )

    def _origin_step(self) -> QWidget:
        browse = button(tr("Choose…"), self._browse)
        step = QWidget()
        layout = pile_of(label(tr("Where does the ledger come from?"), "heading"), self.empty, self.restored)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row_of(self.backup, browse))
        layout.addStretch()
        step.setLayout(layout)
        self.restored.toggled.connect(self.backup.setEnabled)
        self.restored.toggled.connect(browse.setEnabled)
        self.backup.setEnabled(False)
        browse.setEnabled(False)
        return step

    def _operator_step(self) -> QWidget:
        step = QWidget()
        fields = QFormLayout()
        fields.addRow(tr("Your name"), self.operator)
        fields.addRow(tr("Password"), self.password)
        fields.addRow(tr("Password again"), self.again)
        layout = pile_of(label(tr("Who are you?"), "heading"))
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(fields)
        self.advice = label("", "muted", wraps=True)
        layout.addWidget(self.advice)
        layout.addStretch()
        step.setLayout(layout)
        return step

    def go_on(self) -> None:
        """To the next page, or to the end."""
        wrong = self._wrong()
        self.tell(wrong)
        if wrong:
            return
        last = self.steps.count() - 1
        if self.steps.currentIndex() < last:
            self._turn_to(last if self.practice.isChecked() else self.steps.currentIndex() + 1)
        else:
            self.next.setEnabled(False)
            self.chosen.emit(self._wanted())

    def go_back(self) -> None:
        """To the page before."""
        self.tell("")
        self._turn_to(0 if self.practice.isChecked() else self.steps.currentIndex() - 1)

    def tell(self, wrong: str) -> None:
        """Say what is missing or did not work."""
        self.wrong.setText(wrong)
        self.next.setEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        else:
            super().keyPressEvent(event)

    def _turn_to(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self.count.setText(tr("Page {step} of {last}", step=step + 1, last=self.steps.count()))
        self.back.setVisible(step > 0)
        is_last = step == self.steps.count() - 1
        self.next.setText(self._last_words() if is_last else tr("Next"))
        is_open = self.practice.isChecked()
        self.password.setEnabled(not is_open)
        self.again.setEnabled(not is_open and not self._is_restoring())
        self.advice.setText(self._advice())
        (self.real, self.empty, self.operator)[step].setFocus()

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
        backup = Path(self.backup.text().strip()) if self._is_restoring() else None
        name = self.operator.text().strip()
        return NewLedger(name, self.password.text(), self.practice.isChecked(), backup)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Backup file"), str(self._folder), "*.xxbackup")
        if chosen:
            self.backup.setText(chosen)


def _step(*parts: QWidget | int) -> QWidget:
    step, layout = QWidget(), pile_of(*parts, None)
    layout.setContentsMargins(0, 0, 0, 0)
    step.setLayout(layout)
    return step
