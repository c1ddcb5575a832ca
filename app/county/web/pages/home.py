"""The county at a glance: the year's training in figures and plots, and what wants doing."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse

from app.county.readings.health import station_health
from app.county.readings.training import YearOfTraining, year_of_training
from app.county.readings.wants import wants
from app.county.web.authority import Operation, Visit, looking
from app.county.web.frame import drawn
from app.county.web.plots import Plot, bars, columns
from app.i18n import tr

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Seeing = Annotated[Visit, Depends(looking(Operation.READ))]
EARLIEST = 2000
MOST_STATIONS = 12
"""So many stations stand in the plot; the page of stations has all."""


@router.get("/")
def overview(visit: Seeing, year: str = "") -> Response:
    """Figures of a year, this one if none is named."""
    now = visit.site.clock.now()
    wanted = _asked(year, now.year)
    with visit.site.register.reading() as session:
        county_id = visit.site.county.id
        figures = year_of_training(session, county_id, wanted, now.date())
        todo = wants(session, county_id, now)
        health = station_health(session, county_id, now)
    touched = sum(each.silent_for is None for each in health)
    return drawn(
        visit, "home.html", "home", figures=figures, plots=_plots(figures), wants=todo, touched=touched, now=now
    )


def _asked(year: str, this: int) -> int:
    """The year that was asked for, if training can have been in it."""
    return int(year) if len(year) == 4 and year.isdecimal() and EARLIEST <= int(year) <= this + 1 else this


def _plots(figures: YearOfTraining) -> list[Plot]:
    most = sorted(figures.stations, key=lambda line: (-line.count.enrolments, line.key))[:MOST_STATIONS]
    return [
        columns(tr("By month"), tr("Month"), figures.months),
        bars(tr("By skill group"), tr("Skill group"), figures.groups, 62),
        bars(tr("By station"), tr("Station"), most),
        bars(tr("By group of people"), tr("Groups"), figures.categories),
    ]
