"""Issuing: what waits, a class before it is issued, a print job under way, the counter where paper is collected."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.issuing.choose_part import ChoosePart
from app.ui.issuing.hand_out_part import HandOutPart
from app.ui.issuing.job_part import JobPart
from app.ui.issuing.overview_part import OverviewPart
from app.ui.issuing.press_work import Sent
from app.ui.page import Page
from app.ui.pieces import key
from app.ui.spots import ISSUE, Spot
from app.ui.work import Work

JOB, HAND_OUT = "job", "hand_out"


class IssuePage(Page):
    """Shows one of its parts, as the spot says."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(ISSUE)
        self.overview, self.choose = OverviewPart(work), ChoosePart(work)
        self.job, self.hand_out = JobPart(work), HandOutPart(work)
        self.parts = QStackedWidget()
        for part in (self.overview, self.choose, self.job, self.hand_out):
            self.parts.addWidget(part)
        layout = QVBoxLayout()
        layout.addWidget(self.parts)
        self.fill(layout)
        self.choose.sent.connect(self._follow)
        key(self, "Esc", self.work.go_back)

    def show_spot(self, spot: Spot) -> None:
        """Show the part that is meant."""
        self._spot = spot
        if spot.part == JOB:
            self._turn(self.job)
            self.job.show_job(spot.detail)
        elif spot.part == HAND_OUT:
            self._turn(self.hand_out)
            self.hand_out.show_class(spot.id)
        elif spot.id:
            # To come back to the class is not to print it once more.
            self._spot = Spot(ISSUE, spot.id)
            self._turn(self.choose)
            self.choose.show_class(spot.id, spot.detail)
        else:
            self._turn(self.overview)
            self.overview.refresh()

    @property
    def spot(self) -> Spot:
        return self._spot

    def take_scan(self, text: str) -> bool:
        part = self.parts.currentWidget()
        return part.take_scan(text) if isinstance(part, JobPart | HandOutPart) else False

    def _follow(self, sent: Sent) -> None:
        """A run of the class in sight went to the printer: on to its job."""
        self.work.go(Spot(ISSUE, self._spot.id, part=JOB, detail=sent.job.id))
        self.job.show_sent(sent)

    def _turn(self, part: QWidget) -> None:
        self.parts.setCurrentWidget(part)
