"""The journal: what was done in the county's name, and what was refused."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from app.county.readings.journal import ACTIONS, action_words, count_deeds, count_refusals, deeds, refusals
from app.county.web.frame import drawn, leaf
from app.county.web.pages.listing import SIZE, PageNumber, Seeing, Word

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/journal")
def audit(visit: Seeing, page: PageNumber = 1, action: Word = "") -> Response:
    """Deeds, newest first."""
    wanted = action if action in ACTIONS else ""
    with visit.site.register.reading() as session:
        this = leaf(page, count_deeds(session, visit.site.county.id, wanted), SIZE, {"action": wanted})
        lines = deeds(session, visit.site.county.id, wanted, SIZE, (this.number - 1) * SIZE)
    actions = [{"value": name, "label": action_words(name)} for name in ACTIONS]
    return drawn(visit, "journal.html", "journal", lines=lines, leaf=this, actions=actions, wanted=wanted)


@router.get("/journal/refusals")
def refused_things(visit: Seeing, page: PageNumber = 1) -> Response:
    """What stations sent and the county did not take."""
    county_id, zone = visit.site.county.id, visit.site.clock.now().tzinfo
    with visit.site.register.reading() as session:
        this = leaf(page, count_refusals(session, county_id), SIZE, {})
        lines = refusals(session, county_id, zone, SIZE, (this.number - 1) * SIZE)
    return drawn(visit, "refusals.html", "journal", lines=lines, leaf=this)
