"""A ledger that is damaged, cannot be opened, or cannot be written: true words, and the ways out at hand."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from app.credential.sealing import WrongPassword
from app.ledger.backing_up import back_up
from app.ledger.standing import standing_of
from app.models.faults import DamagedLedger, DiskFull
from app.models.opening import open_ledger
from app.models.reading_copy import OnlyToRead
from app.ui import spots
from app.ui.home.home_page import HomePage
from app.ui.notices import TroubleDialog
from app.ui.spots import Spot
from app.ui.window import MainWindow
from app.ui.wording import words_for
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.makers_damage import break_pages
from tests.ui.makers_shell import click, go, home_of, opened, settled, shown_dialogs

KEY = Qt.Key


@pytest.fixture
def home(empty_ledger, tmp_path, clock) -> Path:
    return home_of(empty_ledger, tmp_path / "home", clock, add_trainee)


@pytest.fixture
def damaged(qtbot, window_on, home, clock) -> MainWindow:
    """The window on a ledger whose trainees cannot be read any more."""
    with open_ledger(home, LOGIN, clock) as ledger:
        back_up(ledger)
    break_pages(home, LOGIN, clock)
    window = opened(qtbot, window_on(home))
    qtbot.waitUntil(lambda: window.bar.isVisible() and window.operations.is_idle)
    return window


def way(window: MainWindow, words: str):
    return next(each for each in window.bar.ways if each.text() == words)


def test_a_damaged_ledger_is_called_damaged_everywhere_and_its_backups_alone_are_called_safe(qtbot, damaged):
    told = [each.words for each in damaged.findChildren(TroubleDialog)]

    assert {words.safe for words in told} == {"备份中的内容不受影响；最近一次备份之后录入的内容可能丢失。"}
    assert "台账文件在磁盘上已损坏" in damaged.bar.words.text()
    assert damaged.status.state.text() == "台账损坏"
    assert damaged.status.saved.isHidden()
    assert words_for(DiskFull()).safe == "之前保存的内容都是安全的。"


def test_home_shows_no_figure_that_it_could_not_read(qtbot, damaged):
    page = damaged.desk.page
    shown = " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())

    assert isinstance(page, HomePage)
    assert page.tasks.lines == []
    assert page.figures.isHidden()
    assert "台账文件在磁盘上已损坏" in shown
    assert "目前没有" not in shown


def test_from_the_red_bar_the_newest_backup_takes_the_place_of_the_damaged_ledger(qtbot, damaged):
    for dialog in shown_dialogs(damaged):
        dialog.accept()

    click(way(damaged, "恢复备份…"))
    settled(qtbot, damaged)
    section = damaged.desk.page.section
    section.prove_chosen()
    qtbot.waitUntil(lambda: "完好" in section.told.text() and damaged.operations.is_idle)
    click(section.restore)
    [question] = shown_dialogs(damaged)
    click(question.go_on)
    qtbot.waitUntil(damaged.unlock.restore.isVisible)
    damaged.unlock.operator.setEditText(LOGIN.name)
    click(damaged.unlock.restore)
    opened(qtbot, damaged)

    assert standing_of(damaged.ledger).trainees == 1
    assert damaged.bar.isHidden()
    assert damaged.status.state.text() == "台账正常"


def test_from_the_red_bar_the_ledger_is_checked(qtbot, damaged):
    for dialog in shown_dialogs(damaged):
        dialog.accept()

    click(way(damaged, "检查台账"))
    settled(qtbot, damaged)
    section = damaged.desk.page.section
    click(section.check)
    settled(qtbot, damaged)

    assert "文件损坏：" in section.told.text()


def test_damage_that_the_check_finds_is_told_by_the_red_bar_too(qtbot, window_on, home, clock):
    break_pages(home, LOGIN, clock, "roster_import")
    window = opened(qtbot, window_on(home))
    section = go(qtbot, window, Spot(spots.SETTINGS, part="about")).section
    before = window.bar.isVisible()

    section.check_ledger()
    qtbot.waitUntil(window.bar.isVisible)

    assert not before
    assert [each.text() for each in window.bar.ways] == ["恢复备份…", "检查台账"]


def test_a_ledger_that_can_only_be_read_says_so_and_is_opened_again_once_that_is_mended(qtbot, window_on, home):
    window = opened(qtbot, window_on(home))
    window.ledger.hinder(OnlyToRead(folder=str(home)))
    window.hindrances.look()
    told, state = window.bar.words.text(), window.status.state.text()

    click(way(window, "锁定后重新打开"))
    qtbot.waitUntil(lambda: window.unlock.open.isVisible() and window.operations.is_idle)
    click(window.unlock.open)
    opened(qtbot, window)

    assert f"文件夹 {home} 无法写入：台账只能查看。" in told
    assert (state, window.status.state.text()) == ("只读", "台账正常")
    assert window.bar.isHidden()


def choose_backup(qtbot, window: MainWindow, backup: Path) -> None:
    """Through the file dialog that the locked window opens."""
    click(window.unlock.from_backup)
    [asking] = window.findChildren(QFileDialog)
    assert Path(asking.directory().absolutePath()) == backup.parent
    asking.fileSelected.emit(str(backup))
    asking.reject()
    qtbot.waitUntil(window.unlock.restore.isVisible)
    window.unlock.operator.setEditText(LOGIN.name)
    click(window.unlock.restore)
    opened(qtbot, window)


def test_a_ledger_without_its_keys_gets_them_back_from_a_backup_and_loses_nothing(qtbot, window_on, home, clock):
    with open_ledger(home, LOGIN, clock) as ledger:
        backup = back_up(ledger).path
        add_trainee(ledger, name="后来的人", id_number="53092119850106985X")
    (home / "ledger.keys").write_bytes(b"")
    window = window_on(home)
    qtbot.waitUntil(window.unlock.from_backup.isVisible)
    told = window.unlock.wrong.text()

    choose_backup(qtbot, window, backup)

    assert "请从最近的备份恢复" in told
    assert standing_of(window.ledger).trainees == 2
    assert window.status.said.text() == "密钥已取回，台账内容没有任何丢失。"


def test_a_ledger_that_is_none_any_more_is_replaced_by_a_backup_from_the_unlock_page(qtbot, window_on, home, clock):
    with open_ledger(home, LOGIN, clock) as ledger:
        backup = back_up(ledger).path
    (home / "ledger.db").write_bytes(b"PK\x03\x04 not a ledger" * 1000)
    window = window_on(home)
    qtbot.waitUntil(window.unlock.from_backup.isVisible)

    choose_backup(qtbot, window, backup)

    assert standing_of(window.ledger).trainees == 1
    assert window.status.said.text() == "备份已恢复。请向县里申请新的证书号段。"


@pytest.mark.parametrize(("error", "wants"), [(WrongPassword(), False), (DiskFull(), False), (DamagedLedger(), True)])
def test_a_backup_is_offered_only_where_it_helps(window_on, home, qtbot, error, wants):
    window = opened(qtbot, window_on(home))
    window.lock()
    qtbot.waitUntil(lambda: window.unlock.open.isVisible() and window.operations.is_idle)

    window.doorway.shut(error)

    assert window.unlock.from_backup.isVisible() is wants
