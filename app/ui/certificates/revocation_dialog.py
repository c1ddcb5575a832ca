"""What the county has still to revoke, and the signed file that asks for it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QWidget

from app.credential.revocations import Revocation
from app.i18n import tr
from app.ui.certificates.state_words import in_fours
from app.ui.columns import Column, RowsModel
from app.ui.files import ask_save
from app.ui.forms import Hint
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.wording import words_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.models.ledger import Ledger

SIZE = (720, 430)


class RevocationDialog(QDialog):
    """Lists the numbers voided or corrected here that the county's list does not name yet."""

    def __init__(self, work: Work, owner: QWidget) -> None:
        super().__init__(owner)
        self.work = work
        self.setWindowTitle(tr("Ask the county to revoke"))
        self.rows = RowsModel(_columns(), self)
        self.list = list_view(self.rows, tr("Certificates to revoke"))
        self.told = Hint()
        self.verb = button(tr("Save the request…"), self.ask_where, "download", is_primary=True)
        self.verb.setToolTip("Ctrl+Enter")
        self.verb.setEnabled(False)
        self._lay_out()
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            key(self, keys, self.ask_where)

    def _lay_out(self) -> None:
        words = tr(
            "These certificates count no more here, but whoever verifies them elsewhere goes by the county's list."
            " Bring the signed request to the county."
        )
        layout = pile_of(label(words, wraps=True), card(pile_of(self.list)), self.told)
        layout.setStretch(1, 1)
        layout.addLayout(row_of(None, button(tr("Close"), self.reject), self.verb))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)

    def show_sized(self) -> None:
        """Open it and read what is due."""
        self.resize(*SIZE)
        self.open()
        self.list.setFocus()
        ledger = self.work.ledger
        self.work.ask(lambda _: _due(ledger), self._take, self._fail)

    def ask_where(self) -> None:
        """Ask for the file."""
        if self.verb.isEnabled():
            proposed = tr("Revocation request {day}.xxreq", day=f"{self.work.ledger.clock.now():%Y%m%d}")
            title = tr("Save the request for the county")
            ask_save(self, self.work.memory, title, proposed, "*.xxreq", self.write)

    def write(self, path: Path) -> None:
        """Write the signed request."""
        ledger = self.work.ledger
        self.verb.setEnabled(False)
        self.work.ask(lambda _: _write(ledger, path), lambda _: self._written(path), self._fail)

    def _take(self, due: Sequence[Revocation]) -> None:
        self.rows.show_rows(due)
        self.verb.setEnabled(bool(due))
        if due:
            self.list.selectRow(0)
        else:
            self.told.tell(tr("The county's list names all of them; nothing is to be asked for."), "good")

    def _written(self, path: Path) -> None:
        self.verb.setEnabled(True)
        self.told.tell(tr("The request is in {file}; bring it to the county.", file=str(path)), "good")

    def _fail(self, error: Exception) -> None:
        words = words_for(error)
        self.verb.setEnabled(bool(self.rows.rows))
        self.told.tell("\n".join(filter(None, (words.what, words.to_do))), "wrong")


def _due(ledger: "Ledger") -> list[Revocation]:
    from app.ledger.revocation_requests import wanted_revocations

    return wanted_revocations(ledger)


def _write(ledger: "Ledger", path: Path) -> None:
    from app.documents.atomic_file import whole_file
    from app.ledger.revocation_requests import write_request

    data = write_request(ledger, ledger.clock.now().date())
    with whole_file(path) as stream:
        stream.write(data)


def _columns() -> list[Column]:
    return [
        Column(tr("Certificate number"), lambda row: in_fours(row.number), 190),
        Column(tr("Since"), lambda row: row.since, 100),
        Column(tr("Reason"), lambda row: row.reason, 170),
        Column(tr("Successor"), lambda row: in_fours(row.successor), 180),
    ]
