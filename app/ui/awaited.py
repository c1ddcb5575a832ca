"""What a page waits for: its verbs are shut and a line says so, and a deed asked for is done afterwards."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from app.i18n import tr
from app.ui.pieces import label

Deed = Callable[[], object]


class Awaited(QObject):
    """Begins when the page asks the ledger, ends when the answer is in sight."""

    def __init__(self, owner: QWidget, verbs: Iterable[QWidget] = ()) -> None:
        super().__init__(owner)
        self._owner, self._verbs = owner, tuple(verbs)
        self._deed: Deed | None = None
        self.is_waiting = False
        self.line = label(tr("Reading…"), "muted")
        self.line.hide()

    def begin(self, *, is_seen: bool = True) -> None:
        """Shut the verbs; `is_seen` unless what stands there stays right but for a moment."""
        self.is_waiting = True
        self.line.setVisible(is_seen)
        for verb in self._verbs:
            verb.setEnabled(False)

    def end(self, settle: Deed) -> None:
        """It is there: `settle` says which of the verbs may not be done; then comes what was asked for meanwhile."""
        deed, self._deed, self.is_waiting = self._deed, None, False
        self.line.hide()
        for verb in self._verbs:
            verb.setEnabled(True)
        settle()
        # Whoever has gone elsewhere, or is being asked something, wants it no more.
        if deed is not None and self._owner.isVisible() and QApplication.activeModalWidget() is None:
            deed()

    def drop(self) -> None:
        """It does not come, or is not wanted any more; nothing is done for it."""
        self._deed, self.is_waiting = None, False
        self.line.hide()

    def then(self, deed: Deed) -> Callable[[], None]:
        """The deed of a key: done at once, or as soon as the page is there."""

        def asked() -> None:
            if self.is_waiting:
                self._deed = deed
            else:
                deed()

        return asked
