"""What wants doing at the county, each with how much of it there is and where it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.county.figures import county_figures
from app.county.readings.health import StationHealth, station_health
from app.county.store.tables import ClashRow, ParkedRow
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
    if any(each.is_due for each in figures.lists):
        found.append(Want("bad", tr("The public lists are due: sign them anew"), (), "/revocations#lists"))
    if figures.keys_ending:
        found.append(Want("unsure", tr(_KEYS_ENDING, count=len(figures.keys_ending)), figures.keys_ending, "/stations"))
    return tuple(sorted(found, key=lambda each: ("bad", "unsure", "calm").index(each.look)))


def _of_stations(health: tuple[StationHealth, ...]) -> list[Want]:
    silent = tuple(_silent(each) for each in health if each.silent_for is not None)
    off = tuple(each.station.name for each in health if any(pc.is_clock_off for pc in each.pcs))
    low = tuple(each.station.name for each in health if any(pc.is_low for pc in each.pcs))
    behind = tuple(each.station.name for each in health if each.behind)
    found = [
        Want("bad", tr("{count} stations were silent for more than 7 days", count=len(silent)), silent, "/stations"),
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
    parked, clashes = (_count(session, county_id, entity) for entity in (ParkedRow, ClashRow))
    found = []
    if parked:
        found.append(Want("unsure", tr("{count} entries are parked", count=parked), (), "/parked"))
    if clashes:
        found.append(
            Want("calm", tr("{count} fields were changed twice: look which is right", count=clashes), (), "/conflicts")
        )
    return found


def _count(session: Session, county_id: str, entity: type[ParkedRow] | type[ClashRow]) -> int:
    return session.scalar(select(func.count()).select_from(entity).where(entity.county_id == county_id)) or 0
