"""Tooltips: what stands in them is words, never markup.

Qt takes a tooltip that looks like markup for markup, and fetches the pictures in it as soon as the mouse rests there:
a name in a stranger's roster could make this PC open a file, or log in at a stranger's server.
"""

import html

from PySide6.QtWidgets import QWidget


def tip(words: str) -> str:
    """These words so that Qt shows them as they are."""
    if "<" not in words and "&lt;" not in words:
        return words
    return f"<p style='white-space:pre-wrap'>{html.escape(words)}</p>"


def hint(widget: QWidget, words: str) -> None:
    """Give a widget this tooltip."""
    widget.setToolTip(tip(words))
