"""Walks over everything in sight: controls without a name or out of the keyboard's reach, and every word shown."""

import re
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QTableView,
    QTextEdit,
    QWidget,
)

from app.resources import path_of

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
COMPOUNDS = (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView, QTabBar, QHeaderView)
TALLEST = 600
# Views that only show what another view beside them holds, and buttons whose key is written on them.
SHADOWS, KEYED = ("SideView", "SideTable"), ("ShrinkingBar", "Choice")
OWN_NAMES = ("简体中文",)  # a language is called by its own name
CHINESE = re.compile(r"[\u3400-\u9fff]+")
ENGLISH = re.compile(r"(?<![\w./:#-])[A-Za-z]{2,}(?![\w./:-])")
FINGERPRINT = re.compile(r"[A-F]{4}")  # a group of a key's fingerprint
# Words that are the same in every language: keys, kinds of files, names of products and of people on the stage.
SAME_IN_CHINESE = frozenset(
    "Ctrl Alt Shift Enter Return Esc Tab Del Delete Space Home End Ins PgUp PgDn Backspace Insert "  # noqa: SIM905
    "PDF Excel xlsx xls csv txt PNG JPG JPEG Zip ZIP JSON USB ID SHA CUPS UTF GBK Word WPS mm cm dpi DPI "
    "Xiangxun English Qt Python SQLite SQLCipher ReportLab Lucide HanaMinB Noto LXGW WenKai Sans Serif OFL ISC MIT "
    "BSD LGPL Apache License JYZS PXHG Windows Linux x86 QR http https OK".split()
)


def controls(root: QWidget) -> Iterator[QWidget]:
    """Every control in sight that a person works with; not the parts that Qt puts others together from."""
    for kind in CONTROLS:
        for each in root.findChildren(kind):
            if each.isVisible() and not _is_a_part(each) and type(each).__name__ not in SHADOWS:
                yield each


def _is_a_part(widget: QWidget) -> bool:
    if isinstance(widget, QHeaderView) or widget.objectName().startswith("qt_"):
        return True
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, (*COMPOUNDS, QFileDialog)):
            return True
        above = above.parentWidget()
    return False


def unnamed(root: QWidget) -> set[str]:
    """The controls that someone who cannot see them hears nothing of."""
    return {_told(each) for each in controls(root) if not spoken_name(each)}


def spoken_name(widget: QWidget) -> str:
    """What a screen reader says first: the name given, the words on a button, or the label that belongs to a field."""
    labels = [each.text() for each in widget.window().findChildren(QLabel) if each.buddy() is widget]
    words = widget.text() if isinstance(widget, QAbstractButton) else "".join(labels)
    return (widget.accessibleName() or words).strip()


def unreachable(root: QWidget) -> set[str]:
    """The controls in sight that Tab never comes to: what takes no focus by Tab stands in no chain."""
    reached = {each for each in controls(root) if each.focusPolicy() & Qt.FocusPolicy.TabFocus}
    lost = [each for each in controls(root) if each.isEnabled() and each not in reached]
    return {_told(each) for each in lost if not _has_way(each, reached)}


def _has_way(widget: QWidget, reached: set[QWidget]) -> bool:
    """True for one of a row that Tab comes to once and arrows walk along, and for a button with a key of its own."""
    above = widget.parentWidget()
    if type(above).__name__ in KEYED:
        return True
    return any(each.parentWidget() is above and type(each) is type(widget) for each in reached) and isinstance(
        widget, QCheckBox | QRadioButton
    )


def too_tall(root: QWidget) -> set[str]:
    """Dialogs in sight that a screen of 768 px cannot hold."""
    dialogs = [each for each in root.window().findChildren(QDialog) if each.isVisible()]
    if isinstance(root.window(), QDialog):
        dialogs.append(root.window())
    return {
        f"{type(each).__name__} {each.height()}"
        for each in dialogs
        if not isinstance(each, QFileDialog) and max(each.height(), each.minimumSizeHint().height()) > TALLEST
    }


def _told(widget: QWidget) -> str:
    words = getattr(widget, "text", str)() or getattr(widget, "placeholderText", str)()
    above = type(widget.parentWidget()).__name__
    return f"{type(widget).__name__} “{words}” in {above}"


def words_in_sight(root: QWidget) -> Iterator[str]:
    """Every text that is shown or spoken, but for what stands in fields and cells: that is data."""
    for each in (root, *root.findChildren(QWidget)):
        if each.isVisible():
            yield from _words_of(each)


def _words_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QGroupBox):
        yield widget.title()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    if isinstance(widget, QTabBar):
        yield from (widget.tabText(at) for at in range(widget.count()))
    if isinstance(widget, QTableView) and widget.model():
        model, side = widget.model(), Qt.Orientation.Horizontal
        yield from (str(model.headerData(at, side) or "") for at in range(model.columnCount()))


@cache
def vocabulary() -> str:
    """Every Chinese word that is data of the product: code tables, rules, regions, and what is printed on paper."""
    folders = ("codes", "rules", "regions", "templates")
    files = [file for folder in folders for file in sorted(path_of(folder).rglob("*.json"))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def chinese_in(texts: Iterator[str], data: str) -> set[str]:
    """Chinese words that are not data, each with the text in which it stands."""
    known = data + vocabulary() + str(OWN_NAMES)
    return {
        f"{found} in “{text}”" for text in texts for found in CHINESE.findall(text) if not _is_made_of(found, known)
    }


def _is_made_of(word: str, known: str) -> bool:
    """True if the word is data, or two pieces of data side by side."""
    if word in known:
        return True
    return any(word[:cut] in known and word[cut:] in known for cut in range(1, len(word)))


def english_in(texts: Iterator[str], data: str) -> set[str]:
    """English words that are neither data nor the same in every language."""
    return {
        f"{found} in “{text}”"
        for text in texts
        for found in ENGLISH.findall(text)
        if found not in SAME_IN_CHINESE and found not in data and not FINGERPRINT.fullmatch(found)
    }
