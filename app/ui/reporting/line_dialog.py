"""How this PC reaches the county: the address, a proxy, a pinned authority, and whether rounds begin by themselves."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.i18n import tr
from app.ui.files import ask_open
from app.ui.forms import FormDialog
from app.ui.pieces import button
from app.ui.work import Work

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.sync.line_settings import LineSettings

LARGEST = 256 * 1024


class LineDialog(FormDialog):
    """What is set stays on this PC and is never sent."""

    def __init__(self, work: Work, owner: QWidget | None = None) -> None:
        super().__init__(tr("Connection to the county"), tr("Keep it"), owner)
        self.work = work
        self.url, self.proxy = QLineEdit(), QLineEdit()
        self.by_itself = QCheckBox(tr("Report by itself when the line is there"))
        self.by_itself.setAccessibleName(self.by_itself.text())
        self.pin = button(tr("Choose the county's authority…"), self.ask_authority, "shield-check")
        self.fields.add(tr("Address"), self.url, tr("Begins with https://; empty for the one named at enrolment."))
        words = tr("Empty for the system's own setting, “none” for no proxy, or such as http://proxy:3128.")
        self.fields.add(tr("Proxy"), self.proxy, words)
        self.fields.add(tr("Authority"), self.pin)
        self.fields.add("", self.by_itself)
        ledger = work.ledger
        work.ask(lambda _: _read(ledger), self._show)

    def submit(self) -> None:
        """Keep what was typed."""
        self.busy()
        ledger, url, proxy = self.work.ledger, self.url.text().strip(), self.proxy.text().strip()
        by_itself = self.by_itself.isChecked()
        self.work.ask(lambda _: _keep(ledger, url, proxy, by_itself=by_itself), lambda _: self.accept(), self.tell)

    def ask_authority(self) -> None:
        """Ask for the certificate of the authority that alone is to be believed."""
        patterns = tr("Certificates") + " (*.pem *.crt)"
        ask_open(self, self.work.memory, tr("The county's authority"), patterns, self.take_authority)

    def take_authority(self, path: Path) -> None:
        """Pin it."""
        ledger = self.work.ledger
        self.work.ask(lambda _: _pin(ledger, path), self._show, self.tell)

    def _show(self, settings: "LineSettings") -> None:
        self.url.setText(settings.url)
        self.proxy.setText(settings.proxy)
        self.by_itself.setChecked(settings.by_itself)
        pinned = tr("Only the county's own authority is believed.")
        self.fields.hints[tr("Authority")].tell(pinned if settings.is_pinned else "", "good")


def _read(ledger: "Ledger") -> "LineSettings":
    from app.sync.line_settings import line_settings

    return line_settings(ledger)


def _keep(ledger: "Ledger", url: str, proxy: str, *, by_itself: bool) -> None:
    from app.sync.line_settings import line_settings, set_line

    set_line(ledger, replace(line_settings(ledger), url=url, proxy=proxy, by_itself=by_itself))


def _pin(ledger: "Ledger", path: Path) -> "LineSettings":
    from app.sync.line_settings import line_settings, pin_authority

    with path.open("rb") as stream:
        pin_authority(ledger, stream.read(LARGEST))
    return line_settings(ledger)
