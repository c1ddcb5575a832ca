"""Issuing: what waits, a class before it is issued, a print job under way, the counter where paper is collected."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ui.page import Page
from app.ui.pieces import key
from app.ui.scanner import TakesScans
from app.ui.spots import ISSUE, Spot
from app.ui.work import Work

if TYPE_CHECKING:
    from app.ui.issuing.choose_part import ChoosePart
    from app.ui.issuing.hand_out_part import HandOutPart
    from app.ui.issuing.job_part import JobPart
    from app.ui.issuing.overview_part import OverviewPart
    from app.ui.issuing.press_work import Sent


@dataclass(frozen=True)
class Part:
    """A part of the page: where it is built."""

    built_in: str


PARTS = (
    Part("app.ui.issuing.overview_part:OverviewPart"),
    Part("app.ui.issuing.choose_part:ChoosePart"),
    Part("app.ui.issuing.job_part:JobPart"),
    Part("app.ui.issuing.hand_out_part:HandOutPart"),
)
JOB, HAND_OUT = "job", "hand_out"
P = TypeVar("P", bound=QWidget)


class IssuePage(Page):
    """Shows one of its parts, as the spot says; each is brought and made when first asked for."""

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._spot = Spot(ISSUE)
        self.parts = QStackedWidget()
        layout = QVBoxLayout()
        layout.addWidget(self.parts)
        self.fill(layout)
        key(self, "Esc", self.work.go_back)

    @cached_property
    def overview(self) -> "OverviewPart":
        """What waits."""
        from app.ui.issuing.overview_part import OverviewPart

        return self._placed(OverviewPart(self.work))

    @cached_property
    def choose(self) -> "ChoosePart":
        """A class before it is issued."""
        from app.ui.issuing.choose_part import ChoosePart

        part = self._placed(ChoosePart(self.work))
        part.sent.connect(self._follow)
        return part

    @cached_property
    def job(self) -> "JobPart":
        """A print job under way."""
        from app.ui.issuing.job_part import JobPart

        return self._placed(JobPart(self.work))

    @cached_property
    def hand_out(self) -> "HandOutPart":
        """The counter."""
        from app.ui.issuing.hand_out_part import HandOutPart

        return self._placed(HandOutPart(self.work))

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
        return isinstance(part, TakesScans) and part.take_scan(text)

    def _follow(self, sent: "Sent") -> None:
        """A run of the class in sight went to the printer: on to its job."""
        self.work.go(Spot(ISSUE, self._spot.id, part=JOB, detail=sent.job.id))
        self.job.show_sent(sent)

    def _placed(self, part: P) -> P:
        self.parts.addWidget(part)
        return part

    def _turn(self, part: QWidget) -> None:
        self.parts.setCurrentWidget(part)
