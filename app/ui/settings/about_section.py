"""About the program and the ledger: versions, the proof that the ledger is sound, and what to pass on if it is not."""

import platform
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app.i18n import tr
from app.ui.files import ask_save
from app.ui.forms import Hint
from app.ui.operation import Operation
from app.ui.pieces import button, label, pile_of, row_of
from app.ui.settings.diagnostics import program_version, window_facts, write_bundle
from app.ui.settings.facts import FactsCard
from app.ui.settings.licences_dialog import LicencesDialog
from app.ui.settings.section import Section
from app.ui.wording import reports_folder, sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.checking import LedgerCheck
    from app.ledger.standing import LedgerStanding
    from app.models.ledger import Ledger


class AboutSection(Section):
    """Versions at the top, deeds below."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._is_checking = False
        self.facts = FactsCard()
        self.check = button(tr("Check the ledger"), self.check_ledger, "shield-check", is_primary=True)
        self.bundle = button(tr("Diagnostics bundle…"), self.ask_bundle, "package")
        self.folder = button(tr("Open the data folder"), self.open_folder, "folder-open")
        self.copy = button(tr("Copy its path"), self.copy_folder)
        self.licences = button(tr("Licences…"), self.show_licences, "file-text")
        self.told = Hint()
        layout = pile_of(self.facts.frame)
        layout.addLayout(row_of(self.check, self.bundle, self.folder, self.copy, self.licences, None))
        layout.addWidget(self.told)
        words = tr("The diagnostics bundle holds versions, figures and reports of faults, nothing about any person.")
        layout.addWidget(label(words, "muted", wraps=True))
        layout.addStretch()
        self.fill(tr("About"), "", layout)

    def show_section(self, detail: str = "") -> None:
        """Read how the ledger stands."""
        ledger = self.work.ledger
        self.ask(lambda _: _standing(ledger), self._take)

    def take_focus(self) -> None:
        self.check.setFocus()

    def check_ledger(self) -> None:
        """Prove pages, journal and tables."""
        if self._is_checking:
            return
        ledger, words = self.work.ledger, tr("Checking the ledger…")
        self._is_checking = True
        self.told.tell(words)
        begun = self.work.ask(lambda op: _check(ledger, op), self._checked, self._fail, words=words)
        begun.voices.stopped.connect(begun.while_wanted(self._stopped))

    def ask_bundle(self) -> None:
        """Ask where to."""
        name = f"xiangxun-{self.work.ledger.clock.now():%Y%m%d}.zip"
        ask_save(self, self.work.memory, tr("Save the diagnostics bundle"), name, "Zip (*.zip)", self.write_bundle)

    def write_bundle(self, path: Path) -> None:
        """Write the bundle."""
        ledger, window, reports = self.work.ledger, window_facts(self.work.memory), reports_folder()
        words = tr("Saved as {file}. Pass it on to whoever looks after the program.", file=str(path))
        self.work.ask(
            lambda _: write_bundle(ledger, window, reports, path), lambda _: self.told.tell(words, "good"), self._fail
        )

    def open_folder(self) -> None:
        """Show the folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.work.ledger.places.folder)))

    def copy_folder(self) -> None:
        """Put its path on the clipboard."""
        QGuiApplication.clipboard().setText(str(self.work.ledger.places.folder))
        self.told.tell(tr("The path is on the clipboard."))

    def show_licences(self) -> None:
        """Show under which terms everything is used."""
        LicencesDialog(self).show_sized()

    def _take(self, found: "LedgerStanding") -> None:
        versions = f"Python {platform.python_version()}   Qt {qVersion()}   {platform.system()} {platform.release()}"
        self.facts.show_facts(
            [
                (tr("Program"), f"{tr('Xiangxun')} {program_version() or tr('(version unknown)')}"),
                (tr("Runs on"), versions),
                (tr("Data folder"), found.home),
                (tr("Journal entries"), f"{found.entries:,}"),
                (tr("Trainees"), f"{found.trainees:,}"),
                (tr("Classes"), f"{found.classes:,}"),
                (tr("Replica"), found.replica),
                (tr("Newest backup"), found.newest_backup or tr("none yet")),
                (tr("Licence"), tr("Apache License 2.0; fonts, icons and libraries under their own terms")),
            ]
        )
        if found.hindrance:
            self.told.tell(found.hindrance, "wrong")

    def _checked(self, found: "LedgerCheck") -> None:
        self._is_checking = False
        self.told.tell(_check_words(found), "good" if found.is_sound else "wrong")

    def _stopped(self) -> None:
        self._is_checking = False
        self.told.tell(tr("Stopped; nothing was found so far."))

    def _fail(self, error: Exception) -> None:
        self._is_checking = False
        self.told.tell(sentences_for(error), "wrong")


def _standing(ledger: "Ledger") -> "LedgerStanding":
    from app.ledger.standing import standing_of

    return standing_of(ledger)


def _check(ledger: "Ledger", operation: Operation) -> "LedgerCheck":
    from app.ledger.checking import check_ledger

    return check_ledger(ledger, operation.step)


def _check_words(found: "LedgerCheck") -> str:
    if found.is_sound:
        figures = {"entries": found.entries, "replicas": found.replicas}
        return tr("Sound: {entries} entries in {replicas} chains, every table equals the journal.", **figures)
    if found.pages:
        words = tr(
            "The file is damaged: {count} faulty pages, first: {first}", count=len(found.pages), first=found.pages[0]
        )
    elif found.broken:
        place = {"replica": found.broken.replica, "seq": found.broken.seq, "fault": found.broken.fault}
        words = tr("The journal chain breaks at entry {seq} of replica {replica} ({fault}).", **place)
    else:
        words = tr("{count} rows are not what the journal tells.", count=len(found.differences))
    return f"{words}\n{tr('Stop entering data, and restore the newest backup: Backups.')}"
