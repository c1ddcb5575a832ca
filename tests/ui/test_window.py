"""The window as a whole: the first run, the lock, the bar of a hindered ledger, what is said when something fails."""

import os
import subprocess
import sys
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication

from app import desktop
from app.i18n import choose_language, tr
from app.ledger.attendance_marks import LessonChoice, marks_of
from app.ledger.backing_up import back_up
from app.models.faults import CopiedLedger, DiskFull
from app.models.ledger import Ledger
from app.models.opening import Login, create_ledger, open_ledger
from app.ui import theme
from app.ui.notices import TroubleDialog
from app.ui.operation import Operations
from app.ui.window import MainWindow
from app.ui.wording import words_for
from tests.conftest import LOGIN
from tests.makers import add_trainee
from tests.makers_training import keep_class

ROOT = Path(__file__).resolve().parents[2]
KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
PASSWORD = "correct horse"


def opened(qtbot, window: MainWindow) -> MainWindow:
    qtbot.waitUntil(lambda: window.desk is not None and window.operations.is_idle, timeout=20_000)
    return window


def at_first_run(qtbot, window: MainWindow) -> MainWindow:
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.first_run)
    return window


def test_the_first_run_makes_a_practice_ledger_with_the_keyboard_alone(qtbot, window_on, tmp_path):
    window = at_first_run(qtbot, window_on(tmp_path / "home"))
    steps = window.first_run

    qtbot.keyClick(steps.practice, KEY.Key_Space)
    qtbot.keyClick(steps.practice, KEY.Key_Return)
    qtbot.keyClicks(steps.operator, "zhang")
    qtbot.keyClick(steps.operator, KEY.Key_Return)
    opened(qtbot, window)

    assert window.ledger.clerk.name == "zhang"
    assert window.status.practice.isVisible()
    assert (tmp_path / "home" / "ledger.db").is_file()


def test_the_first_run_makes_a_real_ledger_that_its_password_opens(qtbot, window_on, tmp_path, clock):
    window = at_first_run(qtbot, window_on(tmp_path / "home"))
    steps = window.first_run
    steps.go_on()
    steps.go_on()

    qtbot.keyClicks(steps.operator, "zhang")
    qtbot.keyClicks(steps.password, PASSWORD)
    qtbot.keyClicks(steps.again, PASSWORD)
    qtbot.mouseClick(steps.next, Qt.MouseButton.LeftButton)
    opened(qtbot, window).close()

    with open_ledger(tmp_path / "home", Login("zhang", PASSWORD), clock) as ledger:
        assert ledger.clerk.role == "administrator"


@pytest.mark.parametrize(
    ("name", "password", "again", "told"),
    [
        ("", PASSWORD, PASSWORD, "姓名"),
        ("zhang", "short", "short", "8"),
        ("zhang", PASSWORD, "correct house", "不一样"),
    ],
)
def test_the_first_run_writes_nothing_before_all_is_right(qtbot, window_on, tmp_path, name, password, again, told):
    window = at_first_run(qtbot, window_on(tmp_path / "home"))
    steps = window.first_run
    steps.go_on()
    steps.go_on()

    for field, text in ((steps.operator, name), (steps.password, password), (steps.again, again)):
        field.setText(text)
    steps.go_on()

    assert told in steps.wrong.text()
    assert not (tmp_path / "home").exists()


def test_the_first_run_restores_a_backup(qtbot, window_on, tmp_path, ledger):
    add_trainee(ledger)
    backup = back_up(ledger, tmp_path / "stick")
    window = at_first_run(qtbot, window_on(tmp_path / "home"))
    steps = window.first_run
    steps.go_on()
    steps.restored.setChecked(True)
    steps.go_on()
    missing = steps.wrong.text()

    steps.backup.setText(str(getattr(backup, "path", backup)))
    steps.go_on()
    steps.operator.setText(LOGIN.name)
    steps.go_on()
    opened(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.people.rows.rowCount() == 1)

    assert "备份" in missing


@pytest.fixture
def real_home(tmp_path, clock) -> Path:
    """The folder of a real ledger, whose password is needed."""
    create_ledger(tmp_path / "home", Login("zhang", PASSWORD), clock).close()
    return tmp_path / "home"


def at_lock(qtbot, window: MainWindow) -> MainWindow:
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.unlock and bool(window.unlock.operator.count()))
    return window


