"""`xiangxun-window`: the front door for the clerk at the PC."""

import os
import sys
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import settings
from app.clock import SystemClock
from app.i18n import choose_language
from app.ui import theme
from app.ui.window import MainWindow

ENGLISH = "en"


def main() -> None:
    """Show the window on the ledger of this user, and leave with its exit status."""
    if sys.argv[1:2] == [settings.CHILD_ARGUMENT]:
        from app.ledger.importing.child import main as read_a_workbook

        return read_a_workbook()
    choose_language(ENGLISH if os.environ.get("XIANGXUN_LANG") == ENGLISH else "zh_CN")
    lead_input_method(os.environ)
    application = QApplication(sys.argv)
    theme.speak(application)
    theme.apply(application)
    window = MainWindow(settings.default_home(), SystemClock())
    sys.excepthook = lambda kind, error, trace: _tell(window, kind, error, trace)
    window.show()
    QTimer.singleShot(0, window.start)
    sys.exit(application.exec())


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
