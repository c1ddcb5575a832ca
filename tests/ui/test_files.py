"""Asking for a file: those of the ledger itself are not to be chosen, nor to be written over."""

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.files import ask_open, ask_save
from app.ui.memory import Memory
from app.ui.notices import TroubleDialog


@pytest.fixture
def owner(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def choose(owner: QWidget, ledger, ask, name: str) -> tuple[list, list[str]]:
    """What comes of choosing this file: what was taken, and what is told."""
    taken: list = []
    memory = Memory(ledger.places.folder)
    if ask is ask_open:
        ask_open(owner, memory, "x", "*", taken.append)
    else:
        ask_save(owner, memory, "x", "list.pdf", "*", taken.append)
    owner.findChild(QFileDialog).fileSelected.emit(name)
    return taken, [each.words.what for each in owner.findChildren(TroubleDialog)]


def test_the_database_is_not_opened_as_a_picture(owner, ledger, tmp_path):
    link = tmp_path / "scan.png"
    link.symlink_to(ledger.places.database)

    taken, told = choose(owner, ledger, ask_open, str(link))

    assert taken == []
    assert "台账自身的文件" in told[0]


def test_the_keys_are_not_written_over(owner, ledger):
    taken, told = choose(owner, ledger, ask_save, str(ledger.places.keys))

    assert taken == []
    assert len(told) == 1


def test_any_other_file_is_taken(owner, ledger, tmp_path):
    assert choose(owner, ledger, ask_save, str(tmp_path / "list.pdf")) == ([tmp_path / "list.pdf"], [])
