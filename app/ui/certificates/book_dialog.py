"""The register on its way out: printed, or as a spreadsheet; masked unless there is a reason; always journaled."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QRadioButton, QWidget

from app.i18n import tr
from app.ledger.certificate_search import RegisterWanted
from app.ui.files import ask_save
from app.ui.forms import FormDialog
from app.ui.permissions import may
from app.ui.pieces import row_of
from app.ui.work import Work

if TYPE_CHECKING:
    from app.documents.registers import RegisterTable
    from app.models.ledger import Ledger


@dataclass(frozen=True)
class Book:
    """Which certificates leave, how they were chosen, and whether their numbers are shown in full, and why."""

    ids: tuple[str, ...]
    wanted: RegisterWanted
    intake: str
    class_words: str
    full: bool = False
    reason: str = ""


class BookDialog(FormDialog):
    """Asks for paper or spreadsheet, and whether ID numbers are to be whole."""

    def __init__(self, work: Work, book: Book, owner: QWidget, *, as_sheet: bool = False) -> None:
        super().__init__(tr("Print or export the register"), tr("Go on"), owner, width=520)
        self.work, self._book, self._owner = work, book, owner
        self.paper = QRadioButton(tr("Look at it, print it, save it as PDF"))
        self.sheet = QRadioButton(tr("Save it as a spreadsheet (xlsx)"))
        (self.sheet if as_sheet else self.paper).setChecked(True)
        self.full, self.reason = QCheckBox(tr("Show ID numbers in full")), QLineEdit()
        self._ask()

    def _ask(self) -> None:
        choice = QWidget()
        radios = row_of(self.paper, self.sheet, None)
        radios.setContentsMargins(0, 0, 0, 0)
        choice.setLayout(radios)
        count = tr("{count} certificates, as chosen in the list.", count=f"{len(self._book.ids):,}")
        self.fields.add(tr("How"), choice, count)
        allowed = may(self.work.ledger, "person.unmask")
        hint = tr("Only with a reason; the journal keeps it.")
        self.fields.add(tr("ID numbers"), self.full, hint if allowed else tr("Your role may not show them in full."))
        self.full.setEnabled(allowed)
        self.fields.add(tr("Reason"), self.reason)
        self.reason.setEnabled(False)
        self.reason.setMaxLength(300)
        self.full.toggled.connect(self.reason.setEnabled)

    def submit(self) -> None:
        """Ask where to, if need be; then journal it and let it go."""
        book = Book(
            self._book.ids,
            self._book.wanted,
            self._book.intake,
            self._book.class_words,
            self.full.isChecked(),
            self.reason.text().strip(),
        )
        if book.full and not book.reason:
            self.tell(tr("Say in a few words why the numbers are to be shown in full."))
            self.reason.setFocus()
        elif self.sheet.isChecked():
            proposed = tr("Register of certificates {day}.xlsx", day=f"{self.work.ledger.clock.now():%Y%m%d}")
            title = tr("Save the register")
            ask_save(self, self.work.memory, title, proposed, "Excel (*.xlsx)", lambda path: self.write(book, path))
        else:
            self.busy()
            ledger = self.work.ledger
            self.work.change(lambda _: note(ledger, book), lambda _: self._look(book), self.tell)

    def write(self, book: Book, path: Path) -> None:
        """Journal the export and write the spreadsheet."""
        self.busy()
        ledger = self.work.ledger
        said = tr("Saved as {file}.", file=path.name)
        self.work.change(lambda _: write_sheet(ledger, book, path), lambda _: self.accept(), self.tell, said=said)

    def _look(self, book: Book) -> None:
        from app.ui.paper.paper_dialog import PaperDialog

        ledger, owner, work = self.work.ledger, self._owner, self.work
        self.accept()
        name = tr("Register of certificates {day}.pdf", day=f"{ledger.clock.now():%Y%m%d}")
        PaperDialog(
            work, tr("Register of certificates"), lambda path: draw(ledger, book, path), name, owner
        ).show_sized()


def note(ledger: "Ledger", book: Book) -> None:
    """Journal that the register leaves. Raises NotAllowed, ReasonMissing."""
    from app.ledger.certificate_search import register_rows
    from app.ledger.exporting import note_export

    about = [shown.certificate.trainee_id for shown in register_rows(ledger, book.ids)] if book.full else []
    note_export(ledger, "certificates", len(book.ids), full=book.full, reason=book.reason, about=about)


def write_sheet(ledger: "Ledger", book: Book, path: Path) -> None:
    """Journal it, then write the spreadsheet."""
    from app.documents import register_xlsx

    note(ledger, book)
    register_xlsx.render(_table(ledger, book), path)


def draw(ledger: "Ledger", book: Book, path: Path) -> None:
    """The register as pages."""
    from app.documents import register_pdf

    register_pdf.render(_table(ledger, book), path)


def _table(ledger: "Ledger", book: Book) -> "RegisterTable":
    from app.documents.certificate_book import BookHead, certificate_book, scope_words
    from app.ledger.certificate_search import register_rows
    from app.ledger.station_identity import identity_of

    now, identity = ledger.clock.now(), identity_of(ledger)
    scope = scope_words(book.wanted, book.intake, book.class_words)
    watermark = f"{ledger.clerk.name} {now:%Y-%m-%d %H:%M}"
    head = BookHead(identity.station_name if identity else "", scope, now.date(), watermark)
    return certificate_book(head, register_rows(ledger, book.ids), full=book.full)
