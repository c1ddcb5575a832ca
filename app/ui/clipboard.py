"""What the window puts on the clipboard: whole numbers of people do not stay there when it is locked."""

import re

from PySide6.QtGui import QGuiApplication

# ID numbers of 15 or 18 signs, and mobile phones: the same shapes that are masked on the screen.
_WHOLE_NUMBER = re.compile(r"(?<!\d)(?:[1-9]\d{16}[\dXx]|[1-9]\d{14}|1[3-9]\d{9})(?!\d)")


def holds_numbers(text: str) -> bool:
    """True if a whole ID number or phone number stands in it."""
    return bool(_WHOLE_NUMBER.search(text))


def forget_numbers() -> None:
    """Empty the clipboard if we put such a number on it; what another program put there is not ours to take."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard() and holds_numbers(clipboard.text()):
        clipboard.clear()
