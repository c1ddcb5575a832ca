"""The revocation list as it stands, a number put on it, and the public lists signed anew."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import func, select

from app.county.figures import county_figures
from app.county.officers import LONGEST_PASSWORD
from app.county.readings.certificates import RevocationLine
from app.county.tables import DeviceKeyRow, RevocationRow, StationRow
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, leaf, refused
from app.county.web.pages.listing import SIZE, PageNumber, Seeing
from app.county.web.signing import unlocked
from app.errors import Refusal

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Revoking = Annotated[Visit, Depends(acting(Operation.REVOKE_CERTIFICATE))]
Publishing = Annotated[Visit, Depends(acting(Operation.PUBLISH_LISTS))]


@router.get("/revocations")
def revocations(visit: Seeing, page: PageNumber = 1) -> Response:
    """What is revoked, and how old the public lists are."""
    return _page(visit, page)


@router.post("/revocations")
def revoke_number(
    visit: Revoking,
    number: Annotated[str, Form(max_length=40)],
    reason: Annotated[str, Form(max_length=300)],
    successor: Annotated[str, Form(max_length=40)] = "",
    since: Annotated[date | None, Form()] = None,
) -> Response:
    """Revoke a certificate by its number, whether its station has reported it or not."""
    try:
        done = visit.office.revoke_certificate(number.strip(), since, reason.strip(), successor.strip())
    except Refusal as refusal:
        given = {"number": number, "reason": reason, "successor": successor}
        return _page(visit, 1, given=given, **refused(refusal))
    return gone_to("/revocations", "repeat" if done.is_repeat else "revoked")


@router.post("/revocations/publish")
def publish(visit: Publishing, county_password: Annotated[str, Form(max_length=LONGEST_PASSWORD)] = "") -> Response:
    """Sign both lists anew."""
    try:
        unlocked(visit, county_password).publish_lists()
    except Refusal as refusal:
        return _page(visit, 1, **refused(refusal))
    return gone_to("/revocations", "published")


def _page(visit: Visit, number: int, **more: Any) -> Response:
    county_id, today = visit.site.county.id, visit.site.clock.now().date()
    own = RevocationRow.county_id == county_id
    with visit.site.register.reading() as session:
        total = session.scalar(select(func.count()).select_from(RevocationRow).where(own)) or 0
        this = leaf(number, total, SIZE, {})
        newest = select(RevocationRow).where(own).order_by(RevocationRow.since.desc(), RevocationRow.number)
        rows = session.scalars(newest.limit(SIZE).offset((this.number - 1) * SIZE))
        lines = [RevocationLine(row.number, row.since, row.reason, row.successor) for row in rows]
        same = (StationRow.county_id == DeviceKeyRow.county_id) & (StationRow.code == DeviceKeyRow.station_code)
        revoked = (DeviceKeyRow.county_id == county_id, DeviceKeyRow.revoked_since.is_not(None))
        columns = (DeviceKeyRow.key_id, StationRow.name, DeviceKeyRow.revoked_since, DeviceKeyRow.revoked_reason)
        wanted = select(*columns).join(StationRow, same).where(*revoked).order_by(DeviceKeyRow.revoked_since.desc())
        keys = session.execute(wanted.limit(SIZE)).all()
        lists = county_figures(session, today).lists
    shown: dict[str, Any] = {"lines": lines, "leaf": this, "keys": keys, "lists": lists, "today": today}
    signs = {"can_sign": visit.site.office.can_sign}
    return drawn(visit, "revocations.html", "revocations", **shown, **signs, **more)
