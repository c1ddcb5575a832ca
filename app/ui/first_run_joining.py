"""Joining the county by two files: the request that this PC writes, and the enrolment that the county makes of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QWidget

from app.i18n import tr
from app.ui.files import ask_open, ask_save
from app.ui.forms import Hint
from app.ui.pieces import button, card, label, pile_of, row_of
from app.ui.wording import sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.county_enrolment import FirstLook, TakenIn, WrittenRequest
    from app.models.ledger import Ledger

WIDTH, HEIGHT = 600, 540
REQUEST, ENROLMENT = "request.xxrequest", "*.xxenrol *.xxblock *.xxlist"


class JoinDialog(QDialog):
    """Both files in one place: they may be a week apart, or a minute."""

    def __init__(self, work: Work, owner: QWidget | None = None) -> None:
        super().__init__(owner)
        self.work = work
        self._data, self._look = b"", None  # type: bytes, FirstLook | None
        self.setWindowTitle(tr("Join the county"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the station"))
        self.name.setPlaceholderText(tr("For example 凤山镇乡村人才振兴工作站"))
        self.name.setMaxLength(60)
        self.write = button(tr("Write the request…"), self._ask_where, "download", is_primary=True)
        self.take = button(tr("Take the county's file in…"), self._ask_which, "upload")
        self.written, self.told = Hint(), Hint()
        self.own_key, self.root_key = label("", "key"), label("", "key")
        self.confirm = button(tr("The county told me the same: join"), self.join, "check", is_primary=True)
        self.later = button(tr("Later"), self.reject)
        self._lay_out()
        self._show_look(None)

    def _lay_out(self) -> None:
        asked = pile_of(label(tr("1. Write the request"), "heading"))
        asked.addWidget(label(tr("Bring the file to the county, on a stick or by mail."), "muted", wraps=True))
        asked.addLayout(row_of(self.name, self.write))
        for part in (self.written, self.own_key):
            asked.addWidget(part)
        answered = pile_of(label(tr("2. Take in what the county made of it"), "heading"))
        answered.addWidget(label(tr("The enrolment file, today or whenever it comes."), "muted", wraps=True))
        answered.addLayout(row_of(self.take, None))
        for part in (self.told, self.root_key):
            answered.addWidget(part)
        answered.addLayout(row_of(self.confirm, None))
        body = QWidget()
        body.setLayout(pile_of(card(asked, 14), card(answered, 14), None))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        layout = pile_of(scroll)
        layout.addLayout(row_of(None, self.later))
        self.setLayout(layout)
        self.own_key.hide()

    def show_sized(self) -> None:
        """Open it, ready for the name."""
        self.resize(WIDTH, HEIGHT)
        self.open()
        self.name.setFocus()

    def write_to(self, path: Path) -> None:
        """Write the request to this file."""
        ledger, name = self.work.ledger, self.name.text().strip()
        self.write.setEnabled(False)
        self.written.tell("")
        self.work.change(
            lambda _: _written(ledger, name, path), lambda made: self._show_written(path, made), self._failed_to_write
        )

    def read_from(self, path: Path) -> None:
        """Look at what the county sent."""
        ledger = self.work.ledger
        self.take.setEnabled(False)
        self.work.ask(lambda _: _looked_at(ledger, path), self._show_read, self._failed_to_read)

    def join(self) -> None:
        """Take it in, with the root key that was compared."""
        ledger, data, confirmed = self.work.ledger, self._data, self._look.fingerprint if self._look else ""
        self.confirm.setEnabled(False)
        self.work.change(lambda _: _taken_in(ledger, data, confirmed), self._show_taken, self._failed_to_read)

    def _ask_where(self) -> None:
        patterns = tr("Request for the county") + " (*.xxrequest)"
        ask_save(self, self.work.memory, tr("Write the request"), REQUEST, patterns, self.write_to)

    def _ask_which(self) -> None:
        patterns = tr("Files from the county") + f" ({ENROLMENT});;" + tr("All files") + " (*)"
        ask_open(self, self.work.memory, tr("Take the county's file in"), patterns, self.read_from)

    def _show_written(self, path: Path, made: "WrittenRequest") -> None:
        self.write.setEnabled(True)
        words = tr("Written: {file}. When the county calls, read this fingerprint to it:", file=str(path))
        self.written.tell(words, "good")
        self.own_key.setText(made.fingerprint)
        self.own_key.show()
        self.take.setFocus()

    def _show_read(self, found: tuple[bytes, "FirstLook | None"]) -> None:
        self._data, look = found
        self.take.setEnabled(True)
        if look is None:
            self._look = None
            self.join()
        else:
            self._show_look(look)

    def _show_look(self, look: "FirstLook | None") -> None:
        self._look = look
        self.root_key.setVisible(look is not None)
        self.confirm.setVisible(look is not None)
        self.confirm.setEnabled(look is not None)
        if look is None:
            self.told.tell("")
            return
        self.told.tell(
            tr(
                "{county} enrols this PC as {name} ({code}). Call the county on a number you know and compare the "
                "fingerprint of its root key, group by group:",
                county=look.county_name,
                name=look.station_name,
                code=look.station_code,
            )
        )
        self.root_key.setText(look.fingerprint)
        self.confirm.setFocus()

    def _show_taken(self, taken: "TakenIn") -> None:
        self._show_look(None)
        self.told.tell(taken_words(taken), "good")
        self.later.setText(tr("Close"))
        self.later.setFocus()

    def _failed_to_write(self, error: Exception) -> None:
        self.write.setEnabled(True)
        self.written.tell(sentences_for(error), "wrong")

    def _failed_to_read(self, error: Exception) -> None:
        self.take.setEnabled(True)
        self._show_look(None)
        self.told.tell(sentences_for(error), "wrong")
        self.take.setFocus()


def taken_words(taken: "TakenIn") -> str:
    """What came of a file from the county."""
    if taken.is_repeat:
        return tr("This file was known already; nothing was changed.")
    identity, told = taken.identity, list[str]()
    if taken.kind == "enrolment":
        named = {"name": identity.station_name, "code": identity.station_code, "county": identity.county_name}
        told.append(tr("Enrolled as {name} ({code}) of {county}.", **named))
    if taken.block:
        told.append(tr("Certificate numbers granted: {first} to {last}.", **_range(taken)))
    if taken.places:
        told.append(tr("Towns and villages: {count} taken in or renamed.", count=taken.places))
    if taken.rules:
        told.append(tr("The county's policy numbers: {count} taken in or changed.", count=taken.rules))
    if taken.lists and not told:
        told.append(tr("The county's lists are up to date."))
    return "\n".join(told)


def _range(taken: "TakenIn") -> dict[str, int]:
    return {"first": taken.block.first, "last": taken.block.last} if taken.block else {}


def _written(ledger: "Ledger", name: str, path: Path) -> "WrittenRequest":
    from app.documents.atomic_file import whole_file
    from app.ledger.county_enrolment import write_request

    with whole_file(path) as stream:
        made = write_request(ledger, name)
        stream.write(made.data)
    return made


def _looked_at(ledger: "Ledger", path: Path) -> tuple[bytes, "FirstLook | None"]:
    from app.documents.signed_files import read_signed
    from app.ledger.county_enrolment import look_at

    data = read_signed(path)
    return data, look_at(ledger, data)


def _taken_in(ledger: "Ledger", data: bytes, confirmed: str) -> "TakenIn":
    from app.ledger.county_enrolment import take_in

    return take_in(ledger, data, confirmed)
