"""Stations: how each fares, its PCs and keys, a key revoked, its tables counted anew."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Response
from fastapi.responses import HTMLResponse

from app.county.doing_duties import last_done
from app.county.duties import INDEX_DUTY
from app.county.figures import county_figures
from app.county.readings.health import StationHealth, checked_tables, station_health
from app.county.readings.unsettled import table_words
from app.county.web.authority import Operation, Visit, acting, looking
from app.county.web.frame import drawn, gone_to, refused
from app.errors import Refusal

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Seeing = Annotated[Visit, Depends(looking(Operation.READ))]
Revoking = Annotated[Visit, Depends(acting(Operation.REVOKE_KEY))]


@router.get("/stations")
def all_stations(visit: Seeing) -> Response:
    """Every station, as it fares."""
    now = visit.site.clock.now()
    with visit.site.register.reading() as session:
        health = station_health(session, visit.site.county.id, now)
        index = last_done(session, visit.site.county.id, INDEX_DUTY.name)
        lists = county_figures(session, now.date()).lists
    told = index.at.astimezone(now.tzinfo) if index else None
    return drawn(visit, "stations.html", "stations", health=health, now=now, told=told, lists=lists)


@router.get("/stations/{code}")
def one_station(visit: Seeing, code: str) -> Response:
    """A station with its PCs and keys."""
    return _station(visit, code)


@router.get("/stations/{code}/tables")
def tables(visit: Seeing, code: str) -> Response:
    """The station's tables counted anew, beside the figures that are kept."""
    health = _health(visit, code)
    with visit.site.register.reading() as session:
        checks = checked_tables(session, visit.site.county.id, health.id)
    named = [(table_words(each.entity), each) for each in checks]
    return drawn(visit, "tables.html", "stations", health=health, checks=named)


@router.post("/stations/{code}/revoke-key")
def revoke_key(
    visit: Revoking,
    code: str,
    key_id: Annotated[str, Form(max_length=16)],
    reason: Annotated[str, Form(max_length=300)],
    since: Annotated[date | None, Form()] = None,
) -> Response:
    """Revoke a key of this station."""
    try:
        if key_id not in {each.key_id for each in _health(visit, code).station.keys}:
            raise HTTPException(404)
        done = visit.office.revoke_key(key_id, since, reason.strip())
    except Refusal as refusal:
        return _station(visit, code, given={"key_id": key_id, "reason": reason}, **refused(refusal))
    return gone_to(f"/stations/{code}", "repeat" if done.is_repeat else "key_revoked")


def _station(visit: Visit, code: str, **more: Any) -> Response:
    health, now = _health(visit, code), visit.site.clock.now()
    shown: dict[str, Any] = {"health": health, "allowed": visit.office.allowance(), "now": now, "today": now.date()}
    return drawn(visit, "station.html", "stations", **shown, **more)


def _health(visit: Visit, code: str) -> StationHealth:
    with visit.site.register.reading() as session:
        found = station_health(session, visit.site.county.id, visit.site.clock.now(), code)
    if not found or not code:
        raise HTTPException(404)
    return found[0]
