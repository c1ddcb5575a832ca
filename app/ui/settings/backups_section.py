"""Backups: made now, where they lie, the proof that each would bring the ledger back, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLineEdit

from app.i18n import tr
from app.ui.certificates.tinted_rows import TintedRows
from app.ui.columns import Column
from app.ui.files import ask_folder, ask_open
from app.ui.forms import Hint
from app.ui.notices import ChoiceDialog
from app.ui.operation import Operation
from app.ui.pieces import button, card, key, label, list_view, pile_of, row_of
from app.ui.settings.section import Section
from app.ui.theme import ACCENT_DARK, RED
from app.ui.wording import is_fact, sentences_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ledger.backup_places import Outcome, SecondPlace
    from app.ledger.backup_proof import BackupProof, BackupRow
    from app.models.ledger import Ledger

PROOF = 3  # the place of the column that is in colour
MEBI = 1 << 20


@runtime_checkable
class Restores(Protocol):
    """A window that can put a backup in the place of the ledger."""

    def restore_from(self, backup: Path) -> None: ...


class BackupsSection(Section):
    """The list of backups, newest first."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._proofs: dict[Path, BackupProof] = {}
        self._is_busy = False
        self.rows = TintedRows(self._columns(), {PROOF: self._ink}, self)
        self.list = list_view(self.rows, tr("Backups"))
        self.now = button(tr("Back up now"), self.back_up, "download", is_primary=True)
        self.now.setToolTip("Ctrl+Enter")
        self.prove = button(tr("Prove it"), self.prove_chosen, "shield-check")
        self.prove.setToolTip("Enter")
        self.restore = button(tr("Restore…"), self.ask_restore, "undo-2")
        self.other = button(tr("Another backup file…"), self.ask_file, "folder-open")
        self.second = QLineEdit()
        self.second.setReadOnly(True)
        self.second.setAccessibleName(tr("Second place"))
        self.second.setPlaceholderText(tr("None yet: a USB stick or another disk is best"))
        self.choose = button(tr("Choose…"), self.ask_second, "folder-open")
        self.forget = button(tr("None"), self.forget_second, "x")
        self.place, self.told, self.away = label("", "muted", wraps=True), Hint(), Hint()
        self._lay_out()
        self.list.activated.connect(lambda _: self.prove_chosen())
        self.list.selectionModel().currentRowChanged.connect(self._stand_on)
        key(self, "Ctrl+Return", self.back_up)

    def _lay_out(self) -> None:
        layout = pile_of()
        layout.addLayout(row_of(self.now, self.prove, self.restore, self.other, None))
        layout.addWidget(self.told)
        layout.addWidget(card(pile_of(self.list)), 1)
        layout.addWidget(self.place)
        place = row_of(label(tr("Second place"), "muted"), self.second, self.choose, self.forget)
        place.setStretch(1, 1)
        layout.addLayout(place)
        layout.addWidget(self.away)
        words = tr(
            "Each backup is one sealed file that opens only with an operator's password. Seven daily and four weekly"
            " ones are kept. One is made every day and on leaving. A second place protects against a broken disk and a"
            " stolen PC."
        )
        self.fill(tr("Backups"), words, layout)

    def show_section(self, detail: str = "") -> None:
        """Read what lies in the places."""
        ledger = self.work.ledger
        self.ask(lambda _: _looked(ledger), self._show)
        self.place.setText(tr("They lie in {folder}.", folder=str(ledger.places.backups)))
        self.now.setEnabled(self.may("ledger.backup"))
        for each in (self.choose, self.forget):
            each.setEnabled(self.may("ledger.backup"))
        if not self.may("ledger.backup"):
            self.told.tell(self.why_not())

    def _show(self, looked: "_Looked") -> None:
        second = looked.second
        self.second.setText(str(second.folder) if second else "")
        self.forget.setVisible(second is not None)
        self.away.tell(_away_words(second) if second and not second.is_there else "", "warn")
        self._take(looked.rows)

    def take_focus(self) -> None:
        (self.list if self.rows.rowCount() else self.now).setFocus()

    def back_up(self) -> None:
        """Make a backup in both places, and prove it by opening it."""
        if not self.now.isEnabled() or self._is_busy:
            return
        self._is_busy = True
        ledger = self.work.ledger
        self.work.change(
            lambda _: _back_up(ledger), self._made, self._fail, words=tr("Making the backup and proving it…")
        )

    def prove_chosen(self) -> None:
        """Unpack the chosen one and walk through all of it."""
        row = self._chosen()
        if row is None:
            return
        ledger, words = self.work.ledger, tr("Proving the backup…")
        self.told.tell(words)
        begun = self.work.ask(
            lambda op: _prove(ledger, row.path, op),
            self._proved,
            lambda error: self._not_proved(row.path, error),
            words=words,
        )
        begun.voices.stopped.connect(begun.while_wanted(lambda: self.told.tell("")))

    def ask_second(self) -> None:
        """Ask for the second place."""
        ask_folder(self, self.work.memory, tr("Where should a second copy go?"), self.set_second)

    def set_second(self, folder: Path | None) -> None:
        """From now on every backup goes there too."""
        ledger = self.work.ledger
        self.work.change(lambda _: _choose(ledger, folder), lambda _: self.show_section(), self._fail)

    def forget_second(self) -> None:
        """From now on there is one place alone."""
        self.set_second(None)

    def ask_file(self) -> None:
        """Ask for a backup that lies elsewhere."""
        title, patterns = tr("Choose the backup file"), f"{tr('Backups')} (*.xxbackup)"
        ask_open(self, self.work.memory, title, patterns, self.prove_file)

    def prove_file(self, path: Path) -> None:
        """Show a backup that lies elsewhere, and prove it."""
        self.ask(lambda _: _rows([path.parent]), lambda rows: self._add(rows, path))

    def ask_restore(self) -> None:
        """Explain what restoring does; go on only with a backup that was proved."""
        row = self._chosen()
        proof = self._proofs.get(row.path) if row else None
        if row is None:
            return
        if proof is None or not proof.is_whole:
            self.told.tell(tr("Prove it first (Enter): only a whole backup may take the ledger's place."), "warn")
            return
        window = self.window()
        if not isinstance(window, Restores):
            self.told.tell(tr("Restoring is not possible from this window."), "warn")
            return
        words = tr(
            "The ledger is closed and put aside, the backup of {made_at} takes its place. What was entered since is in"
            " the ledger that was put aside. The rest of the number block stays closed, so that no number is given"
            " twice: ask the county for a new one. You need a name and password as they were then.",
            made_at=_made_at(row),
        )
        ChoiceDialog(words, tr("Restore this backup"), lambda: window.restore_from(row.path), self).open()

    def _chosen(self) -> "BackupRow | None":
        row: BackupRow | None = self.rows.row_at(self.list.currentIndex().row())
        return row

    def _take(self, rows: "Sequence[BackupRow]") -> None:
        here = self._chosen()
        self.rows.show_rows(rows)
        paths = [row.path for row in rows]
        if rows:
            self.list.selectRow(paths.index(here.path) if here and here.path in paths else 0)
        self._offer()

    def _add(self, rows: "Sequence[BackupRow]", path: Path) -> None:
        chosen = [row for row in rows if row.path.name == path.name]
        known = [row for row in self.rows.rows if row.path.name != path.name]
        if not chosen:
            self.told.tell(tr("{file} is not a backup of this program.", file=path.name), "wrong")
            return
        self.rows.show_rows([*chosen, *known])
        self.list.selectRow(0)
        self.prove_chosen()

    def _made(self, made: "Sequence[Outcome]") -> None:
        """A second place that is not there is told; the first copy counts all the same."""
        self._is_busy = False
        faults = [each.fault for each in made if each.fault]
        if faults:
            words = tr("Backed up, but not in the second place: {why}", why=sentences_for(faults[0]))
            self.told.tell(words, "warn")
        else:
            self.told.tell(tr("Backed up, opened and proved. ({count} places)", count=len(made)), "good")
        self.show_section()

    def _proved(self, proof: "BackupProof") -> None:
        self._proofs[proof.path] = proof
        if proof.is_whole:
            self.told.tell(tr("Whole: it opens, and {entries} entries are unbroken.", entries=proof.entries), "good")
        else:
            self.told.tell(tr("Damaged ({fault}): use another one.", fault=proof.fault), "wrong")
        self.rows.show_rows(self.rows.rows)
        paths = [row.path for row in self.rows.rows]
        self.list.selectRow(paths.index(proof.path) if proof.path in paths else 0)

    def _not_proved(self, path: Path, error: Exception) -> None:
        if is_fact(error, "not_a_ledger"):
            self.told.tell(tr("{file} is not a backup of this program.", file=path.name), "wrong")
        else:
            self._fail(error)

    def _fail(self, error: Exception) -> None:
        self._is_busy = False
        self.told.tell(sentences_for(error), "wrong")

    def _stand_on(self, _: QModelIndex) -> None:
        self._offer()

    def _offer(self) -> None:
        is_there = self._chosen() is not None
        self.prove.setEnabled(is_there)
        self.restore.setEnabled(is_there and self.work.ledger.clerk.role in ("station_head", "administrator"))

    def _proof_words(self, row: "BackupRow") -> str:
        if row.made_at is None:
            return tr("✕ damaged, or no backup")
        proof = self._proofs.get(row.path)
        if proof is None:
            return tr("proved when it was made")
        return tr("✓ whole") if proof.is_whole else tr("✕ damaged")

    def _ink(self, row: "BackupRow") -> str:
        proof = self._proofs.get(row.path)
        if row.made_at is None or (proof and not proof.is_whole):
            return RED
        return ACCENT_DARK if proof else ""

    def _columns(self) -> list[Column]:
        return [
            Column(tr("Made at"), _made_at, 140),
            Column(tr("Size"), lambda row: f"{row.size / MEBI:,.1f} MB" if row.size else "", 80, is_figure=True),
            Column(tr("Journal entries"), lambda row: f"{row.seq:,}" if row.seq else "", 90, is_figure=True),
            Column(tr("Proof"), self._proof_words, 170),
            Column(tr("File"), lambda row: str(row.path), 300),
        ]


