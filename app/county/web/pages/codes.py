"""Codes by which PCs join: one made and shown once, those that were made, and the PCs that wait for the root key."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.county.enrolment import LONGEST_NAME
from app.county.joining import NoSuchCode
from app.county.officers import LONGEST_PASSWORD
from app.county.readings.joining import joined_pcs, waiting_pcs
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, refused
from app.county.web.pages.listing import Seeing
from app.county.web.signing import unlocked
from app.errors import Refusal
from app.i18n import mark

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Letting = Annotated[Visit, Depends(acting(Operation.LET_JOIN))]
Handle = Annotated[str, Form(max_length=4, pattern="^[0-9A-Z]{4}$")]
MOST_AT_ONCE = 100
StationCode = Annotated[str, Form(max_length=20)]


class StationTwice(Refusal):
    """A station was chosen from the list, and another one typed."""

    code = "station_twice"
    message = mark("A station was chosen from the list, and a new one typed as well.")
    remedy = mark("Choose one, or leave the list empty and type the new one.")


class NewStationUnnamed(Refusal):
    """A station that the county does not know yet, without a name or without a code."""

    code = "new_station_unnamed"
    message = mark("For a new station both its code and its name are needed.")
    remedy = mark("Choose a station from the list, or type both.")


@router.get("/codes")
def codes(visit: Seeing) -> Response:
    """The codes that were made, and who waits."""
    return _page(visit)


@router.post("/codes")
def make(
    visit: Letting,
    station: StationCode = "",
    new_code: StationCode = "",
    new_name: Annotated[str, Form(max_length=LONGEST_NAME)] = "",
) -> Response:
    """Make a code; this page shows it, and none ever again."""
    typed = (new_code.strip(), new_name.strip())
    try:
        made = visit.office.make_join_code(*_station(station, *typed))
    except Refusal as refusal:
        given = {"station": station, "new_code": new_code, "new_name": new_name}
        return _page(visit, given=given, **refused(refusal))
    return _page(visit, made=made)


@router.post("/codes/revoke")
def withdraw(visit: Letting, handle: Handle) -> Response:
    """Withdraw a code that has enrolled nobody yet."""
    try:
        visit.office.revoke_join_code(handle)
    except Refusal as refusal:
        return _page(visit, **refused(refusal))
    return gone_to("/codes", "code_withdrawn")


@router.post("/codes/finish")
def finish(
    visit: Letting,
    handle: Annotated[list[Handle], Form(max_length=MOST_AT_ONCE)],
    county_password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "",
) -> Response:
    """Let in the PCs that were ticked; what became of each is told."""
    try:
        _check_waiting(visit, handle)
        office = unlocked(visit, county_password)
        finished = [each for one in dict.fromkeys(handle) for each in office.finish_joining(one)]
    except Refusal as refusal:
        return _page(visit, **refused(refusal))
    return _page(visit, finished=finished)


def _station(chosen: str, code: str, name: str) -> tuple[str, str]:
    if chosen and (code or name):
        raise StationTwice
    if not chosen and not (code and name):
        raise NewStationUnnamed
    return (chosen, "") if chosen else (code, name)


def _check_waiting(visit: Visit, handles: list[str]) -> None:
    with visit.site.register.reading() as session:
        known = {pc.line.handle for pc in waiting_pcs(session, visit.site.county.id, visit.site.clock.now())}
    for handle in handles:
        if handle not in known:
            raise NoSuchCode(handle=handle)


def _page(visit: Visit, **more: Any) -> Response:
    office, county_id, now = visit.office, visit.site.county.id, visit.site.clock.now()
    with visit.site.register.reading() as session:
        waits, joined = waiting_pcs(session, county_id, now), joined_pcs(session, county_id)
    stations = [(each.code, each.name) for each in office.stations()]
    shown = {"lines": office.join_codes(), "waits": waits, "joined": joined, "stations": stations}
    signs = {"can_sign": office.can_sign, "has_root_file": office.has_root_file, "made": None, "finished": ()}
    return drawn(visit, "codes.html", "joining", **{**shown, **signs, **more})
