"""Answers for a dialog or a field that may have been closed before they came."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject
from shiboken6 import isValid


def still_there(owner: QObject, heard: Callable[[Any], object]) -> Callable[[Any], None]:
    """The same call, made only while the owner lives."""

    def hear(told: Any) -> None:
        if isValid(owner):
            heard(told)

    return hear
