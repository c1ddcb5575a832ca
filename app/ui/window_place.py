"""Where the window stood, how large it was and at which page: found again at the next start."""

from datetime import date

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from app.ui.memory import Memory
from app.ui.spots import HOME, Spot

SIZE = (1366, 728)  # a screen of 1366x768 less the bar of the desktop
LEAST_SIZE = (860, 440)  # text at 150 % on that screen leaves 911x485
KEY, FRAME, FILLS = "window/place", "window/frame", "window/fills"
USUAL_FRAME, MOST_FRAME = (2, 32), 200
PAGE, DAY = "page/name", "page/day"


def clamped(wanted: QRect, room: QRect, least: tuple[int, int] = LEAST_SIZE) -> QRect:
    """The wanted place, made to lie within the room; never smaller than the least, unless the room is."""
    width = min(max(wanted.width(), least[0]), room.width())
    height = min(max(wanted.height(), least[1]), room.height())
    left = min(max(wanted.x(), room.x()), room.x() + room.width() - width)
    top = min(max(wanted.y(), room.y()), room.y() + room.height() - height)
    return QRect(left, top, width, height)


def take_place(window: QWidget, memory: Memory) -> None:
    """Put the window where it was, its title bar and all within the screen; the first time it fills it."""
    room, frame = window.screen().availableGeometry(), _frame_kept(memory)
    kept = _figures(memory, KEY, 4)
    wanted = QRect(*kept) if kept else QRect(room.x(), room.y(), *SIZE)
    window.setMinimumSize(min(LEAST_SIZE[0], room.width() - frame[0]), min(LEAST_SIZE[1], room.height() - frame[1]))
    whole = clamped(wanted.adjusted(0, 0, *frame), room, (LEAST_SIZE[0] + frame[0], LEAST_SIZE[1] + frame[1]))
    window.resize(whole.width() - frame[0], whole.height() - frame[1])
    # Unlike setGeometry, which places what is inside the frame and would leave the title bar above the screen.
    window.move(whole.topLeft())
    if not kept or memory.get(FILLS) == "yes":
        window.setWindowState(Qt.WindowState.WindowMaximized)


def keep_place(window: QWidget, memory: Memory) -> None:
    """Remember where the window stands: the corner of its frame, and the size of what is inside."""
    inside, whole = window.geometry(), window.frameGeometry()
    size = window.normalGeometry().size() if window.isMaximized() else inside.size()
    corner = whole.topLeft()
    if window.isMaximized():
        corner = window.normalGeometry().topLeft() - (inside.topLeft() - whole.topLeft())
    memory.put(KEY, f"{corner.x()} {corner.y()} {size.width()} {size.height()}")
    memory.put(FRAME, f"{whole.width() - inside.width()} {whole.height() - inside.height()}")
    memory.put(FILLS, "yes" if window.isMaximized() else "no")


def _frame_kept(memory: Memory) -> tuple[int, int]:
    """How much wider and higher the frame is than what is inside; the system tells only of a window in sight."""
    kept = _figures(memory, FRAME, 2)
    return (kept[0], kept[1]) if kept and 0 <= kept[0] < MOST_FRAME and 0 <= kept[1] < MOST_FRAME else USUAL_FRAME


def _figures(memory: Memory, name: str, count: int) -> list[int]:
    words = memory.get(name).split()
    is_whole = len(words) == count and all(each.lstrip("-").isdecimal() for each in words)
    return [int(each) for each in words] if is_whole else []


def remembered_spot(memory: Memory, today: date) -> Spot:
    """The page of the last time, if that was today: a new day begins with what there is to do."""
    is_today = memory.get(DAY) == today.isoformat()
    return Spot(memory.get(PAGE, HOME) if is_today else HOME)


def keep_page(memory: Memory, name: str, today: date) -> None:
    """Remember the entry of the navigation at which the clerk was."""
    memory.put(PAGE, name)
    memory.put(DAY, today.isoformat())
