"""Whether the server lives and reaches its register, and its figures for whoever watches over machines."""

import hmac
import ipaddress
import os
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel
from sqlalchemy import func, select

from app.county.doing_duties import last_done
from app.county.duties import INDEX_DUTY
from app.county.register import county_in
from app.county.store.tables import BlobRow, ParkedRow, ReplicaHeadRow
from app.county.web.outages import OUTAGES
from app.county.web.site import Site, client_of, site_of
from app.county.web.tally import family
from app.i18n import tr

router = APIRouter(tags=["health"])
TOKEN_VARIABLE = "XIANGXUN_METRICS_TOKEN"
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")
The = Annotated[Site, Depends(site_of)]


class Health(BaseModel):
    """`ok`; `database` where the register cannot be read; `workers` where no process answers rounds."""

    status: Literal["ok", "database", "workers"]


_UNWELL: dict[int | str, dict[str, Any]] = {503: {"model": Health, "description": "no register, or no rounds"}}


@router.get("/health", response_model=Health, responses=_UNWELL)
def health(site: The) -> Response:
    """Asked by a proxy or a watcher; tells nothing about anybody."""
    try:
        with site.register.reading() as session:
            county_in(session)
    except OUTAGES:
        return _unwell("database")
    if site.workers and not site.workers.count:
        return _unwell("workers")
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def _unwell(status: str) -> Response:
    return JSONResponse({"status": status}, 503, {"Cache-Control": "no-store", "Retry-After": "60"})


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={
        403: {"description": "asked from elsewhere, and without the token"},
        503: {"description": "no register"},
    },
)
def metrics(request: Request, site: The) -> Response:
    """The figures in the text form of Prometheus: to this very computer, or to whoever has the token."""
    if not (_is_near(request) or _has_token(request)):
        raise HTTPException(403, tr("This page is not for you."))
    text = "\n".join([*site.tally.lines(), *(site.workers.lines() if site.workers else ()), *_standing(site)]) + "\n"
    return PlainTextResponse(text, headers={"Cache-Control": "no-store"})


def _is_near(request: Request) -> bool:
    # Behind a proxy that was not named everybody seems to sit at this computer: what it forwards is not near.
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(client_of(request)).is_loopback
    except ValueError:
        return False


def _has_token(request: Request) -> bool:
    token = os.environ.get(TOKEN_VARIABLE, "")
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _standing(site: Site) -> list[str]:
    """What stands in the register now."""
    county_id, lag = site.county.id, func.sum(ReplicaHeadRow.seq - ReplicaHeadRow.applied_seq)
    with site.register.reading() as session:
        stored, behind = session.execute(
            select(func.sum(ReplicaHeadRow.seq), lag).where(ReplicaHeadRow.county_id == county_id)
        ).one()
        parked = session.scalar(select(func.count()).select_from(ParkedRow).where(ParkedRow.county_id == county_id))
        index = last_done(session, county_id, INDEX_DUTY.name)
        blobs = session.scalar(select(func.count()).select_from(BlobRow).where(BlobRow.county_id == county_id))
    as_of = [("", int(index.at.timestamp()))] if index else []
    return [
        *family("xiangxun_entries_stored", "gauge", "Journal entries in the register", [("", int(stored or 0))]),
        *family("xiangxun_apply_lag_entries", "gauge", "Entries stored and not yet applied", [("", int(behind or 0))]),
        *family("xiangxun_parked_entries", "gauge", "Entries that wait for something", [("", parked or 0)]),
        *family("xiangxun_photos_stored", "gauge", "Photos and scans in the register", [("", blobs or 0)]),
        *family("xiangxun_index_as_of_seconds", "gauge", "Since when stations know of each other's trainings", as_of),
    ]
