"""The dialog that cuts a photo: what is kept stands in the frame; a small or dark picture is told, not refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import tr
from app.ui.forms import Hint
from app.ui.notices import TroubleDialog
from app.ui.people.photo_cutter import PhotoCutter
from app.ui.pieces import button, key, label, pile_of, row_of
from app.ui.wording import words_for
from app.ui.work import Work

if TYPE_CHECKING:
    from app.documents.photos import Looked


class PhotoDialog(QDialog):
    """Opens itself once the picture could be read; `taken` gets the JPEG that is to be kept."""

    def __init__(self, work: Work, data: bytes, name: str, taken: Callable[[bytes], object], owner: QWidget) -> None:
        super().__init__(owner)
        self._work, self._data, self._name, self._taken = work, data, name, taken
        self.setWindowTitle(tr("Cut the photo to 25 x 35 mm"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.cutter, self.hint = PhotoCutter(), Hint()
        self.take = button(tr("Take this part"), self.submit, is_primary=True)
        keys = label(tr("Drag or arrow keys: move. Wheel or + and −: size."), "muted", wraps=True)
        layout = pile_of(self.cutter, keys, self.hint)
        layout.addLayout(row_of(None, button(tr("Leave it as it was"), self.reject), self.take))
        layout.setContentsMargins(18, 16, 18, 14)
        self.setLayout(layout)
        for each in ("Return", "Enter"):
            key(self, each, self.submit)

    def read(self) -> None:
        """Look at the picture, and show it."""
        data, name = self._data, self._name

        def look(_: object) -> "Looked":
            from app.documents.photos import look_at

            return look_at(data, name)

        self._work.ask(look, self._show, self._tell)

    def submit(self) -> None:
        """Cut it, and hand it over."""
        self.take.setEnabled(False)
        data, name, cut = self._data, self._name, self.cutter.cut

        def cut_out(_: object) -> bytes:
            from app.documents.photos import Cut, cut_photo

            return cut_photo(data, Cut(*cut), name)

        self._work.ask(cut_out, self._hand_over, self._tell)

    def _hand_over(self, photo: bytes) -> None:
        self.accept()
        self._taken(photo)

    def _show(self, looked: "Looked") -> None:
        from app.documents.photos import LEAST

        self.cutter.show_picture(looked.png)
        warnings = []
        if looked.size[0] < LEAST[0] or looked.size[1] < LEAST[1]:
            small = tr(
                "Only {across} x {down} dots: it will look coarse in print.", across=looked.size[0], down=looked.size[1]
            )
            warnings.append(small)
        if not looked.is_light:
            warnings.append(tr("The background is not white; most offices ask for a white one."))
        self.hint.tell("\n".join(warnings), "warn")
        self.open()
        self.cutter.setFocus()

    def _tell(self, error: Exception) -> None:
        TroubleDialog(words_for(error), self.parentWidget()).open()
        self.close()
