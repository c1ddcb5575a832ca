"""Pages of a PDF below one another: only those in sight are drawn, beside the window."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from app.documents.pdf_pages import PageSize, page_sizes, picture_of
from app.i18n import tr
from app.ui.paper.page_layout import MARGIN, PageLayout
from app.ui.theme import BASE, LINE_DARK, MUTED
from app.ui.work import Work

SCREEN = 96 / 72  # pixels a point at 100 %
LEAST, MOST = 0.2, 2.0
STEPS = (0.2, 0.35, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
FIT_WIDTH, FIT_PAGE = "width", "page"
STEP = 40
GROUND = "#d5dcd8"
KEPT_BYTES = 48_000_000


@dataclass(frozen=True)
class Drawn:
    """A page as it was drawn, and for which scale."""

    image: QImage
    scale: float


class PdfView(QAbstractScrollArea):
    """Shows a PDF; PgUp and PgDn turn its pages, Ctrl with plus, minus or the wheel brings them nearer."""

    opened = Signal(int)  # how many pages there are
    page_changed = Signal(int)  # the page in sight, the first being 1
    zoom_changed = Signal()
    failed = Signal(object)

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work
        self.zoom: str | float = FIT_WIDTH
        self.words = ""
        self._path: Path | None = None
        self._sizes: tuple[PageSize, ...] = ()
        self._layout = PageLayout()
        self._page = 1
        self._drawn: OrderedDict[int, Drawn] = OrderedDict()
        self._is_drawing = False
        self._soon = QTimer(self, singleShot=True, interval=15)
        self._soon.timeout.connect(self._ask_next)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Pages"))
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return len(self._sizes)

    @property
    def current(self) -> int:
        """The page in sight, the first being 1."""
        return self._page

    @property
    def is_drawn(self) -> bool:
        """Whether everything in sight is drawn as finely as it is shown."""
        return bool(self._sizes) and next(self._missing(), None) is None

    @property
    def kept(self) -> tuple[int, ...]:
        """The pages that are held as pictures, the first being 1."""
        return tuple(number + 1 for number in sorted(self._drawn))

    def show_pdf(self, path: Path) -> None:
        """Show this file from its first page on."""
        self.clear("")
        self._path = path
        self.work.ask(lambda _: page_sizes(path), self._open, self._give_up)

    def clear(self, words: str) -> None:
        """Show no pages, only these words."""
        self.work.silence(self)
        self._is_drawing, self._path, self._sizes, self.words = False, None, (), words
        self._drawn.clear()
        self._lay_out()

    def page(self, number: int) -> None:
        """Go to this page, the first being 1."""
        if not self._sizes:
            return
        number = min(max(number, 1), self.pages)
        self.verticalScrollBar().setValue(round(self._layout.tops[number - 1]) - MARGIN)
        self._note_page(number)

    def set_zoom(self, zoom: str | float) -> None:
        """Fit the width or the page into the view, or show it at this many times its size."""
        self.zoom = zoom if isinstance(zoom, str) else min(max(zoom, LEAST), MOST)
        self._lay_out()
        self.zoom_changed.emit()

    def nearer(self) -> None:
        """One step larger."""
        self.set_zoom(next((step for step in STEPS if step > self.percent / 100 + 0.005), MOST))

    def farther(self) -> None:
        """One step smaller."""
        self.set_zoom(next((step for step in reversed(STEPS) if step < self.percent / 100 - 0.005), LEAST))

    @property
    def percent(self) -> int:
        """How large the pages are shown, of their real size."""
        return round(self._scale / SCREEN * 100)

    @property
    def _scale(self) -> float:
        """Pixels of the window for a point of the page."""
        if not self._sizes:
            return SCREEN
        if isinstance(self.zoom, float):
            return self.zoom * SCREEN
        room = self.viewport().size()
        widest = max(size.width for size in self._sizes)
        across = max(room.width() - 2 * MARGIN, 60) / widest
        if self.zoom == FIT_WIDTH:
            return min(across, MOST * SCREEN)
        here = self._sizes[self._page - 1]
        return min(across, max(room.height() - 2 * MARGIN, 60) / here.height, MOST * SCREEN)

    def _open(self, sizes: tuple[PageSize, ...]) -> None:
        self._sizes, self._page = sizes, 1
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self.opened.emit(self.pages)
        self.page_changed.emit(1)

    def _lay_out(self) -> None:
        """Give every page its place; the page in sight stays in sight."""
        page, room = self._page, self.viewport().size()
        self._layout = PageLayout.of(self._sizes, self._scale)
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setRange(0, max(0, round(self._layout.height) - room.height()))
        down.setPageStep(room.height())
        down.setSingleStep(STEP)
        across.setRange(0, max(0, round(self._layout.width) - room.width()))
        across.setPageStep(room.width())
        across.setSingleStep(STEP)
        if self._sizes:
            self.page(page)
        self.viewport().update()
        self._soon.start()

    def _scrolled(self) -> None:
        if self._sizes:
            middle = self.verticalScrollBar().value() + self.viewport().height() / 3
            self._note_page(self._layout.at(middle) + 1)
        self.viewport().update()
        self._soon.start()

    def _note_page(self, number: int) -> None:
        if number != self._page:
            self._page = number
            self.page_changed.emit(number)

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        return self._layout.between(top, top + self.viewport().height())

    def _missing(self) -> Iterator[int]:
        wanted = self._scale * self.devicePixelRatioF()
        for number in self._in_sight():
            drawn = self._drawn.get(number)
            if drawn is None or abs(drawn.scale - wanted) > 0.001:
                yield number

    def _ask_next(self) -> None:
        """Have the next page in sight drawn; one at a time, so that what was scrolled past is never drawn."""
        number, path = next(self._missing(), None), self._path
        if number is None or path is None or self._is_drawing:
            return
        ratio = self.devicePixelRatioF()
        scale = self._scale * ratio

        def take(image: QImage) -> None:
            self._take(number, Drawn(image, scale))

        self._is_drawing = True
        self.work.ask(lambda _: _image_of(path, number, scale, ratio), take, self._give_up)

    def _take(self, number: int, drawn: Drawn) -> None:
        self._is_drawing = False
        self._drawn[number] = drawn
        self._drawn.move_to_end(number)
        self._forget_old()
        self.viewport().update()
        self._soon.start()

    def _give_up(self, error: Exception) -> None:
        self._is_drawing = False
        self._sizes = ()
        self._lay_out()
        self.failed.emit(error)

    def _forget_old(self) -> None:
        in_sight = set(self._in_sight())
        for number in [each for each in self._drawn if each not in in_sight]:
            if sum(each.image.sizeInBytes() for each in self._drawn.values()) <= KEPT_BYTES:
                return
            del self._drawn[number]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(GROUND))
        if not self._sizes:
            painter.setPen(QColor(MUTED))
            painter.drawText(self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), self.words)
        for number in self._in_sight():
            self._paint_page(painter, number)
        painter.end()

    def _paint_page(self, painter: QPainter, number: int) -> None:
        place = self._place_of(number)
        painter.fillRect(place, QColor(BASE))
        drawn = self._drawn.get(number)
        if drawn is None:
            painter.setPen(QColor(MUTED))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), tr("Page {page} …", page=number + 1))
        else:
            _paint(painter, place, drawn.image)
        painter.setPen(QColor(LINE_DARK))
        painter.drawRect(place)

    def _place_of(self, number: int) -> QRectF:
        size, scale = self._sizes[number], self._scale
        width = size.width * scale
        room = self.viewport().width()
        left = (room - width) / 2 if width + 2 * MARGIN <= room else MARGIN - self.horizontalScrollBar().value()
        top = self._layout.tops[number] - self.verticalScrollBar().value()
        return QRectF(round(left), round(top), round(width), round(size.height * scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.nearer if event.angleDelta().y() > 0 else self.farther)()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down, across, key = self.verticalScrollBar(), self.horizontalScrollBar(), Qt.Key
        steps = {
            key.Key_PageDown: lambda: self.page(self.current + 1),
            key.Key_PageUp: lambda: self.page(self.current - 1),
            key.Key_Space: lambda: self.page(self.current + 1),
            key.Key_Home: lambda: self.page(1),
            key.Key_End: lambda: self.page(self.pages),
            key.Key_Down: lambda: down.setValue(down.value() + down.singleStep()),
            key.Key_Up: lambda: down.setValue(down.value() - down.singleStep()),
            key.Key_Right: lambda: across.setValue(across.value() + across.singleStep()),
            key.Key_Left: lambda: across.setValue(across.value() - across.singleStep()),
        }
        step = steps.get(key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            step()


def _paint(painter: QPainter, place: QRectF, image: QImage) -> None:
    """Dot for dot if the image was drawn for this size: scaling one costs ten times as long."""
    size = image.deviceIndependentSize()
    if abs(size.width() - place.width()) <= 1 and abs(size.height() - place.height()) <= 1:
        painter.drawImage(place.topLeft(), image)
    else:
        painter.drawImage(place, image)


def _image_of(path: Path, number: int, scale: float, ratio: float) -> QImage:
    """A page as an image that owns its dots; called in the pool."""
    picture = picture_of(path, number, scale)
    size = (picture.width, picture.height, picture.stride)
    image = QImage(picture.dots, *size, QImage.Format.Format_RGB32).copy()
    image.setDevicePixelRatio(ratio)
    return image
