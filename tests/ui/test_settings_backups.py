"""Backups in the window: made in both places, proved on demand, and restored only when they are whole."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ledger.backing_up import back_up
from app.ledger.backup_places import second_place
from app.ui.notices import ChoiceDialog
from app.ui.settings.backups_section import BackupsSection

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


class Window(QWidget):
    """A window that can put a backup in the place of the ledger."""

    restored: Path | None = None

    def restore_from(self, backup: Path) -> None:
        self.restored = backup


@pytest.fixture
def window(qtbot) -> Window:
    made = Window()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def section(qtbot, work, window) -> BackupsSection:
    made = BackupsSection(work)
    QVBoxLayout(window).addWidget(made)
    window.resize(1000, 560)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return made


def show(qtbot, section: BackupsSection) -> None:
    section.show_section()
    settled(qtbot, section)


def settled(qtbot, section: BackupsSection) -> None:
    qtbot.waitUntil(lambda: section.work.operations.is_idle)


def proofs(section: BackupsSection) -> list[str]:
    return [section.rows.index(row, 3).data() for row in range(section.rows.rowCount())]


def test_ctrl_enter_backs_up_and_the_backup_stands_in_the_list(qtbot, section, ledger):
    show(qtbot, section)
    section.take_focus()
    qtbot.keyClick(section.now, KEY.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: section.rows.rowCount() == 1)

    assert [section.rows.index(0, place).data() for place in (0, 3)] == ["2026-11-21 09:00:00", "备份时已核验"]
    assert section.told.text() == "已备份，并打开核验过（1 处）。"
    assert section.now.hasFocus()
    assert len(list(ledger.places.backups.glob("*.xxbackup"))) == 1


def test_a_second_place_gets_every_backup_too_and_is_remembered(qtbot, section, ledger, tmp_path):
    (tmp_path / "stick").mkdir()
    section.set_second(tmp_path / "stick")
    settled(qtbot, section)
    section.back_up()
    settled(qtbot, section)
    place, shown = second_place(ledger), section.second.text()
    section.forget_second()
    settled(qtbot, section)

    assert len(list((tmp_path / "stick").glob("*.xxbackup"))) == 1
    assert section.told.text() == "已备份，并打开核验过（2 处）。"
    assert (place, shown) == (tmp_path / "stick", str(tmp_path / "stick"))
    assert second_place(ledger) is None
    assert section.away.text() == ""


def test_a_second_place_that_is_gone_is_told_and_the_first_copy_counts(qtbot, section, tmp_path):
    section.set_second(tmp_path / "stick")
    settled(qtbot, section)
    away = section.away.text()
    section.back_up()
    settled(qtbot, section)

    assert section.rows.rowCount() == 1
    assert str(tmp_path / "stick") in away
    assert "第二处没有存成" in section.told.text()


def test_enter_proves_the_chosen_one_and_a_damaged_one_is_found_out(qtbot, section, ledger, clock):
    whole = back_up(ledger).path
    clock.advance(days=-1)
    data = bytearray(whole.read_bytes())
    data[len(data) // 2] ^= 1
    torn = whole.with_name("ledger-20261101-000000.xxbackup")
    torn.write_bytes(data)
    show(qtbot, section)
    section.list.setFocus()
    qtbot.keyClick(section.list, KEY.Key_Return)
    settled(qtbot, section)
    first = section.told.text()
    section.list.selectRow(1)
    section.prove_chosen()
    settled(qtbot, section)

    assert first.startswith("完好：能打开，")
    assert "已损坏" in section.told.text()
    assert proofs(section) == ["✓ 完好", "✕ 已损坏"]


def test_only_a_proved_backup_is_restored_after_it_was_said_what_that_means(qtbot, section, ledger, window):
    made = back_up(ledger).path
    show(qtbot, section)
    section.restore.click()
    before = section.told.text()
    section.prove_chosen()
    settled(qtbot, section)
    section.restore.click()
    dialog = section.findChild(ChoiceDialog)
    dialog.accept()

    assert "请先核验" in before
    assert window.restored == made


def test_a_backup_that_lies_elsewhere_is_shown_and_proved(qtbot, section, ledger, tmp_path):
    made = back_up(ledger).path
    (tmp_path / "away").mkdir()
    shutil.move(made, tmp_path / "away" / made.name)
    (tmp_path / "away" / "letter.xxbackup").write_bytes(b"no backup")
    show(qtbot, section)
    empty = section.rows.rowCount()
    section.prove_file(tmp_path / "away" / made.name)
    qtbot.waitUntil(lambda: section.told.text().startswith("完好"))
    section.prove_file(tmp_path / "away" / "letter.xxbackup")
    settled(qtbot, section)

    assert empty == 0
    assert proofs(section) == ["✓ 完好"]
    assert "letter.xxbackup" in section.told.text()


def test_an_auditor_may_look_but_not_back_up(qtbot, section, ledger):
    from app.models.ledger import Clerk

    back_up(ledger)
    ledger.clerk = Clerk(ledger.clerk.id, "王五", "auditor")
    show(qtbot, section)

    assert not section.now.isEnabled()
    assert not section.restore.isEnabled()
    assert section.prove.isEnabled()