def _made_at(row: "BackupRow") -> str:
    return f"{row.made_at:%Y-%m-%d %H:%M:%S}" if row.made_at else "—"


def _rows(folders: "Sequence[Path]") -> "tuple[BackupRow, ...]":
    from app.ledger.backup_proof import list_backups

    return list_backups(folders)


@dataclass(frozen=True)
class _Looked:
    """The backups in both places, and how the second one stands."""

    rows: "tuple[BackupRow, ...]"
    second: "SecondPlace | None"


def _looked(ledger: "Ledger") -> _Looked:
    from app.ledger.backup_places import look_at_second_place

    second = look_at_second_place(ledger)
    return _Looked(_rows([ledger.places.backups, *([second.folder] if second else [])]), second)


def _away_words(second: "SecondPlace") -> str:
    return tr("The second place is not there now: {folder}. Plug in the stick or the disk.", folder=str(second.folder))


def _choose(ledger: "Ledger", folder: Path | None) -> None:
    from app.ledger.backup_places import choose_second_place

    choose_second_place(ledger, folder)


def _back_up(ledger: "Ledger") -> "tuple[Outcome, ...]":
    from app.ledger.backup_places import back_up_everywhere

    return back_up_everywhere(ledger)


def _prove(ledger: "Ledger", path: Path, operation: Operation) -> "BackupProof":
    from app.ledger.backup_proof import prove_backup

    return prove_backup(ledger, path, operation.step)
