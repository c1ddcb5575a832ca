"""The program as a clerk starts it, which also writes down what is in sight, for whoever sits before a real screen."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from app import desktop
from app.ui.window import MainWindow

LOOK = 30  # ms
FILE = "XIANGXUN_TEST_SIGHT"


class WatchedWindow(MainWindow):
    """The window; nothing in it is changed."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._file, self._told = Path(os.environ[FILE]), ""
        self._look = QTimer(self, interval=LOOK)
        self._look.timeout.connect(self._write)
        self._look.start()

    def _write(self) -> None:
        told = json.dumps(self._sight(), ensure_ascii=False)
        if told != self._told:
            beside = self._file.with_suffix(".new")
            beside.write_text(told, encoding="utf-8")
            beside.replace(self._file)
            self._told = told

    def _sight(self) -> dict[str, Any]:
        dialog = QApplication.activeModalWidget()
        top = dialog or self
        spot = self.desk.spot if self.desk and self.desk.page else None
        return {
            "has_keyboard": top.isActiveWindow(),
            "title": top.windowTitle(),
            "told": " ".join(each.text() for each in dialog.findChildren(QLabel)) if dialog else "",
            "page": spot.page if spot else "",
            "part": spot.part if spot else "",
            "focus": type(QApplication.focusWidget()).__name__,
            "is_idle": self.operations.is_idle,
            "verbs": [each.text() for each in top.findChildren(QPushButton) if each.isVisible() and each.isEnabled()],
        }


if __name__ == "__main__":
    desktop.MainWindow = WatchedWindow
    sys.exit(desktop.main())
