"""Where the window stood, how large it was and at which page: found again at the next start."""

from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from app.ui.memory import Memory
from app.ui.spots import HOME, Spot

SIZE = (1366, 728)  # a screen of 1366x768 less the bar of the desktop
LEAST_SIZE = (860, 440)  # text at 150 % on that screen leaves 911x485
KEY, FILLS = "window/place", "window/fills"
PAGE, DAY = "page/name", "page/day"


def clamped(wanted: QRect, room: QRect, least: tuple[int, int] = LEAST_SIZE) -> QRect:
    """The wanted place, made to lie within the room; never smaller than the least, unless the room is."""
    width = min(max(wanted.width(), least[0]), room.width())
    height = min(max(wanted.height(), least[1]), room.height())
    left = min(max(wanted.x(), room.x()), room.x() + room.width() - width)
    top = min(max(wanted.y(), room.y()), room.y() + room.height() - height)
    return QRect(left, top, width, height)


def take_place(window: QWidget, memory: Memory) -> None:
    """Put the window where it was; the first time as large as fits."""
    room = window.screen().availableGeometry()
    kept = memory.get(KEY).split()
    wanted = QRect(room.x(), room.y(), *SIZE)
    if len(kept) == 4 and all(each.lstrip("-").isdecimal() for each in kept):
        wanted = QRect(*(int(each) for each in kept))
    least = (min(LEAST_SIZE[0], room.width()), min(LEAST_SIZE[1], room.height()))
    window.setMinimumSize(*least)
    window.setGeometry(clamped(wanted, room))
    if memory.get(FILLS) == "yes":
        window.showMaximized()


def keep_place(window: QWidget, memory: Memory) -> None:
    """Remember where the window stands."""
    place = window.normalGeometry() if window.isMaximized() else window.geometry()
    memory.put(KEY, f"{place.x()} {place.y()} {place.width()} {place.height()}")
    memory.put(FILLS, "yes" if window.isMaximized() else "no")


def remembered_spot(memory: Memory, today: date) -> Spot:
    """The page of the last time, if that was today: a new day begins with what there is to do."""
    is_today = memory.get(DAY) == today.isoformat()
    return Spot(memory.get(PAGE, HOME) if is_today else HOME)


def keep_page(memory: Memory, name: str, today: date) -> None:
    """Remember the entry of the navigation at which the clerk was."""
    memory.put(PAGE, name)
    memory.put(DAY, today.isoformat())
