"""What wants a person's eye: entries that wait, fields that were changed twice, people at several stations."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse

from app.county.readings.duplicates import count_persons, persons
from app.county.readings.unsettled import clashes, count_clashes, count_open_clashes, count_parked, parked
from app.county.settling import ClashMark
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, leaf, refused
from app.county.web.pages.listing import FURTHEST, SIZE, PageNumber, Seeing
from app.errors import Refusal

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Retrying = Annotated[Visit, Depends(acting(Operation.RETRY_PARKED))]
Settling = Annotated[Visit, Depends(acting(Operation.SETTLE_CONFLICT))]
Id = Annotated[str, Form(max_length=40, pattern="^[!-~]+$")]
Sequence = Annotated[int, Form(ge=0, lt=2**63)]


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
    """Try all of them once more, and tell how many went through."""
    before = _waiting(visit)
    rows = visit.site.exchange.retry_parked()
    left = _waiting(visit)
    # What came meanwhile may have been parked anew.
    went = max(0, before - left)
    with visit.site.register.deed(visit.site.clock.now(), visit.officer.name) as deed:
        deed.note("retry_parked", rows=rows, went=went)
    return gone_to("/parked", "retried", went=went, left=left)


@router.get("/conflicts")
def conflicts(visit: Seeing, page: PageNumber = 1) -> Response:
    """Fields that two PCs changed without knowing of each other."""
    return _conflicts(visit, page)


def _which(
    owner: Id, after_replica: Id, after_seq: Sequence, field: Id, before_replica: Id, before_seq: Sequence
) -> ClashMark:
    return ClashMark(owner, after_replica, after_seq, field, before_replica, before_seq)


@router.post("/conflicts")
def settle(
    visit: Settling,
    clash: Annotated[ClashMark, Depends(_which)],
    page: Annotated[int, Form(ge=1, le=FURTHEST)] = 1,
) -> Response:
    """Note that this officer has looked at one of them."""
    try:
        visit.office.settle_clash(clash)
    except Refusal as refusal:
        return _conflicts(visit, page, **refused(refusal))
    return gone_to(f"/conflicts?page={page}" if page > 1 else "/conflicts", "settled")


@router.get("/duplicates")
def duplicates(visit: Seeing, page: PageNumber = 1) -> Response:
    """Persons in the ledgers of several stations."""
    county_id = visit.site.county.id
    with visit.site.register.reading() as session:
        this = leaf(page, count_persons(session, county_id), SIZE, {})
        found = persons(session, county_id, SIZE, (this.number - 1) * SIZE)
    return drawn(visit, "duplicates.html", "duplicates", persons=found, leaf=this)


def _waiting(visit: Visit) -> int:
    with visit.site.register.reading() as session:
        return count_parked(session, visit.site.county.id)


def _conflicts(visit: Visit, page: int, **more: Any) -> Response:
    county_id, zone = visit.site.county.id, visit.site.clock.now().tzinfo
    with visit.site.register.reading() as session:
        this = leaf(page, count_clashes(session, county_id), SIZE, {})
        lines = clashes(session, county_id, zone, SIZE, (this.number - 1) * SIZE)
        still_open = count_open_clashes(session, county_id)
    shown: dict[str, Any] = {"lines": lines, "leaf": this, "still_open": still_open}
    return drawn(visit, "conflicts.html", "conflicts", **shown, **more)
