"""The county's server, put together: each part with its routes, and the manners that hold for all."""

import logging
import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from sqlalchemy.exc import DataError
from starlette.datastructures import FormData
from starlette.requests import ClientDisconnect

from app.county.logbook import LOG
from app.county.web import blobs, entrance, health, joining, public, sync_api
from app.county.web.drawing import page
from app.county.web.log_lines import told_of
from app.county.web.manners import BodyTooLarge, BodyTooSlow, Manners
from app.county.web.outages import OUTAGES
from app.county.web.pages import (
    blocks,
    certificates,
    codes,
    downloads,
    home,
    journal,
    officers,
    revocations,
    stations,
    unsettled,
)
from app.county.web.site import Site
from app.errors import Refusal, XiangxunError
from app.i18n import tr
from app.resources import path_of

_LOG = logging.getLogger(LOG)
_PAGES = (home, stations, certificates, revocations, blocks, codes, unsettled, journal, officers, downloads)
ROUTERS = (
    public.router,
    sync_api.router,
    joining.router,
    blobs.router,
    health.router,
    entrance.router,
    *(each.router for each in _PAGES),
)


class Trouble(BaseModel):
    """What went wrong and what to do, in the reader's language."""

    detail: str
    remedy: str


ROUNDS_AT_ONCE = 3
"""So many rounds one process has in hand: with forty they cost a third more, and verdicts took twice as long."""
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
ODD: dict[int | str, dict[str, Any]] = {422: {"model": Trouble, "content": {"text/html": {}}}}


def make_app(site: Site) -> FastAPI:
    """The application that serves this county."""
    every = [Depends(refuse_unkept)]
    app = FastAPI(
        title="Xiangxun county", version="1", docs_url=None, redoc_url=None, responses=ODD, dependencies=every
    )
    app.state.site = site
    app.state.rounds = ThreadPoolExecutor(site.workers.at_once if site.workers else ROUNDS_AT_ONCE)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=path_of("county/static")), name="static")
    app.add_middleware(Manners, is_secure=site.settings.is_secure, unexpected=_unexpected)
    for kind, told in _TROUBLES.items():
        app.add_exception_handler(kind, told)
    return app


class Unkept(Exception):
    """Text was sent that not every database keeps."""


async def refuse_unkept(request: Request) -> None:
    """Refuse a sign of the code nought in address or form: on either engine alike, before anybody reads it.

    Routes that are described to the world do so by their own patterns, and leave alone what they do not ask for.
    """
    if getattr(request.scope.get("route"), "include_in_schema", True):
        return
    told = [*request.path_params.values(), *(text for pair in request.query_params.multi_items() for text in pair)]
    if request.headers.get("content-type", "").startswith(_FORMS):
        told += [text for pair in (await _form(request)).multi_items() for text in pair]
    if any(isinstance(text, str) and "\0" in text for text in told):
        raise Unkept


async def _form(request: Request) -> FormData:
    try:
        return await request.form()
    except HTTPException:
        # The route reads it once more, and tells what is wrong with it.
        return FormData()


def _refused(request: Request, error: Refusal) -> Response:
    return _told(request, 400, error.sentence(), error.way_out())


def _faulted(request: Request, error: XiangxunError) -> Response:
    # What the database says of itself is for whoever runs it, who finds its code in the log.
    _LOG.error("%s", error.code)
    sentence = tr("The county's register does not answer just now; nothing was changed.")
    remedy = tr("Try again in a few minutes. If it stays so, tell whoever looks after the county's server.")
    return _told(request, 503, sentence, remedy, {"Retry-After": "60"})


def _http(request: Request, error: HTTPException) -> Response:
    words = {404: tr("There is no such page."), 405: tr("There is no such page.")}
    return _told(request, error.status_code, words.get(error.status_code, str(error.detail)), "", error.headers)


def _odd(request: Request, error: RequestValidationError) -> Response:
    # What was sent is not repeated: it may hold a name or a number.
    places = [".".join(str(part) for part in each["loc"]) for each in error.errors()]
    return _told(request, 422, tr("Something in the form is missing or too long."), ", ".join(places))


def _unkept(request: Request, _: Exception) -> Response:
    """Text that no database keeps, such as a sign of the code nought: who sent it is told, and nothing was written."""
    return _told(request, 422, tr("Something in the form holds signs that cannot be kept."), tr("Type it anew."))


def _too_large(request: Request, _: Exception) -> Response:
    return _told(request, 413, tr("Too much was sent at once."), "")


def _too_slow(request: Request, _: Exception) -> Response:
    return _told(request, 408, tr("What was sent did not arrive in time."), tr("Check the line, then send it again."))


def _gone(_request: Request, _error: Exception) -> Response:
    """The line broke while something was sent: nobody is there to be answered, and nothing was believed yet."""
    return Response(status_code=400)


def _unexpected(request: Request, error: Exception) -> Response:
    name = secrets.token_hex(4)
    _LOG.error("unexpected error %s in %s: %s", name, _route(request), told_of(error))
    return _told(request, 500, tr("Something unexpected went wrong (no. {number}).", number=name), "")


def _route(request: Request) -> str:
    """The route's own pattern: what stands in an address may be somebody's number."""
    return str(getattr(request.scope.get("route"), "path", "?"))


# Each is called for its own kind alone.
_TROUBLES: dict[Any, Any] = {
    Refusal: _refused,
    **dict.fromkeys(OUTAGES, _faulted),
    HTTPException: _http,
    404: _http,
    405: _http,
    RequestValidationError: _odd,
    DataError: _unkept,
    Unkept: _unkept,
    BodyTooLarge: _too_large,
    BodyTooSlow: _too_slow,
    ClientDisconnect: _gone,
}


def _told(request: Request, status: int, sentence: str, remedy: str, headers: Any = None) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        drawn = page("trouble.html", status, sentence=sentence, remedy=remedy)
        drawn.headers.update(headers or {})
        return drawn
    return JSONResponse({"detail": sentence, "remedy": remedy}, status, headers)