def test_a_wrong_password_keeps_the_ledger_shut_and_the_right_one_opens_it(qtbot, window_on, real_home):
    window = at_lock(qtbot, window_on(real_home))

    qtbot.keyClicks(window.unlock.password, "wrong horse")
    qtbot.keyClick(window.unlock.password, KEY.Key_Return)
    qtbot.waitUntil(lambda: bool(window.unlock.wrong.text()), timeout=20_000)
    shut = window.desk is None
    qtbot.keyClicks(window.unlock.password, PASSWORD)
    qtbot.keyClick(window.unlock.password, KEY.Key_Return)
    opened(qtbot, window)

    assert shut
    assert window.ledger.clerk.name == "zhang"


@pytest.fixture
def window(qtbot, window_on, empty_ledger, tmp_path) -> MainWindow:
    """The window on a practice ledger, open."""
    import shutil

    shutil.copytree(empty_ledger, tmp_path / "home")
    return opened(qtbot, window_on(tmp_path / "home"))


def test_locking_closes_the_ledger_and_opening_leads_back_to_the_same_page(qtbot, window):
    ledger: Ledger = window.ledger
    window.desk.turn_to(1)

    window.lock_action.trigger()
    at_lock(qtbot, window)
    locked = window.desk is None and window.ledger is None and window.status.clerk.text() == ""
    qtbot.mouseClick(window.unlock.open, Qt.MouseButton.LeftButton)
    opened(qtbot, window)

    assert locked
    assert window.ledger is not ledger
    assert window.desk.pages.currentWidget() is window.desk.classes


def test_the_window_locks_itself_when_nobody_stirs_and_a_key_puts_it_off(qtbot, window):
    usual = timedelta(milliseconds=window.idle.interval())
    window.idle.stop()
    qtbot.keyClick(window, KEY.Key_Shift)
    put_off = window.idle.isActive()

    window.idle.setInterval(1)
    at_lock(qtbot, window)

    assert put_off
    assert usual == timedelta(minutes=10)


def test_what_was_typed_is_on_the_disk_though_the_window_is_closed_at_once(qtbot, window, clock):
    clock.time = clock.time.replace(day=3)
    row = keep_class(window.ledger, 3)
    window.desk.open_class(row.id)
    roll = window.desk.one_class.roll
    qtbot.waitUntil(lambda: len(roll.model.people) == 3 and window.operations.is_idle)

    for _ in range(3):
        qtbot.keyClick(roll.grid, KEY.Key_2)
    window.close()

    with open_ledger(window._folder, LOGIN, clock) as ledger:
        statuses = [each.status for each in marks_of(ledger, LessonChoice(row.id, clock.now().date()))]
    assert statuses == [""] * 3 + ["late"] * 3


def test_alt_and_a_figure_turn_to_a_page(qtbot, window):
    with qtbot.waitActive(window):
        window.activateWindow()

    qtbot.keyClick(window, KEY.Key_2, Qt.KeyboardModifier.AltModifier)

    assert window.desk.pages.currentWidget() is window.desk.classes


def test_a_hindered_ledger_shows_a_red_bar_with_what_to_do(qtbot, window):
    window.ledger.hinder(CopiedLedger())

    window.bar.tell(window.ledger.standing.hindrance)
    window.status.greet(window.ledger, is_practice=False)

    assert window.bar.isVisible()
    assert CopiedLedger().sentence() in window.bar.words.text()
    assert CopiedLedger().way_out() in window.bar.words.text()
    assert window.status.state.text() == "只读"


def test_every_control_has_a_name_for_those_who_cannot_see_it(window):
    from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QTableView

    kinds = (QAbstractButton, QComboBox, QLineEdit, QTableView)
    controls = [each for kind in kinds for each in window.findChildren(kind) if not each.objectName().startswith("qt_")]
    unnamed = [each for each in controls if not (each.accessibleName() or getattr(each, "text", str)())]

    beside = {"SideView"}
    assert len(controls) > 20
    assert {type(each).__name__ for each in unnamed if not _is_part_of_another(each)} - beside == set()


def _is_part_of_another(control) -> bool:
    from PySide6.QtWidgets import QComboBox, QLineEdit, QTableView

    return isinstance(control.parentWidget(), QLineEdit | QComboBox | QTableView)


