"""The menu bar: the file and its lock, the pages and the size of text, and help."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from app.i18n import tr
from app.ui.navigation import page_key

TEXT_SCALES = (100, 125, 150)


class Menus(QMenuBar):
    """What is done with the window as a whole; the entries of the pages come and go with the desk."""

    lock_wanted = Signal()
    quit_wanted = Signal()
    back_wanted = Signal()
    page_wanted = Signal(int)
    scale_wanted = Signal(int)
    keys_wanted = Signal()
    about_wanted = Signal()

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.file, self.view, self.help = (self._menu(words) for words in (tr("&File"), tr("&View"), tr("&Help")))
        self.lock = self._entry(self.file, tr("&Lock"), self.lock_wanted.emit, "Ctrl+L")
        self.quit = self._entry(self.file, tr("&Quit"), self.quit_wanted.emit, "Ctrl+Q")
        self.pages = self._menu(tr("&Pages"), self.view)
        self.back = self._entry(self.view, tr("&Back") + "\tEsc", self.back_wanted.emit)
        self.sizes = self._menu(tr("&Size of text"), self.view)
        self._offer_scales(scale)
        self.keys = self._entry(self.help, tr("&Keys"), self.keys_wanted.emit, "F1")
        self.about = self._entry(self.help, tr("&About Xiangxun"), self.about_wanted.emit)
        self.forget()

    def forget(self) -> None:
        """Nobody is here: what needs the ledger is out of reach."""
        self.pages.clear()
        self._allow(is_open=False)

    def offer_pages(self, titles: Sequence[str]) -> None:
        """The pages of the navigation, in its order."""
        self.pages.clear()
        for place, title in enumerate(titles):
            self._entry(self.pages, f"{title}\t{page_key(place)}", partial(self.page_wanted.emit, place))
        self._allow(is_open=True)

    def _allow(self, *, is_open: bool) -> None:
        for part in (self.lock, self.back, self.about):
            part.setEnabled(is_open)
        self.pages.menuAction().setEnabled(is_open)

    def _offer_scales(self, scale: int) -> None:
        group = QActionGroup(self)
        for each in TEXT_SCALES:
            entry = self._entry(self.sizes, f"{each} %", partial(self.scale_wanted.emit, each))
            entry.setCheckable(True)
            entry.setChecked(each == scale)
            group.addAction(entry)

    def _menu(self, words: str, above: "QMenu | QMenuBar | None" = None) -> QMenu:
        # Made here and given a parent: what `addMenu(text)` makes may be gone while we still hold it.
        menu = QMenu(words, above or self)
        (above or self).addMenu(menu)
        return menu

    def _entry(self, menu: QMenu, words: str, pressed: Callable[[], object], keys: str = "") -> QAction:
        entry = menu.addAction(words)
        if keys:
            entry.setShortcut(QKeySequence(keys))
        entry.triggered.connect(lambda *_: pressed())
        return entry
