"""The register of certificates and that of classes; one certificate with all that befell it, revoked here."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from app.county.readings.certificates import (
    CertificateFilter,
    certificate_story,
    certificates,
    choices,
    count_certificates,
)
from app.county.readings.classes import classes, count_classes
from app.county.web.authority import Operation, Visit, acting
from app.county.web.frame import drawn, gone_to, leaf, refused
from app.county.web.pages.listing import SIZE, PageNumber, Seeing, Word
from app.errors import Refusal

router = APIRouter(tags=["officers"], default_response_class=HTMLResponse, include_in_schema=False)
Revoking = Annotated[Visit, Depends(acting(Operation.REVOKE_CERTIFICATE))]


class Asked(BaseModel):
    """What the register is asked for."""

    page: PageNumber = 1
    station: Word = ""
    year: Word = ""
    intake: Word = ""
    training_class: Annotated[str, Field(max_length=36, alias="class")] = ""
    kind: Word = ""
    state: Word = ""
    text: Word = ""


@router.get("/certificates")
def register(visit: Seeing, asked: Annotated[Asked, Query()]) -> Response:
    """The register, filtered."""
    wanted = CertificateFilter(**asked.model_dump(exclude={"page"}))
    with visit.site.register.reading() as session:
        county_id = visit.site.county.id
        query = {("class" if name == "training_class" else name): value for name, value in wanted.query.items()}
        this = leaf(asked.page, count_certificates(session, county_id, wanted), SIZE, query)
        lines = certificates(session, county_id, wanted, SIZE, (this.number - 1) * SIZE)
        offered = choices(session, county_id)
    shown: dict[str, Any] = {"lines": lines, "leaf": this, "wanted": wanted, "choices": offered}
    return drawn(visit, "certificates.html", "certificates", **shown)


@router.get("/certificates/{owner}/{row_id}")
def one_certificate(visit: Seeing, owner: str, row_id: str) -> Response:
    """One certificate."""
    return _one(visit, owner, row_id)


@router.post("/certificates/{owner}/{row_id}/revoke")
def revoke(
    visit: Revoking,
    owner: str,
    row_id: str,
    reason: Annotated[str, Form(max_length=300)],
    since: Annotated[date | None, Form()] = None,
) -> Response:
    """Revoke it; the check page says so at once."""
    with visit.site.register.reading() as session:
        story = certificate_story(session, visit.site.county.id, owner, row_id)
    if story is None:
        raise HTTPException(404)
    try:
        done = visit.office.revoke_certificate(story.line.number, since, reason.strip())
    except Refusal as refusal:
        return _one(visit, owner, row_id, given={"reason": reason}, **refused(refusal))
    return gone_to(f"/certificates/{owner}/{row_id}", "repeat" if done.is_repeat else "revoked")


@router.get("/classes")
def class_register(visit: Seeing, page: PageNumber = 1, station: Word = "", year: Word = "") -> Response:
    """The classes of all stations."""
    with visit.site.register.reading() as session:
        county_id = visit.site.county.id
        this = leaf(page, count_classes(session, county_id, station, year), SIZE, {"station": station, "year": year})
        lines = classes(session, county_id, station, year, SIZE, (this.number - 1) * SIZE)
        offered = choices(session, county_id)
    shown: dict[str, Any] = {
        "lines": lines,
        "leaf": this,
        "choices": offered,
        "wanted": {"station": station, "year": year},
    }
    return drawn(visit, "classes.html", "classes", **shown)


def _one(visit: Visit, owner: str, row_id: str, **more: Any) -> Response:
    with visit.site.register.reading() as session:
        story = certificate_story(session, visit.site.county.id, owner, row_id)
    if story is None:
        raise HTTPException(404)
    return drawn(visit, "certificate.html", "certificates", story=story, today=visit.site.clock.now().date(), **more)
