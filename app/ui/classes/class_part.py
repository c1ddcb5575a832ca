"""What every part of a class's page can do."""

from PySide6.QtWidgets import QWidget

from app.ui.work import Work


class ClassPart(QWidget):
    """One part: the roll call, the roster, the results and so on of one class."""

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work

    def show_class(self, class_id: str, detail: str = "") -> None:
        """Read the latest and show it, with the focus where the clerk begins; `detail` names what is meant in it."""
        raise NotImplementedError
