"""Number blocks: how many numbers each PC has left, and further ones granted."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.county.blocks import USUAL_SERIALS
from app.county.officers import LONGEST_PASSWORD
from app.county.readings.health import station_health
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, refused
from app.county.web.pages.listing import Seeing
from app.county.web.signing import unlocked
from app.errors import Refusal

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Granting = Annotated[Visit, Depends(acting(Operation.GRANT_BLOCK))]


@router.get("/blocks")
def blocks(visit: Seeing, replica: str = "") -> Response:
    """What was granted and what is left; a PC may be named for the form."""
    return _page(visit, given={"replica": replica})


@router.post("/blocks")
def grant(
    visit: Granting,
    replica: Annotated[str, Form(max_length=36)],
    serials: Annotated[int, Form(ge=1, le=99_999)],
    county_password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
) -> Response:
    """Grant further numbers to a PC, which gets them with its next round."""
    try:
        unlocked(visit, county_password).grant_block(_station_of(visit, replica), replica, serials)
    except Refusal as refusal:
        return _page(visit, given={"replica": replica, "serials": serials}, **refused(refusal))
    return gone_to("/blocks", "granted")


def _station_of(visit: Visit, replica: str) -> str:
    known = {each.replica: station.code for station in visit.office.stations() for each in station.devices}
    return known.get(replica, "")


def _page(visit: Visit, **more: Any) -> Response:
    with visit.site.register.reading() as session:
        health = station_health(session, visit.site.county.id, visit.site.clock.now())
    shown: dict[str, Any] = {"health": health, "usual": USUAL_SERIALS, "can_sign": visit.site.office.can_sign}
    return drawn(visit, "blocks.html", "blocks", **shown, **more)
