"""Who hears an answer: whoever asked for it, unless it was deleted or closed before the answer came."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QWidget
from shiboken6 import isValid


def asker_of(heard: Callable[..., Any] | None) -> QObject | None:
    """The object whose method this is, or in whose method it was written; without one a widget that it speaks of."""
    return next(_askers(heard, set()), None) if heard else None


def has_left(asker: QObject | None) -> bool:
    """Whether nobody is there any more to hear an answer: deleted, or a dialog that was closed."""
    if asker is None:
        return False
    return not isValid(asker) or (isinstance(asker, QDialog) and _was_closed(asker))


def while_there(heard: Callable[..., Any] | None) -> Callable[..., None]:
    """The same call, made only while whoever asked is there."""
    asker = asker_of(heard)

    def hear(*told: object) -> None:
        if heard and not has_left(asker):
            heard(*told)

    return hear


def _askers(heard: object, seen: set[int]) -> Iterator[QObject]:
    """From the likeliest on; what was `seen` is not gone through again: a function may speak of itself."""
    if id(heard) in seen:
        return
    seen.add(id(heard))
    owner = getattr(heard, "__self__", None)
    if isinstance(owner, QObject):
        yield owner
    elif isinstance(heard, partial):
        yield from _askers(heard.func, seen)
        yield from (each for each in heard.args if isinstance(each, QWidget))
    else:
        yield from _spoken_of(_kept_by(heard), seen)


def _spoken_of(kept: dict[str, Any], seen: set[int]) -> Iterator[QObject]:
    # What a method hands over speaks of its `self`; of other things it only makes use.
    if isinstance(kept.get("self"), QObject):
        yield kept["self"]
    for each in kept.values():
        if isinstance(each, QWidget):
            yield each
        elif callable(each):
            yield from _askers(each, seen)


def _kept_by(heard: object) -> dict[str, Any]:
    """The variables around a function that it makes use of."""
    names = getattr(getattr(heard, "__code__", None), "co_freevars", ())
    return {
        name: cell.cell_contents for name, cell in zip(names, getattr(heard, "__closure__", None) or (), strict=False)
    }


def _was_closed(dialog: QDialog) -> bool:
    """Hidden on purpose: a dialog that is still to open itself is hidden too, but nobody hid it."""
    state = Qt.WidgetAttribute
    return dialog.testAttribute(state.WA_WState_Hidden) and dialog.testAttribute(state.WA_WState_ExplicitShowHide)
