"""Asking for a file: one dialog at a time that does not stop the window, and begins where the last one ended."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.models.own_files import OwnFile, refuse_own_file, refuse_own_folder
from app.ui.memory import Memory
from app.ui.notices import TroubleDialog
from app.ui.wording import words_for

Chosen = Callable[[Path], object]


def ask_open(owner: QWidget, memory: Memory, title: str, patterns: str, chosen: Chosen) -> QFileDialog:
    """Ask which file to read; `patterns` as Qt wants them, for example "Excel (*.xlsx *.xls *.csv)"."""
    dialog = _dialog(owner, memory, title, patterns, _unless_refused(owner, memory, refuse_own_file, chosen))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.open()
    return dialog


def ask_save(owner: QWidget, memory: Memory, title: str, proposed: str, patterns: str, chosen: Chosen) -> QFileDialog:
    """Ask where to write a file; `proposed` is its name with the ending."""
    dialog = _dialog(owner, memory, title, patterns, _unless_refused(owner, memory, refuse_own_folder, chosen))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(proposed).suffix.lstrip("."))
    dialog.selectFile(proposed)
    dialog.open()
    return dialog


def ask_folder(owner: QWidget, memory: Memory, title: str, chosen: Chosen) -> QFileDialog:
    """Ask for a folder."""
    dialog = _dialog(owner, memory, title, "", chosen)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def _unless_refused(owner: QWidget, memory: Memory, refuse: Callable[[Path, Path], None], chosen: Chosen) -> Chosen:
    """The ledger's own files are not to be chosen."""

    def take(path: Path) -> None:
        try:
            refuse(path, memory.folder)
        except OwnFile as refusal:
            dialog = TroubleDialog(words_for(refusal), owner)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()
        else:
            chosen(path)

    return take


def _dialog(owner: QWidget, memory: Memory, title: str, patterns: str, chosen: Chosen) -> QFileDialog:
    dialog = QFileDialog(owner, title, memory.get("folder", str(Path.home())), patterns)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def take(name: str) -> None:
        path = Path(name)
        memory.put("folder", str(path.parent))
        chosen(path)

    dialog.fileSelected.connect(take)
    return dialog
