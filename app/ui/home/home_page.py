"""What to do today, each line a link to the spot where it is done."""

from app.ui.page import Page
from app.ui.spots import HOME, Spot


class HomePage(Page):
    """The page that the day begins with."""

    def show_spot(self, spot: Spot) -> None:
        """Read what there is to do."""
        self.setFocus()

    @property
    def spot(self) -> Spot:
        return Spot(HOME)
