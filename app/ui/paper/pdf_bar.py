"""The bar above the pages: which one is in sight, and how large it is shown."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from app.i18n import tr
from app.ui.paper.pdf_view import FIT_PAGE, FIT_WIDTH, STEPS, PdfView
from app.ui.pieces import button, label, row_of


class PdfBar(QWidget):
    """Turns the pages of a view, and brings them nearer."""

    def __init__(self, view: PdfView) -> None:
        super().__init__()
        self.view = view
        self.place = label("", "muted")
        self.before = _small("chevron-left", tr("Page before"), "PgUp", lambda: view.page(view.current - 1))
        self.next = _small("chevron-right", tr("Next page"), "PgDn", lambda: view.page(view.current + 1))
        self.farther = _small("zoom-out", tr("Smaller"), "Ctrl+-", view.farther)
        self.nearer = _small("zoom-in", tr("Larger"), "Ctrl++", view.nearer)
        self.zoom = QComboBox()
        self.zoom.setAccessibleName(tr("How large the pages are shown"))
        self.zoom.addItem(tr("Fit the width"), FIT_WIDTH)
        self.zoom.addItem(tr("Whole page"), FIT_PAGE)
        for step in STEPS:
            self.zoom.addItem(f"{step * 100:.0f}%", step)
        self.zoom.activated.connect(lambda _: view.set_zoom(self.zoom.currentData()))
        parts = (self.before, self.place, self.next, None, self.farther, self.zoom, self.nearer)
        layout = row_of(*parts)
        layout.setContentsMargins(8, 6, 8, 6)
        self.setLayout(layout)
        view.opened.connect(self.refresh)
        view.page_changed.connect(self.refresh)
        view.zoom_changed.connect(self.refresh)
        self.refresh()

    def keys(self) -> dict[str, Callable[[], object]]:
        """The keys that the window around should listen to, wherever the focus is."""
        view = self.view
        return {
            "PgUp": lambda: view.page(view.current - 1),
            "PgDown": lambda: view.page(view.current + 1),
            "Ctrl+Home": lambda: view.page(1),
            "Ctrl+End": lambda: view.page(view.pages),
            "Ctrl++": view.nearer,
            "Ctrl+=": view.nearer,
            "Ctrl+-": view.farther,
            "Ctrl+0": lambda: view.set_zoom(FIT_PAGE),
            "Ctrl+9": lambda: view.set_zoom(FIT_WIDTH),
        }

    def refresh(self, _told: int = 0) -> None:
        """Tell where the view is."""
        view = self.view
        self.place.setText(tr("Page {page} / {pages}", page=view.current, pages=view.pages) if view.pages else "")
        self.before.setEnabled(view.current > 1)
        self.next.setEnabled(view.current < view.pages)
        self.zoom.setCurrentIndex(max(0, self.zoom.findData(view.zoom)))


def _small(picture: str, name: str, keys: str, pressed: Callable[[], object]) -> QPushButton:
    made = button("", pressed, picture)
    made.setAccessibleName(name)
    made.setToolTip(f"{name} ({keys})")
    return made
