"""What the matters of the window (the way in, the sitting, the lock) reach of it."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QStackedWidget

from app.ui.curtain import Kept
from app.ui.first_run import FirstRunPage
from app.ui.memory import Memory
from app.ui.menu import Menus
from app.ui.notices import TroubleBar
from app.ui.operation import Operation, Operations
from app.ui.progress_strip import ProgressStrip
from app.ui.status_bar import StatusBar
from app.ui.unlock_page import UnlockPage

if TYPE_CHECKING:
    from app.models.ledger import Ledger
    from app.ui.sitting import Sitting


class Frame(Protocol):
    """A window in which one clerk at a time sits at one ledger, or nobody does."""

    memory: Memory
    operations: Operations
    pages: QStackedWidget
    unlock: UnlockPage
    first_run: FirstRunPage
    bar: TroubleBar
    strip: ProgressStrip
    status: StatusBar
    menus: Menus
    kept: Kept
    sitting: "Sitting | None"

    @property
    def is_locked(self) -> bool: ...

    def lock(self) -> None: ...

    def sit_down(self, ledger: "Ledger") -> None: ...

    def follow(self, operation: Operation, words: str) -> None: ...
