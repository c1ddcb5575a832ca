"""The first run: practice or real, where the ledger comes from, who you are; nothing is written before the end."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from app.ledger.backing_up import back_up
from app.ledger.home_today import today
from app.models.opening import Login, open_ledger
from app.ui.first_run_joining import JoinDialog
from app.ui.front_door import NewLedger
from app.ui.window import MainWindow
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.ui.makers_shell import PASSWORD, at_first_run, click, opened, press, settled

KEY = Qt.Key


@pytest.fixture
def window(qtbot, window_on, tmp_path):
    """The window where no ledger is."""
    return at_first_run(qtbot, window_on(tmp_path / "home"))


@pytest.fixture
def steps(window):
    return window.first_run


def fill_in(qtbot, steps, name: str, password: str = "", again: str = "") -> None:
    for field, text in ((steps.operator, name), (steps.password, password), (steps.again, again)):
        qtbot.keyClicks(field, text)


def test_a_practice_ledger_is_made_with_the_keyboard_alone(qtbot, window, steps, tmp_path):
    press(window, KEY.Key_Down)
    qtbot.keyClick(steps.filled, KEY.Key_Space)
    qtbot.keyClick(steps.practice, KEY.Key_Return)
    fill_in(qtbot, steps, "zhang")
    qtbot.keyClick(steps.operator, KEY.Key_Return)
    opened(qtbot, window)

    assert window.ledger.clerk.name == "zhang"
    assert window.status.practice.isVisible()
    assert not today(window.ledger).has_people
    assert (tmp_path / "home" / "ledger.db").is_file()


def test_a_ledger_that_cannot_be_made_unasked_is_told_in_sight(qtbot, clock, tmp_path):
    window = MainWindow(tmp_path / "ledger", clock, NewLedger("张丽", PASSWORD, backup=tmp_path / "gone.xxbackup"))
    qtbot.addWidget(window)
    window.show()

    window.start()
    qtbot.waitUntil(window.first_run.wrong.isVisible)

    assert "gone.xxbackup" in window.first_run.wrong.text()


def test_practice_comes_with_invented_classes_unless_told_otherwise(qtbot, window, steps):
    click(steps.practice)
    steps.go_on()
    steps.operator.setText("张丽")
    steps.go_on()
    opened(qtbot, window)

    found = today(window.ledger)
    assert found.classes.in_danger
    assert found.certificates.to_hand_out
    assert found.station.is_enrolled
    assert window.desk.page.tasks.lines


def test_a_real_ledger_is_made_that_its_password_opens(qtbot, window, steps, tmp_path, clock):
    steps.go_on()
    steps.empty.setChecked(True)
    steps.go_on()

    fill_in(qtbot, steps, "zhang", PASSWORD, PASSWORD)
    click(steps.next)
    opened(qtbot, window).close()

    with open_ledger(tmp_path / "home", Login("zhang", PASSWORD), clock) as ledger:
        assert ledger.clerk.role == "administrator"


@pytest.mark.parametrize(
    ("name", "password", "again", "told"),
    [
        ("", PASSWORD, PASSWORD, "姓名"),
        ("   ", PASSWORD, PASSWORD, "姓名"),
        ("zhang", "short", "short", "8"),
        ("zhang", PASSWORD, "correct house", "不一样"),
    ],
)
def test_nothing_is_written_before_all_is_right(steps, tmp_path, name, password, again, told):
    steps.go_on()
    steps.go_on()

    for field, text in ((steps.operator, name), (steps.password, password), (steps.again, again)):
        field.setText(text)
    steps.go_on()

    assert told in steps.wrong.text()
    assert not (tmp_path / "home").exists()


def test_escape_goes_back_page_by_page_and_keeps_what_was_chosen(qtbot, steps):
    steps.go_on()
    steps.empty.setChecked(True)
    steps.go_on()
    last = steps.steps.currentIndex()

    qtbot.keyClick(steps, KEY.Key_Escape)
    second = steps.steps.currentIndex()
    qtbot.keyClick(steps, KEY.Key_Escape)

    assert (last, second, steps.steps.currentIndex()) == (2, 1, 0)
    assert steps.empty.isChecked()
    assert steps.real.hasFocus()


def test_practice_has_two_pages_and_says_so(steps):
    steps.practice.setChecked(True)

    steps.go_on()

    assert steps.count.text() == "第 2 页，共 2 页"
    assert "不用密码" in steps.advice.text()
    assert not steps.password.isEnabled()


def test_a_backup_is_restored(qtbot, window, steps, ledger, tmp_path):
    add_trainee(ledger)
    backup = back_up(ledger, tmp_path / "stick")
    steps.go_on()
    steps.restored.setChecked(True)
    steps.go_on()
    missing = steps.wrong.text()

    click(steps.browse)
    dialog = steps.findChild(QFileDialog)
    dialog.fileSelected.emit(str(backup.path))
    steps.go_on()
    steps.operator.setText(LOGIN.name)
    steps.go_on()
    opened(qtbot, window)

    assert "备份" in missing
    assert today(window.ledger).has_people


def test_a_wrong_password_for_the_backup_is_told_and_can_be_typed_again(qtbot, window, steps, tmp_path, clock):
    from app.models.opening import create_ledger

    with create_ledger(tmp_path / "old", Login("zhang", PASSWORD), clock) as old:
        backup = back_up(old, tmp_path / "stick").path
    steps.go_on()
    steps.restored.setChecked(True)
    steps.backup.setText(str(backup))
    steps.go_on()
    fill_in(qtbot, steps, "zhang", "wrong horse")
    steps.go_on()
    qtbot.waitUntil(lambda: bool(steps.wrong.text()))
    told = steps.wrong.text()

    steps.password.setText(PASSWORD)
    steps.go_on()
    opened(qtbot, window)

    assert "密码" in told
    assert window.ledger.clerk.name == "zhang"


def test_joining_by_file_opens_the_two_steps_once_the_ledger_is_there(qtbot, window, steps):
    steps.go_on()
    steps.joined.setChecked(True)
    steps.go_on()
    fill_in(qtbot, steps, "zhang", PASSWORD, PASSWORD)
    steps.go_on()
    opened(qtbot, window)

    dialog = window.findChild(JoinDialog)

    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.name
    settled(qtbot, window)
