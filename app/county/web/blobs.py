"""Photos and scans of the stations (PROTOCOL.md, section 10): each PC reaches its own station's alone."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from app.clock import milliseconds
from app.county.store import blobs
from app.county.store.allowance import StationOverAllowance, takes_photo
from app.county.store.devices import Device
from app.county.web.outages import OUTAGES
from app.county.web.rounds import STATUS, UNPROVEN, Question, Reply, busy, proven_device, refused, signed
from app.county.web.site import Site, site_here
from app.county.web.sync_api import BYTES, STATION_ANSWERS, STATION_HEADERS, answered, asked, too_large
from app.models.exchange import ExchangeOdd, packed
from app.sync.blobs import HAVE_PATH, Inventory, pack_inventory, unpack_inventory
from app.sync.protocol import BLOB_LIMIT, BLOBS_PATH, MEDIA_TYPE

router = APIRouter(tags=["sync"])
PICTURE = "application/octet-stream"
_OURS = {"content": {MEDIA_TYPE: BYTES}}
_PATH = BLOBS_PATH + "/{sha256}"
_REFUSED = {"blob_damaged": 400, "blob_unnamed": 409}
Deed = Callable[[Site, Device, Question], Reply]
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the bytes")]


@router.post(
    HAVE_PATH,
    summary="Which photos the county lacks, and which it has",
    response_class=Response,
    responses={200: {**_OURS, "description": "the same lists, shortened; signed"}, **STATION_ANSWERS},
    openapi_extra={"parameters": STATION_HEADERS, "requestBody": {"required": True, **_OURS}},
)
async def have(request: Request) -> Response:
    """Two lists of names, packed: those that the PC offers, and those that it wants."""
    question = await asked(request)
    return too_large() if question is None else await run_in_threadpool(_answer, site_here(request), question, _have)


@router.put(
    _PATH,
    summary="Bring a photo",
    response_class=Response,
    responses={200: {**_OURS, "description": "kept; signed"}, **STATION_ANSWERS},
    openapi_extra={
        "parameters": STATION_HEADERS,
        "requestBody": {"required": True, "content": {PICTURE: BYTES}},
    },
)
async def put(request: Request, sha256: Sha256) -> Response:
    """The bytes as they are; 409 where no row of the station names them."""
    question = await asked(request, BLOB_LIMIT)
    if question is None:
        return too_large()

    def kept(site: Site, device: Device, question: Question) -> Reply:
        now, whose = site.clock.now(), (site.county.id, device.station_id)
        with site.register.writing() as session:
            connection = session.connection()
            if is_taken := takes_photo(connection, *whose, now.date(), len(question.body)):
                blobs.keep(connection, *whose, sha256, question.body, milliseconds(now))
        # Raised once it is written down that the station brought so many.
        if not is_taken:
            raise StationOverAllowance(station=device.station_code)
        return signed(site, question, 200, packed({"code": "kept"}))

    return await run_in_threadpool(_answer, site_here(request), question, kept)


@router.get(
    _PATH,
    summary="Fetch a photo",
    response_class=Response,
    responses={
        **STATION_ANSWERS,
        200: {"content": {PICTURE: BYTES}, "description": "the bytes; signed"},
        404: {**_OURS, "description": "not there; signed"},
    },
    openapi_extra={"parameters": STATION_HEADERS},
)
async def get(request: Request, sha256: Sha256) -> Response:
    """For a PC that was rebuilt, or one of several."""
    question = await asked(request, 0)
    if question is None:
        return too_large()

    def given(site: Site, device: Device, question: Question) -> Reply:
        with site.register.reading() as session:
            data = blobs.picture(session.connection(), site.county.id, device.station_id, sha256)
        if data is None:
            return signed(site, question, 404, packed({"code": "blob_unknown"}))
        return signed(site, question, 200, data, PICTURE)

    return await run_in_threadpool(_answer, site_here(request), question, given)


def _have(site: Site, device: Device, question: Question) -> Reply:
    told = unpack_inventory(question.body)
    whose = (site.county.id, device.station_id)
    with site.register.reading() as session:
        connection = session.connection()
        known = blobs.held(connection, *whose, {*told.offered, *told.wanted})
        named = blobs.named(connection, *whose, told.offered)
    lacking = tuple(name for name in told.offered if name in named and name not in known)
    there = tuple(name for name in told.wanted if name in known)
    return signed(site, question, 200, pack_inventory(Inventory(lacking, there)))


def _answer(site: Site, question: Question, do: Deed) -> Response:
    return answered(site, question, _replied(site, question, do))


def _replied(site: Site, question: Question, do: Deed) -> Reply:
    try:
        return do(site, proven_device(site, question), question)
    except ExchangeOdd as odd:
        return refused(site, question, 400, odd.code)
    except (blobs.BlobDamaged, blobs.BlobUnnamed) as refusal:
        return refused(site, question, _REFUSED[refusal.code], refusal.code)
    except UNPROVEN as refusal:
        return refused(site, question, STATUS.get(refusal.code, 400), refusal.code)
    except OUTAGES as fault:
        return busy(site, question, fault)
