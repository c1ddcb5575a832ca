"""What wants doing at the county, each with how much of it there is and where it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.county.figures import ListFigures, county_figures
from app.county.joining import waiting
from app.county.readings.health import StationHealth, station_health
from app.county.readings.unsettled import count_open_clashes, count_parked
from app.i18n import mark, tr


@dataclass(frozen=True)
class Want:
    """One thing to do: how grave (bad, unsure, calm), what, at whom, and the page where it is done."""

    look: str
    title: str
    names: tuple[str, ...]
    address: str


_KEYS_ENDING = mark("{count} keys end within 60 days: their PCs need a new request")


def wants(session: Session, county_id: str, now: datetime) -> tuple[Want, ...]:
    """Gravest first."""
    health = station_health(session, county_id, now)
    figures = county_figures(session, now.date())
    found = [*_of_stations(health), *_of_rows(session, county_id)]
    if not health:
        found.append(Want("unsure", tr("No station is enrolled yet: make the first code for joining"), (), "/codes"))
    if any(each.is_due for each in figures.lists):
        found.append(Want("bad", tr("The public lists are due: sign them anew"), (), "/revocations#lists"))
    found += _of_long_lists(figures.lists)
    if joiners := waiting(session, county_id, now):
        words = tr("{count} PCs wait for the county's password to join", count=len(joiners))
        found.append(Want("unsure", words, tuple(each.station_name for each in joiners), "/codes#waiting"))
    if figures.keys_ending:
        found.append(Want("unsure", tr(_KEYS_ENDING, count=len(figures.keys_ending)), figures.keys_ending, "/stations"))
    return tuple(sorted(found, key=lambda each: ("bad", "unsure", "calm").index(each.look)))


def _of_long_lists(lists: tuple[ListFigures, ...]) -> list[Want]:
    return [
        Want("bad", tr("A public list is too long for the stations' PCs"), (each.growth(),), "/revocations#lists")
        if each.share > 100
        else Want("unsure", tr("A public list is growing too long"), (each.growth(),), "/revocations#lists")
        for each in lists
        if each.growth()
    ]


def _of_stations(health: tuple[StationHealth, ...]) -> list[Want]:
    silent = tuple(_silent(each) for each in health if each.silent_for is not None)
    off = tuple(each.station.name for each in health if any(pc.is_clock_off for pc in each.pcs))
    low = tuple(each.station.name for each in health if any(pc.is_low for pc in each.pcs))
    behind = tuple(each.station.name for each in health if each.behind)
    over = tuple(each.station.name for each in health if each.is_suspicious)
    unequal = tuple(each.station.name for each in health if each.unequal)
    found = [
        Want("bad", tr("{count} stations were silent for more than 7 days", count=len(silent)), silent, "/stations"),
        Want("bad", tr("{count} stations hold other rows than the county", count=len(unequal)), unequal, "/stations"),
        Want("bad", tr("{count} stations brought more than any honest one does", count=len(over)), over, "/stations"),
        Want("unsure", tr("{count} stations have a clock that is off", count=len(off)), off, "/stations"),
        Want("unsure", tr("{count} stations run low on certificate numbers", count=len(low)), low, "/blocks"),
        Want("unsure", tr("{count} stations have entries not worked in yet", count=len(behind)), behind, "/stations"),
    ]
    return [each for each in found if each.names]


def _silent(each: StationHealth) -> str:
    if each.last_round is None:
        return tr("{name}: never in touch", name=each.station.name)
    return tr("{name}: {days} days", name=each.station.name, days=each.silent_for)


def _of_rows(session: Session, county_id: str) -> list[Want]:
    parked, clashes = count_parked(session, county_id), count_open_clashes(session, county_id)
    found = []
    if parked:
        found.append(Want("unsure", tr("{count} entries are parked", count=parked), (), "/parked"))
    if clashes:
        found.append(
            Want("calm", tr("{count} fields were changed twice: look which is right", count=clashes), (), "/conflicts")
        )
    return found
