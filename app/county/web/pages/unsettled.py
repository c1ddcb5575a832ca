"""What wants a person's eye: entries that wait, fields that were changed twice, people at several stations."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse

from app.county.readings.duplicates import count_persons, persons
from app.county.readings.unsettled import clashes, count_clashes, count_parked, parked
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, leaf
from app.county.web.pages.listing import SIZE, PageNumber, Seeing

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Retrying = Annotated[Visit, Depends(acting(Operation.RETRY_PARKED))]


@router.get("/parked")
def parked_entries(visit: Seeing, page: PageNumber = 1) -> Response:
    """Entries that are stored and cannot be worked in yet."""
    county_id, zone = visit.site.county.id, visit.site.clock.now().tzinfo
    with visit.site.register.reading() as session:
        this = leaf(page, count_parked(session, county_id), SIZE, {})
        lines = parked(session, county_id, zone, SIZE, (this.number - 1) * SIZE)
    return drawn(visit, "parked.html", "parked", lines=lines, leaf=this)


@router.post("/parked/retry")
def retry(visit: Retrying) -> Response:
    """Try all of them once more."""
    rows = visit.site.exchange.retry_parked()
    with visit.site.register.deed(visit.site.clock.now(), visit.officer.name) as deed:
        deed.note("retry_parked", rows=rows)
    return gone_to("/parked", "retried")


@router.get("/conflicts")
def conflicts(visit: Seeing, page: PageNumber = 1) -> Response:
    """Fields that two PCs changed without knowing of each other."""
    county_id, zone = visit.site.county.id, visit.site.clock.now().tzinfo
    with visit.site.register.reading() as session:
        this = leaf(page, count_clashes(session, county_id), SIZE, {})
        lines = clashes(session, county_id, zone, SIZE, (this.number - 1) * SIZE)
    return drawn(visit, "conflicts.html", "conflicts", lines=lines, leaf=this)


@router.get("/duplicates")
def duplicates(visit: Seeing, page: PageNumber = 1) -> Response:
    """Persons in the ledgers of several stations."""
    county_id = visit.site.county.id
    with visit.site.register.reading() as session:
        this = leaf(page, count_persons(session, county_id), SIZE, {})
        found = persons(session, county_id, SIZE, (this.number - 1) * SIZE)
    return drawn(visit, "duplicates.html", "duplicates", persons=found, leaf=this)
