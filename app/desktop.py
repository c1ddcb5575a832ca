"""`xiangxun-window`: the front door for the clerk at the PC."""

import builtins
import gc
import linecache
import os
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QProcess, QTimer
from PySide6.QtWidgets import QApplication

from app import settings
from app.clock import SystemClock
from app.i18n import LANGUAGES, choose_language, tr
from app.ui import theme
from app.ui.asked_to_end import AskedToEnd
from app.ui.front_door import NewLedger
from app.ui.memory import LANGUAGE, TEXT_SCALE, Memory
from app.ui.menu import TEXT_SCALES
from app.ui.window import MainWindow

SCALE_VARIABLE, PRACTICE = "QT_SCALE_FACTOR", "--practice"
# Things made and still there after which they are looked through for garbage: 7 ms, in which every thread stands still.
RARELY = (20_000, 100, 100)
# Seconds after which work beside the window lets the window's thread go on, which asks for that many times for one key:
# with the usual 5 ms a letter stood in its field after 22 ms while Python was at work beside it, so after 4.
SOON = 0.001


def main() -> None:
    """Show the window on the ledger of this user, and leave with its exit status."""
    if sys.argv[1:3] == [settings.CHILD_ARGUMENT, "codes"]:
        from app.documents.pdf_child import main as read_a_scan

        return read_a_scan()
    if sys.argv[1:2] == [settings.CHILD_ARGUMENT]:
        from app.ledger.importing.child import main as read_a_workbook

        return read_a_workbook()
    keep_to_this_account()
    import_plainly()
    is_practice = PRACTICE in sys.argv[1:]
    home = practice_home() if is_practice else settings.default_home()
    memory = Memory(home)
    choose_language(language_of(memory, os.environ))
    lead_input_method(os.environ)
    is_scaled = scale_text(memory, os.environ)
    keep_standstills_short()
    application = QApplication(sys.argv)
    theme.speak(application)
    theme.apply(application)
    window = MainWindow(home, SystemClock(), practice() if is_practice else None)
    sys.excepthook = lambda kind, error, trace: _tell(window, kind, error, trace)
    AskedToEnd(window.close, window)
    window.show()
    QTimer.singleShot(0, window.start)
    status = application.exec()
    if window.wants_restart:
        if is_scaled:
            del os.environ[SCALE_VARIABLE]
        QProcess.startDetached(*again(sys.executable, sys.orig_argv, is_frozen=getattr(sys, "frozen", False)))
    if window.operations.is_stuck:
        os._exit(status)  # a reader hangs on a file or a printer: nothing of the ledger is open any more
    sys.exit(status)


def keep_to_this_account() -> None:
    """No file of ours is for others to read, and no crash writes down what is in memory."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_standstills_short() -> None:
    """Let no thread hold up the window's for long, nor the search for garbage all of them."""
    gc.freeze()  # what was imported stays
    gc.set_threshold(*RARELY)
    sys.setswitchinterval(SOON)


def import_plainly() -> None:
    """Import what comes from now on as Python does.

    PySide looks through the source of each module for a word that nobody here uses, and 4 MB of it stay in memory.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
    linecache.clearcache()


def practice_home() -> Path:
    """Where the practice ledger lies: beside that of real people, never in it."""
    home = settings.default_home()
    return home if settings.HOME_VARIABLE in os.environ else home.with_name(f"{home.name}-practice")


def practice() -> NewLedger:
    """A ledger of invented people in every state of a class."""
    return NewLedger(tr("Practising clerk"), "", is_practice=True, fills=True)


def language_of(memory: Memory, environment: "os._Environ[str] | dict[str, str]") -> str:
    """The environment's word, else what the clerk chose last time, else Chinese."""
    wanted = (environment.get("XIANGXUN_LANG", ""), memory.get(LANGUAGE))
    return next((each for each in wanted if each in LANGUAGES), LANGUAGES[0])


def scale_text(memory: Memory, environment: "os._Environ[str] | dict[str, str]") -> bool:
    """Let everything be drawn larger, if the clerk chose so and the environment says nothing; True if it was done."""
    wanted = memory.get(TEXT_SCALE)
    if SCALE_VARIABLE in environment or wanted not in [str(each) for each in TEXT_SCALES[1:]]:
        return False
    environment[SCALE_VARIABLE] = str(int(wanted) / 100)
    return True


def again(program: str, words: list[str], *, is_frozen: bool) -> tuple[str, list[str]]:
    """How this very program is started once more: a frozen bundle is its own interpreter."""
    return program, words[1:] if not is_frozen else sys.argv[1:]


def lead_input_method(environment: "os._Environ[str] | dict[str, str]") -> None:
    """Let Chinese be typed where fcitx is at work: Qt brings no plugin of its own for it, but reaches it as ibus."""
    named = [environment.get(name, "") for name in ("QT_IM_MODULE", "XMODIFIERS", "GTK_IM_MODULE")]
    if any("fcitx" in name for name in named):
        environment["QT_IM_MODULE"] = "ibus"
        environment["IBUS_USE_PORTAL"] = "1"


def _tell(window: MainWindow, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, Exception):
        window.tell_trouble(error)
    else:
        sys.__excepthook__(kind, error, trace)