def test_a_trouble_says_what_happened_what_is_safe_and_what_to_do(qtbot, window):
    window.tell_trouble(DiskFull())

    dialog = window.findChild(TroubleDialog)
    dialog.copy()

    told = QGuiApplication.clipboard().text()
    assert all(words in told for words in (DiskFull().sentence(), DiskFull().way_out(), "之前保存的内容都是安全的"))


def test_the_report_of_a_fault_of_our_own_holds_nothing_of_what_it_was_working_on(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    try:
        raise ValueError("罗正祥 533522198501069830")
    except ValueError as error:
        words = words_for(error)

    [report] = tmp_path.glob("*.txt")
    assert str(report) in words.to_do
    assert "罗正祥" not in words.whole() + report.read_text(encoding="utf-8")
    assert "test_window.py" in report.read_text(encoding="utf-8")


def test_the_window_goes_on_turning_while_work_is_under_way(qtbot, operations: Operations):
    import threading

    free, beats = threading.Event(), []
    heart = QTimer(interval=1)
    heart.timeout.connect(lambda: beats.append(1) or len(beats) < 20 or free.set())
    heart.start()
    answers = []

    operations.read(lambda _: free.wait(20), answers.append)
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)

    assert answers == [True]
    assert len(beats) >= 20


def test_what_was_cancelled_is_not_heard_of(qtbot, operations: Operations):
    import threading

    heard, told, go_on = [], [], threading.Event()
    operations.trouble.connect(told.append)

    def work(operation):
        go_on.wait(20)
        operation.step(1, 2)

    operation = operations.read(work, heard.append)
    operation.cancel()
    go_on.set()
    qtbot.waitUntil(lambda: operations.is_idle)

    assert (heard, told) == ([], [])


def test_progress_and_errors_arrive_in_the_thread_of_the_window(qtbot, operations: Operations):
    import threading

    steps, errors = [], []

    def work(operation):
        operation.step(1, 2)
        raise DiskFull

    operations.read(work, print, lambda e: errors.append((e, threading.get_ident())), lambda *s: steps.append(s))
    qtbot.waitUntil(lambda: bool(errors))

    assert steps == [(1, 2)]
    assert isinstance(errors[0][0], DiskFull)
    assert errors[0][1] == threading.get_ident()


def test_writing_keeps_the_order_in_which_it_was_asked_for(qtbot, operations: Operations):
    done, heard = [], []

    for number in range(50):
        operations.write(lambda _, n=number: done.append(n), lambda _, n=number: heard.append(n))
    qtbot.waitUntil(lambda: len(heard) == 50)

    assert done == heard == list(range(50))


def test_work_speaks_the_language_of_the_window(qtbot, operations: Operations):
    choose_language("en")
    answers = []

    operations.read(lambda _: tr("Roll call"), answers.append)
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == ["Roll call"]


def test_the_window_is_there_before_anything_heavy_is_loaded():
    heavy = ["sqlalchemy", "sqlcipher3", "openpyxl", "reportlab", "pypinyin", "qrcode", "PIL", "typer"]
    told = f"import sys, app.desktop; print([name for name in {heavy!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, cwd=ROOT, check=True)

    assert done.stdout.strip() == "[]"


def test_chinese_and_rare_characters_have_a_font_on_a_bare_machine(qapp):
    family = theme.chinese_family()

    systems = QFontDatabase.writingSystems(family)

    assert QFontDatabase.WritingSystem.SimplifiedChinese in systems
    assert "HanaMinB" in " ".join(qapp.font().families())


@pytest.mark.parametrize("named", ["QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE"])
def test_chinese_can_be_typed_where_fcitx_is_at_work(named):
    environment = {named: "@im=fcitx"}

    desktop.lead_input_method(environment)

    assert (environment["QT_IM_MODULE"], environment["IBUS_USE_PORTAL"]) == ("ibus", "1")


def test_other_input_methods_are_left_alone():
    environment = {"QT_IM_MODULE": "ibus"}

    desktop.lead_input_method(environment)

    assert environment == {"QT_IM_MODULE": "ibus"}


def test_a_qt_that_aborts_on_this_python_is_not_the_one_installed():
    qt = tuple(int(part) for part in version("PySide6-Essentials").split(".")[:2])

    assert qt < (6, 12) or sys.version_info >= (3, 12)


def test_the_tests_need_no_screen(qapp):
    assert os.environ["QT_QPA_PLATFORM"] == qapp.platformName() == "offscreen"
